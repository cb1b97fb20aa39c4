// The API, for what a story needs and is not about.

import { randomUUID } from 'node:crypto';

import { mailedLink } from './mail.mjs';

export const PASSWORD = 'docket-demo';

/** How long an answer may take. */
const ANSWERED_MS = 60_000;

/** A person of a site as a program: their session's token, and requests in their name. */
export class Person {
  static async logIn(site, email, password = PASSWORD) {
    const { token, person } = await request(site, 'POST', '/session', { body: { email, password } });
    return new Person(site, { email, password, token, ...person });
  }

  constructor(site, facts) {
    Object.assign(this, facts, { site });
  }

  get(path) {
    return request(this.site, 'GET', path, this);
  }

  post(path, body) {
    return request(this.site, 'POST', path, { token: this.token, body });
  }

  put(path, body) {
    return request(this.site, 'PUT', path, { token: this.token, body });
  }

  patch(path, body) {
    return request(this.site, 'PATCH', path, { token: this.token, body });
  }

  delete(path) {
    return request(this.site, 'DELETE', path, this);
  }

  /** Sends a file to be attached, and gives its id. */
  async upload(name, content = 'a file') {
    const body = new FormData();
    body.append('file', new Blob([content]), name);
    return (await request(this.site, 'POST', '/uploads', { token: this.token, form: body })).id;
  }

  /** Opens a ticket. */
  ticket(facts = {}) {
    return this.post('/tickets', {
      desk: 'AMS',
      request_type: 'question',
      subject: `A question ${randomUUID().slice(0, 8)}`,
      description: 'What does the panel report count?',
      visibility: 'private',
      ...facts,
    });
  }
}

async function request(site, method, path, { token, body, form }) {
  const headers = { Accept: 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  if (method === 'POST') headers['Idempotency-Key'] = randomUUID();
  const sent = form ?? (body && JSON.stringify(body));
  const response = await fetch(`${site.url}/api/v1${path}`, { method, headers, body: sent, signal: AbortSignal.timeout(ANSWERED_MS) });
  const text = await response.text();
  if (!response.ok) throw new Refusal(response.status, `${method} ${path}: ${response.status} ${text}`);
  return text && JSON.parse(text);
}

/** An answer that is no success. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Chooses the first password by a mailed link. */
export async function activate(site, link, name, password = STRONG) {
  const token = link.split('/').pop();
  const { person } = await request(site, 'POST', `/activations/${token}`, { body: { name, password } });
  return Person.logIn(site, person.email, password);
}

let newcomers = 0;

/** Somebody new who was invited and chose a password. `facts` go into the invitation. */
export async function newcomer(host, facts = {}) {
  newcomers += 1;
  const email = `newcomer-${newcomers}-${randomUUID().slice(0, 6)}@visitors.example`;
  const name = `${['Ana', 'Bo', 'Cleo', 'Dag', 'Eva', 'Finn'][newcomers % 6]} Newcomer ${newcomers}`;
  await host.post('/invitations', { email, name, ...facts });
  return activate(host.site, await mailedLink(host.site.mails, email, 'activate'), name);
}

/** A password that is not easily guessed. */
export const STRONG = 'seven quiet otters rowing';
