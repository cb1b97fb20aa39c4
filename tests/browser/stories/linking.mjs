// Tickets that have to do with each other, and duplicates that end in another.

import assert from 'node:assert/strict';

import { accessibilityFaults, overhang } from '../harness/page.mjs';
import { story } from '../harness/story.mjs';
import { PHONE } from '../harness/visitor.mjs';
import { waitFor } from '../harness/wait.mjs';

/** Each kind of link with its other end, by their names in the API and in the texts. */
const KINDS = [
  ['follow_up_of', 'followed_up_by'],
  ['followed_up_by', 'follow_up_of'],
  ['duplicate_of', 'duplicated_by'],
  ['duplicated_by', 'duplicate_of'],
  ['related_to', 'related_to'],
];
const words = (kind) => `ticket-link-${kind.replaceAll('_', '-')}`;

/** The ticket as the team knows it. */
const now = async (stage, key) => (await stage.cast('sam')).get(`/tickets/${key}`);

/** Opens what stands folded under its words. */
const unfold = (visitor, name) => visitor.page.locator('summary', { hasText: visitor.t(name) }).click();

/** The line about another ticket among those that a page says are linked. */
const linked = (visitor, key) => visitor.page.getByRole('region', { name: visitor.t('ticket-links') })
  .getByRole('listitem').filter({ has: visitor.page.getByRole('link', { name: key }) });

/** Links the ticket that the page shows, and waits for the line about it. */
async function link(visitor, kind, key) {
  await unfold(visitor, 'ticket-link');
  await visitor.field('ticket-link-kind').selectOption(kind);
  await visitor.fill({ 'ticket-link-key': key });
  await visitor.press('ticket-link-now');
  await visitor.told('notice-ticket-linked');
  await linked(visitor, key).getByText(visitor.t(words(kind))).waitFor();
}

async function unlink(visitor, key) {
  await linked(visitor, key).getByRole('button').click();
  await visitor.told('notice-ticket-unlinked');
  await linked(visitor, key).waitFor({ state: 'detached' });
}

for (const [kind, mirrored] of KINDS) {
  story(`linking::a_ticket_is_${kind}_another_until_they_are_unlinked`, async (stage) => {
    const customer = await stage.newcomer();
    const [here, there] = [await customer.ticket(), await customer.ticket()];
    const sam = await stage.visitor('sam');
    await sam.go(`/tickets/${here.key}`);
    await link(sam, kind, there.key.toLowerCase());
    await linked(sam, there.key).getByRole('link').click();
    await sam.arrives(`/tickets/${there.key}`);
    await linked(sam, here.key).getByText(sam.t(words(mirrored))).waitFor();
    await unlink(sam, here.key);
    await sam.go(`/tickets/${here.key}`);
    assert.equal(await linked(sam, there.key).count(), 0);
  });
}

story('linking::a_customer_links_their_own_on_a_phone_and_is_told_of_no_others', async (stage) => {
  const customer = await stage.newcomer();
  const stranger = await stage.newcomer();
  const [here, there, foreign] = [await customer.ticket(), await customer.ticket(), await stranger.ticket()];
  const reader = await stage.visitor(customer, { viewport: PHONE, hasTouch: true });
  reader.expect(/\b422\b/);
  await reader.go(`/tickets/${here.key}`);
  await unfold(reader, 'ticket-link');
  const offered = await reader.field('ticket-link-kind').locator('option').evaluateAll((options) => options.map(({ value }) => value));
  assert.deepEqual(offered, ['follow_up_of', 'followed_up_by', 'related_to'], 'what is a duplicate is for the team to say');
  await reader.fill({ 'ticket-link-key': foreign.key });
  await reader.press('ticket-link-now');
  await reader.page.getByRole('alert').waitFor();
  assert.equal(await reader.field('ticket-link-key').inputValue(), foreign.key);
  await reader.fill({ 'ticket-link-key': there.key });
  await reader.press('ticket-link-now');
  await linked(reader, there.key).waitFor();
  await unlink(reader, there.key);
});

