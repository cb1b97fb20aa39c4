// What holds for every page, for whoever sees it: nothing goes wrong beside it, it fits a phone, and it keeps to
// WCAG 2.2 AA in light and dark.

import assert from 'node:assert/strict';

import { accessibilityFaults, overhang } from '../harness/page.mjs';
import { story } from '../harness/story.mjs';
import { DESK, PHONE } from '../harness/visitor.mjs';
import { PAGES } from './pages_list.mjs';

const WIDTHS = { phone: PHONE, desk: DESK };

for (const { name, who, address, expected = [], main = false } of PAGES) {
  story(`pages::${name}`, async (stage) => {
    const visitor = await stage.visitor(who);
    visitor.expect(...expected);
    const where = address.find ? await address.find(stage) : address;
    const faults = new Map();
    for (const [width, viewport] of Object.entries(WIDTHS)) {
      await visitor.page.setViewportSize(viewport);
      await visitor.page.emulateMedia({ colorScheme: 'light' });
      await visitor.go(where);
      for (const fault of await overhang(visitor.page)) faults.set(fault, [width]);
      for (const colorScheme of ['light', 'dark']) {
        await visitor.page.emulateMedia({ colorScheme });
        if (main) await visitor.picture(`${name}-${width}-${colorScheme}`);
        for (const fault of await accessibilityFaults(visitor.page)) {
          faults.set(fault, [...(faults.get(fault) ?? []), `${width} ${colorScheme}`]);
        }
      }
    }
    assert.deepEqual([...faults].map(([fault, where]) => `${fault} (${where.join(', ')})`), []);
  });
}
