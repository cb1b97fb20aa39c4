// Forms of a desk's own: fields that are asked only after some answers, fields that name people, and what is said of
// what is wrong.

import assert from 'node:assert/strict';

import { newcomer } from '../harness/api.mjs';
import { administrated } from '../harness/house.mjs';
import { story } from '../harness/story.mjs';
import { PHONE } from '../harness/visitor.mjs';

const FIELDS = [
  {
    key: 'medium', kind: 'choice', required: true, label: { en: 'Medium', fr: 'Média' },
    options: [{ key: 'tv', label: { en: 'Television', fr: 'Télévision' } }, { key: 'radio', label: 'Radio' }],
  },
  {
    key: 'station', kind: 'text', required: true, label: { en: 'Station', fr: 'Station de radio' },
    visible_when: { field: 'medium', is: ['radio'] },
  },
  { key: 'dated', kind: 'checkbox', label: 'I know the day', visible_when: { field: 'medium', is: ['radio'] } },
  { key: 'day', kind: 'date', required: true, label: 'Day', visible_when: { field: 'dated', is: [true] } },
  { key: 'contact', kind: 'person', label: { en: 'Contact', fr: 'Personne de contact' } },
];

const FORM = '/new/AMS/outage';

/** An installation whose desk asks these, and so many people of one organization. */
async function house(stage, names, language = 'en') {
  const { ada } = await administrated(stage, { DOCKET_LIMITS: '0' });
  await ada.post('/desks/AMS/request-types', { key: 'outage', name: 'Outage', fields: FIELDS });
  const { id } = await ada.post('/organizations', { name: 'Harbour Radio' });
  const asker = Object.assign(await newcomer(ada, { organizations: [id], language }), { language });
  const colleague = (name, email = `${name.toLowerCase().replaceAll(' ', '.')}@harbour.example`) =>
    ada.post('/invitations', { email, name, organizations: [id] });
  for (const name of names) await colleague(name);
  return { ada, asker, colleague };
}

const CROWD = Array.from({ length: 31 }, (_, place) => `Member ${place + 1}`);

/** A field of the form by its label, whether or not it need be filled. */
const asked = (visitor, label) => visitor.page.getByLabel(new RegExp(`^${label}( \\(.*\\))?$`)).and(visitor.page.locator('input, select'));

/** Fills what every ticket is asked. */
async function describe(visitor) {
  await visitor.fill({ 'new-subject': 'Nothing is heard', 'new-description': 'Since this morning.' });
}

/** Sends the form and waits for the ticket. */
async function send(visitor) {
  await visitor.press('new-send');
  await visitor.arrives(/^\/tickets\/AMS-\d+$/);
}

/** What the ticket's page shows as the answer to a question. */
const answer = (visitor, label) => visitor.page.locator('dt', { hasText: new RegExp(`^\\s*${label}\\s*$`) }).locator('xpath=following-sibling::dd[1]');

/** What is said above the form. */
const summary = (visitor) => visitor.page.getByRole('alert');

for (const [where, settings] of [['', {}], ['_on_a_phone', { viewport: PHONE, hasTouch: true }]]) {
  story(`forms::what_depends_on_an_answer_is_asked_after_it_alone${where}`, async (stage) => {
    const { asker } = await house(stage, []);
    const visitor = await stage.visitor(asker, settings);
    await visitor.go(FORM);
    await describe(visitor);
    const station = asked(visitor, 'Station');
    const day = asked(visitor, 'Day');
    await asked(visitor, 'Medium').selectOption('radio');
    await station.waitFor();
    assert.equal(await day.isVisible(), false, 'what depends on an unticked box is not asked');
    await asked(visitor, 'I know the day').check();
    await day.fill('2026-02-28');
    await station.fill('Harbour One');
    // What was typed stays with the field, and is not sent while it is not asked.
    await asked(visitor, 'Medium').selectOption('tv');
    await station.waitFor({ state: 'hidden' });
    assert.equal(await day.isVisible(), false, 'what depends on something that is not asked is not asked');
    await send(visitor);
    assert.equal(await answer(visitor, 'Medium').innerText(), 'Television');
    assert.equal(await visitor.page.getByText('Harbour One').count(), 0);

    await visitor.go(FORM);
    await describe(visitor);
    await asked(visitor, 'Medium').selectOption('radio');
    await visitor.press('new-send');
    // The browser itself asks for what is required now.
    assert.equal(await station.evaluate((field) => field.validity.valueMissing && field === document.activeElement), true);
    await station.fill('Harbour Two');
    await asked(visitor, 'I know the day').check();
    await day.fill('2026-02-28');
    await send(visitor);
    assert.equal(await answer(visitor, 'Station').innerText(), 'Harbour Two');
    assert.match(await answer(visitor, 'Day').innerText(), /28/);
  });
}

