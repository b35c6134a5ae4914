import { newIdAt } from '../../../src/shared/new-id';
import { momentOf } from '../../support/moment-of-id';

test('an id begins with the moment it is given, also after the clock was set back', () => {
  const moments = ['2026-11-26T03:00:00.000Z', '2026-11-26T02:00:00.000Z', '2026-11-26T02:00:00.001Z'];
  expect(moments.map((moment) => momentOf(newIdAt(new Date(moment))).toISOString())).toEqual(moments);
});

test('ids of one moment differ and go up', () => {
  const at = new Date('2026-11-26T02:00:00Z');
  const ids = Array.from({ length: 1000 }, () => newIdAt(at));
  expect(ids).toEqual([...new Set(ids)].sort());
});
