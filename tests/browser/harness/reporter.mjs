// Tells results in the words of `cargo test`, so that `cargo xtask test` counts them with the others.

import { inspect } from 'node:util';

const isTest = (data) => data.details?.type !== 'suite' && !data.details?.error?.failureType?.startsWith('subtests');

export default async function* report(events) {
  const failures = [];
  let passed = 0;
  let ignored = 0;
  const begin = performance.now();
  for await (const { type, data } of events) {
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
    if ((type !== 'test:pass' && type !== 'test:fail') || !isTest(data)) continue;
    const seconds = (data.details.duration_ms / 1000).toFixed(1);
    if (data.skip !== undefined) {
      ignored += 1;
      yield `test browser::${data.name} ... ignored\n`;
    } else if (type === 'test:pass') {
      passed += 1;
      yield `test browser::${data.name} ... ok (${seconds} s)\n`;
    } else {
      failures.push(data);
      yield `test browser::${data.name} ... FAILED (${seconds} s)\n`;
    }
  }
  for (const { name, details } of failures) {
    const cause = details.error?.cause ?? details.error;
    yield `\n---- browser::${name} ----\n${cause?.stack ?? inspect(cause)}\n`;
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(2);
  const verdict = failures.length === 0 ? 'ok' : 'FAILED';
  yield `\ntest result: ${verdict}. ${passed} passed; ${failures.length} failed; ${ignored} ignored; `;
  yield `0 measured; 0 filtered out; finished in ${seconds}s\n`;
}
