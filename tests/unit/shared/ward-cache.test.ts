import { wardCache } from '../../../src/shared/ward-cache';

const database = {};
const now = new Date('2026-11-26T12:00:05Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

/** A reader that counts how often it reads, and returns the count. */
function counter() {
  let read = 0;
  return () => Promise.resolve((read += 1));
}

it('reads once while neither the ward nor the minute changes', async () => {
  const keep = wardCache<number>(8);
  const read = counter();
  const ask = (changes: number | undefined, at = now, key = '', wardId = 'own') =>
    keep(database, { wardId, wardState: changes?.toString() }, { key, now: at }, read);
  expect(await ask(7)).toBe(1);
  expect(await ask(7, later(54))).toBe(1);
  expect(await ask(8)).toBe(2); // the ward was changed
  expect(await ask(7)).toBe(3); // a request that began before is not given what it cannot have seen asked for
  expect(await ask(7, later(55))).toBe(4); // the next minute
  expect(await ask(7, now, 'other question')).toBe(5);
  expect(await ask(7, now, '', 'other ward')).toBe(6);
  expect(await ask(undefined)).toBe(7);
  expect(await ask(undefined)).toBe(8); // whether the ward has changed is unknown
  expect(await keep({}, { wardId: 'own', wardState: '7' }, { now }, read)).toBe(9); // another database
});

it('shares one reading among those who ask at the same moment, and forgets one that failed', async () => {
  const keep = wardCache<number>(8);
  const ward = { wardId: 'own', wardState: '7' };
  const fail = jest.fn(() => Promise.reject(new Error('away')));
  const both = [keep(database, ward, { now }, fail), keep(database, ward, { now }, fail)];
  for (const one of both) await expect(one).rejects.toThrow('away');
  expect(fail).toHaveBeenCalledTimes(1);
  expect(await keep(database, ward, { now }, counter())).toBe(1);
});

it('keeps the latest values only', async () => {
  const keep = wardCache<number>(2);
  const read = counter();
  const ask = (key: string) => keep(database, { wardId: 'own', wardState: '7' }, { key, now }, read);
  expect([await ask('a'), await ask('b'), await ask('c')]).toEqual([1, 2, 3]);
  expect([await ask('c'), await ask('b'), await ask('a')]).toEqual([3, 2, 4]);
});

it('drops what was read of a ward in an earlier state before anything of another ward', async () => {
  const keep = wardCache<number>(2);
  const read = counter();
  const ask = (wardId: string, wardState: string, key = '') =>
    keep(database, { wardId, wardState }, { key, now }, read);
  expect([await ask('other', '1'), await ask('own', '7', 'a'), await ask('own', '8', 'b')]).toEqual([1, 2, 3]);
  expect([await ask('other', '1'), await ask('own', '8', 'b')]).toEqual([1, 3]);
});
