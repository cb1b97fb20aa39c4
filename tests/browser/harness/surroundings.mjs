// What `cargo xtask test` prepared and says by variables.

import { createRequire } from 'node:module';
import path from 'node:path';

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by \`cargo xtask test --browser\``);
  return value;
}

export const program = required('DOCKET_TEST_PROGRAM');
export const chromiumProgram = required('DOCKET_TEST_CHROMIUM');
export const screenshots = required('DOCKET_TEST_SCREENSHOTS');
export const filter = process.env.DOCKET_TEST_BROWSER_FILTER ?? '';
/** Whether every story that does not choose is told on a phone. Asked for by hand, not by `.ci/run`. */
export const onPhones = process.env.DOCKET_TEST_PHONE === '1';

// The packages lie outside the tree, so the usual way upwards does not find them.
const packages = createRequire(path.join(required('DOCKET_TEST_NODE_PACKAGES'), 'package.json'));

export const { chromium } = packages('playwright-core');
export const axeSource = packages('axe-core').source;
