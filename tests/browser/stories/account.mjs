// Coming in by oneself and by invitation, and one's own account.

import assert from 'node:assert/strict';

import { STRONG } from '../harness/api.mjs';
import { mailedLink, mailsTo } from '../harness/mail.mjs';
import { accessibilityFaults } from '../harness/page.mjs';
import { demo } from '../harness/program.mjs';
import { story } from '../harness/story.mjs';
import { code } from '../harness/totp.mjs';
import { waitFor } from '../harness/wait.mjs';

const OTHER = 'nine slow herons wading';
const address = () => `somebody-${process.hrtime.bigint()}@visitors.example`;
const path = (link) => new URL(link).pathname;

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? '' : '_without_javascript';

  story(`account::signing_up_by_oneself${how}`, async (stage) => {
    const { mails } = await demo();
    const visitor = await stage.visitor(undefined, { javaScriptEnabled });
    const email = address();
    await visitor.go('/login');
    await visitor.follow('create-account');
    await visitor.arrives('/signup');
    await visitor.fill({ 'your-name': 'Robin Alone', email });
    await visitor.press('create-account');
    await visitor.told('signup-sent');
    await visitor.go(path(await mailedLink(mails, email, 'activate')));
    assert.equal(await visitor.field('email').inputValue(), email);
    await visitor.field('new-password').fill(STRONG);
    await visitor.press('activate-send');
    await visitor.arrives('/');
    await visitor.accountMenu().waitFor();
  });

  story(`account::a_forgotten_password${how}`, async (stage) => {
    const { mails } = await demo();
    const person = await stage.newcomer();
    const visitor = await stage.visitor(undefined, { javaScriptEnabled });
    visitor.expect(/\b(401|404|410|422)\b/);
    await visitor.go('/login');
    await visitor.follow('forgot-password');
    await visitor.fill({ email: person.email });
    await visitor.press('forgot-send');
    await visitor.told('forgot-sent');
    const link = path(await mailedLink(mails, person.email, 'reset'));
    await visitor.go(link);
    // Easily guessed: said at the field, and nothing was done.
    await visitor.field('new-password').fill('password');
    await visitor.button('reset-send').click();
    await visitor.page.getByRole('alert').waitFor();
    await visitor.field('new-password').fill(OTHER);
    await visitor.button('reset-send').click();
    await visitor.page.waitForURL((now) => now.pathname !== link);
    await visitor.go(link);
    await visitor.told('dead-link-title');
    const again = await stage.visitor();
    await again.go('/login');
    await again.fill({ email: person.email, password: OTHER });
    await again.press('sign-in');
    await again.arrives('/');
  });
}

story('account::signing_up_with_a_known_address_looks_the_same_and_tells_its_owner', async (stage) => {
  const { mails } = await demo();
  const person = await stage.newcomer();
  const visitor = await stage.visitor();
  const before = (await mailsTo(mails, person.email)).length;
  await visitor.go('/signup');
  await visitor.fill({ 'your-name': 'Somebody Else', email: person.email });
  await visitor.press('create-account');
  await visitor.told('signup-sent');
  await waitFor('a mail to the owner of the address', async () => (await mailsTo(mails, person.email)).length > before);
});

story('account::another_language_changes_the_pages_at_once', async (stage) => {
  const visitor = await stage.visitor(await stage.newcomer());
  await visitor.go('/account');
  await visitor.field('account-language').selectOption('fr');
  await visitor.press('save');
  visitor.language = 'fr';
  await visitor.heading('nav-account').waitFor();
  assert.equal(await visitor.page.locator('html').getAttribute('lang'), 'fr');
  await visitor.go('/');
  await visitor.link('nav-home').waitFor();
  await visitor.accountMenu().click();
  await visitor.press('sign-out');
  await visitor.told('notice-signed-out');
  await visitor.button('sign-in').waitFor();
});

story('account::a_new_password_ends_the_other_sessions', async (stage) => {
  const person = await stage.newcomer();
  const here = await stage.visitor(person);
  const there = await stage.visitor(person);
  there.expect(/401/);
  here.expect(/422/);
  await here.go('/account/password');
  await here.fill({ 'current-password': 'not this one', 'new-password': OTHER });
  await here.button('account-password').click();
  await here.page.getByRole('alert').waitFor();
  await here.fill({ 'current-password': STRONG, 'new-password': OTHER });
  await here.button('account-password').click();
  await here.page.getByRole('status').first().waitFor();
  await there.go('/account');
  await there.arrives('/login');
  await here.go('/account');
  await here.arrives('/account');
});

