// What customers do, from opening a ticket to closing it.

import assert from 'node:assert/strict';

import { STRONG } from '../harness/api.mjs';
import { story } from '../harness/story.mjs';
import { PHONE } from '../harness/visitor.mjs';
import { waitFor } from '../harness/wait.mjs';

const REPORT = { name: 'report.csv', mimeType: 'text/csv', buffer: Buffer.from('hour,homes\n0,17\n') };

/** A subject nobody else has. */
const subject = (about) => `${about} ${process.hrtime.bigint()}`;

/** The key of the ticket that a page is about. */
const shown = (visitor) => new URL(visitor.page.url()).pathname.split('/').pop();

/** Goes to the form of a new ticket as people do: from the first page, by what they need. */
async function ask(visitor, kind) {
  await visitor.go('/');
  await visitor.page.locator(`main a[href="/new/AMS/${kind}"]`).click();
  await visitor.arrives(`/new/AMS/${kind}`);
}

/** Sends the form of a new ticket. */
async function send(visitor, title) {
  await visitor.press('new-send');
  await visitor.arrives(/^\/tickets\/AMS-\d+$/);
  await visitor.page.getByRole('heading', { level: 1, name: title }).waitFor();
  return shown(visitor);
}

/** Waits until all files of the page have come; without JavaScript they come with the form. */
async function attach(visitor, field, file) {
  await visitor.field(field).setInputFiles(file);
  if (visitor.scripts) await visitor.page.getByRole('listitem').filter({ hasText: file.name }).getByRole('button').waitFor();
}

/** Signs in, opens a ticket with a file, finds it in the list, reads it, comments, closes it. */
async function wholeWay(stage, settings, person) {
  const visitor = await stage.visitor(undefined, settings);
  visitor.language = person.language;
  await visitor.go('/login');
  await visitor.fill({ email: person.email, password: person.password });
  await visitor.press('sign-in');
  await visitor.arrives('/');
  await ask(visitor, 'question');
  const title = subject('Which homes are counted?');
  await visitor.fill({ 'new-subject': title, 'new-description': 'The **panel** report says 4,100.' });
  await attach(visitor, 'files-label', REPORT);
  await send(visitor, title);
  await visitor.told('notice-ticket-opened');
  await visitor.page.locator('main strong', { hasText: /^panel$/ }).waitFor();
  const [download] = await Promise.all([
    visitor.page.waitForEvent('download'),
    visitor.page.getByRole('link', { name: REPORT.name }).click(),
  ]);
  assert.equal(download.suggestedFilename(), REPORT.name);
  await visitor.follow('nav-my-tickets', { begins: true });
  await visitor.page.getByRole('link', { name: title }).click();
  await visitor.fill({ 'ticket-comment': 'It should say 4,200.' });
  await visitor.press('ticket-send-comment');
  await visitor.reads('It should say 4,200.');
  await visitor.page.locator('summary', { hasText: visitor.t('ticket-close') }).click();
  await visitor.press('ticket-close-now');
  await visitor.heading('ticket-closed').waitFor();
}

story('customer::the_whole_way', async (stage) => {
  const person = await stage.newcomer({ language: 'en' });
  await wholeWay(stage, {}, { ...person, language: 'en' });
});

story('customer::the_whole_way_without_javascript', async (stage) => {
  const person = await stage.newcomer({ language: 'en' });
  await wholeWay(stage, { javaScriptEnabled: false }, { ...person, language: 'en' });
});

story('customer::the_whole_way_on_a_phone_in_french', async (stage) => {
  const person = await stage.newcomer({ language: 'fr' });
  await wholeWay(stage, { viewport: PHONE, hasTouch: true, locale: 'fr-FR' }, { ...person, language: 'fr' });
});

story('customer::the_whole_way_in_german_without_javascript_on_a_phone', async (stage) => {
  const person = await stage.newcomer({ language: 'de' });
  const settings = { viewport: PHONE, javaScriptEnabled: false, locale: 'de-DE' };
  await wholeWay(stage, settings, { ...person, language: 'de' });
});

