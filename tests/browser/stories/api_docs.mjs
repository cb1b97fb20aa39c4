import { assertAccessible, assertFits } from '../harness/page.mjs';
import { story } from '../harness/story.mjs';

story('api_docs::can_be_read', async (stage) => {
  const visitor = await stage.visitor('maria');
  visitor.expect(/favicon.ico/);
  await visitor.go('/api/docs');
  await visitor.picture('api-docs');
  await assertFits(visitor.page);
  await assertAccessible(visitor.page);
});