story('account::sessions_are_listed_and_ended', async (stage) => {
  const person = await stage.newcomer();
  const here = await stage.visitor(person);
  const there = await stage.visitor(person);
  there.expect(/401/);
  await here.go('/account/sessions');
  await here.told('session-current');
  await here.press('session-end-others');
  await here.page.getByRole('status').first().waitFor();
  await there.go('/account');
  await there.arrives('/login');
});

for (const javaScriptEnabled of [true, false]) {
  story(`account::a_token_is_shown_once_works_and_is_revoked${javaScriptEnabled ? '' : '_without_javascript'}`, async (stage) => {
    const { url } = await demo();
    const visitor = await stage.visitor(await stage.newcomer(), { javaScriptEnabled });
    await visitor.go('/account/tokens');
    await visitor.fill({ 'token-name': 'nightly export' });
    await visitor.press('token-create');
    const token = await visitor.page.getByRole('status').locator('code').first().textContent();
    const asks = async () => (await fetch(`${url}/api/v1/me`, { headers: { Authorization: `Bearer ${token.trim()}` } })).status;
    assert.equal(await asks(), 200);
    await visitor.go('/account/tokens');
    await visitor.reads('nightly export');
    assert.equal((await visitor.page.content()).includes(token.trim()), false);
    await visitor.page.locator('summary', { hasText: visitor.t('token-revoke', { begins: true }) }).click();
    assert.equal(await asks(), 200, 'it is asked first');
    await visitor.told('token-revoke-confirm');
    if (javaScriptEnabled) assert.deepEqual(await accessibilityFaults(visitor.page), []);
    await visitor.press('token-revoke-now');
    await visitor.told('tokens-none');
    assert.equal(await asks(), 401);
  });
}

story('account::a_second_factor_is_set_up_asked_for_and_removed', async (stage) => {
  const person = await stage.newcomer();
  const visitor = await stage.visitor(person);
  await visitor.go('/account/second-factor');
  await visitor.fill({ 'current-password': STRONG });
  await visitor.press('second-factor-set-up');
  const secret = await visitor.page.locator('.secret code').textContent();
  await visitor.fill({ 'second-factor-confirm-code': await code(secret) });
  await visitor.press('second-factor-confirm');
  await visitor.heading('recovery-title').waitFor();
  const [recovery] = (await visitor.page.locator('.codes code').textContent()).trim().split(/\s+/);
  await visitor.follow('recovery-kept');
  await visitor.told('second-factor-on');

  const again = await stage.visitor();
  again.expect(/\b(401|422)\b/);
  await again.go('/login?next=/account/second-factor');
  await again.fill({ email: person.email, password: STRONG });
  await again.press('sign-in');
  await again.fill({ 'second-factor-code': '000000' });
  await again.press('sign-in');
  await again.page.getByRole('alert').waitFor();
  assert.equal((await again.page.content()).includes(STRONG), false, 'the password comes back on the page');
  await again.fill({ 'second-factor-code': recovery });
  await again.press('sign-in');
  await again.arrives('/account/second-factor');
  await again.follow('second-factor-remove');
  await again.fill({ 'current-password': STRONG });
  await again.press('second-factor-remove');
  await again.button('second-factor-set-up').waitFor();
});

story('account::a_manager_invites_a_colleague_and_takes_them_out_again', async (stage) => {
  const { mails } = await demo();
  const maria = await stage.visitor('maria');
  const email = address();
  await maria.go('/');
  await maria.follow('nav-organization');
  await maria.fill({ email, 'invite-name': 'Élodie Nouvelle' });
  await maria.field('invite-language').selectOption('fr');
  await maria.press('organization-invite-send');
  await maria.reads(email);
  const link = await mailedLink(mails, email, 'activate');
  const invited = await stage.visitor(undefined, { locale: 'fr-FR' });
  await invited.go(new URL(link).pathname);
  invited.language = 'fr';
  assert.equal(await invited.field('your-name').inputValue(), 'Élodie Nouvelle');
  const row = maria.page.getByRole('listitem').filter({ hasText: email });
  await row.getByText('Élodie Nouvelle', { exact: true }).waitFor();
  await row.getByText(maria.t('organization-invited')).waitFor();
  await row.getByRole('link', { name: maria.t('organization-remove', { begins: true }) }).click();
  await maria.press('organization-remove');
  await maria.arrives(/^\/organization/);
  await row.waitFor({ state: 'detached' });
});
