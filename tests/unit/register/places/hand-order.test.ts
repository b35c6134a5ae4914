import fc from 'fast-check';
import { keyBetween, keysFor, moved, type WalkItem } from '../../../../src/features/register/places/hand-order';
import { compareStrings } from '../../../../src/shared/compare';

const LETTERS = [...' -0123456789abcdefghijklmnopqrstuvwxyz~'];
const key = fc.array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength: 6 }).map((letters) => letters.join(''));

const door = (id: string, at: string): WalkItem => ({ id, key: at, natural: at, isBlock: false });
const alley = (id: string, at: string): WalkItem => ({ id, key: at, natural: at, isBlock: true });
const apply = (items: readonly WalkItem[], keys: Map<string, string | null>): WalkItem[] =>
  items.map((item) => (keys.has(item.id) ? { ...item, key: keys.get(item.id) ?? item.natural } : item));
const byKey = (items: readonly WalkItem[]): string[] =>
  items.toSorted((a, b) => compareStrings(a.key, b.key)).map(({ id }) => id);

/** The order after a move, and whose key it changed. */
function move(items: readonly WalkItem[], id: string, side: 'before' | 'after', target: string) {
  const order = moved(items, id, side, target)!;
  const keys = keysFor(order, id);
  return { items: apply(items, keys), keys, wanted: order.map((item) => item.id) };
}

describe('a key between two keys', () => {
  test('lies between them, does not end in a space and is not a prefix of the upper one', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const [lower, upper] = a < b ? [a, b] : [b, a];
        const between = keyBetween(lower, upper);
        if (between === null) return; // nothing lies between 'x' and 'x '
        expect(between > lower && between < upper).toBe(true);
        expect(between.endsWith(' ')).toBe(false);
        expect(upper.startsWith(between)).toBe(false);
      }),
    );
  });

  test('exists whenever the two differ in more than trailing spaces', () => {
    expect(keyBetween('000012  0   ', '000014  0   ')).not.toBeNull();
    expect(keyBetween('', '000002  0   ')).not.toBeNull();
    expect(keyBetween('~ ~ 0   ', null)! > '~ ~ 0   ').toBe(true);
    expect(keyBetween('x', 'x ')).toBeNull();
    expect(keyBetween('x', 'x')).toBeNull();
  });
});

describe('moving', () => {
  const STREET = [
    door('2', '000002  0   '),
    door('4', '000004  0   '),
    alley('ngõ 4', '000004  1 '),
    door('6', '000006  0   '),
    door('8', '000008  0   '),
  ];

  test('gives a new key only to the moved door', () => {
    const { items, keys, wanted } = move(STREET, '8', 'after', '2');
    expect([...keys.keys()]).toEqual(['8']);
    expect(byKey(items)).toEqual(wanted);
  });

  test('restores the natural key where it fits', () => {
    const there = move(STREET, '8', 'before', '2').items;
    const { items, keys } = move(there, '8', 'after', '6');
    expect([...keys]).toEqual([['8', null]]);
    expect(byKey(items)).toEqual(STREET.map(({ id }) => id));
  });

  test('keeps everything inside an alley behind its key', () => {
    const { items } = move(STREET, 'ngõ 4', 'after', '6');
    const at = items.find(({ id }) => id === 'ngõ 4')!.key;
    expect(at.endsWith(' ')).toBe(true);
    const inside = [`${at} `, `${at}000001  0   `, `${at}~ ~ 0   `];
    for (const other of items.filter(({ id }) => id !== 'ngõ 4')) {
      expect(inside.every((one) => one < other.key) || inside.every((one) => one > other.key)).toBe(true);
    }
  });

  test('a door added later finds its natural place in between', () => {
    const { items } = move(STREET, '2', 'after', '8');
    expect(byKey([...items, door('5', '000005  0   ')])).toEqual(['4', 'ngõ 4', '5', '6', '8', '2']);
  });

  test('the second of two households at one address gets a key of its own', () => {
    const twins = [door('a', '000004  0   '), door('b', '000004  0   '), door('c', '000006  0   ')];
    const { items, keys, wanted } = move(twins, 'c', 'after', 'a');
    expect([...keys.keys()]).toEqual(['c', 'b']);
    expect(byKey(items)).toEqual(wanted);
  });

  test('is refused for what does not exist', () => {
    expect(moved(STREET, '99', 'before', '2')).toBeNull();
    expect(moved(STREET, '2', 'before', '99')).toBeNull();
    expect(moved(STREET, '2', 'before', '2')).toBeNull();
  });

  test('any number of moves gives the requested order, and every block keeps its own order', () => {
    const steps = fc.array(
      fc.record({ item: fc.nat(), target: fc.nat(), side: fc.constantFrom('before' as const, 'after' as const) }),
      { maxLength: 40 },
    );
    const start = [
      ...STREET,
      door('6 upstairs', '000006  0   '),
      alley('ngõ 8', '000008  1 '),
      alley('ngõ 10', '000010  1 '),
    ].toSorted((a, b) => (a.key < b.key ? -1 : 1));
    fc.assert(
      fc.property(steps, (moves) => {
        let items: WalkItem[] = start;
        for (const { item, target, side } of moves) {
          const order = moved(items, items[item % items.length]!.id, side, items[target % items.length]!.id);
          if (!order) continue;
          const id = items[item % items.length]!.id;
          items = apply(order, keysFor(order, id));
          const keys = items.map((one) => one.key);
          expect(keys.every((one, index) => index === 0 || keys[index - 1]! <= one)).toBe(true);
          for (const block of items.filter((one) => one.isBlock)) {
            expect(items.filter((one) => one !== block && one.key.startsWith(block.key))).toEqual([]);
          }
        }
      }),
    );
  });
});
