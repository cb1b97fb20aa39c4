// Waiting for a condition with a deadline, never for a time.

import { setTimeout as pause } from 'node:timers/promises';

const STEP_MS = 25;
const LIMIT_MS = 15_000;

/** The first value of `look` that is one; an error of `look` counts as none yet. */
export async function waitFor(what, look, limit = LIMIT_MS) {
  const deadline = performance.now() + limit;
  let last;
  for (;;) {
    try {
      const value = await look();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`waited ${limit / 1000} s for ${what}${last ? `: ${last.message}` : ''}`);
    }
    await pause(STEP_MS);
  }
}

/** What comes in time. */
export async function within(what, coming, limit = LIMIT_MS) {
  const over = new AbortController();
  const late = pause(limit, undefined, { signal: over.signal }).then(() => Promise.reject(new Error(`waited ${limit / 1000} s for ${what}`)));
  try {
    return await Promise.race([coming, late]);
  } finally {
    over.abort();
  }
}
