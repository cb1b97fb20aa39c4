// A page that was looked at counts as read: what the button does, done by itself once the page is in view.

const note = async () => {
  const form = document.querySelector('form[data-seen]');
  if (!form || document.hidden) return;
  const ticket = document.querySelector('[data-live-ticket]').dataset.liveTicket;
  const answer = await fetch(`/api/v1/tickets/${encodeURIComponent(ticket)}/seen`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ position: Number(form.dataset.seen) }),
  }).catch(() => null);
  if (answer?.ok) form.remove();
};

note();
document.addEventListener('visibilitychange', note);
document.addEventListener('docket:replaced', note);
