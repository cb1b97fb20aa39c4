// What strangers wrote must stay text. That nothing of it ran is watched by the visitor; here is what waits for a
// click, a hover or another browser.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** What strangers write, a text a line of `xss.txt`. */
export const CORPUS = readFileSync(new URL('../xss.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('# '));

/** No element and no attribute that the pages do not have themselves. */
export async function assertNoStrangers(page) {
  assert.deepEqual(await page.evaluate(strangers), [], `at ${page.url()}`);
}

function strangers() {
  const found = [];
  const addresses = ['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'srcdoc', 'poster'];
  for (const element of document.querySelectorAll('*')) {
    const tell = (what) => found.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
    if (['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'ANIMATE', 'MATH', 'VIDEO', 'AUDIO', 'APPLET'].includes(element.tagName.toUpperCase())) {
      tell('an element of a stranger');
    }
    if (element.matches('meta[http-equiv=refresh i]')) tell('a redirection');
    if (/__xss|attacker/.test(element.tagName === 'SCRIPT' || element.tagName === 'STYLE' ? element.textContent : '')) tell('a text that runs');
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) tell(`a handler ${name}`);
      const address = value.replace(/[\u0000-\u0020]/g, '').toLowerCase();
      if (addresses.includes(name) && /^(javascript|vbscript|data:text)/.test(address)) tell(`an address that runs in ${name}`);
      if (addresses.includes(name) && /^(https?:)?\/\/attacker\./.test(address) && element.tagName !== 'A') tell(`an address of a stranger in ${name}`);
      if (name === 'style' && /attacker|position:fixed/.test(value)) tell('a style of a stranger');
    }
  }
  return found;
}
