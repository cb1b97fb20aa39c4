// Nothing that a stranger writes runs in a reader's browser, in whatever field it stands.

import { Refusal, activate, newcomer } from '../harness/api.mjs';
import { Site } from '../harness/program.mjs';
import { story } from '../harness/story.mjs';
import { CORPUS, assertNoStrangers } from '../harness/strangers.mjs';

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

story('strangers::what_they_write_is_text', async (stage) => {
  const { keys } = await world(stage);
  console.log(keys.length);
}, 240_000);
