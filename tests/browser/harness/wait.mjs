// Waiting for a condition with a deadline, never for a time.

import { setTimeout as pause } from 'node:timers/promises';

const STEP_MS = 25;

/** The first value of `look` that is one; an error of `look` counts as none yet. */
export async function waitFor(what, look, limit = 15_000) {
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
