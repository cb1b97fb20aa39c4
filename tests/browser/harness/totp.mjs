// What an authenticator app shows (RFC 6238: SHA-1, 30 s, six digits).

import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

function bytes(base32) {
  const bits = [...base32.toUpperCase().replace(/[\s=]/g, '')]
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** How much of a code's time is left for typing it: whoever sees it run out waits for the next one. */
const TYPING_MS = 12_000;

/** The code of this moment, once there is time to type it: a code counts within its 30 s alone. */
export async function code(secret) {
  const now = Date.now();
  const left = STEP_MS - (now % STEP_MS);
  if (left >= TYPING_MS) return at(secret, now);
  const next = now + left;
  // A timer may end a little before its time, when the code is still that of the step before.
  while (Date.now() < next) await pause(next - Date.now());
  return at(secret, next);
}

function at(secret, time) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / STEP_MS)));
  const digest = createHmac('sha1', bytes(secret)).update(counter).digest();
  const offset = digest[19] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}
