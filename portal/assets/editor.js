// A toolbar for Markdown, and a preview by the server, so that it looks as it will.

const words = JSON.parse(document.body.dataset.words ?? '{}');

const SIGNS = [
  ['bold', 'B', '**', '**'], ['italic', 'I', '*', '*'], ['code', '</>', '`', '`'],
  ['list', '•', '- ', null], ['quote', '❝', '> ', null], ['link', '↗', '[', '](https://)'],
];

for (const area of document.querySelectorAll('textarea[data-module~="editor"]')) {
  const put = (text) => {
    // As if typed, so that the browser can undo it; the other way is for browsers that no longer know this one.
    if (!document.execCommand?.('insertText', false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
      area.dispatchEvent(new Event('input', { bubbles: true }));
    }
  };

  const around = (before, after) => {
    area.focus();
    const { selectionStart: start, selectionEnd: end, value } = area;
    const chosen = value.slice(start, end);
    if (after === null) {
      // Whole lines, each with the sign in front.
      const from = value.lastIndexOf('\n', start - 1) + 1;
      area.setSelectionRange(from, end);
      put(value.slice(from, end).split('\n').map((line) => before + line).join('\n'));
      return;
    }
    // Several lines of code are a block.
    const block = before === '`' && chosen.includes('\n');
    const [open, close] = block ? ['```\n', '\n```'] : [before, after];
    put(open + chosen + close);
    if (before === '[') {
      const at = start + open.length + chosen.length + 2;
      area.setSelectionRange(at, at + 'https://'.length);
    } else if (!chosen) {
      area.setSelectionRange(start + open.length, start + open.length);
    }
  };

  const bar = document.createElement('div');
  bar.className = 'editor-bar';
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', words.tools);
  for (const [name, sign, before, after] of SIGNS) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: sign, title: words[name] });
    button.className = `compact editor-${name}`;
    button.setAttribute('aria-label', words[name]);
    button.addEventListener('click', () => around(before, after));
    bar.append(button);
  }

  const shown = Object.assign(document.createElement('div'), { className: 'prose editor-preview', hidden: true, tabIndex: -1 });
  const toggle = Object.assign(document.createElement('button'), { type: 'button', textContent: words.preview, className: 'compact editor-toggle' });
  toggle.setAttribute('aria-pressed', 'false');
  const show = (preview) => {
    shown.hidden = !preview;
    area.hidden = preview;
    toggle.textContent = preview ? words.write : words.preview;
    toggle.setAttribute('aria-pressed', String(preview));
    for (const button of bar.querySelectorAll('button:not(.editor-toggle)')) button.disabled = preview;
  };
  toggle.addEventListener('click', async () => {
    if (!shown.hidden) {
      show(false);
      area.focus();
      return;
    }
    if (!area.value.trim()) {
      shown.textContent = words.empty;
    } else {
      const answer = await fetch('/api/v1/markdown', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        body: JSON.stringify({ text: area.value }),
      }).catch(() => null);
      const body = await answer?.json().catch(() => null);
      // The server has cleaned it: the same HTML will stand on the ticket's page.
      if (answer?.ok) shown.innerHTML = body.html;
      else shown.textContent = body?.detail ?? words.failed;
    }
    show(true);
  });
  bar.append(toggle);
  area.before(bar);
  area.after(shown);
  area.form?.addEventListener('submit', () => show(false));
  // A hidden field that is required could not be pointed at.
  area.addEventListener('invalid', () => show(false));
  area.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const sign = { b: SIGNS[0], i: SIGNS[1] }[event.key.toLowerCase()];
    if (!sign) return;
    event.preventDefault();
    around(sign[2], sign[3]);
  });
}