/** A duplicate and the ticket where the work goes on, of two people. */
async function twoOfTheSame(stage) {
  const [first, second] = [await stage.newcomer(), await stage.newcomer()];
  return { second, target: await first.ticket(), duplicate: await second.ticket() };
}

/** Asks that a duplicate ends in a ticket, and that those whom it belongs to see that one. */
async function askToMerge(visitor, duplicate, target) {
  await visitor.go(`/tickets/${duplicate}`);
  await unfold(visitor, 'ticket-merge');
  await visitor.fill({ 'ticket-merge-into': target });
  await visitor.field('ticket-merge-people').check();
  await visitor.press('ticket-merge-now');
}

story('linking::a_duplicate_ends_in_another_and_lets_nobody_in', async (stage) => {
  const { second, target, duplicate } = await twoOfTheSame(stage);
  const sam = await stage.visitor('sam');
  await sam.go(`/tickets/${duplicate.key}`);
  await unfold(sam, 'ticket-merge');
  await sam.fill({ 'ticket-merge-into': target.key });
  await sam.press('ticket-merge-now');
  await sam.told('notice-ticket-merged');
  await linked(sam, target.key).getByText(sam.t('ticket-link-duplicate-of')).waitFor();
  const ended = await now(stage, duplicate.key);
  assert.deepEqual([ended.status, ended.close_reason], ['closed', 'duplicate']);
  await assert.rejects(second.get(`/tickets/${target.key}`), { status: 404 });
});

for (const [language, settings] of [['en', {}], ['en', { javaScriptEnabled: false }], ['fr', { viewport: PHONE, hasTouch: true }]]) {
  const how = [settings.javaScriptEnabled === false && '_without_javascript', settings.viewport && '_on_a_phone_in_french'].filter(Boolean);
  story(`linking::whom_a_merge_would_let_in_is_asked_first${how.join('')}`, async (stage) => {
    const { second, target, duplicate } = await twoOfTheSame(stage);
    const agent = await stage.newcomer({ role: 'agent', language });
    const visitor = await stage.visitor({ ...agent, language }, settings);
    visitor.expect(/\b409\b/);
    const question = visitor.page.getByRole('alert').filter({ hasText: visitor.t('ticket-merge-widens') });

    await askToMerge(visitor, duplicate.key, target.key);
    await question.getByText(second.name).waitFor();
    await question.getByText(target.key).waitFor();
    await waitFor('the question to be in view', () => question.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight;
    }));
    if (visitor.scripts) assert.deepEqual([await overhang(visitor.page), await accessibilityFaults(visitor.page)], [[], []]);
    await visitor.follow('cancel');
    await visitor.arrives(`/tickets/${duplicate.key}`);
    assert.equal((await now(stage, duplicate.key)).status, 'waiting_for_support');

    await askToMerge(visitor, duplicate.key, target.key);
    await visitor.press('ticket-merge-yes');
    await visitor.told('notice-ticket-merged');
    assert.equal((await now(stage, duplicate.key)).status, 'closed');
    assert.equal((await second.get(`/tickets/${target.key}`)).key, target.key);
  });
}

story('linking::a_merge_that_would_let_somebody_in_is_done_without_that', async (stage) => {
  const { second, target, duplicate } = await twoOfTheSame(stage);
  const sam = await stage.visitor('sam');
  sam.expect(/\b(409|422)\b/);
  // A ticket that is not there is no question: what was typed stays.
  await askToMerge(sam, duplicate.key, 'AMS-999999');
  await sam.page.getByRole('alert').waitFor();
  assert.equal(await sam.button('ticket-merge-yes').count(), 0);
  await sam.fill({ 'ticket-merge-into': target.key });
  await sam.press('ticket-merge-now');
  await sam.press('ticket-merge-no');
  await sam.told('notice-ticket-merged');
  await assert.rejects(second.get(`/tickets/${target.key}`), { status: 404 });
});
