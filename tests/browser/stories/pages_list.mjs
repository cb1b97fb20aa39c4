// Every page, by who sees it. The links that people follow from their first page on lead nowhere else: see `links.mjs`.

import { mailedLink } from '../harness/mail.mjs';

/** A page of a kind, whose address has to be found first. */
const found = (kind, find) => ({ kind, find });

/** The newest ticket that a list of one of the cast has. */
const ticket = (who, query) => found('/tickets/KEY', async (stage) => {
  const { items } = await (await stage.cast(who)).get(`/tickets?limit=1&${query}`);
  return `/tickets/${items[0].key}`;
});

/** A page of a ticket, by the ticket's own. */
const below = ({ kind, find }, page) => found(kind + page, async (stage) => (await find(stage)) + page);

/** A page of Maria's organization, whose manager she is. */
const ofMeridian = (kind, address) => found(kind, async (stage) => {
  const maria = await stage.cast('maria');
  const { items: [{ id }] } = await maria.get('/organizations');
  const { items: members } = await maria.get(`/organizations/${id}/members`);
  return address(id, members.find(({ name }) => name === 'Tom Becker').id);
});

/** The first of a list. */
const first = (who, path, folder) => found(`${folder}/ID`, async (stage) => {
  const { items } = await (await stage.cast(who)).get(path);
  return `${folder}/${items[0].id}`;
});

/** A link that was mailed to somebody new and not used yet. */
const invited = found('/activate/TOKEN', async (stage) => {
  const ada = await stage.cast('ada');
  const email = `invited-${process.hrtime.bigint()}@visitors.example`;
  await ada.post('/invitations', { email, name: 'Ida Invited' });
  return new URL(await mailedLink(ada.site.mails, email, 'activate')).pathname;
});

/** The same for a new password. */
const forgotten = found('/reset/TOKEN', async (stage) => {
  const person = await stage.newcomer();
  await person.post('/password-resets', { email: person.email });
  return new URL(await mailedLink(person.site.mails, person.email, 'reset')).pathname;
});

const GONE = [/\b(404|410)\b/];

export const PAGES = [
  { name: 'api_docs', address: '/api/docs', expected: [/favicon.ico/] },

  { name: 'login', address: '/login', main: true },
  { name: 'signup', address: '/signup' },
  { name: 'forgot', address: '/forgot' },
  { name: 'activate', address: invited },
  { name: 'activate_used', address: '/activate/no-such-link', expected: GONE },
  { name: 'reset', address: forgotten },
  { name: 'reset_used', address: '/reset/no-such-link', expected: GONE },
  { name: 'nothing_there', address: '/nothing', expected: GONE },

  { name: 'home', who: 'maria', address: '/', main: true },
  { name: 'home_of_nobody', who: 'kim', address: '/' },
  { name: 'new', who: 'maria', address: '/new' },
  { name: 'new_incident', who: 'maria', address: '/new/AMS/incident', main: true },
  { name: 'new_feature_request', who: 'tom', address: '/new/AMS/feature_request' },
  { name: 'new_question', who: 'kim', address: '/new/AMS/question' },
  { name: 'tickets', who: 'maria', address: '/tickets', main: true },
  { name: 'tickets_of_the_organization', who: 'maria', address: '/tickets?scope=organization' },
  { name: 'tickets_found', who: 'maria', address: '/tickets?q=panel' },
  { name: 'tickets_none', who: 'kim', address: '/tickets?q=nowhere+to+be+found' },
  { name: 'ticket', who: 'maria', address: ticket('maria', 'scope=mine&status=open'), main: true },
  { name: 'ticket_for_me', who: 'tom', address: ticket('tom', 'scope=organization&status=waiting_for_customer') },
  { name: 'ticket_resolved', who: 'maria', address: ticket('maria', 'scope=organization&status=resolved') },
  { name: 'ticket_closed', who: 'maria', address: ticket('maria', 'scope=organization&status=closed') },
  { name: 'ticket_in_french', who: 'lena', address: ticket('lena', 'scope=mine') },
  { name: 'ticket_not_to_be_seen', who: 'kim', address: ticket('maria', 'scope=mine'), expected: GONE },
  { name: 'ticket_audience', who: 'maria', address: below(ticket('maria', 'scope=mine'), '/audience') },
  { name: 'ticket_notifications', who: 'sam', address: below(ticket('sam', 'scope=queue'), '/notifications') },
  { name: 'account', who: 'maria', address: '/account', main: true },
  { name: 'account_password', who: 'maria', address: '/account/password' },
  { name: 'account_sessions', who: 'maria', address: '/account/sessions' },
  { name: 'account_tokens', who: 'maria', address: '/account/tokens' },
  { name: 'account_second_factor', who: 'maria', address: '/account/second-factor' },
  { name: 'account_notifications', who: 'maria', address: '/account/notifications' },
  { name: 'organization', who: 'maria', address: '/organization' },
  { name: 'organization_by_id', who: 'maria', address: ofMeridian('/organization/ID', (id) => `/organization/${id}`) },
  {
    name: 'organization_remove',
    who: 'maria',
    address: ofMeridian('/organization/ID/members/ID/remove', (id, person) => `/organization/${id}/members/${person}/remove`),
  },
  { name: 'organization_for_members', who: 'lena', address: '/organization' },

  { name: 'queue', who: 'sam', address: '/queue', main: true },
  { name: 'queue_in_french', who: 'noor', address: '/queue' },
  { name: 'team_tickets', who: 'sam', address: '/tickets' },
  { name: 'team_ticket', who: 'sam', address: ticket('sam', 'scope=queue'), main: true },
  { name: 'team_ticket_closed', who: 'sam', address: ticket('sam', 'scope=all&status=closed') },
  { name: 'team_new', who: 'sam', address: '/new/AMS/incident' },
  { name: 'people', who: 'sam', address: '/people' },
  { name: 'people_invite', who: 'ada', address: '/people/invite' },
  { name: 'person', who: 'sam', address: first('sam', '/people?q=maria', '/people'), main: true },
  { name: 'person_of_the_team', who: 'ada', address: first('ada', '/people?q=noor', '/people') },
  { name: 'organizations', who: 'sam', address: '/organizations' },
  { name: 'organization_for_the_team', who: 'sam', address: first('sam', '/organizations', '/organizations') },

  { name: 'admin', who: 'ada', address: '/admin' },
  { name: 'admin_desks', who: 'ada', address: '/admin/desks' },
  { name: 'admin_desk', who: 'ada', address: '/admin/desks/AMS' },
  { name: 'admin_request_type', who: 'ada', address: '/admin/desks/AMS/types/incident', main: true },
  { name: 'admin_site', who: 'ada', address: '/admin/site' },
  { name: 'admin_state', who: 'ada', address: '/admin/state' },
  { name: 'admin_team', who: 'ada', address: '/admin/team' },
  { name: 'admin_log', who: 'ada', address: '/admin/log' },
  { name: 'admin_forbidden', who: 'sam', address: '/admin', expected: [/\b403\b/] },
];
