// The marked parts of a page, replaced by what they have become. Nothing that somebody is working in is replaced.

// A select that came without a chosen option shows its first.
const isUsual = (option, place, options) => option.defaultSelected || (place === 0 && !options.some((one) => one.defaultSelected));

// Fields that hold something else than the page came with.
export const isChanged = (field) => {
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  if (field.type === 'file') return field.files.length > 0;
  if (field.tagName === 'SELECT') return [...field.options].some((option, ...where) => option.selected !== isUsual(option, ...where));
  return field.type !== 'hidden' && 'defaultValue' in field && field.value !== field.defaultValue;
};
export const touched = (part) => [...part.querySelectorAll('input, textarea, select')].some(isChanged);
const inUse = (part) => part.contains(document.activeElement) || touched(part);

// Puts the parts of a page that was asked for anew in the place of those that are shown.
export const replaceParts = (fresh) => {
  for (const part of document.querySelectorAll('[data-live]')) {
    const other = fresh.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
    if (!other || inUse(part) || other.outerHTML === part.dataset.before) continue;
    const source = other.outerHTML;
    for (const fold of part.querySelectorAll('details[open][id]')) {
      other.querySelector(`#${CSS.escape(fold.id)}`)?.setAttribute('open', '');
    }
    part.replaceWith(other);
    other.dataset.before = source;
  }
};