story('forms::what_depends_on_an_answer_says_so_without_javascript', async (stage) => {
  const { asker } = await house(stage, []);
  for (const settings of [{}, { viewport: PHONE }]) {
    const visitor = await stage.visitor(asker, { javaScriptEnabled: false, ...settings });
    visitor.expect(/\b422\b/);
    await visitor.go(FORM);
    await describe(visitor);
    await visitor.reads(/Medium.*Radio/);
    await asked(visitor, 'Medium').selectOption('radio');
    await visitor.press('new-send');
    await summary(visitor).getByRole('link', { name: /^Station: / }).waitFor();
    await asked(visitor, 'Station').fill('Harbour One');
    await asked(visitor, 'Medium').selectOption('tv');
    await visitor.press('new-send');
    await visitor.told('fault-field-not-asked');
    assert.equal(await asked(visitor, 'Station').inputValue(), 'Harbour One');
    await asked(visitor, 'Medium').selectOption('radio');
    await send(visitor);
    assert.equal(await answer(visitor, 'Station').innerText(), 'Harbour One');
  }
});

story('forms::a_person_is_chosen_from_few_and_shown_by_name', async (stage) => {
  const { asker } = await house(stage, ['Tilda Tide']);
  for (const javaScriptEnabled of [true, false]) {
    const visitor = await stage.visitor(asker, { javaScriptEnabled });
    await visitor.go(FORM);
    await describe(visitor);
    await asked(visitor, 'Medium').selectOption('tv');
    await asked(visitor, 'Contact').selectOption({ label: 'Tilda Tide' });
    await send(visitor);
    assert.equal(await answer(visitor, 'Contact').innerText(), 'Tilda Tide');
  }
});

