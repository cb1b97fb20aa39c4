// Which mails one wants, and about which tickets none.

import assert from 'node:assert/strict';

import { mailsTo } from '../harness/mail.mjs';
import { accessibilityFaults, overhang } from '../harness/page.mjs';
import { story } from '../harness/story.mjs';
import { PHONE } from '../harness/visitor.mjs';
import { waitFor } from '../harness/wait.mjs';

const PAGE = '/account/notifications';

/** A kind of mail: what it is told by, what the ledger calls it, and something that causes it; gives the ticket's key. */
const KINDS = {
  comments: {
    template: 'ticket_commented',
    async cause({ person, sam }) {
      const { key } = await person.ticket();
      await sam.post(`/tickets/${key}/comments`, { body: 'Which report is it?' });
      return key;
    },
  },
  status: {
    template: 'ticket_held',
    async cause({ person, sam }) {
      const { key } = await person.ticket();
      await sam.post(`/tickets/${key}/status`, { to: 'on_hold' });
      return key;
    },
  },
  sharing: {
    template: 'ticket_participant',
    async cause({ person, sam, other }) {
      const { key } = await other.ticket();
      await sam.post(`/tickets/${key}/participants`, { person: person.id });
      return key;
    },
  },
  queue: { team: true, template: 'ticket_created', cause: async ({ other }) => (await other.ticket()).key },
  assigned: {
    team: true,
    template: 'ticket_assigned',
    async cause({ person, sam, other }) {
      const { key } = await other.ticket();
      await sam.patch(`/tickets/${key}`, { assignee: person.id });
      return key;
    },
  },
  mentions: {
    team: true,
    template: 'ticket_noted',
    async cause({ person, sam, other }) {
      const { key } = await other.ticket();
      await sam.post(`/tickets/${key}/comments`, { body: `@${person.email.split('@')[0]} please look`, audience: 'internal' });
      return key;
    },
  },
};

/** The mails to somebody about a ticket. */
const mailsAbout = async (person, key) => (await mailsTo(person.site.mails, person.email))
  .filter((mail) => new RegExp(`\\b${key}\\b`).test(mail));

/** Waits until it is decided that somebody gets no mail of a kind about a ticket, and why. */
const withheld = (sam, person, key, { template, reason }) => waitFor(`no ${template} about ${key}: ${reason}`, async () => {
  const { items } = await sam.get(`/tickets/${key}/notifications`);
  return items.find((row) => row.recipient.id === person.id && row.template === template && row.reason === reason);
});

/** What is ticked on the page. */
const ticked = (visitor) => visitor.page.getByRole('checkbox')
  .evaluateAll((boxes) => boxes.filter((box) => box.checked).map((box) => box.name));

for (const [kind, { team = false, template, cause }] of Object.entries(KINDS)) {
  story(`notifications::mails_of_the_kind_${kind}_come_to_those_who_want_them`, async (stage) => {
    const sam = await stage.cast('sam');
    const person = await stage.newcomer(team ? { role: 'agent' } : {});
    const cast = { person, sam, other: await stage.newcomer() };
    const visitor = await stage.visitor(person);
    await visitor.go(PAGE);
    const offered = Object.keys(KINDS).filter((one) => team || !KINDS[one].team);
    assert.deepEqual(await ticked(visitor), offered, 'at first one gets all mails');
    for (const one of offered) await visitor.field(`notifications-${one}`).uncheck();
    await visitor.press('save');
    await visitor.told('notice-notifications-saved');

    const unwanted = await cause(cast);
    await withheld(sam, person, unwanted, { template, reason: 'not_wanted' });

    await visitor.field(`notifications-${kind}`).check();
    await visitor.press('save');
    await visitor.told('notice-notifications-saved');
    await visitor.reload();
    assert.deepEqual(await ticked(visitor), [kind]);
    const wanted = await cause(cast);
    await waitFor(`a mail about ${wanted}`, async () => (await mailsAbout(person, wanted)).length > 0);
    assert.deepEqual(await mailsAbout(person, unwanted), []);
  });
}

story('notifications::tickets_that_were_muted_are_listed_and_mail_about_them_goes_on_again', async (stage) => {
  const sam = await stage.cast('sam');
  const person = await stage.newcomer();
  const [first, second] = [await person.ticket(), await person.ticket()];
  const visitor = await stage.visitor(person, { viewport: PHONE, hasTouch: true });
  await visitor.go(PAGE);
  await visitor.told('muted-none');
  for (const { key } of [first, second]) {
    await visitor.go(`/tickets/${key}`);
    await visitor.press('ticket-mute');
    await visitor.told('notice-ticket-muted');
  }
  const comment = (body) => sam.post(`/tickets/${first.key}/comments`, { body });
  await comment('Nobody hears of this.');
  await withheld(sam, person, first.key, { template: 'ticket_commented', reason: 'muted' });

  await visitor.go(PAGE);
  const listed = visitor.page.getByRole('region', { name: visitor.t('muted-title') }).getByRole('listitem');
  assert.deepEqual(await listed.locator('.key').allTextContents(), [second.key, first.key], 'what was opened last comes first');
  assert.deepEqual([await overhang(visitor.page), await accessibilityFaults(visitor.page)], [[], []]);
  await listed.filter({ hasText: first.subject }).getByRole('button').click();
  await visitor.told('notice-ticket-unmuted');
  await visitor.arrives(PAGE);
  assert.deepEqual(await listed.locator('.key').allTextContents(), [second.key]);
  await comment('This is heard again.');
  await waitFor('a mail about it', async () => (await mailsAbout(person, first.key)).some((mail) => mail.includes('This is heard again.')));
  assert.equal((await mailsAbout(person, first.key)).some((mail) => mail.includes('Nobody hears of this.')), false);

  // A ticket that one sees no more is none of one's own any longer.
  const shared = await (await stage.newcomer()).ticket();
  await sam.post(`/tickets/${shared.key}/participants`, { person: person.id });
  await person.put(`/tickets/${shared.key}/notifications`, { muted: true });
  await visitor.go(PAGE);
  await listed.filter({ hasText: shared.subject }).waitFor();
  await sam.delete(`/tickets/${shared.key}/participants/${person.id}`);
  await visitor.reload();
  assert.deepEqual(await listed.locator('.key').allTextContents(), [second.key]);
});
