// Who will see a ticket is said anew while somebody chooses, in the words of the server.

import { touched } from './parts.js';

for (const form of document.querySelectorAll('form[data-module~="audience"]')) {
  const names = ['visibility', 'participants', 'on_behalf_of'];
  let asked = 0;

  const say = async () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (names.includes(name) && value) query.append(name, value);
    }
    const turn = ++asked;
    try {
      const answer = await fetch(`/new/audience?${query}`, { headers: { accept: 'text/html' } });
      if (!answer.ok || turn !== asked) return;
      const said = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('audience');
      const shown = document.getElementById('audience');
      // The element stays, so that what changes in it is read out.
      if (said && shown) shown.replaceChildren(...said.childNodes);
    } catch {
      // Without the network the words stay as they are; the button asks again.
    }
  };

  form.addEventListener('change', (event) => {
    if (names.includes(event.target.name)) say();
  });
  form.addEventListener('restored', say);
  // Somebody may have chosen before this came.
  if (touched(form)) say();
}
