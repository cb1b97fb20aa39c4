// The built program: the demonstration for everybody, and servers of a story's own.

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { program } from './surroundings.mjs';
import { waitFor } from './wait.mjs';

const START_LIMIT = 120_000;
const running = new Set();

/** Starts a process of the program; what it says is kept, to be shown when it does not start. */
function start(args, variables) {
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, DOCKET_LOG: 'warn', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const process_ = { child, said: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => { process_.said += text; });
  }
  running.add(process_);
  child.once('exit', () => running.delete(process_));
  return process_;
}

async function untilReady(process_, address) {
  await waitFor('the program to be ready', async () => {
    if (process_.child.exitCode !== null) return true;
    return (await fetch(`${address()}/readyz`)).ok;
  }, START_LIMIT);
  if (process_.child.exitCode !== null) throw new Error(`the program ended:\n${process_.said}`);
}

async function end(process_, signal) {
  const { child } = process_;
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => { child.once('exit', resolve); });
  child.kill(signal);
  await gone;
}

/** Ends what is still running. */
export async function endPrograms() {
  await Promise.all([...running].map((process_) => end(process_, 'SIGTERM')));
}

let demonstration;

/** The demonstration that all stories share: its address and the folder of its mails. */
export function demo() {
  demonstration ??= startDemo();
  return demonstration;
}

async function startDemo() {
  const process_ = start(['demo', '--listen', '127.0.0.1:0'], {});
  await untilReady(process_, () => said(process_, /^ *Open +(http:\S+?)\/?(?: |$)/m));
  return {
    url: said(process_, /^ *Open +(http:\S+?)\/?(?: |$)/m),
    mails: said(process_, /^ *Mails +(.+)\/\*\.eml$/m),
  };
}

function said(process_, pattern) {
  const found = pattern.exec(process_.said);
  if (!found) throw new Error(`the program did not say ${pattern}:\n${process_.said}`);
  return found[1];
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address();
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

/** A place with nothing in it, whose server can be stopped and started again. */
export class Site {
  /** With settings beside the usual ones, by their variables. */
  static async make(settings = {}) {
    const folder = await mkdtemp(path.join(tmpdir(), 'docket-browser-'));
    return new Site(folder, `127.0.0.1:${await freePort()}`, settings);
  }

  constructor(folder, listen, settings) {
    this.folder = folder;
    this.url = `http://${listen}`;
    this.mails = path.join(folder, 'mail');
    this.variables = { DOCKET_DATA_DIR: folder, DOCKET_LISTEN: listen, ...settings };
  }

  async serve() {
    this.process = start(['serve'], this.variables);
    await untilReady(this.process, () => this.url);
  }

  async stop() {
    await end(this.process, 'SIGTERM');
  }

  /** The one-time link for the first administrator. */
  async administrator(email) {
    const env = { PATH: process.env.PATH, ...this.variables };
    const { stdout } = await promisify(execFile)(program, ['admin', 'create', '--email', email], { env });
    return /https?:\S+\/activate\/\S+/.exec(stdout)[0];
  }

  async remove() {
    await end(this.process, 'SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}
