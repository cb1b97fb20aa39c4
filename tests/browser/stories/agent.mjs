// What agents do: the queue, and a ticket in their hands.

import assert from 'node:assert/strict';

import { QUEUE, story } from '../harness/story.mjs';
import { waitFor } from '../harness/wait.mjs';

/** A ticket that waits for support, of a customer nobody else knows. */
async function asked(stage, facts) {
  const customer = await stage.newcomer();
  return { customer, ...(await customer.ticket(facts)) };
}

/** The row of a ticket in a list. */
const row = (visitor, key) => visitor.page.locator(`li[data-ticket="${key}"]`);

/** The ticket whose row is chosen by keyboard, if one is. A row may leave a list at any time. */
const chosenRow = (visitor) => visitor.page.evaluate(() => document.querySelector('li.chosen')?.dataset.ticket);

/** The ticket as the team knows it. */
const now = async (stage, key) => (await stage.cast('sam')).get(`/tickets/${key}`);

/** Opens what stands folded under its words. */
const unfold = (visitor, name) => visitor.page.locator('summary', { hasText: visitor.t(name, { begins: true }) }).click();

const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);

story('agent::takes_a_ticket_notes_answers_and_resolves_it', async (stage) => {
  const { key, customer } = await asked(stage);
  const sam = await stage.visitor('sam');
  await sam.go(QUEUE);
  await row(sam, key).getByRole('link').click();
  await sam.arrives(`/tickets/${key}`);
  await sam.press('ticket-take');
  await sam.told('notice-ticket-assigned');
  assert.equal((await now(stage, key)).assignee?.name, 'Sam Rivera');

  await sam.page.getByLabel(sam.t('ticket-tab-note', { begins: true })).or(sam.page.getByText(sam.t('ticket-tab-note'))).first().click();
  await sam.fill({ 'ticket-note': 'Same fault as last month.' });
  await sam.press('ticket-send-note');
  await sam.reads('Same fault as last month.');
  await sam.told('ticket-internal');

  await sam.page.locator('.say-answer textarea').fill('Which report is it?');
  await sam.press('ticket-send-answer');
  await sam.reads('Which report is it?');
  const reader = await stage.visitor(customer);
  await reader.go(`/tickets/${key}`);
  await reader.reads('Which report is it?');
  assert.equal((await reader.page.content()).includes('Same fault as last month'), false, 'a note is seen by a customer');

  await sam.page.locator('.say-answer textarea').fill('It is mended.');
  await sam.page.locator('.say-answer select').selectOption('resolved');
  await sam.press('ticket-send-answer');
  await waitFor('the ticket to be resolved', async () => (await now(stage, key)).status === 'resolved');
});

story('agent::a_stale_close_is_refused_and_shows_what_has_come', async (stage) => {
  const { key, customer } = await asked(stage);
  const sam = await stage.visitor('sam', { javaScriptEnabled: false });
  sam.expect(/\b(409|412)\b/);
  await sam.go(`/tickets/${key}`);
  await unfold(sam, 'ticket-close');
  await sam.page.locator('#fold-close textarea').fill('Closing this one.');
  await customer.post(`/tickets/${key}/comments`, { body: 'Wait, there is more.' });
  await sam.press('ticket-close-now');
  await sam.page.getByRole('alert').waitFor();
  await sam.reads('Wait, there is more.');
  assert.equal(await sam.page.locator('#fold-close textarea').inputValue(), 'Closing this one.');
  assert.notEqual((await now(stage, key)).status, 'closed');
  await sam.press('ticket-close-now');
  await waitFor('the ticket to be closed', async () => (await now(stage, key)).status === 'closed');
});

story('agent::holds_a_ticket_until_a_day_and_changes_its_priority', async (stage) => {
  const { key } = await asked(stage);
  const sam = await stage.visitor('sam');
  await sam.go(`/tickets/${key}`);
  await sam.field('ticket-priority').selectOption('high');
  await sam.page.locator(`form[action="/tickets/${key}/priority"]`).getByRole('button').click();
  await waitFor('another priority', async () => (await now(stage, key)).priority === 'high');
  await unfold(sam, 'ticket-hold');
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  await sam.fill({ 'ticket-hold-until': day, 'ticket-hold-reason': 'A part is on its way.' });
  await sam.press('ticket-hold-now');
  await waitFor('the ticket to be on hold', async () => (await now(stage, key)).status === 'on_hold');
  await sam.told('status-on-hold');
});

story('agent::opens_a_ticket_for_a_customer', async (stage) => {
  const customer = await stage.newcomer();
  const sam = await stage.visitor('sam');
  const title = `Called us ${process.hrtime.bigint()}`;
  await sam.go('/new/AMS/question');
  await sam.fill({ 'new-on-behalf': customer.email, 'new-subject': title, 'new-description': 'By telephone.' });
  await sam.press('new-send');
  await sam.page.getByRole('heading', { level: 1, name: title }).waitFor();
  const { items } = await customer.get('/tickets?scope=mine');
  assert.equal(items[0].subject, title);
});

for (const javaScriptEnabled of [true, false]) {
  story(`agent::several_tickets_at_once${javaScriptEnabled ? '' : '_without_javascript'}`, async (stage) => {
    const keys = [];
    for (let count = 0; count < 3; count += 1) keys.push((await asked(stage)).key);
    const noor = await stage.visitor('noor', { javaScriptEnabled });
    await noor.go(QUEUE);
    for (const key of keys) await row(noor, key).getByRole('checkbox').check();
    await noor.press('bulk-take');
    await noor.told('notice-queue-changed');
    for (const key of keys) assert.equal((await now(stage, key)).assignee.name, 'Noor Haddad');
  });
}

