// Signing in and out, for people and for those who try.

import assert from 'node:assert/strict';

import { PASSWORD } from '../harness/api.mjs';
import { story } from '../harness/story.mjs';

const MARIA = { email: 'maria@meridian.example', password: PASSWORD };

const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);

story('sign_in::leads_to_where_one_was_going_and_out_again', async (stage) => {
  const maria = await stage.visitor();
  await maria.go('/account');
  await maria.arrives('/login');
  await maria.fill(MARIA);
  await maria.press('sign-in');
  await maria.arrives('/account');
  await maria.accountMenu().click();
  await maria.press('sign-out');
  await maria.arrives('/login');
  await maria.told('notice-signed-out');
  await maria.go('/account');
  await maria.arrives('/login');
});

story('sign_in::a_wrong_password_is_said_and_read_out_and_the_address_kept', async (stage) => {
  const maria = await stage.visitor();
  maria.expect(/401/);
  await maria.go('/login');
  await maria.fill({ ...MARIA, password: 'not this one' });
  await maria.press('sign-in');
  await maria.told('fault-bad-credentials');
  await maria.ready();
  assert.equal(await isFocused(maria.page.getByRole('alert')), true);
  assert.equal(await maria.field('email').inputValue(), MARIA.email);
  assert.equal(await maria.field('password').inputValue(), '');
  await maria.fill({ password: PASSWORD });
  await maria.press('sign-in');
  await maria.arrives('/');
});

story('sign_in::by_keyboard_alone', async (stage) => {
  const maria = await stage.visitor();
  await maria.go('/login');
  await maria.page.keyboard.press('Tab');
  assert.equal(await isFocused(maria.link('skip-to-content')), true);
  await maria.page.keyboard.press('Enter');
  for (const [name, value] of Object.entries(MARIA)) {
    await maria.tabTo(maria.field(name));
    await maria.page.keyboard.type(value);
  }
  await maria.page.keyboard.press('Enter');
  await maria.arrives('/');
});

story('sign_in::without_javascript_leads_nowhere_foreign', async (stage) => {
  const maria = await stage.visitor(undefined, { javaScriptEnabled: false });
  await maria.go('/login?next=//attacker.example/');
  await maria.fill(MARIA);
  await maria.press('sign-in');
  await maria.arrives('/');
});

story('sign_in::speaks_the_language_of_the_browser', async (stage) => {
  for (const [locale, language] of [['fr-CA', 'fr'], ['de-AT', 'de'], ['es-MX', 'es'], ['nl-NL', 'en']]) {
    const stranger = await stage.visitor(undefined, { locale });
    stranger.language = language;
    await stranger.go('/login');
    await stranger.button('sign-in').waitFor();
    assert.equal(await stranger.page.locator('html').getAttribute('lang'), language);
  }
});
