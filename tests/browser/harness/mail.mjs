// Mails as they lie in the mail folder.

import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

import { waitFor } from './wait.mjs';

/** The texts of the mails to an address, oldest first, decoded as far as links need it. */
export async function mailsTo(folder, address) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
  const mails = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return mails.filter((mail) => recipient(mail) === address).map(decode);
}

/** Waits for a link such as `/activate/…` in the newest mail to an address that has one. */
export function mailedLink(folder, address, kind) {
  const link = new RegExp(`https?://[^\\s"<>]+/${kind}/[\\w-]+`);
  return waitFor(`a mail to ${address} with a link to ${kind}`, async () => {
    const mails = await mailsTo(folder, address);
    return mails.reverse().map((mail) => link.exec(mail)?.[0]).find(Boolean);
  }, 30_000);
}

function recipient(mail) {
  const [, to] = /^To:\s*(.*(?:\r?\n[ \t].*)*)/im.exec(mail) ?? [];
  return to?.replace(/.*</s, '').replace(/>.*/s, '').trim();
}

function decode(mail) {
  const base64 = /^([A-Za-z0-9+/]{60,}\r?\n)+[A-Za-z0-9+/=]+\r?$/gm;
  const plain = mail.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  const decoded = [...mail.matchAll(base64)].map(([text]) => Buffer.from(text, 'base64').toString());
  return [plain, ...decoded].join('\n');
}
