// Whatever link people follow from their first page on leads to a page, and to one that `pages_list.mjs` knows.

import assert from 'node:assert/strict';

import { story } from '../harness/story.mjs';
import { PAGES } from './pages_list.mjs';

/** Addresses of one page differ by keys, ids and queries. */
const kind = (pathname) => pathname
  .replace(/[A-Z]{2,10}-\d+/g, 'KEY')
  .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
  .replace(/\/desks\/[A-Z0-9]+/, '/desks/DESK')
  .replace(/\/new\/[A-Z0-9]+(\/[a-z_]+)?/, '/new/DESK/TYPE')
  .replace(/\/types\/[a-z_]+/, '/types/TYPE');

const KNOWN = new Set(PAGES.map(({ address }) => address.kind ?? kind(address.split('?')[0])));

/** Of each kind of page so many are read. */
const OF_A_KIND = 3;

/** Files, lists and documents, which are no pages. */
const NO_PAGE = /^\/(api|assets)\/|\.csv$/;

const links = (html) => [...html.matchAll(/<a\b[^>]*?\bhref="([^"#]+)/g)].map(([, href]) => href.replaceAll('&amp;', '&'));

for (const who of ['maria', 'kim', 'sam', 'ada']) {
  story(`links::of_${who}_lead_to_pages`, async (stage) => {
    const visitor = await stage.visitor(who);
    const reached = new Map();
    const seen = new Set(['/']);
    const queue = ['/'];
    const faults = [];
    for (let address = queue.shift(); address; address = queue.shift()) {
      const answer = await visitor.context.request.get(address);
      const type = answer.headers()['content-type'] ?? '';
      if (answer.status() !== 200) faults.push(`${address} answers ${answer.status()}`);
      if (!type.startsWith('text/html')) continue;
      for (const href of links(await answer.text())) {
        const to = new URL(href, answer.url());
        if (to.origin !== visitor.site.url || NO_PAGE.test(to.pathname) || seen.has(to.pathname + to.search)) continue;
        seen.add(to.pathname + to.search);
        const count = reached.get(kind(to.pathname)) ?? 0;
        reached.set(kind(to.pathname), count + 1);
        if (count < OF_A_KIND) queue.push(to.pathname + to.search);
      }
    }
    assert.deepEqual(faults, []);
    assert.deepEqual([...reached.keys()].filter((page) => !KNOWN.has(page)), [], 'pages that pages_list.mjs lacks');
  });
}
