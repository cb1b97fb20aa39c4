// The API, for what a story needs and is not about.

import { randomUUID } from 'node:crypto';

import { mailedLink } from './mail.mjs';

export const PASSWORD = 'docket-demo';

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

async function request(site, method, path, { token, body }) {
  const headers = { Accept: 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  if (method === 'POST') headers['Idempotency-Key'] = randomUUID();
  const response = await fetch(`${site.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text && JSON.parse(text);
}

let newcomers = 0;

/** Somebody new who was invited and chose a password. `facts` go into the invitation. */
export async function newcomer(host, facts = {}) {
  newcomers += 1;
  const email = `newcomer-${newcomers}-${randomUUID().slice(0, 6)}@visitors.example`;
  const name = `${['Ana', 'Bo', 'Cleo', 'Dag', 'Eva', 'Finn'][newcomers % 6]} Newcomer ${newcomers}`;
  await host.post('/invitations', { email, name, ...facts });
  const link = await mailedLink(host.site.mails, email, 'activate');
  const token = link.split('/').pop();
  await request(host.site, 'POST', `/activations/${token}`, { body: { name, password: STRONG } });
  return Person.logIn(host.site, email, STRONG);
}

/** A password that is not easily guessed. */
export const STRONG = 'seven quiet otters rowing';
