import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCKS = /FOR (NO KEY )?UPDATE|FOR (KEY )?SHARE|pg_advisory_xact_lock/;

/** Statements that lock rows on their own, because the lock is only a part of what they do. */
const ON_THEIR_OWN = [
  // At the start, under the lock of the migrations.
  'src/db/app-role.ts',
  // Skips the horizon if another sealer moves it, so it never waits.
  'src/features/office/audit/seal-service.ts',
  // An INSERT … SELECT that must find both people of a pair still there; the table refers to them anyway.
  'src/features/register/duplicates/pairs/search-service.ts',
  // Compares the versions of thousands of people while it locks them, under the lock of the ward's imports.
  'src/features/register/imports/writing/register-writer-service.ts',
];

test('rows are locked by db/locks.ts, which keeps the order of locks', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('src', file))
    .filter((file) => LOCKS.test(readFileSync(file, 'utf8')));
  expect(files.toSorted()).toEqual(['src/db/locks.ts', ...ON_THEIR_OWN].toSorted());
});
