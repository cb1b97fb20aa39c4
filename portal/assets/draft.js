// What is being written is kept on the server: a second after the last key, and on leaving.

import { isChanged } from './parts.js';

const words = JSON.parse(document.body.dataset.words ?? '{}');

for (const form of document.querySelectorAll('form[data-draft]')) {
  const place = form.dataset.draft.replace(/^(ticket|new):/, '');
  const address = `/api/v1/drafts/${encodeURIComponent(place)}`;
  let timer = 0;
  let changed = false;
  let sent = false;
  let last = Promise.resolve();

  const fields = () => [...form.elements].filter((field) => field.name && !field.name.startsWith('_')
    && !['hidden', 'file', 'password', 'submit', 'button'].includes(field.type) && field.tagName !== 'BUTTON' && field.tagName !== 'FIELDSET');

  // Files that the server has already, as files.js lists them.
  const files = () => [...form.querySelectorAll('[data-file]')].map(({ dataset: { file, at } }) => ({
    id: file, at, name: form.elements[`file-${file}`]?.value ?? '',
  }));

  const content = () => {
    const kept = {};
    for (const field of fields()) {
      const box = ['checkbox', 'radio'].includes(field.type);
      if (box && !field.checked) continue;
      if (field.value === '') continue;
      (kept[field.name] ??= []).push(field.value);
    }
    const sent = files();
    if (sent.length) kept._files = sent;
    return kept;
  };

  const written = () => files().length > 0
    || fields().some((field) => field.matches('textarea, input:not([type=checkbox], [type=radio])') && field.value.trim());

  const save = (leaving) => {
    clearTimeout(timer);
    if (!changed || sent) return;
    changed = false;
    const request = written()
      ? { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(content()) }
      : { method: 'DELETE' };
    // One after the other: the last word counts.
    const go = () => fetch(address, { ...request, keepalive: leaving }).catch(() => { changed = true; });
    last = leaving ? go() : last.then(go);
  };

  const fill = (kept) => {
    for (const field of fields()) {
      const values = kept[field.name] ?? [];
      if (['checkbox', 'radio'].includes(field.type)) field.checked = values.includes(field.value);
      else if (values.length) field.value = values.shift();
    }
    // For files.js, whichever of the two comes first.
    if (kept._files) form.dataset.files = JSON.stringify(kept._files);
    form.dispatchEvent(new CustomEvent('restored'));
  };

  const tell = (at) => {
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
    const note = document.createElement('div');
    note.className = 'alert draft-note';
    note.setAttribute('role', 'status');
    const text = document.createElement('p');
    text.textContent = (words.restored ?? '{when}').replace('{when}', when);
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link';
    button.textContent = words.discard ?? '';
    button.addEventListener('click', () => {
      form.reset();
      form.dispatchEvent(new CustomEvent('discarded'));
      form.dispatchEvent(new CustomEvent('restored'));
      clearTimeout(timer);
      changed = false;
      last = last.then(() => fetch(address, { method: 'DELETE' }).catch(() => {}));
      note.remove();
      // The button that was pressed is gone; whoever goes by keyboard begins anew.
      fields()[0]?.focus();
    });
    note.append(text, button);
    form.prepend(note);
  };

  const restore = async () => {
    // What the server has sent back with its faults is newer than any draft.
    if (document.querySelector('.alert-bad') || written()) return;
    // Where the page knows whether there is one, none is not asked for.
    if (form.dataset.draftAt === '') return;
    const answer = await fetch('draftAt' in form.dataset ? address : '/api/v1/drafts', { headers: { accept: 'application/json' } });
    if (!answer.ok || changed) return;
    const body = await answer.json();
    const draft = body.items ? body.items.find((one) => one.place === place) : body;
    if (!draft) return;
    if (written()) return;
    fill(draft.content);
    if (written()) tell(draft.updated_at);
  };

  const keep = () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(() => save(false), 1000);
  };
  const heard = (event) => {
    if (event.target.type !== 'file') keep();
  };
  form.addEventListener('input', heard);
  form.addEventListener('change', heard);
  // What was written before this came.
  if (written() && fields().some(isChanged)) keep();
  form.addEventListener('submit', (event) => {
    // The server forgets the draft with what is sent; nothing may bring it back.
    if (!event.defaultPrevented && !event.submitter?.name) {
      sent = true;
      clearTimeout(timer);
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save(true);
  });
  window.addEventListener('pagehide', () => save(true));
  window.addEventListener('pageshow', () => { sent = false; });
  restore().catch(() => {});
}
