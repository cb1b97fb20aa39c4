// Nothing that a stranger writes runs in a reader's browser, in whatever field it stands.

import { Refusal, activate, newcomer } from '../harness/api.mjs';
import { Site } from '../harness/program.mjs';
import { story } from '../harness/story.mjs';
import { CORPUS, assertNoStrangers } from '../harness/strangers.mjs';

/** Hundreds of pages are read. */
const LIMIT = 400_000;

/** What a field does not take at all is shown nowhere. */
async function tried(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Refusal && (error.status === 400 || error.status === 422)) return undefined;
    throw error;
  }
}

/** A desk all of whose texts are one text. */
async function desk(ada, key, text) {
  await tried(ada.post('/desks', { key, name: text }));
  await tried(ada.post(`/desks/${key}/request-types`, {
    key: 'asked',
    name: text,
    description: text,
    fields: [
      { key: 'line', label: text, help: text, kind: 'text' },
      { key: 'lines', label: text, help: text, kind: 'long_text' },
      { key: 'pick', label: text, help: text, kind: 'choice', options: [{ key: 'one', label: text }, { key: 'two', label: 'Two' }] },
    ],
  }));
}

/** A ticket all of whose texts are one text, by people and on a desk that are called so. */
async function ticket(customer, sam, key, text) {
  await tried(customer.patch('/me', { name: text }));
  const fields = { line: text, lines: text, pick: 'one' };
  const file = async (who) => [await tried(who.upload(`${text.replaceAll('/', '_')}.txt`))].filter(Boolean);
  const opened = await tried(customer.ticket({
    desk: key, request_type: 'asked', subject: text, description: text, fields, attachments: await file(customer),
  }));
  if (!opened) throw new Error(`no ticket is called ${text}`);
  const said = `/tickets/${opened.key}/comments`;
  await customer.post(said, { body: text, attachments: await file(customer) });
  await sam.post(said, { body: text, audience: 'internal', attachments: await file(sam) });
  await tried(sam.post('/invitations', { email: `${key.toLowerCase()}@strangers.example`, name: text }));
  for (const who of [customer, sam]) await tried(who.post('/me/views', { name: text, query: { status: 'open' } }));
  return opened.key;
}

/** A world in which everything is called by the texts of the corpus. */
async function world(stage) {
  const site = await Site.make();
  stage.finally(() => site.remove());
  await site.serve();
  const ada = await activate(site, await site.administrator('ada@strangers.example'), 'Ada');
  const sam = await newcomer(ada, { role: 'agent' });
  await ada.patch('/site', {
    name: CORPUS.find((text) => text.startsWith('</title>')),
    announcement: { text: CORPUS.slice(0, 20).join('\n\n') },
  });
  const organizations = [];
  for (const text of CORPUS) organizations.push((await tried(ada.post('/organizations', { name: text })))?.id);
  const own = organizations.filter(Boolean).slice(0, 5);
  const customer = await newcomer(ada, { organizations: own });
  const keys = [];
  for (const [at, text] of CORPUS.entries()) {
    const key = `X${String.fromCharCode(65 + Math.floor(at / 26), 65 + (at % 26))}`;
    await desk(ada, key, text);
    keys.push({ desk: key, ticket: await ticket(customer, sam, key, text), text });
  }
  return { site, ada, sam, customer, keys, organizations: organizations.filter(Boolean) };
}

/** Goes to every address, some at once, and looks for what is not ours. */
async function read(visitor, addresses) {
  const left = [...addresses];
  const tabs = await Promise.all(Array.from({ length: TABS }, () => visitor.open()));
  await Promise.all(tabs.map(async (page) => {
    for (let address = left.pop(); address; address = left.pop()) {
      await page.goto(address, { waitUntil: 'load' });
      await assertNoStrangers(page);
    }
  }));
}

const TABS = 3;
const query = (text) => encodeURIComponent(text);

story('strangers::what_they_wrote_is_text_for_every_reader', async (stage) => {
  const { site, ada, sam, customer, keys, organizations } = await world(stage);
  const tickets = keys.map(({ ticket: key }) => `/tickets/${key}`);
  const reader = await stage.visitor(customer);
  await read(reader, [
    '/', '/new', '/tickets', '/organization', '/account', ...tickets, ...keys.map(({ desk: key }) => `/new/${key}/asked`),
  ]);
  await reader.go(`/tickets/${keys[0].ticket}`);
  await reader.reads(keys[0].text);
  const agent = await stage.visitor(sam);
  await read(agent, [
    '/queue', '/tickets', '/people', '/organizations', `/people/${customer.id}`, ...tickets,
    ...organizations.map((id) => `/organizations/${id}`),
  ]);
  const administrator = await stage.visitor(ada);
  await read(administrator, [
    '/admin/desks', '/admin/team', '/admin/log', '/admin/state',
    ...keys.flatMap(({ desk: key }) => [`/admin/desks/${key}`, `/admin/desks/${key}/types/asked`]),
  ]);
  const own = await stage.visitor(undefined, {}, site);
  await read(own, ['/login', '/signup']);
}, LIMIT);

story('strangers::what_they_put_into_an_address_is_text', async (stage) => {
  const sam = await stage.visitor('sam');
  const stranger = await stage.visitor();
  for (const visitor of [sam, stranger]) visitor.expect(/\b(400|404|410|422)\b/);
  await read(sam, CORPUS.flatMap((text) => [
    `/tickets?q=${query(text)}`,
    `/tickets?scope=${query(text)}&sort=${query(text)}&cursor=${query(text)}&status=${query(text)}`,
    `/people?q=${query(text)}`,
    `/new?follow_up=${query(text)}`,
    `/tickets/${query(text)}`,
  ]));
  await read(stranger, CORPUS.flatMap((text) => [
    `/login?next=${query(text)}`, `/activate/${query(text)}`, `/nothing/${query(text)}`,
  ]));
}, LIMIT);
