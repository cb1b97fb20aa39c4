// Installations of a story's own.

import { activate } from './api.mjs';
import { Site } from './program.mjs';

/** An empty one, and the link for its first administrator. */
export async function installation(stage, settings) {
  const site = await Site.make(settings);
  stage.finally(() => site.remove());
  await site.serve();
  return { site, link: await site.administrator('ada@first.example') };
}

/** One with its first administrator. */
export async function administrated(stage, settings) {
  const { site, link } = await installation(stage, settings);
  return { site, ada: await activate(site, link, 'Ada First') };
}
