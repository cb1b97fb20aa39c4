// Keeps a page up to date: hears what happens, asks for the page again and replaces the parts that are marked.

import { replaceParts, touched } from './parts.js';

const here = document.querySelector('[data-module~="live"]');
const ticket = here.dataset.liveTicket;
// A form that was refused has an address that cannot be asked for again; then the page says its own.
const page = here.dataset.livePage && location.pathname !== here.dataset.livePage ? here.dataset.livePage : location.pathname + location.search;
const title = document.title;
let news = 0;
let after = Number(document.body.dataset.position || 0);
let due = false;
let fetching = false;
let last = 0;
// What a comment causes is not announced over it.
let said = 0;

const region = document.createElement('div');
region.className = 'visually-hidden';
region.setAttribute('role', 'status');
region.setAttribute('aria-live', 'polite');
document.body.append(region);

const say = (words) => {
  region.textContent = words;
};

const replace = (fresh) => {
  replaceParts(fresh);
  // Who has begun to write before the news came is told of it when they send; who has not has it before their eyes.
  const version = fresh.querySelector('.composer input[name="_version"], form input[name="_version"]')?.value;
  for (const field of document.querySelectorAll('input[name="_version"]')) {
    if (version && !touched(field.form)) field.value = version;
  }
};

const refetch = async () => {
  if (fetching) {
    due = true;
    return;
  }
  fetching = true;
  due = false;
  // At most one a second, however much happens.
  await new Promise((done) => setTimeout(done, Math.max(0, last + 1000 - Date.now())));
  last = Date.now();
  try {
    // As new as what was heard: the views may come to it a moment after the stream.
    const answer = await fetch(page, { headers: { accept: 'text/html', 'docket-position': String(after) } });
    if (answer.ok && !answer.redirected) {
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      replace(fresh);
      document.dispatchEvent(new CustomEvent('docket:replaced'));
    } else if (answer.status >= 400 && answer.status < 500) end(answer.status);
    else if (answer.redirected) end(401);
  } catch {
    // Without a network the stream has ended as well, and comes back with it.
  }
  fetching = false;
  if (due) refetch();
};

const heard = (event) => {
  if (event.lastEventId) after = Number(event.lastEventId);
  const told = event.data ? JSON.parse(event.data) : {};
  if (event.type === 'ticket.commented' || event.type === 'ticket.noted') {
    if (here.dataset.liveSaid) say(here.dataset.liveSaid.replace('%name%', told.actor?.name ?? ''));
    said = Date.now();
  } else if (here.dataset.liveChanged && Date.now() - said > 3000) say(here.dataset.liveChanged);
  if (document.hidden) {
    news += 1;
    document.title = `(${news}) ${title}`;
  }
  refetch();
};

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  news = 0;
  document.title = title;
});

let source;
let pause = 1000;

const end = (status) => {
  source?.close();
  source = null;
  const gone = document.createElement('div');
  gone.className = 'alert alert-warn';
  gone.setAttribute('role', 'alert');
  const words = document.createElement('p');
  words.textContent = status === 401 ? here.dataset.liveLogin : here.dataset.liveGone;
  gone.append(words);
  if (status === 401) {
    const link = document.createElement('a');
    link.href = `/login?next=${encodeURIComponent(page)}`;
    link.textContent = here.dataset.liveAgain;
    gone.append(link);
  }
  if (!document.querySelector('[data-live-ended]')) {
    gone.dataset.liveEnded = '';
    here.after(gone);
  }
};

// The browser opens a stream that broke by itself and says what it heard last. One that was refused is closed for good:
// why, a plain request tells.
const address = () => `/api/v1/stream?after=${after}${ticket ? `&ticket=${encodeURIComponent(ticket)}` : ''}`;

const ask = async () => {
  try {
    const probe = new AbortController();
    const answer = await fetch(address(), { signal: probe.signal, headers: { accept: 'text/event-stream' } });
    probe.abort();
    if (answer.status === 429 || answer.status >= 500 || answer.ok) setTimeout(open, (pause = Math.min(pause * 2, 30000)));
    else end(answer.status);
  } catch {
    setTimeout(open, (pause = Math.min(pause * 2, 30000)));
  }
};

const kinds = [
  'created', 'commented', 'noted', 'status_changed', 'held', 'resolved', 'closed', 'reopened', 'assigned', 'unassigned',
  'priority_changed', 'request_type_changed', 'subject_changed', 'shared', 'unshared', 'participant_added',
  'participant_removed', 'linked', 'unlinked', 'attached', 'attachment_quarantined',
];

function open() {
  source = new EventSource(address());
  for (const kind of kinds) source.addEventListener(`ticket.${kind}`, heard);
  source.addEventListener('open', () => {
    pause = 1000;
  });
  source.addEventListener('error', () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    ask();
  });
}

open();
window.addEventListener('pagehide', () => source?.close());
window.addEventListener('pageshow', (event) => {
  if (event.persisted) {
    open();
    refetch();
  }
});