for (const [where, settings] of [['', {}], ['_on_a_phone', { viewport: PHONE }]]) {
  story(`forms::a_person_is_found_among_many_by_name_and_keyboard${where}`, async (stage) => {
    const { asker } = await house(stage, CROWD);
    const visitor = await stage.visitor(asker, settings);
    const { keyboard } = visitor.page;
    visitor.expect(/\b422\b/);
    await visitor.go(FORM);
    await describe(visitor);
    await asked(visitor, 'Medium').selectOption('tv');
    const contact = visitor.page.getByRole('combobox', { name: /^Contact/ });
    await visitor.tabTo(contact);
    await keyboard.type('Nobody Known');
    await visitor.tabTo(visitor.button('new-send'));
    await keyboard.press('Enter');
    const told = summary(visitor).getByRole('link', { name: /^Contact: / });
    await told.waitFor();
    await visitor.told('fault-field-unknown-person');
    assert.equal(await contact.inputValue(), 'Nobody Known');
    await told.focus();
    await keyboard.press('Enter');
    assert.equal(await contact.evaluate((field) => field === document.activeElement), true);
    await contact.fill('');
    await keyboard.type('member 1');
    await visitor.page.getByRole('option', { name: 'Member 12' }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    assert.match(await contact.inputValue(), /^Member 1/);
    const chosen = await contact.inputValue();
    await visitor.tabTo(visitor.button('new-send'));
    await keyboard.press('Enter');
    await visitor.arrives(/^\/tickets\/AMS-\d+$/);
    assert.equal(await answer(visitor, 'Contact').innerText(), chosen);
  });
}

story('forms::of_two_of_one_name_the_chosen_one_is_meant_also_when_the_form_comes_back', async (stage) => {
  const { asker, colleague } = await house(stage, CROWD);
  for (const address of ['one', 'two']) await colleague('Tilda Tide', `${address}@harbour.example`);
  const visitor = await stage.visitor(asker);
  visitor.expect(/\b422\b/);
  await visitor.go(FORM);
  await asked(visitor, 'Medium').selectOption('tv');
  const contact = visitor.page.getByRole('combobox', { name: /^Contact/ });
  await contact.pressSequentially('Tilda');
  const option = visitor.page.getByRole('listbox').getByRole('option').nth(1);
  const chosen = await option.getAttribute('data-id');
  await option.click();
  await visitor.page.locator('form[enctype]').evaluate((form) => { form.noValidate = true; });
  await visitor.press('new-send');
  await summary(visitor).waitFor();
  assert.equal(await summary(visitor).getByRole('link', { name: /^Contact/ }).count(), 0, 'the choice is kept');
  await visitor.ready();
  await describe(visitor);
  await send(visitor);
  const { items: [ticket] } = await asker.get('/tickets?scope=mine');
  const opened = await asker.get(`/tickets/${ticket.key}`);
  assert.equal(opened.people.contact.id, chosen);
  // A name that two have says nothing without the choice.
  await visitor.go(FORM);
  await describe(visitor);
  await asked(visitor, 'Medium').selectOption('tv');
  await contact.fill('Tilda Tide');
  await visitor.press('new-send');
  await visitor.told('fault-any-ambiguous');
});

story('forms::the_team_names_a_customer_by_name_or_address', async (stage) => {
  const { ada, asker } = await house(stage, ['Tilda Tide']);
  for (const [javaScriptEnabled, contact] of [[true, 'Tilda'], [false, 'Tilda Tide'], [false, 'tilda.tide@harbour.example']]) {
    const visitor = await stage.visitor(ada, { javaScriptEnabled });
    await visitor.go(FORM);
    await visitor.field('new-on-behalf').fill(asker.email);
    await describe(visitor);
    await asked(visitor, 'Medium').selectOption('tv');
    const field = asked(visitor, 'Contact');
    await field.pressSequentially(contact);
    if (javaScriptEnabled) await visitor.page.getByRole('option', { name: /Tilda Tide/ }).click();
    await send(visitor);
    assert.equal(await answer(visitor, 'Contact').innerText(), 'Tilda Tide');
  }
});

for (const [language, medium, contact] of [['en', 'Medium', 'Contact'], ['fr', 'Média', 'Personne de contact']]) {
  story(`forms::what_is_wrong_is_said_with_the_name_of_its_field_in_${language}`, async (stage) => {
    const { asker } = await house(stage, CROWD, language);
    const visitor = await stage.visitor(asker, { javaScriptEnabled: false });
    visitor.expect(/\b422\b/);
    await visitor.go(FORM);
    await asked(visitor, contact).fill('Nobody Known');
    await visitor.page.locator('form[enctype]').evaluate((form) => { form.noValidate = true; });
    await visitor.press('new-send');
    const fields = [
      [visitor.field('new-subject'), visitor.t('new-subject', { begins: true })],
      [visitor.field('new-description'), visitor.t('new-description', { begins: true })],
      [asked(visitor, medium), new RegExp(`^${medium}`)],
      [asked(visitor, contact), new RegExp(`^${contact}`)],
    ];
    const lines = summary(visitor).getByRole('listitem');
    assert.equal(await lines.count(), fields.length);
    for (const [place, [field, label]] of fields.entries()) {
      const line = lines.nth(place).filter({ hasText: new RegExp(`${label.source}\\s?: .`) });
      await line.getByRole('link').click();
      assert.equal(await field.evaluate((control) => `#${control.id}` === location.hash), true, `${label} leads to its field`);
    }
  });
}
