// Somebody at a browser, and the watch over what must never happen there.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { chromium, chromiumProgram, onPhones, screenshots } from './surroundings.mjs';
import { text } from './texts.mjs';
import { within } from './wait.mjs';

export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1440, height: 900 };

/** Nobody looks at more of a long page. */
const PICTURE_HEIGHT = 3_000;

/** More than any page has to offer. */
const TABS = 150;

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let launched;

function browser() {
  launched ??= chromium.launch({
    executablePath: chromiumProgram,
    headless: true,
    // Chromium's own sandbox refuses to run as root.
    chromiumSandbox: process.getuid() !== 0,
    args: FLAGS,
  });
  return launched;
}

export async function closeBrowser() {
  await (await launched)?.close();
}

/** Runs in each page before its own scripts: what the page's policy refused, and scripts that should not have run. */
function watchInside() {
  window.addEventListener('securitypolicyviolation', (event) => {
    console.error(`policy violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
  });
  Object.defineProperty(window, '__xss', { set(what) { console.error(`a script of a stranger ran: ${what}`); } });
}

/** A browser window of one person. */
export class Visitor {
  /**
   * `person` is logged in already; without one it is a stranger. `settings` are Playwright's for a context, among
   * them `viewport`, `colorScheme` and `javaScriptEnabled`.
   */
  static async enter(site, person, settings = {}) {
    const context = await (await browser()).newContext({
      baseURL: site.url,
      viewport: onPhones ? PHONE : DESK,
      locale: 'en-GB',
      timezoneId: 'Europe/Vienna',
      reducedMotion: 'reduce',
      ...settings,
    });
    context.setDefaultTimeout(20_000);
    await context.addInitScript(watchInside);
    const visitor = new Visitor(site, context, person?.language ?? 'en');
    visitor.scripts = settings.javaScriptEnabled ?? true;
    if (person) await visitor.logIn(person);
    visitor.page = await visitor.open();
    return visitor;
  }

  constructor(site, context, language) {
    this.site = site;
    this.language = language;
    this.context = context;
    this.faults = [];
    this.expected = [];
  }

  /** Gives the window a session without the page for it. */
  async logIn({ email, password }) {
    const answer = await this.context.request.post('/api/v1/session', { data: { email, password } });
    assert.equal(answer.status(), 200, `${email} can log in: ${await answer.text()}`);
  }

  /** Another tab. */
  async open() {
    const page = await this.context.newPage();
    const fault = (text) => this.faults.push(`${new URL(page.url(), this.site.url).pathname}: ${text}`);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') fault(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => fault(`${error}`));
    page.on('crash', () => fault('the page crashed'));
    page.on('request', (request) => {
      const address = new URL(request.url());
      if (address.protocol.startsWith('http') && address.origin !== this.site.url) fault(`a request to ${address.origin}`);
    });
    page.on('requestfailed', (request) => {
      // A page that is left ends its stream and its downloads.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') fault(`${request.url()}: ${request.failure()?.errorText}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) fault(`${response.status()} ${new URL(response.url()).pathname}`);
    });
    page.on('dialog', async (dialog) => {
      fault(`dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    return page;
  }

  /** Says that faults like this belong to the story. */
  expect(...patterns) {
    this.expected.push(...patterns);
  }

  /** Goes to a page and waits until it is there with all it loads. */
  async go(address) {
    await this.page.goto(address, { waitUntil: 'load' });
    await this.ready();
  }

  /** Loads the page again. */
  async reload() {
    await this.page.reload({ waitUntil: 'load' });
    await this.ready();
  }

  /** Waits until a page of the portal hears what is done on it. */
  async ready() {
    if (!this.scripts) return;
    await this.page.waitForFunction(() => 'ready' in document.documentElement.dataset || !document.querySelector('script[src*="/app."]'));
  }

  /** What the portal calls something, in the language of this window. */
  t(name, options) {
    return text(this.language, name, options);
  }

  button(name, options) {
    return this.page.getByRole('button', { name: this.t(name, options) });
  }

  link(name, options) {
    return this.page.getByRole('link', { name: this.t(name, options) });
  }

  heading(name, options) {
    return this.page.getByRole('heading', { name: this.t(name, options) });
  }

  /** What is there only for those who are signed in. */
  accountMenu() {
    return this.page.locator('summary', { hasText: new RegExp(this.t('nav-account-menu', { begins: true }).source.slice(1)) });
  }

  /** A field by its label, which may say besides that it need not be filled. */
  field(name) {
    const label = new RegExp(`${this.t(name, { begins: true }).source}(\\s*\\(.*\\))?\\s*$`);
    return this.page.getByLabel(label).and(this.page.locator('input, select, textarea'));
  }

  /** Fills a form, by the names of its labels. */
  async fill(values) {
    for (const [name, value] of Object.entries(values)) await this.field(name).fill(value);
  }

  async press(name, options) {
    await this.button(name, options).click();
  }

  async follow(name, options) {
    await this.link(name, options).click();
  }

  /** Waits until the page says that, and whatever it says around it. */
  async told(name) {
    await this.reads(new RegExp(this.t(name, { begins: true }).source.slice(1)));
  }

  /** Waits until people can read that on the page. */
  async reads(words) {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor();
  }

  /** Waits until the address bar holds that path, with or without a query, and the page is there. */
  async arrives(pathname) {
    await this.page.waitForURL((address) => (pathname.test ? pathname.test(address.pathname) : address.pathname === pathname));
    await this.ready();
  }

  /** Moves the focus by the Tab key alone until it is on that element. */
  async tabTo(locator) {
    for (let steps = 0; steps < TABS; steps += 1) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`${locator} cannot be reached by the Tab key`);
  }

  /** Writes what the page looks like to a folder that git ignores. */
  async picture(name) {
    await mkdir(screenshots, { recursive: true });
    const [width, whole] = await this.page.evaluate(() => [window.innerWidth, document.documentElement.scrollHeight]);
    const clip = { x: 0, y: 0, width, height: Math.min(whole, PICTURE_HEIGHT) };
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true, clip });
  }

  unexpected() {
    return this.faults.filter((fault) => !this.expected.some((pattern) => fault.match(pattern)));
  }

  /** Closes the window, if the browser does. */
  async leave() {
    await within('a window to be closed', this.context.close());
  }
}
