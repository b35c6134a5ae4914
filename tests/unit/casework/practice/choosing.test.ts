import fc from 'fast-check';
import { pairForDoor, situationOfFortnight } from '../../../../src/features/casework/practice/choosing';
import { nearMissForm } from '../../../../src/features/casework/near-misses/forms';
import { SITUATIONS } from '../../../../src/features/office/reference-data/entries';
import { situationForm } from '../../../../src/features/office/situations/forms';
import { ScamPattern } from '../../../../src/generated/prisma/enums';
import { addDays } from '../../../../src/shared/dates';
import { runs } from '../../../support/runs';

const shipped = SITUATIONS.map(({ pattern, title }) => ({ originId: title, pattern }));

describe('the situations of a door', () => {
  test('are two of one pattern, new to the household, in every case where such a pair is left', () => {
    fc.assert(
      fc.property(
        fc.subarray(shipped.map(({ originId }) => originId)),
        fc.option(fc.constantFrom(...Object.values(ScamPattern))),
        fc.nat(),
        (seen, alert, turn) => {
          const pair = pairForDoor(shipped, { seen: new Set(seen), alert, turn });
          const left = (pattern: ScamPattern) =>
            shipped.filter((one) => one.pattern === pattern && !seen.includes(one.originId)).length;
          if (!pair) return expect(Object.values(ScamPattern).filter((pattern) => left(pattern) > 1)).toEqual([]);
          const [first, second] = pair;
          expect(second.pattern).toBe(first.pattern);
          expect(second.originId).not.toBe(first.originId);
          expect(seen).not.toContain(first.originId);
          expect(seen).not.toContain(second.originId);
          if (alert && left(alert) > 1) expect(first.pattern).toBe(alert);
        },
      ),
      { numRuns: runs(100) },
    );
  });

  test('differ between doors', () => {
    const patterns = [0, 1, 2, 3, 4, 5].map(
      (turn) => pairForDoor(shipped, { seen: new Set(), alert: null, turn })![0].pattern,
    );
    expect(new Set(patterns).size).toBe(6);
  });
});

test('the public page shows every situation in turn, each for a fortnight', () => {
  const days = Array.from({ length: 14 * shipped.length }, (_, day) => addDays('2026-11-23', day));
  const shown = days.map((day) => situationOfFortnight(shipped, day)!.originId);
  expect(new Set(shown).size).toBe(shipped.length);
  for (let day = 0; day < days.length; day += 14) expect(new Set(shown.slice(day, day + 14)).size).toBe(1);
  expect(situationOfFortnight([], '2026-11-26')).toBeNull();
});

test('at least two situations of each pattern are shipped, each with its source and the day it was read', () => {
  for (const pattern of Object.values(ScamPattern))
    expect(SITUATIONS.filter((one) => one.pattern === pattern).length).toBeGreaterThanOrEqual(2);
  expect(SITUATIONS.filter(({ source, checkedOn }) => source === '' || checkedOn === null)).toEqual([]);
  expect(new Set(SITUATIONS.map(({ pattern, title }) => `${pattern} ${title}`)).size).toBe(SITUATIONS.length);
});

describe('what the office may type', () => {
  const situation = {
    id: '0199c0de-0000-7000-8000-000000000001',
    version: '0',
    pattern: 'gift',
    title: 'Quà',
    story: 'Tin nhắn mời nhận quà.',
    answer1: 'Bấm',
    answer2: 'Không bấm',
    answer3: 'Chuyển cho bạn',
    picture1: 'link',
    picture2: 'phone-off',
    picture3: 'users',
    right: '2',
    why: 'Nhà nước không phát quà qua link.',
    source: 'https://vnexpress.net/x',
    checkedOn: '26/11/2026',
  };
  test.each([
    [{ pattern: 'lottery' }, 'pattern'],
    [{ answer2: '' }, 'answer2'],
    [{ picture1: 'cat' }, 'picture1'],
    [{ right: '4' }, 'right'],
    [{ why: '' }, 'why'],
    [{ source: 'nghe nói' }, 'source'],
    [{ source: '' }, 'source'],
    [{ checkedOn: '' }, 'checkedOn'],
    [{ checkedOn: '27/11/2026' }, 'checkedOn'],
  ])('%j is refused', (given, field) => {
    const { error } = situationForm('2026-11-26').safeParse({ ...situation, ...given });
    expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });

  test('a draft needs no source', () => {
    const draft = { ...situation, source: '', checkedOn: '', isDraft: '1' };
    expect(situationForm('2026-11-26').parse(draft)).toMatchObject({ rightAnswer: 2, isDraft: true, checkedOn: null });
  });

  const missed = { id: situation.id, pattern: 'gift', channel: 'call', stoppedBy: 'bank', happenedOn: '26/11/2026' };
  test.each([
    [{ stoppedBy: 'lost' }, 'stoppedBy'],
    [{ channel: '' }, 'channel'],
    [{ happenedOn: '27/11/2026' }, 'happenedOn'],
    [{ note: 'Chuyển vào 0011 0022 334' }, 'note'],
    [{ note: 'Gọi từ 0912.000.222' }, 'note'],
    [{ note: 'đòi 150.000.000 đồng' }, 'note'],
  ])('a near miss with %j is refused', (given, field) => {
    const { error } = nearMissForm('2026-11-26').safeParse({ ...missed, ...given });
    expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });

  test('a near miss may name a day and a sum too small to be an account', () => {
    expect(nearMissForm('2026-11-26').safeParse({ ...missed, note: 'Phí 22.000 đồng, hẹn 17 giờ' }).success).toBe(true);
  });
});
