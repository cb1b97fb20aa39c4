// Files that go along with what people write: dragged, pasted and chosen, and taken out again.

import assert from 'node:assert/strict';

import { PICTURE, PROGRAM, REPORT, drag, paste } from '../harness/hands.mjs';
import { accessibilityFaults, overhang } from '../harness/page.mjs';
import { story } from '../harness/story.mjs';
import { PHONE } from '../harness/visitor.mjs';
import { waitFor } from '../harness/wait.mjs';

const FORM = '/new/AMS/question';

/** The line of a file in a form. */
const line = (visitor, { name }) => visitor.page.getByRole('listitem').filter({ hasText: name });

/** Takes a file out of a form. */
const remove = (visitor, { name }) => visitor.page
  .getByRole('button', { name: new RegExp(`${visitor.t('files-remove', { begins: true }).source}: ${name}$`) }).click();

/** Waits until a file is there. */
const taken = (visitor, file) => line(visitor, file).getByText(visitor.t('files-kept')).waitFor();

/** The form of a new ticket, with all filled in but its files. */
async function begun(visitor) {
  await visitor.go(FORM);
  await visitor.fill({ 'new-subject': `With files ${process.hrtime.bigint()}`, 'new-description': 'Look at these.' });
}

/** Sends the form; the names of the files that the ticket then has. */
async function sent(visitor, person) {
  await visitor.press('new-send');
  await visitor.arrives(/^\/tickets\/AMS-\d+$/);
  return attached(person, new URL(visitor.page.url()).pathname);
}

const attached = async (person, ticket) => (await person.get(`${ticket}/attachments`)).items.map(({ name }) => name).sort();

story('files::dragged_and_pasted_ones_are_sent_and_a_refused_one_costs_no_other', async (stage) => {
  const person = await stage.newcomer();
  const visitor = await stage.visitor(person);
  visitor.expect(/\b422\b/);
  await begun(visitor);
  const description = visitor.field('new-description');
  const form = visitor.page.locator('main form');
  assert.ok(await drag(description, [REPORT], { drop: false }), 'the form offers to take a file');
  assert.match(await form.getAttribute('class'), /files-over/);
  assert.ok(await drag(description, [REPORT, PROGRAM]));
  assert.doesNotMatch(await form.getAttribute('class'), /files-over/);
  await taken(visitor, REPORT);
  await line(visitor, PROGRAM).getByText(visitor.t('fault-file-type-mismatch')).waitFor();
  assert.ok(await paste(description, [PICTURE]));
  await taken(visitor, PICTURE);
  assert.equal(await paste(description, [{ ...PICTURE, name: 'cells.png' }], { 'text/plain': '17', 'text/html': '<b>17</b>' }), false,
    'what has text beside its picture is pasted as text');
  assert.deepEqual(await accessibilityFaults(visitor.page), []);
  const second = { ...REPORT, name: 'second.csv' };
  await drag(description, [second]);
  await taken(visitor, second);
  const forgotten = visitor.page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await remove(visitor, second);
  assert.equal((await forgotten).status(), 204);
  assert.deepEqual(await sent(visitor, person), [PICTURE.name, REPORT.name]);
});

story('files::what_is_under_way_is_shown_waited_for_and_can_be_taken_back', async (stage) => {
  const person = await stage.newcomer();
  const visitor = await stage.visitor(person);
  await begun(visitor);
  const held = [];
  await visitor.page.route('**/api/v1/uploads', (route) => { held.push(route); });
  const send = visitor.button('new-send');
  await visitor.field('files-label').setInputFiles([REPORT, PICTURE]);
  const bar = ({ name }) => visitor.page.getByRole('progressbar', { name: new RegExp(name) });
  await bar(REPORT).waitFor();
  await bar(PICTURE).waitFor();
  assert.equal(await send.isDisabled(), true);
  // One that is taken back sooner is never sent.
  await waitFor('both to have been begun', () => held.length === 2);
  await remove(visitor, PICTURE);
  await bar(PICTURE).waitFor({ state: 'detached' });
  assert.equal(await send.isDisabled(), true, 'the other is still under way');
  // What was taken back cannot go on.
  await Promise.allSettled(held.map((route) => route.continue()));
  await taken(visitor, REPORT);
  assert.equal(await bar(REPORT).count(), 0);
  assert.equal(await send.isDisabled(), false);
  assert.deepEqual(await sent(visitor, person), [REPORT.name]);
});

