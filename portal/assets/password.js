// A field for a new password: it can be shown, and says while one types how far along it is. The server judges.

// How hard a password looks: by its length, and by how many different signs it has.
function words(text, said) {
  const signs = [...text];
  if (signs.length < 8) return said.short;
  if (new Set(signs).size < 5) return said.plain;
  return signs.length < 14 ? said.fair : said.good;
}

for (const part of document.querySelectorAll('[data-module~="password"]')) {
  const input = part.querySelector('input');
  const said = part.dataset;

  const line = document.createElement('p');
  line.className = 'help password-words';
  line.setAttribute('role', 'status');

  const toggle = document.createElement('button');
  toggle.type = 'button';
  toggle.className = 'link';
  toggle.textContent = said.show;
  toggle.setAttribute('aria-controls', input.id);
  toggle.addEventListener('click', () => {
    const shown = input.type === 'text';
    input.type = shown ? 'password' : 'text';
    toggle.textContent = shown ? said.show : said.hide;
  });
  // Browsers keep what was typed in a field of text.
  input.form.addEventListener('submit', () => { input.type = 'password'; });

  const below = document.createElement('div');
  below.className = 'password-below';
  below.append(line, toggle);
  input.after(below);

  input.addEventListener('input', () => {
    const now = input.value ? words(input.value, said) : '';
    if (line.textContent !== now) line.textContent = now;
  });
}
