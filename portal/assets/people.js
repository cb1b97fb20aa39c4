// Names while one types: a combobox with a list (ARIA Authoring Practices Guide, list autocomplete with manual
// selection). What is chosen goes along as an id; without a choice the text is what counts. Where several can be named
// (data-multiple), commas stand between them.

const DELAY = 200;

function begin(field) {
  const list = document.createElement('ul');
  list.id = `${field.id}-people`;
  list.className = 'people-list';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', field.labels?.[0]?.textContent.trim() ?? '');
  list.hidden = true;
  const chosen = document.createElement('input');
  chosen.type = 'hidden';
  chosen.name = field.dataset.peopleName || 'person';
  chosen.value = field.dataset.peopleChosen ?? '';
  const status = document.createElement('p');
  status.className = 'visually-hidden';
  status.setAttribute('role', 'status');
  field.after(list, chosen, status);
  field.parentElement.classList.add('people-field');
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-expanded', 'false');
  field.setAttribute('aria-controls', list.id);
  field.dataset.people = 'ready';

  let active = -1;
  let timer;
  let asked = 0;
  const options = () => [...list.children];

  const close = () => {
    list.hidden = true;
    active = -1;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };

  const mark = (place) => {
    const all = options();
    if (!all.length) return;
    active = (place + all.length) % all.length;
    all.forEach((option, index) => option.setAttribute('aria-selected', String(index === active)));
    all[active].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', all[active].id);
  };

  // What is being typed: all of it, or what follows the last comma.
  const multiple = 'multiple' in field.dataset;
  const typed = () => (multiple ? field.value.slice(field.value.lastIndexOf(',') + 1) : field.value).trim();

  const choose = (option) => {
    if (multiple) {
      // An address tells namesakes apart, where it is known.
      const before = field.value.slice(0, field.value.lastIndexOf(',') + 1);
      field.value = `${before}${before ? ' ' : ''}${option.dataset.email || option.dataset.name}, `;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    } else {
      field.value = option.dataset.email || option.dataset.name;
      chosen.value = option.dataset.id;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    close();
  };

  const show = (people) => {
    list.replaceChildren(...people.map((person, index) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${index}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.dataset.id = person.id;
      option.dataset.name = person.name;
      option.dataset.email = person.email ?? '';
      option.textContent = person.email ? `${person.name} · ${person.email}` : person.name;
      return option;
    }));
    active = -1;
    list.hidden = people.length === 0;
    field.setAttribute('aria-expanded', String(people.length > 0));
    status.textContent = people.length ? field.dataset.peopleSome ?? '' : field.dataset.peopleNone ?? '';
  };

  const ask = async () => {
    const text = typed();
    const turn = (asked += 1);
    // A whole address means itself.
    if (text.length < 2 || text.includes('@')) {
      close();
      return;
    }
    try {
      const answer = await fetch(`/api/v1/people?limit=8&q=${encodeURIComponent(text)}`);
      if (!answer.ok || turn !== asked) return;
      show((await answer.json()).items);
    } catch {
      close();
    }
  };

  field.addEventListener('input', () => {
    chosen.value = '';
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (list.hidden) ask();
      else mark(active + (event.key === 'ArrowDown' ? 1 : active < 0 ? 0 : -1));
      event.preventDefault();
    } else if (event.key === 'Enter' && !list.hidden && active >= 0) {
      choose(options()[active]);
      event.preventDefault();
    } else if (event.key === 'Escape' && !list.hidden) {
      close();
      event.stopPropagation();
    }
  });
  field.addEventListener('blur', () => setTimeout(close, 150));
  list.addEventListener('mousedown', (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) choose(option);
    event.preventDefault();
  });
}

const beginAll = () => {
  for (const field of document.querySelectorAll('input[data-module~="people"]:not([data-people])')) begin(field);
};

beginAll();
document.addEventListener('docket:replaced', beginAll);