story('customer::an_incident_for_the_organization_is_seen_by_a_colleague', async (stage) => {
  const maria = await stage.visitor('maria');
  await ask(maria, 'incident');
  const title = subject('Overnight ratings are missing');
  await maria.fill({ 'new-subject': title, 'new-description': 'The file is empty.' });
  await maria.page.getByLabel('Severity').selectOption({ label: 'High' });
  await maria.page.getByLabel('Affected product or report').fill('Overnight report');
  // Who will see it is said as it is chosen, before anything is sent.
  const audience = maria.page.locator('#audience');
  await maria.page.getByLabel(maria.t('new-private')).check();
  await audience.getByText(maria.t('new-audience-team')).waitFor();
  await audience.getByText(/Meridian/).waitFor({ state: 'detached' });
  await maria.page.getByLabel(/Meridian/).check();
  await audience.getByText(/Meridian/).waitFor();
  const key = await send(maria, title);
  await maria.reads('Overnight report');
  const tom = await stage.visitor('tom');
  await tom.go('/tickets?scope=organization');
  await tom.page.getByRole('link', { name: title }).click();
  await tom.arrives(`/tickets/${key}`);
  await tom.page.getByRole('heading', { level: 1, name: title }).waitFor();
});

story('customer::a_feature_request_with_what_is_wrong_said_at_its_field', async (stage) => {
  const visitor = await stage.visitor(await stage.newcomer());
  visitor.expect(/\b422\b/);
  await ask(visitor, 'feature_request');
  await visitor.page.getByLabel('Use case').fill('Compare two weeks.');
  // The browser's own check is not what is tested.
  await visitor.page.locator('form[enctype]').evaluate((form) => { form.noValidate = true; });
  await visitor.press('new-send');
  const fault = visitor.page.getByRole('alert');
  await fault.waitFor();
  await fault.getByRole('link').first().click();
  assert.equal(await visitor.field('new-subject').evaluate((field) => field === document.activeElement), true);
  assert.equal(await visitor.page.getByLabel('Use case').inputValue(), 'Compare two weeks.');
  const title = subject('Two weeks beside each other');
  await visitor.fill({ 'new-subject': title, 'new-description': 'Please.' });
  await send(visitor, title);
  await visitor.reads('Compare two weeks.');
});

story('customer::a_double_click_makes_one_ticket', async (stage) => {
  for (const javaScriptEnabled of [true, false]) {
    const person = await stage.newcomer();
    const visitor = await stage.visitor(person, { javaScriptEnabled });
    await ask(visitor, 'question');
    const title = subject('Once is enough');
    await visitor.fill({ 'new-subject': title, 'new-description': 'Sent twice.' });
    await visitor.button('new-send').dblclick();
    await visitor.page.getByRole('heading', { level: 1, name: title }).waitFor();
    const { items } = await person.get('/tickets?scope=mine');
    assert.equal(items.length, 1);
  }
});

story('customer::a_draft_survives_a_reload_and_goes_when_it_is_discarded', async (stage) => {
  const person = await stage.newcomer();
  const visitor = await stage.visitor(person);
  await ask(visitor, 'question');
  const kept = visitor.page.waitForResponse((answer) => answer.url().includes('/api/v1/drafts/') && answer.request().method() === 'PUT');
  await visitor.fill({ 'new-subject': 'Half a thought', 'new-description': 'Not finished' });
  assert.equal((await kept).status(), 204);
  await visitor.reload();
  await visitor.told('draft-restored');
  assert.equal(await visitor.field('new-description').inputValue(), 'Not finished');
  const dropped = visitor.page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await visitor.press('draft-discard');
  assert.equal(await visitor.field('new-subject').inputValue(), '');
  assert.equal(await visitor.field('new-subject').evaluate((field) => field === document.activeElement), true);
  assert.equal((await dropped).status(), 204);
  assert.deepEqual((await person.get('/drafts')).items, []);
});

story('customer::what_was_written_survives_an_expired_session', async (stage) => {
  for (const javaScriptEnabled of [true, false]) {
    const person = await stage.newcomer();
    const visitor = await stage.visitor(person, { javaScriptEnabled });
    visitor.expect(/\b401\b/);
    await ask(visitor, 'question');
    const title = subject('Written while the session ended');
    await visitor.fill({ 'new-subject': title, 'new-description': 'It is all still here.' });
    await person.delete('/me/sessions');
    await visitor.press('new-send');
    await visitor.told('resume-sign-in');
    await visitor.fill({ email: person.email, password: STRONG });
    await visitor.press('sign-in');
    await visitor.reads('It is all still here.');
    await visitor.press('resume-send');
    await visitor.page.getByRole('heading', { level: 1, name: title }).waitFor();
  }
});

