// What administrators do, from an empty installation on.

import assert from 'node:assert/strict';

import { STRONG, newcomer } from '../harness/api.mjs';
import { administrated, installation } from '../harness/house.mjs';
import { mailedLink } from '../harness/mail.mjs';
import { story } from '../harness/story.mjs';
import { waitFor } from '../harness/wait.mjs';

const unfold = (visitor, name) => visitor.page.locator('summary', { hasText: visitor.t(name, { begins: true }) }).first().click();
const path = (link) => new URL(link).pathname;

/** Chooses a first password by a mailed link. */
async function comeIn(visitor, link, name) {
  await visitor.go(path(link));
  await visitor.fill({ 'your-name': name });
  await visitor.field('new-password').fill(STRONG);
  await visitor.press('activate-send');
  await visitor.accountMenu().waitFor();
}

story('administrator::begins_with_an_empty_installation_by_its_pages_alone', async (stage) => {
  const { site, link } = await installation(stage);
  const ada = await stage.visitor(undefined, { javaScriptEnabled: false }, site);
  await comeIn(ada, link, 'Ada First');
  for (const address of ['/queue', '/tickets', '/people', '/organizations', '/admin', '/admin/state', '/account']) {
    await ada.go(address);
    await ada.page.locator('h1').waitFor();
  }
  await ada.go('/people');
  await ada.page.locator('main').getByRole('link', { name: ada.t('people-invite') }).first().click();
  await ada.fill({ email: 'sam@first.example', 'invite-name': 'Sam Second' });
  await ada.field('people-role').selectOption('agent');
  await ada.press('invite-send');
  await ada.told('notice-person-invited');
  const sam = await stage.visitor(undefined, {}, site);
  await comeIn(sam, await mailedLink(site.mails, 'sam@first.example', 'activate'), 'Sam Second');
  await sam.arrives('/queue');
  await sam.told('queue-none');

  await sam.go('/organizations');
  await unfold(sam, 'org-new');
  await sam.field('org-name').first().fill('Harbour Radio');
  await sam.press('org-create');
  await sam.told('notice-org-created');
  await sam.field('org-add-who').fill('cleo@harbour.example');
  await sam.press('org-add-now');
  await sam.told('notice-org-member-added');
  const cleo = await stage.visitor(undefined, {}, site);
  await comeIn(cleo, await mailedLink(site.mails, 'cleo@harbour.example', 'activate'), 'Cleo Third');
  await cleo.arrives('/');
  await cleo.page.locator('main a[href^="/new/AMS/"]').first().waitFor();
});

story('administrator::looks_after_a_person', async (stage) => {
  const { site, ada } = await administrated(stage);
  const person = await newcomer(ada);
  const visitor = await stage.visitor(ada);
  await visitor.go('/people');
  await visitor.field('people-search').fill(person.email.split('@')[0]);
  await visitor.press('filters-show');
  await visitor.page.getByRole('link', { name: person.name }).click();
  await visitor.arrives(`/people/${person.id}`);
  await unfold(visitor, 'person-edit');
  await visitor.field('person-name').fill('Called Otherwise');
  await visitor.page.locator(`form[action$="/profile"]`).getByRole('button').click();
  await visitor.page.getByRole('heading', { level: 1, name: 'Called Otherwise' }).waitFor();
  await unfold(visitor, 'person-deactivate');
  await visitor.press('person-deactivate-now');
  await visitor.told('notice-person-deactivated');
  const themselves = await stage.visitor(undefined, {}, site);
  themselves.expect(/\b401\b/);
  await themselves.go('/login');
  await themselves.fill({ email: person.email, password: STRONG });
  await themselves.press('sign-in');
  await themselves.told('fault-bad-credentials');
  await unfold(visitor, 'person-reactivate');
  await visitor.press('person-reactivate-now');
  await visitor.told('notice-person-reactivated');
  await themselves.fill({ password: STRONG });
  await themselves.press('sign-in');
  await themselves.arrives('/');
});

