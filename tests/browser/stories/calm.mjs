// Pages that do not jump, and that keep up to date without being noticed.

import assert from 'node:assert/strict';

import { inPieces } from '../harness/pieces.mjs';
import { demo } from '../harness/program.mjs';
import { story } from '../harness/story.mjs';
import { DESK, PHONE } from '../harness/visitor.mjs';
import { waitFor } from '../harness/wait.mjs';
import { PAGES } from './pages_list.mjs';

/** Where nothing moves by itself, nobody clicks what was not there. A hundredth of what counts as good (Core Web Vitals). */
const MOST = 0.001;

/** Runs in each page: what moved that nobody had touched, and when something could be seen at first. */
function watchShifts() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (!hadRecentInput) window.shifts.push({ value, moved: sources.map(({ node }) => `${node?.nodeName}.${node?.className}`) });
    }
  }).observe({ type: 'layout-shift', buffered: true });
  window.seen = new Promise((resolve) => {
    new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-contentful-paint').length > 0) resolve();
    }).observe({ type: 'paint', buffered: true });
  });
}

/** Waits until all modules of the page have come, and the page has shown what they did to it. */
async function settled(page) {
  await page.waitForFunction(() => {
    const names = [...document.querySelectorAll('[data-module]')].flatMap((part) => part.dataset.module.split(' '));
    const come = performance.getEntriesByType('resource').filter(({ responseEnd }) => responseEnd > 0).map(({ name }) => name);
    // The mark of what is new goes when the server knows that it was looked at.
    return names.every((name) => come.some((address) => address.endsWith(`/${name}.js`))) && !document.querySelector('[data-seen]');
  });
  await page.evaluate(shown);
}

/** Runs in a page: comes to an end when the browser has shown the page as it is. */
function shown() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(resolve)));
  });
}

/** Goes to a page and waits until nothing more is to come; what moved meanwhile is too little to be seen. */
async function assertCalm(visitor, where) {
  await visitor.context.addInitScript(watchShifts);
  await visitor.go(where);
  await settled(visitor.page);
  const shifts = await visitor.page.evaluate(() => window.shifts);
  const sum = shifts.reduce((all, { value }) => all + value, 0);
  assert.ok(sum < MOST, `${where} moves by ${sum} at ${visitor.page.viewportSize().width} px: ${JSON.stringify(shifts)}`);
}

const MAIN = ['home', 'new', 'new_incident', 'tickets', 'ticket', 'queue', 'team_tickets', 'team_ticket', 'admin_state'];

/**
 * Where a page is cut: at the top behind all that stands side by side, and before a summary, in whose place browsers show one
 * of their own; further down between what stands one below the other.
 */
const PIECES = /(<\/a>|<details[^>]*>)(?=[^]*<\/header>)|<\/(nav|form|details|header|h1|h2|ul|section)>/g;

for (const { name, who, address } of PAGES.filter((page) => MAIN.includes(page.name))) {
  const inBothWidths = async (stage, look) => {
    const where = address.find ? await address.find(stage) : address;
    for (const viewport of [DESK, PHONE]) await look(viewport, where);
  };

  story(`calm::nothing_moves_on_${name}`, (stage) => inBothWidths(stage, async (viewport, where) => {
    const visitor = await stage.visitor(who, { viewport });
    // The worst that can be: all scripts come after the page is seen.
    await visitor.page.route('**/assets/**/*.js', async (route) => {
      await visitor.page.evaluate(() => window.seen);
      await route.continue();
    });
    await assertCalm(visitor, where);
  }));

  // A browser shows what it has of a page: on a slow line, or where it has much else to do, the top before the rest.
  story(`calm::nothing_moves_while_${name}_comes`, (stage) => inBothWidths(stage, async (viewport, where) => {
    let visitor;
    const line = await inPieces(await demo(), PIECES, async () => {
      // The first piece is what the browser leaves the page before it for.
      await visitor.page.waitForFunction(() => window.shifts);
      await visitor.page.evaluate(shown);
    });
    stage.finally(line.close);
    visitor = await stage.visitor(await stage.cast(who), { viewport }, line);
    await assertCalm(visitor, where);
  }));
}

story('calm::the_queue_shows_what_to_do_with_several_only_when_some_are_chosen', async (stage) => {
  await (await stage.newcomer()).ticket();
  const take = (visitor) => visitor.page.locator('#bulk button[value="take"]');
  const sam = await stage.visitor('sam');
  await sam.go('/queue');
  const box = sam.page.locator('li[data-ticket]').first().getByRole('checkbox');
  assert.equal(await take(sam).isVisible(), false);
  await box.check();
  await take(sam).waitFor();
  await box.uncheck();
  await take(sam).waitFor({ state: 'hidden' });
  const plain = await stage.visitor('sam', { javaScriptEnabled: false });
  await plain.go('/queue');
  assert.equal(await take(plain).isVisible(), true, 'without scripts it is always there');
});

story('calm::the_state_keeps_up_to_date_while_it_is_looked_at', async (stage) => {
  const visitor = await stage.visitor('ada');
  const { page } = visitor;
  await page.clock.install();
  let asked = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/admin/state' && request.resourceType() === 'fetch') asked += 1;
  });
  const events = page.locator('[data-live="state-log"] dd').first();
  const answered = () => page.waitForResponse((response) => response.url().endsWith('/admin/state'));
  const hide = (hidden) => page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  const minute = () => page.clock.runFor(60_000);

  await visitor.go('/admin/state');
  const before = Number(await events.textContent());
  await (await stage.newcomer()).ticket();
  assert.equal(Number(await events.textContent()), before);
  await waitFor('the page to know what has happened', async () => {
    await page.clock.runFor(5_000);
    return Number(await events.textContent()) > before;
  });

  await hide(true);
  const hidden = asked;
  await minute();
  assert.equal(asked, hidden, 'nobody looks: nothing is asked for');
  const again = answered();
  await hide(false);
  await again;

  await visitor.press('admin-state-pause');
  const paused = asked;
  await minute();
  assert.equal(asked, paused, 'somebody reads: nothing changes under their eyes');
  const resumed = answered();
  await visitor.press('admin-state-resume');
  await resumed;
  await visitor.button('admin-state-pause').waitFor();
});
