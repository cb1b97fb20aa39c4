// The queue by keyboard, and the bar for what is ticked. Links and the form do the same without.
// The chosen row is marked, not focused: a part that holds the focus would not be kept up to date.

const bar = document.getElementById('bulk');
const dialog = document.getElementById('keys');
const said = document.querySelector('[data-chosen]');
const count = bar.querySelector('[data-count]');
const all = bar.querySelector('[data-all]');
const plain = count.textContent;
const memory = `chosen in the queue ${location.search}`;
const ticked = new Set();
// The chosen row, and where it stands: when it leaves, because somebody took the ticket, one goes on from there.
let chosen = null;
let place = 0;

const rows = () => [...document.querySelectorAll('.row-ticket[data-ticket]')];
const box = (row) => row.querySelector('input[name="ticket"]');
const path = (key) => `/tickets/${encodeURIComponent(key)}`;

// Shows what is ticked and chosen, also on rows that have just come.
function paint() {
  const present = rows();
  const keys = new Set(present.map((row) => row.dataset.ticket));
  for (const key of ticked) if (!keys.has(key)) ticked.delete(key);
  // What is not shown any more is not acted upon.
  if (chosen && !keys.has(chosen)) leave();
  for (const [at, row] of present.entries()) {
    const is = row.dataset.ticket === chosen;
    if (is) place = at;
    if (row.classList.contains('chosen') !== is) row.classList.toggle('chosen', is);
    const tick = box(row);
    if (tick && tick.checked !== ticked.has(row.dataset.ticket)) tick.checked = ticked.has(row.dataset.ticket);
  }
  bar.classList.toggle('bulk-busy', ticked.size > 0);
  const words = ticked.size === 0 ? plain : count.dataset.words.replace('#', ticked.size);
  if (count.textContent !== words) count.textContent = words;
  all.hidden = present.length === 0;
  all.firstElementChild.checked = present.length > 0 && ticked.size === present.length;
}

function leave() {
  chosen = null;
  said.textContent = '';
}

function choose(list, at) {
  const row = list[at];
  chosen = row.dataset.ticket;
  place = at;
  sessionStorage.setItem(memory, JSON.stringify({ chosen, place }));
  paint();
  row.scrollIntoView({ block: 'nearest' });
  said.textContent = bar.dataset.said.replace('#1', chosen).replace('#2', row.querySelector('.row-subject').textContent)
    .replace('#3', at + 1).replace('#4', list.length);
}

function move(by) {
  const list = rows();
  if (list.length === 0) return;
  // Where nothing is chosen, the row that followed the last one stands at its place.
  const to = chosen ? place + by : place + Math.min(by, 0);
  choose(list, Math.min(Math.max(to, 0), list.length - 1));
}

function tick() {
  if (!chosen) return;
  if (!ticked.delete(chosen)) ticked.add(chosen);
  paint();
}

// What is ticked, else the chosen row, becomes mine.
function take() {
  if (ticked.size === 0 && chosen) ticked.add(chosen);
  if (ticked.size === 0) return;
  paint();
  bar.requestSubmit(bar.querySelector('button[value="take"]'));
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: tick,
  a: take,
  r: () => chosen && location.assign(`${path(chosen)}#answer`),
  n: () => chosen && location.assign(`${path(chosen)}#note`),
  '?': () => dialog.showModal(),
  Enter: () => chosen && location.assign(path(chosen)),
  Escape: () => { leave(); place = 0; sessionStorage.removeItem(memory); ticked.clear(); paint(); },
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || dialog.open) return;
  const held = event.target.closest?.('input:not([type=checkbox]), textarea, select, summary, details[open].menu');
  // The button of a dialog that has just been closed may still hold the focus.
  const pressable = event.key === 'Enter' && event.target.closest?.('a, button, input') && !dialog.contains(event.target);
  const act = keys[event.key];
  if (held || pressable || !act) return;
  event.preventDefault();
  act();
});

document.addEventListener('change', (event) => {
  if (event.target.matches('.row-ticket input[name="ticket"]')) {
    if (event.target.checked) ticked.add(event.target.value);
    else ticked.delete(event.target.value);
    paint();
  } else if (all.contains(event.target)) {
    ticked.clear();
    if (event.target.checked) for (const row of rows()) ticked.add(row.dataset.ticket);
    paint();
  }
});

for (const button of document.querySelectorAll('[data-keys]')) {
  button.addEventListener('click', () => dialog.showModal());
}

// Rows that were replaced by newer ones are marked again.
new MutationObserver(paint).observe(document.getElementById('main'), { childList: true, subtree: true });

// Coming back, what was ticked and chosen still is, where it is still there.
function restore() {
  for (const row of rows()) if (box(row)?.checked) ticked.add(row.dataset.ticket);
  ({ chosen, place } = JSON.parse(sessionStorage.getItem(memory)) ?? { chosen: null, place: 0 });
  paint();
}
addEventListener('pageshow', restore);
restore();
