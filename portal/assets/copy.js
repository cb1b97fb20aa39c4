// What is shown once can be taken along: a button that copies it, and one that prints.

for (const part of document.querySelectorAll('[data-module~="copy"]')) {
  const { copy, copied, print } = part.dataset;

  const button = (words, act) => {
    const own = document.createElement('button');
    own.type = 'button';
    own.className = 'compact';
    own.textContent = words;
    own.addEventListener('click', act);
    return own;
  };

  const said = document.createElement('span');
  said.className = 'quiet small';
  said.setAttribute('role', 'status');

  const row = document.createElement('span');
  row.className = 'row no-print';
  if (navigator.clipboard) {
    row.append(button(copy, async () => {
      await navigator.clipboard.writeText(part.querySelector('code').textContent.trim());
      said.textContent = copied;
    }));
  }
  if (print) row.append(button(print, () => window.print()));
  row.append(said);
  part.append(row);
}
