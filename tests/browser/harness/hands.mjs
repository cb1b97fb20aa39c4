// What hands do that a driver does not: files that are dragged into a page, and pictures that are pasted.

/** A picture of one pixel. */
export const PICTURE = {
  name: 'picture.png',
  mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
};

/** A program that calls itself a picture. */
export const PROGRAM = { name: 'holiday.png', mimeType: 'image/png', buffer: Buffer.from('MZ\u0090\u0000 this is a program') };

/** A table. */
export const REPORT = { name: 'report.csv', mimeType: 'text/csv', buffer: Buffer.from('hour,homes\n0,17\n') };

/** What the browser hands to a page with files, and with texts by their types. */
function transfer(page, files, texts = {}) {
  const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: [...buffer] }));
  return page.evaluateHandle(({ plain, texts }) => {
    const data = new DataTransfer();
    for (const { name, mimeType, bytes } of plain) data.items.add(new File([new Uint8Array(bytes)], name, { type: mimeType }));
    for (const [type, text] of Object.entries(texts)) data.setData(type, text);
    return data;
  }, { plain, texts });
}

/** Drags files over an element; `drop` lets them go there. Says whether the page took them. */
export async function drag(target, files, { drop = true } = {}) {
  const data = await transfer(target.page(), files);
  return target.evaluate((element, { data, kinds }) => {
    const taken = kinds.map((kind) => !element.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true })));
    return taken.every(Boolean);
  }, { data, kinds: drop ? ['dragover', 'drop'] : ['dragover'] });
}

/** Pastes files, with texts beside them as office programs copy them. Says whether the page took the files. */
export async function paste(target, files, texts) {
  const data = await transfer(target.page(), files, texts);
  return target.evaluate((element, data) =>
    !element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })), data);
}
