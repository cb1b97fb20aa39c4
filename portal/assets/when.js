// Fields that are asked only after a certain answer: shown then, and neither shown nor sent otherwise.

for (const form of document.querySelectorAll('form[data-module~="when"]')) {
  const parts = [...form.querySelectorAll('[data-when]')];

  const answers = (name) => {
    const fields = [...form.elements].filter((field) => field.name === name && !field.disabled);
    if (fields.length === 0) return null;
    if (fields.length === 1 && fields[0].type === 'checkbox' && fields[0].value === 'true') return [String(fields[0].checked)];
    return fields.filter((field) => !['checkbox', 'radio'].includes(field.type) || field.checked).map((field) => field.value);
  };

  // In the order of the form: a field depends only on fields before it.
  const settle = () => {
    for (const part of parts) {
      const given = answers(part.dataset.when);
      const asked = given !== null && given.some((value) => part.dataset.is.split(' ').includes(value));
      part.hidden = !asked;
      for (const field of part.querySelectorAll('input, select, textarea')) {
        field.disabled = !asked;
        if ('required' in part.dataset && !['checkbox', 'radio'].includes(field.type)) field.required = asked;
      }
    }
  };

  for (const part of parts) part.querySelector('.only-if-words')?.remove();
  form.addEventListener('change', settle);
  form.addEventListener('restored', settle);
  settle();
}
