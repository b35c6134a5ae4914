import { clockOf, noticeDueAt } from '../../../../src/features/privacy/breaches/clock';

const DISCOVERED = new Date('2026-11-24T09:00:00+07:00');

test('the notice is due 72 hours after the discovery, days off included', () => {
  expect(noticeDueAt(DISCOVERED)).toEqual(new Date('2026-11-27T09:00:00+07:00'));
});

test.each([
  ['2026-11-24T09:00:00+07:00', 'còn 72 giờ'],
  ['2026-11-26T01:30:00+07:00', 'còn 31 giờ'],
  ['2026-11-27T08:00:01+07:00', 'còn 59 phút'],
  ['2026-11-27T09:00:00+07:00', 'còn 0 phút'],
  ['2026-11-27T09:05:00+07:00', 'quá 5 phút'],
  ['2026-11-27T14:59:00+07:00', 'quá 5 giờ'],
])('at %s the clock says: %s', (now, words) => {
  expect(clockOf(DISCOVERED, new Date(now))).toEqual({ isLate: words.startsWith('quá'), words });
});