story('customer::what_is_done_before_the_scripts_come_counts', async (stage) => {
  const tom = await stage.visitor('tom');
  let come;
  const late = new Promise((resolve) => { come = resolve; });
  await tom.page.route(/\/(draft|files|audience)\.js$/, async (route) => {
    await late;
    await route.continue();
  });
  await tom.page.goto('/new/AMS/question');
  const title = subject('Written on a slow line');
  await tom.fill({ 'new-subject': title, 'new-description': 'Before the page was complete.' });
  await tom.field('files-label').setInputFiles(REPORT);
  await tom.page.getByLabel(/Meridian/).check();
  const audience = tom.page.locator('#audience');
  assert.equal(await audience.getByText(/Meridian/).count(), 0);
  const kept = tom.page.waitForResponse((answer) => answer.url().includes('/api/v1/drafts/') && answer.request().method() === 'PUT');
  come();
  assert.equal((await kept).status(), 204);
  await tom.page.getByRole('listitem').filter({ hasText: REPORT.name }).getByRole('button').waitFor();
  await audience.getByText(/Meridian/).waitFor();
  await send(tom, title);
  await tom.page.getByRole('link', { name: REPORT.name }).waitFor();
});

story('customer::what_was_written_survives_a_refused_file', async (stage) => {
  const program = { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from('MZ\u0090\u0000 this is a program') };
  const person = await stage.newcomer();
  for (const javaScriptEnabled of [true, false]) {
    const visitor = await stage.visitor(person, { javaScriptEnabled });
    visitor.expect(/\b(415|422)\b/);
    await ask(visitor, 'question');
    const title = subject('With a file that is refused');
    await visitor.fill({ 'new-subject': title, 'new-description': 'The text stays.' });
    await visitor.field('files-label').setInputFiles(program);
    if (javaScriptEnabled) {
      const line = visitor.page.getByRole('listitem').filter({ hasText: program.name });
      await line.getByRole('button').waitFor();
      await line.getByRole('button').click();
    } else {
      await visitor.press('new-send');
      await visitor.page.getByRole('alert').waitFor();
    }
    assert.equal(await visitor.field('new-description').inputValue(), 'The text stays.');
    await attach(visitor, 'files-label', REPORT);
    await send(visitor, title);
    await visitor.page.getByRole('link', { name: REPORT.name }).waitFor();
  }
});

story('customer::a_colleague_is_found_by_name_and_taken_out_again', async (stage) => {
  const maria = await stage.cast('maria');
  const { key } = await maria.ticket({ visibility: 'private' });
  const visitor = await stage.visitor('maria');
  const tom = await stage.visitor('tom');
  tom.expect(/\b404\b/);
  await tom.go(`/tickets/${key}`);
  await tom.told('problem-title-not-found');
  await visitor.go(`/tickets/${key}`);
  await visitor.page.locator('summary', { hasText: visitor.t('ticket-add-person') }).click();
  const people = visitor.page.getByRole('combobox');
  await people.pressSequentially('Tom');
  await visitor.page.getByRole('option', { name: /Tom Becker/ }).waitFor();
  await people.press('ArrowDown');
  await people.press('Enter');
  await visitor.button('ticket-add').click();
  const shared = visitor.page.getByRole('listitem').filter({ hasText: 'Tom Becker' });
  await shared.first().waitFor();
  await tom.go(`/tickets/${key}`);
  await tom.arrives(`/tickets/${key}`);
  await tom.page.locator('h1').waitFor();
  await visitor.page.locator('summary', { hasText: /Tom Becker/ }).click();
  await visitor.press('ticket-remove-yes');
  await visitor.page.locator('summary', { hasText: /Tom Becker/ }).waitFor({ state: 'detached' });
  await tom.go(`/tickets/${key}`);
  await tom.told('problem-title-not-found');
});

story('customer::an_address_outside_is_invited_without_saying_whether_it_is_known', async (stage) => {
  const person = await stage.newcomer();
  const { key } = await person.ticket();
  const visitor = await stage.visitor(person, { javaScriptEnabled: false });
  const known = (await stage.newcomer()).email;
  for (const email of [known, `nobody-${process.hrtime.bigint()}@elsewhere.example`]) {
    await visitor.go(`/tickets/${key}`);
    await visitor.page.locator('summary', { hasText: visitor.t('ticket-add-person') }).click();
    await visitor.page.locator('#fold-people input[name="whom"]').fill(email);
    await visitor.button('ticket-add').click();
    await visitor.page.getByRole('listitem').filter({ hasText: email }).first().waitFor();
  }
});

story('customer::a_ticket_is_made_private_and_its_audience_says_so', async (stage) => {
  const maria = await stage.cast('maria');
  const { key } = await maria.ticket({ visibility: 'organization' });
  const visitor = await stage.visitor('maria');
  await visitor.go(`/tickets/${key}`);
  await visitor.page.locator('summary', { hasText: visitor.t('ticket-change-visibility') }).click();
  await visitor.page.locator('#fold-share input[value="private"]').check();
  await visitor.page.locator('#fold-share').getByRole('button').click();
  await waitFor('the ticket to be private', async () => (await maria.get(`/tickets/${key}`)).visibility === 'private');
  await visitor.follow('ticket-audience-link');
  await visitor.arrives(`/tickets/${key}/audience`);
  assert.equal(await visitor.page.getByRole('listitem').filter({ hasText: 'Tom Becker' }).count(), 0);
});