for (const javaScriptEnabled of [true, false]) {
  story(`administrator::makes_a_desk_with_a_form_that_customers_fill${javaScriptEnabled ? '' : '_without_javascript'}`, async (stage) => {
    const { site, ada } = await administrated(stage);
    const visitor = await stage.visitor(ada, { javaScriptEnabled });
    await visitor.go('/admin');
    await visitor.page.locator('main a[href="/admin/desks"]').click();
    await visitor.field('admin-desk-name').first().fill('Billing');
    await visitor.fill({ 'admin-desk-key': 'BILL' });
    await visitor.press('admin-create-desk');
    await visitor.told('notice-admin-desk-created');
    await visitor.field('admin-type-name').first().fill('Wrong invoice');
    await visitor.press('admin-add-type');
    await visitor.told('notice-admin-type-added');
    await visitor.page.locator('#questions select').selectOption('choice');
    await visitor.press('admin-add-question');
    const question = visitor.page.locator('details.form-question').last();
    await question.getByLabel(visitor.t('admin-question-label', { begins: true })).first().fill('How soon?');
    for (const option of ['Today', 'This week']) {
      await visitor.press('admin-add-option');
      await question.locator('.form-option').last().getByRole('textbox').first().fill(option);
    }
    await question.getByLabel(visitor.t('admin-question-required')).check();
    await visitor.press('admin-look');
    await visitor.page.locator('#preview').getByText('How soon?').first().waitFor();
    await visitor.press('admin-save');
    await visitor.told('notice-admin-saved');

    const customer = await stage.visitor(await newcomer(ada), { javaScriptEnabled });
    await customer.go('/');
    await customer.page.getByRole('link', { name: /^Wrong invoice/ }).click();
    await customer.page.getByLabel(/How soon\?/).selectOption({ label: 'This week' });
    await customer.fill({ 'new-subject': 'Too much', 'new-description': 'By a lot.' });
    await customer.press('new-send');
    await customer.reads('This week');
    await customer.reads(/BILL-1/);
    assert.match(new URL(customer.page.url()).pathname, /^\/tickets\/BILL-1$/);
    assert.equal(site.url, new URL(customer.page.url()).origin);
  });
}

story('administrator::gives_the_site_a_name_a_colour_and_an_announcement', async (stage) => {
  const { site, ada } = await administrated(stage);
  const visitor = await stage.visitor(ada);
  visitor.expect(/\b422\b/);
  await visitor.go('/admin/site');
  await visitor.fill({ 'admin-site-name': 'Harbour Help' });
  await visitor.page.locator('input[type="color"]').fill('#ffee00');
  await visitor.button('admin-save').click();
  await visitor.page.getByRole('alert').waitFor();
  await visitor.page.locator('input[type="color"]').fill('#7a1f4e');
  await visitor.button('admin-save').click();
  await visitor.told('notice-admin-saved');
  await visitor.field('admin-announcement-text').first().fill('We **move** on Sunday.');
  await visitor.press('admin-announcement-look');
  await visitor.page.locator('.announcement strong', { hasText: 'move' }).first().waitFor();
  await visitor.press('admin-announce');
  await visitor.told('notice-admin-announced');
  const customer = await stage.visitor(await newcomer(ada));
  await customer.go('/');
  await customer.page.locator('strong', { hasText: /^move$/ }).first().waitFor();
  assert.match(await customer.page.title(), /Harbour Help/);
  const stranger = await stage.visitor(undefined, {}, site);
  await stranger.go('/login');
  assert.match(await stranger.page.title(), /Harbour Help/);
  assert.equal((await stranger.page.content()).includes('on Sunday'), false, 'the announcement is for those who are signed in');
  await visitor.go('/admin/site');
  await visitor.press('admin-announcement-clear');
  await visitor.told('notice-admin-announcement-cleared');
});

story('administrator::sees_how_the_house_is_and_reads_the_log', async (stage) => {
  const visitor = await stage.visitor('ada');
  await visitor.go('/admin/state');
  await waitFor('all views to be up to date', async () => {
    await visitor.reload();
    const rows = await visitor.page.locator('tbody tr').count();
    const upToDate = await visitor.page.locator('tbody').getByText(visitor.t('admin-up-to-date')).count();
    return rows > 0 && rows === upToDate;
  }, 60_000);
  await visitor.follow('admin-log-read');
  await visitor.arrives('/admin/log');
  await visitor.page.locator('main details summary').first().click();
  await visitor.page.locator('main pre').first().waitFor();
  await visitor.follow('admin-older');
  await visitor.page.waitForURL(/[?&]to=\d+/);
});
