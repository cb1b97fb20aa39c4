// A story: people at browsers, from its begin to its end, with nothing going wrong beside it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Person, newcomer } from './api.mjs';
import { demo } from './program.mjs';
import { filter } from './surroundings.mjs';
import { Visitor } from './visitor.mjs';
import { within } from './wait.mjs';

const LIMIT = 180_000;
/** What may be added to it for pictures and for leaving. */
const CLEARING = 60_000;
const stories = [];

/** Adds a story; `tell` gets a `Stage`. */
export function story(name, tell, limit = LIMIT) {
  if (filter.split(" ").some((part) => name.includes(part))) stories.push({ name, tell, limit });
}

/** Runs what was added. */
export function tellAll() {
  for (const { name, tell, limit } of stories) {
    test(name, { timeout: limit + CLEARING }, async () => {
      const stage = new Stage(name);
      let failed = true;
      try {
        // A story that takes longer fails like any other, with pictures of where its people are.
        await within('the end of the story', tell(stage), limit);
        failed = false;
        stage.assertNothingElse();
      } finally {
        await stage.clear(failed);
      }
    });
  }
}

/** The organizations of the demonstration's people. */
const ADDRESSES = { docket: ['ada', 'sam', 'noor'], meridian: ['maria', 'tom', 'lena'], northwind: ['jon', 'ines'], freelance: ['kim'] };

/**
 * The queue, newest first. Its usual order begins with the oldest, and all stories together open more tickets in the
 * demonstration than a page shows.
 */
export const QUEUE = '/queue?sort=-created_at';

const casts = new Map();

/** Where a story plays: the shared demonstration unless it says otherwise. */
class Stage {
  constructor(name) {
    this.name = name;
    this.visitors = [];
    this.endings = [];
  }

  /** One of the demonstration's people, as a program; logged in once for all stories. */
  async cast(who) {
    if (!casts.has(who)) {
      const [house] = Object.entries(ADDRESSES).find(([, people]) => people.includes(who));
      casts.set(who, demo().then((site) => Person.logIn(site, `${who}@${house}.example`)));
    }
    return casts.get(who);
  }

  /** Somebody nobody else knows. */
  async newcomer(facts) {
    return newcomer(await this.cast('ada'), facts);
  }

  /** A browser window: of a person, of one of the cast by name, or of a stranger. */
  async visitor(who, settings, site) {
    const person = typeof who === 'string' ? await this.cast(who) : who;
    const visitor = await Visitor.enter(site ?? person?.site ?? await demo(), person, settings);
    this.visitors.push(visitor);
    return visitor;
  }

  /** Something to be done when the story ends. */
  finally(ending) {
    this.endings.push(ending);
  }

  assertNothingElse() {
    assert.deepEqual(this.visitors.flatMap((visitor) => visitor.unexpected()), []);
  }

  async clear(failed) {
    for (const [at, visitor] of this.visitors.entries()) {
      if (failed) {
        const unexpected = visitor.unexpected();
        if (unexpected.length > 0) console.error(`${this.name}: ${unexpected.join('\n  ')}`);
        await within('a picture', visitor.picture(`failed ${this.name} ${at}`.replace(/[^\w-]+/g, '_'))).catch(() => {});
      }
      // What there was to tell is told. Chromium at times never answers `Target.disposeBrowserContext`, and goes on with
      // the other windows (duckduckgo/tracker-radar-collector#88 met it as well): this one ends with the browser then.
      await visitor.leave().catch((error) => console.error(`${this.name}: ${error.message}`));
    }
    for (const ending of this.endings) await ending();
  }
}
