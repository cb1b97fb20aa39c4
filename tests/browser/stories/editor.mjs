// The buttons above a text: what each makes of it, by mouse and by keyboard, and what the preview shows.

import assert from 'node:assert/strict';

import { accessibilityFaults, overhang } from '../harness/page.mjs';
import { story } from '../harness/story.mjs';
import { PHONE } from '../harness/visitor.mjs';

/** A text with what is chosen of it between `[[` and `]]`. */
function marked(text) {
  const from = text.indexOf('[[');
  const to = text.indexOf(']]') - 2;
  return { value: text.replace('[[', '').replace(']]', ''), from, to };
}

const put = (area, text) => area.evaluate((element, { value, from, to }) => {
  element.value = value;
  element.setSelectionRange(from, to);
}, marked(text));

const shown = (area) => area.evaluate(({ value, selectionStart: from, selectionEnd: to }) =>
  `${value.slice(0, from)}[[${value.slice(from, to)}]]${value.slice(to)}`);

/** What each button makes of a text. */
const CASES = [
  ['editor-bold', 'a [[word]] more', 'a **[[word]]** more'],
  ['editor-bold', 'a **[[word]]** more', 'a [[word]] more'],
  ['editor-bold', 'a [[word ]]more', 'a **[[word]]** more'],
  ['editor-bold', '[[]]', '**[[]]**'],
  ['editor-italic', 'a [[word]] more', 'a *[[word]]* more'],
  ['editor-italic', 'a **[[word]]** more', 'a ***[[word]]*** more'],
  ['editor-italic', 'a *[[word]]* more', 'a [[word]] more'],
  ['editor-code', 'run [[make]]', 'run `[[make]]`'],
  ['editor-code', '[[one\ntwo]]', '```\n[[one\ntwo]]\n```'],
  ['editor-list', 'one\nt[[wo\nthr]]ee', 'one\n- two\n- thr[[]]ee'],
  ['editor-list', '[[one\ntwo\n]]three', '- one\n- two[[]]\nthree'],
  ['editor-list', '[[- one\n- two]]', 'one\ntwo[[]]'],
  ['editor-quote', 'said[[]]', '> said[[]]'],
  ['editor-link', 'the [[report]]', 'the [report]([[https://]])'],
  ['editor-link', '[[]]', '[[[]]](https://)'],
  ['editor-link', 'see [[https://a.example/b]]', 'see [[[]]](https://a.example/b)'],
];

story('editor::each_button_changes_the_text_as_it_says', async (stage) => {
  const visitor = await stage.visitor(await stage.newcomer());
  await visitor.go('/new/AMS/question');
  const area = visitor.field('new-description');
  await visitor.page.waitForFunction(() => document.querySelector('.editor-bar button').tabIndex === 0);
  for (const [button, before, after] of CASES) {
    await put(area, before);
    await visitor.press(button);
    assert.equal(await shown(area), after, `${button} of ${before}`);
  }
  await put(area, 'a [[word]] more');
  await visitor.press('editor-bold');
  await visitor.page.keyboard.press('Control+z');
  assert.equal(await area.inputValue(), 'a word more', 'what a button did can be undone');
  await put(area, 'a [[word]] more');
  await area.press('Control+i');
  assert.equal(await area.inputValue(), 'a *word* more');
});

story('editor::the_buttons_are_one_stop_of_the_tab_key_and_the_preview_is_what_is_sent', async (stage) => {
  const visitor = await stage.visitor(await stage.newcomer());
  const { keyboard } = visitor.page;
  await visitor.go('/new/AMS/question');
  await visitor.fill({ 'new-subject': `Formatted ${process.hrtime.bigint()}` });
  const area = visitor.field('new-description');
  await visitor.tabTo(visitor.button('editor-bold'));
  await keyboard.press('Tab');
  assert.equal(await area.evaluate((element) => element === document.activeElement), true, 'the text comes right after its buttons');
  await keyboard.type('It is ');
  await keyboard.press('Shift+Tab');
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await keyboard.type('urgent');
  assert.equal(await area.inputValue(), 'It is *urgent*');
  await keyboard.press('Control+End');
  await keyboard.type('\n\n- [the report](https://reports.example/7)\n- `<b>` stays text');
  await visitor.tabTo(area);
  await keyboard.press('Shift+Tab');
  await keyboard.press('End');
  await keyboard.press('Enter');
  const preview = visitor.page.locator('.editor-preview');
  await preview.locator('em', { hasText: 'urgent' }).waitFor();
  assert.equal(await area.isHidden(), true);
  assert.deepEqual(await accessibilityFaults(visitor.page), []);
  const promised = await preview.innerHTML();
  await keyboard.press('Enter');
  await area.waitFor();
  assert.match(await area.inputValue(), /^It is \*urgent\*/);
  await visitor.press('new-send');
  await visitor.arrives(/^\/tickets\//);
  assert.equal((await visitor.page.locator('article .prose').first().innerHTML()).trim(), promised.trim());
});

story('editor::the_answer_and_the_note_of_an_agent_have_their_own_on_a_phone', async (stage) => {
  const { key } = await (await stage.newcomer()).ticket();
  const sam = await stage.visitor('sam', { viewport: PHONE, hasTouch: true });
  await sam.go(`/tickets/${key}`);
  await sam.page.waitForFunction(() => document.querySelector('.editor-bar button').tabIndex === 0);
  const note = sam.page.locator('.say-note');
  await sam.page.getByText(sam.t('ticket-tab-note')).click();
  await note.locator('textarea').fill('seen before');
  await note.locator('textarea').selectText();
  await sam.button('editor-bold').click();
  assert.equal(await note.locator('textarea').inputValue(), '**seen before**');
  assert.equal(await sam.page.locator('.say-answer textarea').inputValue(), '');
  await sam.button('editor-preview').click();
  await note.locator('.editor-preview strong').waitFor();
  assert.deepEqual(await overhang(sam.page), []);
});

for (const javaScriptEnabled of [true, false]) {
  story(`editor::the_enter_key_in_one_line_sends_the_form${javaScriptEnabled ? '' : '_without_javascript'}`, async (stage) => {
    const visitor = await stage.visitor(await stage.newcomer(), { javaScriptEnabled });
    await visitor.go('/new/AMS/question');
    await visitor.fill({ 'new-description': 'In short.', 'new-subject': `By Enter ${process.hrtime.bigint()}` });
    await visitor.field('new-subject').press('Enter');
    await visitor.arrives(/^\/tickets\/AMS-\d+$/);
  });
}
