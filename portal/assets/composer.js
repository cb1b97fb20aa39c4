// r answers, n notes: chooses the tab and goes into its box.

const into = (tab, box) => {
  const radio = document.getElementById(tab);
  if (radio) radio.checked = true;
  document.querySelector(box)?.focus();
};

document.addEventListener('keydown', (event) => {
  if (event.target.closest?.('input, textarea, select, [contenteditable]')) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'r' || event.key === 'c') into('say-answer', '.say-answer textarea');
  else if (event.key === 'n') into('say-note', '.say-note textarea');
  else return;
  event.preventDefault();
});

// The keys of the queue lead here.
if (location.hash === '#answer') into('say-answer', '.say-answer textarea');
else if (location.hash === '#note') into('say-note', '.say-note textarea');
