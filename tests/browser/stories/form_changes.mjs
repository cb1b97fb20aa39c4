// What a change of a form changes, told to administrators in their language.

import assert from 'node:assert/strict';

import { accessibilityFaults, overhang } from '../harness/page.mjs';
import { story } from '../harness/story.mjs';

for (const language of ['en', 'fr']) {
  story(`form_changes::are_told_before_they_are_saved_in_${language}`, async (stage) => {
    const person = await stage.newcomer({ role: 'administrator', language });
    const visitor = await stage.visitor({ ...person, language });
    await visitor.go('/admin/desks/AMS/types/incident');
    const severity = visitor.page.locator('#q-severity');
    await severity.locator('summary').first().click();
    await severity.getByLabel(visitor.t('admin-question-required')).check();
    await severity.getByRole('textbox', { name: visitor.t('admin-question-label') }).fill('How bad is it?');
    await severity.locator('.form-option').first().getByRole('button', { name: visitor.t('admin-remove', { begins: true }) }).click();
    await visitor.press('admin-look');
    const changes = visitor.page.getByRole('status').filter({ hasText: visitor.t('admin-unsaved', { begins: true }) }).getByRole('listitem');
    const lines = await changes.allTextContents();
    const said = (name) => new RegExp(visitor.t(name).source.replace(/^\^\\s\*|\\s\*\$$/g, ''));
    assert.equal(lines.length, 3, lines.join('\n'));
    for (const line of lines) assert.match(line, /How bad is it\?/);
    for (const line of lines.slice(1)) assert.match(line, said('admin-change-question'));
    for (const name of ['admin-change-became', 'admin-change-required', 'admin-change-removed']) {
      assert.equal(lines.filter((line) => said(name).test(line)).length, 1, `${name} in\n${lines.join('\n')}`);
    }
    assert.match(lines.join('\n'), /Severity.*How bad is it\?/s);

    assert.deepEqual([await overhang(visitor.page), await accessibilityFaults(visitor.page)], [[], []]);

    await visitor.go('/admin/desks/AMS');
    const past = visitor.page.locator('main li', { hasText: visitor.t('admin-event-type-added', { begins: true }) }).filter({ hasText: 'Incident' });
    await past.locator('summary').click();
    await past.getByRole('listitem').filter({ hasText: said('admin-change-question') }).first().waitFor();
    assert.equal(await visitor.page.locator('main [lang="en"]:not(input, textarea)').count(), 0, 'nothing is told in English alone');
  });
}
