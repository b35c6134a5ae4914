import { isNightlyRunDue } from '../../../src/shared/nightly';

const at = (text: string) => new Date(`${text}:00+07:00`);

describe('a nightly run at 02:00 in Việt Nam', () => {
  test.each([
    ['never done', null, '2026-11-26T09:00', true],
    ['done last night', '2026-11-26T02:07', '2026-11-26T09:00', false],
    ['done last night, the evening after', '2026-11-26T02:07', '2026-11-26T23:59', false],
    ['done last night, just before the next', '2026-11-26T02:07', '2026-11-27T01:59', false],
    ['the hour has struck', '2026-11-26T02:07', '2026-11-27T02:00', true],
    ['done on the stroke', '2026-11-27T02:00', '2026-11-27T02:05', false],
    ['the machine slept: made up for when it starts', '2026-11-25T02:07', '2026-11-26T08:15', true],
    ['made up for in the morning, due again at night', '2026-11-26T08:16', '2026-11-27T02:01', true],
    ['done by hand in the evening, due again at night', '2026-11-26T22:00', '2026-11-27T02:01', true],
  ])('%s', (_, lastDone, now, isDue) => {
    expect(isNightlyRunDue(lastDone === null ? null : at(lastDone), at(now))).toBe(isDue);
  });
});
