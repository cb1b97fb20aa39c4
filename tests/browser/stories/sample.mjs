import { story } from '../harness/story.mjs';
import assert from 'node:assert/strict';
story('sample::api', async (stage) => {
  const n = await stage.newcomer();
  const sam = await stage.cast('sam');
  const t = await n.ticket();
  assert.equal((await sam.get(`/tickets/${t.key}`)).key, t.key);
  const v = await stage.visitor(n);
  v.expect(/favicon/);
  await v.go('/api/v1/me');
  await v.sees(n.email);
});
