// The time zone of the browser, offered where another one is chosen.

for (const part of document.querySelectorAll('[data-module~="zone"]')) {
  const select = part.querySelector('select');
  const hint = part.querySelector('[hidden]');
  const button = hint.querySelector('button');
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const option = [...select.options].find((one) => one.value === own);
  const offer = () => { hint.hidden = !option || select.value === own; };
  if (option) button.textContent = own.replaceAll('_', ' ');
  button.addEventListener('click', () => {
    select.value = own;
    offer();
    select.focus();
  });
  select.addEventListener('change', offer);
  offer();
}
