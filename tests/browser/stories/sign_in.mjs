// Signing in and out, for people and for those who try.

import assert from 'node:assert/strict';

import { PASSWORD } from '../harness/api.mjs';
import { story } from '../harness/story.mjs';

const MARIA = { 'Email address': 'maria@meridian.example', Password: PASSWORD };

story('sign_in::leads_to_where_one_was_going_and_out_again', async (stage) => {
  const maria = await stage.visitor();
  await maria.go('/account');
  await maria.arrives('/login');
  await maria.fill(MARIA);
  await maria.press('Sign in');
  await maria.arrives('/account');
  await maria.page.getByLabel('Account of Maria Lindqvist').click();
  await maria.press('Sign out');
  await maria.arrives('/login');
  await maria.sees('You are signed out.');
  await maria.go('/account');
  await maria.arrives('/login');
});

story('sign_in::a_wrong_password_is_said_and_read_out_and_the_address_kept', async (stage) => {
  const maria = await stage.visitor();
  maria.expect(/401/);
  await maria.go('/login');
  await maria.fill({ ...MARIA, Password: 'not this one' });
  await maria.press('Sign in');
  await maria.role('alert').getByText('The address or the password is wrong').waitFor();
  assert.equal(await maria.role('alert').evaluate((alert) => alert === document.activeElement), true);
  assert.equal(await maria.field('Email address').inputValue(), MARIA['Email address']);
  assert.equal(await maria.field('Password').inputValue(), '');
  await maria.fill({ Password: PASSWORD });
  await maria.press('Sign in');
  await maria.arrives('/');
});

story('sign_in::by_keyboard_alone', async (stage) => {
  const maria = await stage.visitor();
  await maria.go('/login');
  await maria.page.keyboard.press('Tab');
  const skip = maria.role('link', 'Skip to content');
  await skip.waitFor();
  assert.equal(await skip.evaluate((link) => link === document.activeElement), true);
  await maria.page.keyboard.press('Enter');
  for (const [label, value] of Object.entries(MARIA)) {
    await maria.tabTo(maria.field(label));
    await maria.page.keyboard.type(value);
  }
  await maria.page.keyboard.press('Enter');
  await maria.arrives('/');
});

story('sign_in::without_javascript_leads_nowhere_foreign', async (stage) => {
  const maria = await stage.visitor(undefined, { javaScriptEnabled: false });
  await maria.go('/login?next=//attacker.example/');
  await maria.fill(MARIA);
  await maria.press('Sign in');
  await maria.arrives('/');
});

story('sign_in::speaks_the_language_of_the_browser', async (stage) => {
  for (const [locale, button] of [['fr-CA', 'Se connecter'], ['de-AT', 'Anmelden'], ['es-MX', 'Iniciar sesión'], ['nl-NL', 'Sign in']]) {
    const stranger = await stage.visitor(undefined, { locale });
    await stranger.go('/login');
    await stranger.role('button', button).waitFor();
    assert.equal(await stranger.page.locator('html').getAttribute('lang'), { 'nl-NL': 'en' }[locale] ?? locale.slice(0, 2));
  }
});