story('agent::is_told_which_of_several_stayed_as_they_were', async (stage) => {
  const [one, other] = [await asked(stage), await asked(stage)];
  const sam = await stage.visitor('sam', { javaScriptEnabled: false });
  sam.expect(/\b(409|422)\b/);
  await sam.go(QUEUE);
  for (const { key } of [one, other]) await row(sam, key).getByRole('checkbox').check();
  await one.customer.post(`/tickets/${one.key}/close`, {});
  await sam.page.locator('#bulk select[name="status"]').selectOption('in_progress');
  await sam.page.locator('#bulk button[value="status"]').click();
  await sam.heading('bulk-title').waitFor();
  await sam.page.getByRole('alert').getByRole('link', { name: one.key }).waitFor();
  assert.equal((await now(stage, other.key)).status, 'in_progress');
});

story('agent::the_queue_by_keyboard', async (stage) => {
  const { key } = await asked(stage);
  const sam = await stage.visitor('sam');
  const { keyboard } = sam.page;
  const chosen = () => chosenRow(sam);
  // From wherever one is upwards, then downwards.
  const choose = async () => {
    await row(sam, key).waitFor();
    const steps = 2 * await sam.page.locator('li[data-ticket]').count();
    for (let step = 0; step < steps; step += 1) {
      await keyboard.press(step < steps / 2 ? 'k' : 'j');
      if (await chosen() === key) return;
    }
    throw new Error(`${key} is not reached by j and k`);
  };
  await sam.go(QUEUE);
  await row(sam, key).waitFor();
  await keyboard.press('/');
  assert.equal(await isFocused(sam.page.locator('#q')), true);
  await sam.page.locator('#q').blur();
  await choose();
  await keyboard.press('a');
  await sam.told('notice-queue-changed');
  await waitFor('the ticket to be taken', async () => (await now(stage, key)).assignee?.name === 'Sam Rivera');
  await sam.go('/queue?tab=mine');
  await choose();
  await keyboard.press('r');
  await sam.arrives(`/tickets/${key}`);
  await waitFor('the focus to be in the answer', () => isFocused(sam.page.locator('.say-answer textarea')));
  await sam.go('/queue?tab=mine');
  await choose();
  await keyboard.press('n');
  await sam.arrives(`/tickets/${key}`);
  await waitFor('the focus to be in the note', () => isFocused(sam.page.locator('.say-note textarea')));
  await sam.go('/queue?tab=mine');
  await choose();
  await keyboard.press('Enter');
  await sam.arrives(`/tickets/${key}`);
});

story('agent::the_queue_keeps_the_place_of_a_row_that_leaves', async (stage) => {
  const agent = await stage.newcomer({ role: 'agent' });
  const keys = [];
  for (let count = 0; count < 4; count += 1) {
    const { key } = await asked(stage);
    await agent.patch(`/tickets/${key}`, { assignee: agent.id });
    keys.push(key);
  }
  const [first, second, third, fourth] = keys;
  const visitor = await stage.visitor(agent);
  const { keyboard } = visitor.page;
  const chosen = () => chosenRow(visitor);
  const leaves = async (key) => {
    await agent.patch(`/tickets/${key}`, { assignee: null });
    await row(visitor, key).waitFor({ state: 'detached' });
  };
  await visitor.go('/queue?tab=mine&sort=created_at');
  for (const key of keys) await row(visitor, key).waitFor();
  await keyboard.press('j');
  assert.equal(await chosen(), first);
  await keyboard.press('j');
  assert.equal(await chosen(), second);
  await keyboard.press('k');
  assert.equal(await chosen(), first);
  await keyboard.press('j');

  // Nobody opens or takes what they did not choose, and nobody begins at the top again.
  await leaves(second);
  assert.equal(await chosen(), undefined);
  await keyboard.press('Enter');
  await keyboard.press('j');
  assert.equal(await chosen(), third);
  await leaves(third);
  await keyboard.press('k');
  assert.equal(await chosen(), first);
  await keyboard.press('j');
  await leaves(fourth);
  await visitor.reload();
  await keyboard.press('j');
  assert.equal(await chosen(), first);

  await keyboard.press('?');
  await visitor.page.getByRole('dialog').waitFor();
  await keyboard.press('Escape');
  await keyboard.press('Enter');
  await visitor.arrives(`/tickets/${first}`);
});

story('agent::filters_the_queue_and_keeps_a_view', async (stage) => {
  const { key } = await asked(stage);
  const sam = await stage.visitor('sam');
  await sam.go(QUEUE);
  await sam.page.getByRole('link', { name: sam.t('queue-all', { begins: true }) }).click();
  await row(sam, key).waitFor();
  await sam.page.getByRole('link', { name: sam.t('queue-mine', { begins: true }) }).click();
  await row(sam, key).waitFor({ state: 'detached' });
  await sam.go('/tickets?q=panel');
  const name = `Panels ${process.hrtime.bigint()}`;
  await sam.fill({ 'views-name': name });
  await sam.press('views-keep');
  await sam.told('notice-view-kept');
  await sam.page.getByRole('link', { name }).first().click();
  await sam.page.waitForURL(/q=panel/);
  await sam.page.getByRole('button', { name: new RegExp(name) }).click();
  await sam.told('notice-view-deleted');
});