story('files::come_back_with_what_was_written_and_go_with_it', async (stage) => {
  const person = await stage.newcomer();
  const visitor = await stage.visitor(person);
  const names = async () => (await person.get('/drafts')).items.flatMap(({ content }) => content._files ?? []).map(({ name }) => name).sort();
  const kept = (...files) => waitFor('the draft to name its files', async () => String(await names()) === String(files.map(({ name }) => name)));

  await begun(visitor);
  await visitor.field('files-label').setInputFiles([REPORT, PICTURE]);
  await kept(PICTURE, REPORT);
  await visitor.reload();
  await taken(visitor, REPORT);
  await taken(visitor, PICTURE);
  assert.equal(await visitor.field('new-description').inputValue(), 'Look at these.');
  assert.deepEqual(await accessibilityFaults(visitor.page), []);
  await remove(visitor, REPORT);
  await kept(PICTURE);
  await visitor.reload();
  await taken(visitor, PICTURE);
  assert.equal(await line(visitor, REPORT).count(), 0);
  assert.deepEqual(await sent(visitor, person), [PICTURE.name]);
  assert.deepEqual((await person.get('/drafts')).items, [], 'nothing is left of the draft');

  await begun(visitor);
  await visitor.field('files-label').setInputFiles([REPORT]);
  await kept(REPORT);
  await visitor.reload();
  await taken(visitor, REPORT);
  const forgotten = visitor.page.waitForResponse((answer) => answer.url().includes('/api/v1/uploads/') && answer.request().method() === 'DELETE');
  await visitor.press('draft-discard');
  assert.equal((await forgotten).status(), 204);
  assert.equal(await line(visitor, REPORT).count(), 0);
  await waitFor('the draft to be gone', async () => (await person.get('/drafts')).items.length === 0);
});

story('files::one_dropped_beside_the_form_does_not_take_the_page_away', async (stage) => {
  const visitor = await stage.visitor(await stage.newcomer());
  await begun(visitor);
  await visitor.page.waitForFunction(() => document.querySelector('.editor-bar button').tabIndex === 0);
  assert.ok(await drag(visitor.page.locator('h1'), [REPORT]), 'the browser would open it');
  assert.equal(await line(visitor, REPORT).count(), 0);
});

story('files::with_a_comment_on_a_phone', async (stage) => {
  const person = await stage.newcomer();
  const { key } = await person.ticket();
  const visitor = await stage.visitor(person, { viewport: PHONE, hasTouch: true });
  visitor.expect(/\b422\b/);
  await visitor.go(`/tickets/${key}`);
  await visitor.fill({ 'ticket-comment': 'As we saw it.' });
  await visitor.field('files-label').setInputFiles([PROGRAM, REPORT]);
  await taken(visitor, REPORT);
  await line(visitor, PROGRAM).getByText(visitor.t('fault-file-type-mismatch')).waitFor();
  await paste(visitor.field('ticket-comment'), [PICTURE]);
  await taken(visitor, PICTURE);
  assert.deepEqual(await overhang(visitor.page), []);
  await remove(visitor, PROGRAM);
  await visitor.press('ticket-send-comment');
  await visitor.page.getByRole('link', { name: REPORT.name }).waitFor();
  assert.deepEqual(await attached(person, `/tickets/${key}`), [PICTURE.name, REPORT.name]);
});

story('files::a_kept_one_is_left_out_without_javascript', async (stage) => {
  const person = await stage.newcomer({ language: 'fr' });
  const visitor = await stage.visitor({ ...person, language: 'fr' }, { javaScriptEnabled: false, viewport: PHONE });
  visitor.expect(/\b422\b/);
  const refused = async () => {
    const fault = visitor.page.getByRole('alert').getByRole('listitem');
    assert.match(await fault.textContent(), new RegExp(`\u202f: ${PROGRAM.name}\u202f: `), 'which file it is, is said');
    await fault.getByRole('link').click();
    assert.equal(await visitor.page.locator('input[type="file"]:target').count(), 1, 'the fault leads to its control');
    assert.deepEqual(await overhang(visitor.page), []);
  };
  const leaveOut = ({ name }) => line(visitor, { name }).getByRole('checkbox', { name: visitor.t('files-without', { begins: true }) }).check();

  await begun(visitor);
  await visitor.field('files-label').setInputFiles([REPORT, PROGRAM, PICTURE]);
  await visitor.press('new-send');
  await refused();
  await leaveOut(REPORT);
  assert.deepEqual(await sent(visitor, person), [PICTURE.name]);

  const ticket = new URL(visitor.page.url()).pathname;
  await visitor.fill({ 'ticket-comment': 'Voilà.' });
  await visitor.field('files-label').setInputFiles([REPORT, PROGRAM, { ...PICTURE, name: 'other.png' }]);
  await visitor.press('ticket-send-comment');
  await refused();
  assert.equal(await visitor.field('ticket-comment').inputValue(), 'Voilà.');
  await leaveOut({ name: 'other.png' });
  await visitor.press('ticket-send-comment');
  await visitor.page.getByRole('link', { name: REPORT.name }).waitFor();
  assert.deepEqual(await attached(person, ticket), [PICTURE.name, REPORT.name]);
});
