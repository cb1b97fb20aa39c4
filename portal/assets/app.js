// What every page gains with JavaScript. Nothing here is needed: forms and links work without it.

const main = document.getElementById('main');

// The first thing that is wrong is read out and in view.
main?.querySelector('[data-focus]')?.focus();

// A second click sends nothing: the server would answer it alike, but people should see that the first one counts.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post' || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'true';
  setTimeout(() => delete form.dataset.sent, 8000);
});

// Coming back by the browser's button, forms can be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// Menus close when one looks elsewhere.
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  }
  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = document.querySelector(`[data-hotkey="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches('input, textarea, select')) target.focus();
  else target.click();
});

// Parts of pages name the module they want: data-module="live". A browser does not wait for them before it calls a page
// loaded: that they are there is said by the page, to programs that would press its keys.
const wanted = new Set([...document.querySelectorAll('[data-module]')].flatMap((part) => part.dataset.module.split(' ')));
await Promise.all([...wanted].map((name) => import(`./${name}.js`)));
document.documentElement.dataset.ready = '';
