// Files are sent as soon as they are chosen, dragged or pasted; the form then names them.

const words = JSON.parse(document.body.dataset.words ?? '{}');

// The server keeps a file for a day that belongs to nothing yet.
const KEPT = 23 * 3600 * 1000;

const element = (name, facts) => Object.assign(document.createElement(name), facts);
const holdsFiles = (event) => [...event.dataTransfer.types].includes('Files');

for (const part of document.querySelectorAll('[data-module~="files"]')) {
  const form = part.closest('form');
  const input = part.querySelector('input[type="file"]');
  const list = part.querySelector('.files-list');
  const limit = Number(part.dataset.max) || Infinity;
  const faults = JSON.parse(part.dataset.faults ?? '{}');
  let under = 0;

  const hidden = (name, value) => element('input', { type: 'hidden', name, value });

  const changed = () => form.dispatchEvent(new Event('change'));

  // Out of the form, and off the server where that has it.
  const drop = (line) => {
    const id = line.dataset.file;
    line.remove();
    if (!id) return;
    fetch(`/api/v1/uploads/${id}`, { method: 'DELETE' }).catch(() => {});
    form.querySelector(`input[name="attachments"][value="${CSS.escape(id)}"]`)?.remove();
    changed();
  };

  const removable = (line, name, stop = () => {}) => {
    const button = element('button', { type: 'button', className: 'link', textContent: words.remove });
    button.setAttribute('aria-label', `${words.remove}: ${name}`);
    button.addEventListener('click', () => {
      stop();
      drop(line);
      input.focus();
    });
    line.append(' ', button);
  };

  const add = (name, stop) => {
    const line = element('li');
    line.append(element('span', { className: 'files-name', textContent: name }), ' ', element('span', { className: 'files-state' }));
    removable(line, name, stop);
    list.append(line);
    return line;
  };

  const stateOf = (line) => line.querySelector('.files-state');

  // The form names a file that the server has, and since when.
  const hold = (line, id, name, at) => {
    line.dataset.file = id;
    line.dataset.at = at;
    line.append(hidden('attachments', id), hidden(`file-${id}`, name));
    stateOf(line).textContent = words.taken;
  };

  // The form waits for files that are under way.
  const waiting = (by) => {
    under += by;
    for (const button of form.querySelectorAll('button:not([type="button"])')) button.disabled = under > 0;
  };

  const send = (file) => {
    const request = new XMLHttpRequest();
    const line = add(file.name, () => request.abort());
    const refuse = (why) => {
      line.classList.add('fault');
      stateOf(line).textContent = why ?? words.failed;
    };
    if (file.size > limit) {
      refuse(faults.file_too_large);
      return;
    }
    const bar = element('progress', { max: 1, value: 0 });
    bar.setAttribute('aria-label', `${words.sending} ${file.name}`);
    stateOf(line).after(bar);
    waiting(1);
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener('load', () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* no answer of ours */ }
      if (request.status === 201) {
        hold(line, answer.id, answer.name, new Date().toISOString());
        changed();
      } else {
        const fault = answer.errors?.[0] ?? answer;
        refuse(faults[fault.code] ?? fault.detail);
      }
    });
    request.addEventListener('error', () => refuse());
    // However it ended, also by being taken out.
    request.addEventListener('loadend', () => {
      waiting(-1);
      bar.remove();
    });
    request.open('POST', '/api/v1/uploads');
    request.setRequestHeader('Idempotency-Key', crypto.randomUUID());
    const body = new FormData();
    body.append('file', file, file.name);
    request.send(body);
  };

  const take = () => {
    [...input.files].forEach(send);
    input.value = '';
  };
  input.addEventListener('change', take);
  for (const line of list.querySelectorAll('li[data-file]')) {
    line.dataset.at = new Date().toISOString();
    line.querySelector('.files-without').remove();
    removable(line, line.querySelector('.files-name').textContent);
  }

  // Those that draft.js has found in a draft.
  const restore = () => {
    for (const { id, name, at } of JSON.parse(form.dataset.files ?? '[]')) {
      if (Date.now() - Date.parse(at) < KEPT) hold(add(name), id, name, at);
    }
    delete form.dataset.files;
  };
  form.addEventListener('restored', restore);
  form.addEventListener('discarded', () => list.querySelectorAll('[data-file]').forEach(drop));
  restore();
  // Those that were chosen before this came.
  take();

  form.addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    form.classList.add('files-over');
  });
  form.addEventListener('dragleave', (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove('files-over');
  });
  form.addEventListener('drop', (event) => {
    form.classList.remove('files-over');
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    [...event.dataTransfer.files].forEach(send);
  });
  form.addEventListener('paste', (event) => {
    const { files, types } = event.clipboardData;
    // What office programs copy is text first; their picture of it is not what was meant.
    if (!files.length || (types.includes('text/plain') && types.includes('text/html'))) return;
    event.preventDefault();
    [...files].forEach(send);
  });
}

// A file that is dropped beside a form would be opened in place of the page, with all that is written there.
for (const kind of ['dragover', 'drop']) {
  window.addEventListener(kind, (event) => {
    if (event.defaultPrevented || !holdsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  });
}
