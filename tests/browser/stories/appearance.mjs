// How a site looks and what it announces: what administrators choose, and what everybody then sees.

import assert from 'node:assert/strict';

import { newcomer } from '../harness/api.mjs';
import { PICTURE, PROGRAM, REPORT } from '../harness/hands.mjs';
import { accessibilityFaults, overhang } from '../harness/page.mjs';
import { story } from '../harness/story.mjs';
import { PHONE } from '../harness/visitor.mjs';
import { waitFor } from '../harness/wait.mjs';
import { administrated } from '../harness/house.mjs';

/** The picture beside the name above each page: where it is from, and whether it can be seen. */
const logo = (visitor) => visitor.page.locator('.brand img').evaluate((image) => [new URL(image.src).pathname, image.complete && image.naturalWidth > 0]);

const OURS = ['/api/v1/site/logo', true];

const colour = (visitor) => visitor.page.locator('.button.primary').first().evaluate((button) => getComputedStyle(button).backgroundColor);

const save = (visitor) => visitor.button('admin-save').click();

/** What is wrong, behind the name of its field. */
const fault = (visitor, name) => visitor.page.getByRole('alert').getByText(new RegExp(`: ${visitor.t(name).source.replace(/^\^(\\s\*)?/, '')}`)).first();

story('appearance::a_logo_is_uploaded_seen_by_everybody_and_removed', async (stage) => {
  const { site, ada } = await administrated(stage);
  const visitor = await stage.visitor(ada);
  visitor.expect(/\b422\b/);
  await visitor.go('/admin/site');
  await visitor.field('admin-logo').setInputFiles(PROGRAM);
  await save(visitor);
  await visitor.page.getByRole('alert').getByRole('listitem').getByText(PROGRAM.name).waitFor();
  await visitor.field('admin-logo').setInputFiles(REPORT);
  await save(visitor);
  await fault(visitor, 'fault-logo-no-picture').waitFor();
  // What was refused does not stand in the way of what comes after it.
  await visitor.fill({ 'admin-site-name': 'Harbour Help' });
  await visitor.field('admin-logo').setInputFiles(PICTURE);
  await save(visitor);
  await visitor.told('notice-admin-saved');
  assert.deepEqual(await logo(visitor), OURS);
  await visitor.page.getByRole('img', { name: visitor.t('admin-logo-now') }).waitFor();

  const customer = await stage.visitor(await newcomer(ada));
  const stranger = await stage.visitor(undefined, { viewport: PHONE, colorScheme: 'dark' }, site);
  stranger.expect(/\b404\b/);
  for (const [reader, address] of [[customer, '/'], [customer, '/tickets'], [stranger, '/login'], [stranger, '/nothing']]) {
    await reader.go(address);
    assert.deepEqual(await logo(reader), OURS, address);
    assert.match(await reader.page.title(), /Harbour Help/);
    assert.deepEqual(await overhang(reader.page), []);
  }

  await visitor.page.getByLabel(visitor.t('admin-logo-remove')).check();
  await save(visitor);
  await visitor.told('notice-admin-saved');
  await customer.go('/');
  assert.match((await logo(customer))[0], /^\/assets\//);
  assert.match(await customer.page.title(), /Harbour Help/, 'the name stays');
});

story('appearance::a_logo_is_not_lost_for_a_colour_that_is_refused_without_javascript_on_a_phone', async (stage) => {
  const { ada } = await administrated(stage);
  const visitor = await stage.visitor(ada, { javaScriptEnabled: false, viewport: PHONE });
  visitor.expect(/\b422\b/);
  const choose = (value) => visitor.page.locator('input[type="color"]').fill(value);
  const kept = visitor.page.getByRole('listitem').filter({ hasText: PICTURE.name });
  await visitor.go('/admin/site');
  for (const without of [true, false]) {
    await choose('#ffee00');
    await visitor.field('admin-logo').setInputFiles(PICTURE);
    await save(visitor);
    await fault(visitor, 'fault-colour-too-light').waitFor();
    assert.deepEqual(await overhang(visitor.page), []);
    await kept.getByText(visitor.t('files-kept')).waitFor();
    if (without) await kept.getByRole('checkbox', { name: visitor.t('files-without', { begins: true }) }).check();
    await choose('#7a1f4e');
    await save(visitor);
    await visitor.told('notice-admin-saved');
    assert.equal((await logo(visitor))[0] === OURS[0], !without);
  }
});

story('appearance::a_colour_is_that_of_all_buttons_and_readable_in_light_and_dark', async (stage) => {
  const { site, ada } = await administrated(stage);
  const visitor = await stage.visitor(ada);
  await visitor.go('/admin/site');
  const before = await colour(visitor);
  await visitor.page.locator('input[type="color"]').fill('#7a1f4e');
  const sample = visitor.page.locator('.colour-sample .button');
  await waitFor('the sample to have the colour', () => sample.evaluate((button) => getComputedStyle(button).backgroundColor === 'rgb(122, 31, 78)'));
  await save(visitor);
  await visitor.told('notice-admin-saved');
  assert.notEqual(before, 'rgb(122, 31, 78)');
  assert.equal(await colour(visitor), 'rgb(122, 31, 78)');
  const customer = await stage.visitor(await newcomer(ada));
  const stranger = await stage.visitor(undefined, {}, site);
  for (const [reader, address] of [[customer, '/'], [customer, '/new/AMS/question'], [stranger, '/login']]) {
    await reader.go(address);
    assert.equal(await colour(reader), 'rgb(122, 31, 78)', address);
    for (const colorScheme of ['light', 'dark']) {
      await reader.page.emulateMedia({ colorScheme });
      assert.deepEqual(await accessibilityFaults(reader.page), [], `${address} ${colorScheme}`);
    }
  }
});

story('appearance::an_announcement_is_read_on_first_pages_in_each_language_until_it_is_taken_away', async (stage) => {
  const { ada } = await administrated(stage);
  const visitor = await stage.visitor(ada, { viewport: PHONE });
  await visitor.go('/admin/site');
  await visitor.field('admin-announcement-text').first().fill('We move on **Sunday**.');
  await visitor.page.locator('#announcement summary').first().click();
  await visitor.page.locator('textarea[name="announcement.text.fr"]').fill('Nous déménageons **dimanche**.');
  await visitor.press('admin-announce');
  await visitor.told('notice-admin-announced');
  assert.deepEqual(await overhang(visitor.page), []);
  const readers = [
    [await stage.visitor(await newcomer(ada)), '/', 'Sunday'],
    [await stage.visitor(await newcomer(ada, { language: 'fr' })), '/', 'dimanche'],
    [await stage.visitor(await newcomer(ada, { role: 'agent' })), '/queue', 'Sunday'],
  ];
  for (const [reader, address, word] of readers) {
    await reader.go(address);
    await reader.page.locator('.announcement strong', { hasText: word }).waitFor();
    await reader.go('/account');
    assert.equal(await reader.page.locator('.announcement').count(), 0, 'the first page is enough');
  }
  await visitor.press('admin-announcement-clear');
  await visitor.told('notice-admin-announcement-cleared');
  for (const [reader, address] of readers) {
    await reader.go(address);
    assert.equal(await reader.page.locator('.announcement').count(), 0);
  }
});
