import { hash, verify } from '@node-rs/argon2';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { rootDir } from '../../../root-dir';
import { foldVietnamese } from '../../../shared/vietnamese-text';

// OWASP's argon2id setting of 19 MiB, 2 passes, 1 lane.
const ARGON2 = { algorithm: 2 as const, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Each holds a core and its 19 MiB until it is done. With two cores or more, one is left for pages of others. */
const HASHES_AT_ONCE = Math.max(1, availableParallelism() - 1);
let hashing = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (hashing < HASHES_AT_ONCE) hashing += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    // The next one takes over this place.
    const next = waiting.shift();
    if (next) next();
    else hashing -= 1;
  }
}

/** Hashes the password in NFC with argon2id, so that the same keys on another keyboard layout give the same bytes. */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(password.normalize('NFC'), ARGON2));

export const isPasswordOf = (passwordHash: string, password: string): Promise<boolean> =>
  inTurn(() => verify(passwordHash, password.normalize('NFC')));

const MIN_PASSWORD_LENGTH = 10;
const MAX_PASSWORD_LENGTH = 128;

/** The most common passwords of ten characters or more in leaked lists, in lower case. OWASP ASVS 5.0, 6.2.4. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  readFileSync(join(rootDir, 'reference-data/common-passwords.txt'), 'utf8').trim().split(/\s+/),
);

// What people here type first when a form asks for ten characters, with or without accents, and with digits and signs
// around it.
const COMMON_WORDS = [
  '1234567890',
  '0123456789',
  '0987654321',
  'password',
  'matkhau',
  'qwertyuiop',
  'iloveyou',
  'vietnam',
  'hanoi',
  'admin',
  'gocua',
  'abcdefghij',
  'abc123',
  'khongbiet',
  'phuong',
  'hanhchinhcong',
  'dichvucong',
  'anhyeuem',
  'emyeuanh',
];

/** Null if the password is acceptable, otherwise what is wrong with it, in Vietnamese (OWASP ASVS 5.0, 6.2.1–6.2.9). */
export function passwordProblem(password: string, username: string): string | null {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH)
    return `Mật khẩu cần ít nhất ${MIN_PASSWORD_LENGTH} ký tự. Một câu ngắn dễ nhớ là tốt nhất.`;
  if (length > MAX_PASSWORD_LENGTH) return `Mật khẩu dài quá ${MAX_PASSWORD_LENGTH} ký tự.`;
  const plain = password.toLowerCase();
  if (plain.includes(username.toLowerCase())) return 'Mật khẩu không được chứa tên đăng nhập.';
  if (new Set(plain).size < 4) return 'Mật khẩu lặp lại quá ít ký tự.';
  const core = foldVietnamese(password).replace(/[^\p{L}\p{N}]/gu, '');
  const isCommon =
    COMMON_PASSWORDS.has(plain) ||
    COMMON_PASSWORDS.has(core) ||
    COMMON_WORDS.some((word) => core.includes(word) && /^\d*$/.test(core.replaceAll(word, '')));
  return isCommon ? 'Mật khẩu này quá dễ đoán. Hãy ghép vài từ không liên quan.' : null;
}

/** Hours after which a first password that was not changed expires. */
export const FIRST_PASSWORD_HOURS = 72;

/** Letters and digits that are not confused when read aloud or copied by hand. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Random groups to read aloud or to copy, about 5 bits a letter: 'k7mp-d3xq'. */
export function randomGroups(count: number, lettersEach: number): string {
  const group = () => Array.from({ length: lettersEach }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: count }, group).join('-');
}

/** A random first password of four groups of four easy letters (about 79 bits); it must be changed at first sign-in. */
export const generatePassword = (): string => randomGroups(4, 4);
