// Lists that are longer than a page: every row once, and what was asked for stays.

import assert from 'node:assert/strict';

import { newcomer } from '../harness/api.mjs';
import { administrated } from '../harness/house.mjs';
import { story } from '../harness/story.mjs';
import { PHONE } from '../harness/visitor.mjs';
import { waitFor } from '../harness/wait.mjs';

/** More than two pages of any list. */
const MANY = 104;
const PAGE = 50;

/** So many wait for the server at once. */
const AT_ONCE = 8;

/** Does it for each number, a few at a time. */
async function forMany(count, make, atOnce = AT_ONCE) {
  const made = [];
  let next = 0;
  const one = async () => {
    while (next < count) {
      const place = next;
      next += 1;
      made[place] = await make(place);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return made;
}

/** A desk with so many tickets of one customer, and the rest of its kind. */
async function house(stage) {
  const { site, ada } = await administrated(stage, { DOCKET_LIMITS: '0' });
  const customer = await newcomer(ada);
  const opened = await forMany(MANY, (place) => customer.ticket({ subject: `The report of day ${place}` }));
  return { site, ada, customer, keys: opened.map(({ key }) => key) };
}

/** What stands in each row of a list. */
const texts = (rows, attribute) => rows.evaluateAll((all, name) => all.map((row) => row.getAttribute(name)), attribute);

/** Goes through all pages of a list; tells what stood on each. */
async function through(visitor, rows, attribute, kept) {
  const pages = [];
  for (;;) {
    await rows.first().waitFor();
    pages.push(await texts(rows, attribute));
    const asked = new URL(visitor.page.url()).searchParams;
    for (const [name, value] of Object.entries(kept)) assert.equal(asked.get(name), value, `page ${pages.length} keeps ${name}`);
    const next = visitor.link('pager-next');
    if ((await next.count()) === 0) return pages;
    const here = visitor.page.url();
    await next.click();
    await visitor.page.waitForURL((address) => address.href !== here);
  }
}

/** Every one is on one of the pages, and once. */
function assertEach(pages, all) {
  const shown = pages.flat();
  assert.deepEqual([...new Set(shown)].length, shown.length, 'a row stands twice');
  assert.deepEqual(shown.toSorted(), all.toSorted());
  assert.deepEqual(pages.map((page) => page.length), [PAGE, PAGE, all.length - 2 * PAGE]);
}

/** From a row in the middle of the second page and back: the same rows at the same place. */
async function thereAndBack(visitor, rows, attribute, first) {
  const { page } = visitor;
  await page.goto(first);
  await visitor.follow('pager-next');
  await page.waitForURL(/[?&]cursor=/);
  await rows.first().waitFor();
  const before = await texts(rows, attribute);
  const here = page.url();
  const row = rows.nth(30);
  await row.scrollIntoViewIfNeeded();
  const height = await page.evaluate(() => window.scrollY);
  assert.ok(height > 100, 'the row is below the window');
  await row.getByRole('link').first().click();
  await page.waitForURL((address) => address.href !== here);
  await page.goBack();
  assert.equal(page.url(), here);
  await rows.first().waitFor();
  assert.deepEqual(await texts(rows, attribute), before);
  await waitFor('the window to be where it was', async () => Math.abs((await page.evaluate(() => window.scrollY)) - height) < 20);
  await visitor.follow('pager-first');
  await page.waitForURL((address) => !address.searchParams.has('cursor'));
}

/** How people look at lists, and how many of a story's queries are tried so. */
const WAYS = [
  [{}, 3],
  [{ javaScriptEnabled: false }, 1],
  [{ viewport: PHONE, hasTouch: true }, 1],
];

story('paging::lists_of_tickets_have_every_ticket_once_and_keep_the_filter_and_the_place', async (stage) => {
  const { ada, customer, keys } = await house(stage);
  // One of each thing that the filters below leave out.
  const resolved = keys[7];
  await ada.post(`/tickets/${resolved}/status`, { to: 'resolved', comment: 'Done.' });
  await ada.post(`/tickets/${resolved}/close`, { reason: 'solved' });
  const open = keys.filter((key) => key !== resolved);
  for (const [settings, tried] of WAYS) {
    const own = await stage.visitor(customer, settings);
    const rows = own.page.locator('li[data-ticket]');
    for (const query of ['status=open', 'status=open&sort=created_at', 'q=report&status=open'].slice(0, tried)) {
      await own.go(`/tickets?${query}`);
      const kept = Object.fromEntries(new URLSearchParams(query));
      assertEach(await through(own, rows, 'data-ticket', kept), open);
    }
    await thereAndBack(own, rows, 'data-ticket', '/tickets?status=open');
    assert.equal(new URL(own.page.url()).searchParams.get('status'), 'open');
  }
});

story('paging::the_queue_has_every_ticket_once_and_keeps_the_filter_and_the_place', async (stage) => {
  const { ada, keys } = await house(stage);
  const urgent = keys.slice(0, 2);
  for (const key of urgent) await ada.patch(`/tickets/${key}`, { priority: 'urgent' });
  const usual = keys.filter((key) => !urgent.includes(key));
  for (const [settings, tried] of WAYS) {
    const visitor = await stage.visitor(ada, settings);
    const rows = visitor.page.locator('li[data-ticket]');
    for (const query of ['tab=all&priority=normal', 'tab=waiting&priority=normal&sort=-created_at'].slice(0, tried)) {
      await visitor.go(`/queue?${query}`);
      const kept = Object.fromEntries(new URLSearchParams(query));
      assertEach(await through(visitor, rows, 'data-ticket', kept), usual);
    }
    await thereAndBack(visitor, rows, 'data-ticket', '/queue?tab=all&priority=normal');
    assert.equal(new URL(visitor.page.url()).searchParams.get('priority'), 'normal');
  }
});

story('paging::lists_of_people_have_everybody_once_and_keep_the_filter_and_the_place', async (stage) => {
  const { ada } = await administrated(stage, { DOCKET_LIMITS: '0' });
  const { id } = await ada.post('/organizations', { name: 'Harbour Radio' });
  const manager = await newcomer(ada, { organizations: [id] });
  await ada.post(`/organizations/${id}/members`, { person: manager.id, manager: true });
  const invite = (place) => {
    const name = `Member ${place} Tide`;
    return ada.post('/invitations', { email: `member-${place}@harbour.example`, name, organizations: [id] });
  };
  // All of them change one organization: one after the other.
  const invited = (await forMany(MANY, invite, 1)).map((person) => `/people/${person.id}`);
  for (const [settings, tried] of WAYS) {
    const team = await stage.visitor(ada, settings);
    const people = team.page.locator('a.entry-link');
    await team.go(`/people?q=tide&status=invited&organization=${id}`);
    const pages = await through(team, people, 'href', { q: 'tide', status: 'invited', organization: id });
    assertEach(pages, invited);
    await thereAndBack(team, team.page.locator('li.entry'), 'class', `/people?q=tide&status=invited&organization=${id}`);
    assert.equal(new URL(team.page.url()).searchParams.get('q'), 'tide');

    const own = await stage.visitor(manager, settings);
    const members = own.page.locator('ul.list > li');
    await own.go(`/organization/${id}`);
    const names = [];
    for (;;) {
      await members.first().waitFor();
      names.push(...await members.locator('strong').allInnerTexts());
      const next = own.link('pager-next');
      if ((await next.count()) === 0) break;
      const here = own.page.url();
      await next.click();
      await own.page.waitForURL((address) => address.href !== here);
    }
    assert.equal(names.length, MANY + 1);
    assert.equal(new Set(names).size, MANY + 1, 'a member stands twice');
    await own.follow('pager-first');
    await own.page.waitForURL((address) => !address.search);
  }
});

story('paging::the_older_part_of_a_long_conversation_comes_on_asking', async (stage) => {
  const { ada } = await administrated(stage, { DOCKET_LIMITS: '0' });
  const customer = await newcomer(ada);
  const { key } = await customer.ticket();
  const said = (place) => `Said as number ${place}.`;
  for (let place = 1; place <= MANY; place += 1) {
    await (place % 2 ? customer : ada).post(`/tickets/${key}/comments`, { body: said(place) });
  }
  const all = Array.from({ length: MANY }, (_, place) => said(place + 1));
  for (const [settings, tried] of WAYS) {
    for (const who of [customer, ada].slice(0, tried)) {
      const visitor = await stage.visitor(who, settings);
      const shown = () => visitor.page.locator('.timeline .said .prose').allInnerTexts();
      await visitor.go(`/tickets/${key}`);
      const newest = (await shown()).map((text) => text.trim());
      assert.ok(newest.length >= PAGE / 2 && newest.length < MANY);
      assert.deepEqual(newest, all.slice(-newest.length), 'the newest stand first of all');
      await visitor.page.locator('a[data-earlier]').click();
      await visitor.page.waitForURL(/\?all/);
      assert.deepEqual((await shown()).map((text) => text.trim()), all);
    }
  }
});
