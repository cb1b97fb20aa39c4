// What others do appears by itself, and stops appearing with the right to see it.

import assert from 'node:assert/strict';

import { activate, newcomer } from '../harness/api.mjs';
import { Site } from '../harness/program.mjs';
import { QUEUE, story } from '../harness/story.mjs';
import { waitFor } from '../harness/wait.mjs';

/** A mark that a reload would take away. */
const mark = (visitor) => visitor.page.evaluate(() => { window.stays = true; });
const isMarked = (visitor) => visitor.page.evaluate(() => window.stays === true);

/** Waits until the page has an open stream: what is written from then on has to come by it. */
function streams(visitor) {
  return visitor.page.waitForResponse((answer) => answer.url().includes('/api/v1/stream') && answer.status() === 200);
}

async function goLive(visitor, address) {
  const open = streams(visitor);
  await visitor.go(address);
  await open;
  await mark(visitor);
}

story('live::a_comment_in_one_browser_appears_in_the_other_and_what_is_being_typed_stays', async (stage) => {
  const customer = await stage.newcomer();
  const { key } = await customer.ticket();
  const reader = await stage.visitor(customer);
  const sam = await stage.visitor('sam');
  await goLive(reader, `/tickets/${key}`);
  await goLive(sam, `/tickets/${key}`);
  await reader.fill({ 'ticket-comment': 'I am still writing' });
  await sam.page.locator('.say-answer textarea').fill('Have you tried the other report?');
  await sam.press('ticket-send-answer');
  await reader.reads('Have you tried the other report?');
  assert.equal(await isMarked(reader), true, 'the page was loaded again');
  assert.equal(await reader.field('ticket-comment').inputValue(), 'I am still writing');
});

story('live::the_queue_has_a_new_ticket_without_a_reload', async (stage) => {
  const customer = await stage.newcomer();
  const sam = await stage.visitor('sam');
  await goLive(sam, QUEUE);
  const { key } = await customer.ticket();
  await sam.page.locator(`li[data-ticket="${key}"]`).waitFor();
  assert.equal(await isMarked(sam), true, 'the page was loaded again');
});

story('live::a_right_that_is_taken_away_ends_the_stream_and_the_page_says_so', async (stage) => {
  const maria = await stage.cast('maria');
  const { key } = await maria.ticket({ visibility: 'organization' });
  const tom = await stage.visitor('tom');
  tom.expect(/\b404\b/);
  await goLive(tom, `/tickets/${key}`);
  await maria.put(`/tickets/${key}/visibility`, { visibility: 'private' });
  await maria.post(`/tickets/${key}/comments`, { body: 'Between us two.' });
  await tom.told('ticket-live-gone');
  assert.equal((await tom.page.content()).includes('Between us two.'), false);
});

story('live::an_ended_session_is_said', async (stage) => {
  const customer = await stage.newcomer();
  const { key } = await customer.ticket();
  const reader = await stage.visitor(customer);
  reader.expect(/\b401\b/);
  await goLive(reader, `/tickets/${key}`);
  await customer.delete('/me/sessions');
  await reader.told('ticket-live-login');
});

story('live::goes_on_through_a_restart_of_the_server', async (stage) => {
  const site = await Site.make();
  stage.finally(() => site.remove());
  await site.serve();
  const ada = await activate(site, await site.administrator('ada@restart.example'), 'Ada');
  const customer = await newcomer(ada);
  const { key } = await customer.ticket();
  const reader = await stage.visitor(customer);
  reader.expect(/ERR_|\b(502|503)\b/);
  await goLive(reader, `/tickets/${key}`);
  await ada.post(`/tickets/${key}/comments`, { body: 'Before the restart.' });
  await reader.reads('Before the restart.');
  await site.stop();
  await site.serve();
  await ada.post(`/tickets/${key}/comments`, { body: 'After the restart.' });
  await waitFor('what came after the restart', () => reader.page.getByText('After the restart.').isVisible(), 60_000);
  assert.equal(await isMarked(reader), true, 'the page was loaded again');
  await reader.fill({ 'ticket-comment': 'Good to have you back.' });
  await reader.press('ticket-send-comment');
  await reader.reads('Good to have you back.');
});

story('live::what_is_said_once_is_said_to_the_reader_and_not_to_a_module', async (stage) => {
  const person = await stage.newcomer();
  const { key } = await person.ticket();
  const reader = await stage.visitor(person);
  await reader.go(`/tickets/${key}`);
  // What the form of the page sends, and the page asked for by a module before the browser is there again.
  await reader.page.evaluate(async (path) => {
    await fetch(`${path}/mute`, { method: 'POST', body: new URLSearchParams({ muted: 'true' }), redirect: 'manual' });
    await (await fetch(path)).text();
  }, `/tickets/${key}`);
  await reader.reload();
  await reader.told('notice-ticket-muted');
});
