// The signs of Markdown by button, and a preview by the server, so that it looks as it will.

const SIGNS = {
  bold: ['**', '**'], italic: ['*', '*'], code: ['`', '`'], link: ['[', '](https://)'], list: ['- '], quote: ['> '],
};
const KEYS = { b: 'bold', i: 'italic' };
const URL_BEGIN = 'https://';

for (const area of document.querySelectorAll('textarea[data-module~="editor"]')) {
  const bar = area.parentElement.querySelector('.editor-bar');
  const tools = [...bar.querySelectorAll('button')];
  const toggle = bar.querySelector('.editor-toggle');

  // As if typed, so that the browser can undo it; the other way is for browsers that no longer know this one.
  const put = (from, to, text) => {
    area.setSelectionRange(from, to);
    if (!document.execCommand?.('insertText', false, text)) {
      area.setRangeText(text, from, to, 'end');
      area.dispatchEvent(new Event('input', { bubbles: true }));
    }
  };

  // Whole lines, each with the sign in front; where all have it, none.
  const lines = (sign) => {
    const { selectionStart, selectionEnd, value } = area;
    const from = value.lastIndexOf('\n', selectionStart - 1) + 1;
    const to = selectionEnd > from && value[selectionEnd - 1] === '\n' ? selectionEnd - 1 : selectionEnd;
    const chosen = value.slice(from, to).split('\n');
    const all = chosen.every((line) => line.startsWith(sign));
    put(from, to, chosen.map((line) => (all ? line.slice(sign.length) : sign + line)).join('\n'));
  };

  // Whether a sign stands around: of two stars no one is a sign of its own.
  const stands = (open, close, from, to) => {
    const before = area.value.slice(0, from);
    if (!before.endsWith(open) || !area.value.startsWith(close, to)) return false;
    return open !== '*' || /\**$/.exec(before)[0].length % 2 === 1;
  };

  const around = (before, after) => {
    const { selectionStart, selectionEnd, value } = area;
    const whole = value.slice(selectionStart, selectionEnd);
    const chosen = whole.trim();
    // Blanks stay outside: a sign with a blank at its inner side is none.
    const from = chosen ? selectionStart + whole.indexOf(chosen) : selectionStart;
    const to = from + chosen.length;
    // Several lines of code are a block.
    const [open, close] = before === '`' && chosen.includes('\n') ? ['```\n', '\n```'] : [before, after];
    if (chosen && stands(open, close, from, to)) {
      put(from - open.length, to + close.length, chosen);
      area.setSelectionRange(from - open.length, to - open.length);
      return;
    }
    put(from, to, open + chosen + close);
    area.setSelectionRange(from + open.length, to + open.length);
  };

  const link = (open, close) => {
    const { selectionStart: from, selectionEnd: to, value } = area;
    const chosen = value.slice(from, to).trim();
    if (/^https?:\/\/\S+$/.test(chosen)) {
      put(from, to, `${open}](${chosen})`);
      area.setSelectionRange(from + open.length, from + open.length);
      return;
    }
    around(open, close);
    // The words are there: the address is missing.
    const at = area.selectionEnd + close.indexOf(URL_BEGIN);
    if (chosen) area.setSelectionRange(at, at + URL_BEGIN.length);
  };

  const sign = (name) => {
    area.focus();
    const [before, after] = SIGNS[name];
    if (name === 'link') link(before, after);
    else if (after) around(before, after);
    else lines(before);
  };

  const shown = Object.assign(document.createElement('div'), { className: 'prose editor-preview', hidden: true, tabIndex: -1 });
  const write = toggle.textContent;
  const show = (preview) => {
    shown.hidden = !preview;
    area.hidden = preview;
    toggle.textContent = preview ? toggle.dataset.write : write;
    for (const tool of tools) if (tool !== toggle) tool.disabled = preview;
    if (preview) stop(toggle);
  };

  const render = async () => {
    if (!area.value.trim()) {
      shown.textContent = toggle.dataset.empty;
      return;
    }
    const answer = await fetch('/api/v1/markdown', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({ text: area.value }),
    }).catch(() => null);
    const body = await answer?.json().catch(() => null);
    // The server has cleaned it: the same HTML will stand on the ticket's page.
    if (answer?.ok) shown.innerHTML = body.html;
    else shown.textContent = body?.detail ?? toggle.dataset.failed;
  };

  toggle.addEventListener('click', async () => {
    if (shown.hidden) {
      await render();
      show(true);
    } else {
      show(false);
      area.focus();
    }
  });
  for (const tool of tools) {
    if (tool !== toggle) tool.addEventListener('click', () => sign(tool.dataset.sign));
  }

  // The bar is one stop of the Tab key; arrows go from button to button (WAI-ARIA practices, toolbar).
  const stop = (tool) => {
    for (const other of tools) other.tabIndex = other === tool ? 0 : -1;
  };
  stop(tools[0]);
  bar.addEventListener('focusin', (event) => stop(event.target));
  bar.addEventListener('keydown', (event) => {
    const usable = tools.filter((tool) => !tool.disabled);
    const at = usable.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    usable.at(to % usable.length).focus();
  });

  area.after(shown);
  area.form?.addEventListener('submit', () => show(false));
  // A hidden field that is required could not be pointed at.
  area.addEventListener('invalid', () => show(false));
  area.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const name = KEYS[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    sign(name);
  });
}
