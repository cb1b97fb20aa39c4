// A status is said from the reader's side: what waits for the customer waits for them.

import assert from 'node:assert/strict';

import { story } from '../harness/story.mjs';

const row = (visitor, key) => visitor.page.locator(`li[data-ticket="${key}"]`).first();

/** What the choice of a status above a list offers. */
const offered = (visitor) => visitor.page.locator('select[name="status"] option').allInnerTexts();

for (const language of ['en', 'fr', 'de', 'es']) {
  story(`turns::a_customer_reads_that_a_ticket_waits_for_them_in_${language}`, async (stage) => {
    const person = Object.assign(await stage.newcomer({ language }), { language });
    const sam = await stage.cast('sam');
    const { key } = await person.ticket();
    await sam.post(`/tickets/${key}/status`, { to: 'waiting_for_customer', comment: 'Which panel is it?' });
    const { key: other } = await person.ticket();
    const { key: linked } = await person.ticket();
    await person.post(`/tickets/${linked}/links`, { ticket: key, kind: 'related_to' });
    const visitor = await stage.visitor(person);
    const [yours, theirs] = [visitor.t('status-waiting-for-you'), visitor.t('status-waiting-for-customer')];
    for (const list of ['/', '/tickets', '/tickets?status=waiting_for_customer']) {
      await visitor.go(list);
      await row(visitor, key).locator('.pill', { hasText: yours }).waitFor();
      assert.equal(await visitor.page.locator('main').getByText(theirs).count(), 0, list);
    }
    const choices = await offered(visitor);
    assert.ok(choices.some((words) => yours.test(words)) && !choices.some((words) => theirs.test(words)), `${choices}`);
    await visitor.go('/tickets');
    await row(visitor, other).locator('.pill', { hasText: visitor.t('status-waiting-for-support') }).waitFor();
    for (const ticket of [key, linked]) {
      await visitor.go(`/tickets/${ticket}`);
      await visitor.reads(yours);
      assert.equal(await visitor.page.getByText(theirs).count(), 0, 'the page of a ticket');
    }
  });
}

story('turns::the_team_reads_that_a_ticket_waits_for_the_customer', async (stage) => {
  const person = await stage.newcomer();
  const { key } = await person.ticket();
  await (await stage.cast('sam')).post(`/tickets/${key}/status`, { to: 'waiting_for_customer', comment: 'Which one?' });
  const noor = await stage.visitor('noor');
  const words = noor.t('status-waiting-for-customer');
  await noor.go('/queue?tab=all&sort=-updated_at');
  await row(noor, key).locator('.pill', { hasText: words }).waitFor();
  assert.ok((await offered(noor)).some((choice) => words.test(choice)));
  await noor.go(`/tickets/${key}`);
  await noor.reads(words);
});