story('customer::a_resolved_ticket_is_not_solved_and_then_is', async (stage) => {
  const person = await stage.newcomer();
  const sam = await stage.cast('sam');
  const { key } = await person.ticket();
  await sam.post(`/tickets/${key}/status`, { to: 'resolved', comment: 'Done.' });
  const visitor = await stage.visitor(person);
  await visitor.go(`/tickets/${key}`);
  await visitor.heading('ticket-solved-question').waitFor();
  await visitor.page.locator('summary', { hasText: visitor.t('ticket-solved-no') }).click();
  await visitor.fill({ 'ticket-still-wrong': 'Not yet.' });
  await visitor.press('ticket-reopen-now');
  await visitor.reads('Not yet.');
  await sam.post(`/tickets/${key}/status`, { to: 'resolved', comment: 'Now it is.' });
  await visitor.go(`/tickets/${key}`);
  await visitor.press('ticket-solved-yes');
  await visitor.heading('ticket-closed').waitFor();
  await visitor.fill({ 'ticket-still-wrong': 'It came back.' });
  await visitor.press('ticket-reopen');
  await visitor.reads('It came back.');
  await visitor.button('ticket-send-comment').waitFor();
});

story('customer::long_after_it_was_closed_a_ticket_has_a_follow_up', async (stage) => {
  const { items } = await (await stage.cast('maria')).get('/tickets?scope=mine&status=closed&limit=100&sort=-created_at');
  const old = items.filter(({ updated_at: at }) => Date.now() - Date.parse(at) > 20 * 86_400_000).pop();
  const visitor = await stage.visitor('maria');
  await visitor.go(`/tickets/${old.key}`);
  await visitor.follow('ticket-follow-up');
  await visitor.arrives('/new');
  await visitor.page.locator('main a[href^="/new/AMS/question"]').click();
  await visitor.page.getByRole('link', { name: old.key }).waitFor();
  const title = subject('The same again');
  await visitor.fill({ 'new-subject': title, 'new-description': 'As last month.' });
  await send(visitor, title);
  await visitor.page.getByRole('link', { name: old.key }).first().waitFor();
});

story('customer::mails_of_a_ticket_are_muted', async (stage) => {
  const person = await stage.newcomer();
  const { key } = await person.ticket();
  const visitor = await stage.visitor(person);
  await visitor.go(`/tickets/${key}`);
  await visitor.press('ticket-mute');
  await visitor.told('ticket-is-muted');
  await visitor.press('ticket-unmute');
  await visitor.told('ticket-is-not-muted');
});

story('customer::the_address_bar_holds_the_filter_and_the_search_marks_its_words', async (stage) => {
  const visitor = await stage.visitor('maria');
  await visitor.go('/tickets');
  await visitor.field('search-label').first().fill('panel');
  await visitor.field('search-label').first().press('Enter');
  await visitor.page.waitForURL(/[?&]q=panel/);
  await visitor.page.locator('main mark').first().waitFor();
  await visitor.page.locator('main nav a', { hasText: visitor.t('lists-closed') }).click();
  await visitor.page.waitForURL((address) => address.search.includes('q=panel') && address.search.includes('closed'));
  const here = visitor.page.url();
  await visitor.go('/');
  await visitor.page.goBack();
  assert.equal(visitor.page.url(), here);
});

story('customer::a_ticket_by_keyboard_alone', async (stage) => {
  const person = await stage.newcomer();
  const visitor = await stage.visitor(person);
  const { keyboard } = visitor.page;
  await visitor.go('/');
  await visitor.tabTo(visitor.page.locator('main a[href="/new/AMS/question"]'));
  await keyboard.press('Enter');
  await visitor.arrives('/new/AMS/question');
  const title = subject('Typed, not clicked');
  await visitor.tabTo(visitor.field('new-subject'));
  await keyboard.type(title);
  await visitor.tabTo(visitor.field('new-description'));
  await keyboard.type('No mouse was used.');
  await visitor.tabTo(visitor.button('new-send'));
  await keyboard.press('Enter');
  await visitor.arrives(/^\/tickets\/AMS-\d+$/);
  await keyboard.press('c');
  assert.equal(await visitor.field('ticket-comment').evaluate((field) => field === document.activeElement), true);
  await keyboard.type('Nor here.');
  await visitor.tabTo(visitor.button('ticket-send-comment'));
  await keyboard.press('Enter');
  await visitor.reads('Nor here.');
});
