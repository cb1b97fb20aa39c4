// Files are sent as soon as they are chosen, dragged or pasted; the form then names them.

const words = JSON.parse(document.body.dataset.words ?? '{}');

for (const part of document.querySelectorAll('[data-module~="files"]')) {
  const form = part.closest('form');
  const input = part.querySelector('input[type="file"]');
  const list = part.querySelector('.files-list') ?? part.appendChild(Object.assign(document.createElement('ul'), { className: 'files-list' }));
  const limit = Number(part.dataset.max) || Infinity;
  let under = 0;

  const hidden = (name, value) => Object.assign(document.createElement('input'), { type: 'hidden', name, value });

  const removable = (line, id, name) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link';
    button.textContent = words.remove;
    button.setAttribute('aria-label', `${words.remove}: ${name}`);
    button.addEventListener('click', () => {
      if (id) {
        fetch(`/api/v1/uploads/${id}`, { method: 'DELETE' }).catch(() => {});
        form.querySelector(`input[name="attachments"][value="${CSS.escape(id)}"]`)?.remove();
      }
      line.remove();
      input.focus();
    });
    line.append(' ', button);
  };

  // The form waits for files that are under way.
  const waiting = (by) => {
    under += by;
    for (const button of form.querySelectorAll('button:not([type="button"])')) button.disabled = under > 0;
  };

  const send = (file) => {
    const line = document.createElement('li');
    const name = Object.assign(document.createElement('span'), { className: 'files-name', textContent: file.name });
    const state = Object.assign(document.createElement('span'), { className: 'files-state' });
    line.append(name, ' ', state);
    list.append(line);
    if (file.size > limit) {
      line.classList.add('fault');
      state.textContent = words.tooLarge;
      removable(line, null, file.name);
      return;
    }
    const bar = Object.assign(document.createElement('progress'), { max: 1, value: 0 });
    bar.setAttribute('aria-label', `${words.sending} ${file.name}`);
    line.append(bar);
    waiting(1);
    const request = new XMLHttpRequest();
    const done = (ok) => {
      waiting(-1);
      bar.remove();
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* no answer of ours */ }
      if (ok) {
        line.dataset.file = answer.id;
        line.append(hidden('attachments', answer.id), hidden(`file-${answer.id}`, answer.name));
        state.textContent = '✓';
      } else {
        line.classList.add('fault');
        state.textContent = answer.detail ?? words.failed;
      }
      removable(line, ok ? answer.id : null, file.name);
    };
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener('load', () => done(request.status === 201));
    request.addEventListener('error', () => done(false));
    request.open('POST', '/api/v1/uploads');
    request.setRequestHeader('Idempotency-Key', crypto.randomUUID());
    const body = new FormData();
    body.append('file', file, file.name);
    request.send(body);
  };

  input.addEventListener('change', () => {
    [...input.files].forEach(send);
    input.value = '';
  });
  for (const line of list.querySelectorAll('li[data-file]')) removable(line, line.dataset.file, line.querySelector('.files-name').textContent);
  const hint = part.querySelector('.files-drop');
  if (hint) hint.hidden = false;
  form.addEventListener('dragover', (event) => {
    if (![...event.dataTransfer.types].includes('Files')) return;
    event.preventDefault();
    part.classList.add('files-over');
  });
  form.addEventListener('dragleave', () => part.classList.remove('files-over'));
  form.addEventListener('drop', (event) => {
    part.classList.remove('files-over');
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    [...event.dataTransfer.files].forEach(send);
  });
  form.addEventListener('paste', (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    files.forEach(send);
  });
}
