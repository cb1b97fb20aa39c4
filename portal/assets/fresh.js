// Keeps a page up to date of which nothing tells the news: asks for it again every few seconds while somebody looks at
// it, until they pause it.

import { replaceParts } from './parts.js';

const EVERY_MS = 5000;
// A page that is left open must not keep its reader signed in for ever.
const AWAY_MS = 10 * 60 * 1000;

const button = document.querySelector('[data-module~="fresh"]');
const pause = button.textContent;
let paused = false;
let seen = Date.now();
let timer = 0;

const ask = async () => {
  // A network that is gone comes back: what is shown stays until then.
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null);
  if (answer?.redirected || answer?.status === 401 || answer?.status === 403) {
    // The page itself says why it is shown no more.
    location.reload();
    return;
  }
  if (answer?.ok && !paused) replaceParts(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  wait();
};

function wait() {
  clearTimeout(timer);
  timer = 0;
  if (paused || document.hidden || Date.now() - seen > AWAY_MS) return;
  timer = setTimeout(ask, EVERY_MS);
}

// Whoever comes back sees at once how it is.
const looked = () => {
  const away = Date.now() - seen > AWAY_MS;
  seen = Date.now();
  if (away && !paused) ask();
};
for (const sign of ['pointermove', 'pointerdown', 'keydown']) document.addEventListener(sign, looked, { passive: true });

document.addEventListener('visibilitychange', () => {
  clearTimeout(timer);
  if (document.hidden || paused) return;
  seen = Date.now();
  ask();
});

button.addEventListener('click', () => {
  paused = !paused;
  button.textContent = paused ? button.dataset.resume : pause;
  clearTimeout(timer);
  if (!paused) ask();
});

wait();
