// All stories share one browser and, unless they say otherwise, one demonstration.

import { after, describe } from 'node:test';

import { endPrograms } from './harness/program.mjs';
import { tellAll } from './harness/story.mjs';
import { closeBrowser } from './harness/visitor.mjs';

import './stories/account.mjs';
import './stories/administrator.mjs';
import './stories/agent.mjs';
import './stories/appearance.mjs';
import './stories/calm.mjs';
import './stories/customer.mjs';
import './stories/editor.mjs';
import './stories/files.mjs';
import './stories/form_changes.mjs';
import './stories/forms.mjs';
import './stories/linking.mjs';
import './stories/links.mjs';
import './stories/live.mjs';
import './stories/notifications.mjs';
import './stories/pages.mjs';
import './stories/paging.mjs';
import './stories/sign_in.mjs';
import './stories/strangers.mjs';
import './stories/turns.mjs';

// While one story waits for the server, another can use the browser.
const AT_ONCE = 4;

describe('browser', { concurrency: AT_ONCE }, () => {
  after(async () => {
    await closeBrowser();
    await endPrograms();
  });
  tellAll();
});
