// What holds for every page.

import { axeSource } from './surroundings.mjs';

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** What axe-core says against a page, in a line for each place. It needs a page whose scripts run. */
export async function accessibilityFaults(page) {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async (values) => {
    const result = await window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] });
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      places: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary.split('\n').slice(1).join(';').trim()}`),
    }));
  }, WCAG_22_AA);
  return violations.flatMap(({ id, help, places }) => places.map((place) => `${id} (${help}) at ${place}`));
}

/** What sticks out of the window at its right, where the page is wider. */
export async function overhang(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className} sticks out of ${clientWidth} px`);
  });
}
