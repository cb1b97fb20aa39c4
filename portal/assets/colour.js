// The sample has the colour that is being chosen. How well white is read on it, the server says of the one that is kept.

const part = document.querySelector('[data-module~="colour"]');
const [sample, words] = part.children;
const input = part.closest('form').querySelector('input[type="color"]');

const show = () => {
  sample.style.backgroundColor = input.value;
  sample.style.borderColor = input.value;
  words.style.visibility = input.value === input.defaultValue ? '' : 'hidden';
};

input.addEventListener('input', show);
// Coming back, browsers fill in what was chosen before.
show();
