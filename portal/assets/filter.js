// A filter is applied when something else is chosen in it; empty fields stay out of the address bar.

for (const form of document.querySelectorAll('form[data-module~="filter"]')) {
  form.addEventListener('change', (event) => {
    if (event.target.matches('select')) form.requestSubmit();
  });
  form.addEventListener('submit', () => {
    for (const field of form.elements) {
      if (field.name && field.value === '') field.disabled = true;
    }
  });
  // Coming back by the browser's button, all fields are there again.
  window.addEventListener('pageshow', () => {
    for (const field of form.elements) field.disabled = false;
  });
}
