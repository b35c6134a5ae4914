import { reasonText } from '../../../../src/features/rounds/planner/reasons';
import { weekdayOf } from '../../../../src/shared/dates';
import {
  TUESDAY,
  attempt,
  type door,
  doorIds,
  doors,
  placeOf,
  planEveningOf,
  planWeekOf,
  request,
  resident,
  wordsOf,
} from './planner-ward';

const AWAY_AT_SIX = [attempt('door 0', '2026-11-17', '18:10'), attempt('door 0', '2026-11-19', '18:20')];

describe('no team is sent', () => {
  const planned = (facts: Partial<ReturnType<typeof door>>) =>
    planWeekOf({ doors: doors(40, (number) => (number === 5 ? facts : {})) })
      .rounds.flatMap(doorIds)
      .includes('door 5');

  it.each(['refusal', 'mourning', 'do_not_knock'] as const)('to a door that is paused: %s', (kind) => {
    expect(planned({ pause: { kind, until: null } })).toBe(false);
  });

  it('until the day after a pause ends', () => {
    const paused = doors(40, (number) => (number === 5 ? { pause: { kind: 'refusal', until: '2026-12-03' } } : {}));
    const place = placeOf(planWeekOf({ doors: paused }), 'door 5');
    if (place) expect(place.round.date > '2026-12-03').toBe(true);
    expect(
      planEveningOf({ doors: paused }, { date: '2026-12-03' }).round.doors.map(({ doorId }) => doorId),
    ).not.toContain('door 5');
    expect(
      planEveningOf({ doors: paused }, { date: '2026-12-04', area: { laneKeys: ['lane 0'] } }).round.doors.map(
        ({ doorId }) => doorId,
      ),
    ).toContain('door 5');
  });

  it('to a group before its turn in the draw, unless the household asked', () => {
    const facts = { turnOn: '2027-01-01' };
    expect(planned(facts)).toBe(false);
    expect(planned({ turnOn: '2026-10-01' })).toBe(planned({}));
    const asked = { id: 'r', doorId: 'door 5', receivedOn: '2026-11-28', promisedBy: null, wishes: [] };
    const ward = doors(40, (number) => (number === 5 ? facts : {}));
    expect(planWeekOf({ doors: ward, requests: [asked] }).rounds.flatMap(doorIds)).toContain('door 5');
  });

  it('to an empty house', () => {
    expect(planned({ occupancy: 'vacant' })).toBe(false);
  });

  it('to a door of another open round', () => {
    const known = {
      date: TUESDAY,
      from: '18:00',
      to: '20:00',
      officerIds: ['Xuân'],
      openDoorIds: ['door 5'],
      isCancelled: false,
    };
    expect(planWeekOf({ doors: doors(10), rounds: [known] }).rounds.flatMap(doorIds)).not.toContain('door 5');
    expect(
      planWeekOf({ doors: doors(10), rounds: [{ ...known, isCancelled: true }] }).rounds.flatMap(doorIds),
    ).toContain('door 5');
  });

  it('to a door that refused last week', () => {
    expect(
      planWeekOf({ doors: doors(10), tries: [attempt('door 5', '2026-11-24', '19:00', 'refused')] }).rounds.flatMap(
        doorIds,
      ),
    ).not.toContain('door 5');
  });

  it('to a door that refused as often as the ward allows, unless the household asks', () => {
    const ward = { doors: doors(10, (number) => (number === 5 ? { isLeftAlone: true } : {})) };
    const tries = [attempt('door 5', '2026-06-24', '19:00', 'refused')];
    const asked = { id: 'r', doorId: 'door 5', receivedOn: '2026-11-28', promisedBy: null, wishes: [] };
    const planned = (given: object) => planWeekOf({ ...ward, tries, ...given }).rounds.flatMap(doorIds);
    expect(planned({})).not.toContain('door 5');
    expect(planned({ doors: doors(10) })).toContain('door 5');
    expect(planned({ requests: [asked] })).toContain('door 5');
  });

  it('at the hour at which it refused, if there is another', () => {
    const ward = { doors: doors(4), tries: [attempt('door 3', '2026-06-24', '19:10', 'refused')] };
    const at = (from: string, to: string, given = ward) =>
      planEveningOf(given, { date: TUESDAY, from, to }).round.doors.find(({ doorId }) => doorId === 'door 3');
    expect(at('19:00', '19:50', { ...ward, tries: [] })).toBeDefined();
    expect(at('19:00', '19:50')).toBeUndefined();
    const words = wordsOf(at('18:00', '18:50')!);
    expect(words).toContain('Nay thử ngày thường lúc 18 giờ');
    expect(words).toContain('Lần trước chưa muốn, 24/06');
  });

  it.each<[string, string[], object, string[]]>([
    [
      'other officers',
      ['An', 'Bình'],
      {},
      ['Lần trước chưa muốn, 24/06 với Chi', 'Nay đội khác với hôm nhà chưa muốn'],
    ],
    ['the same officer', ['An', 'Chi'], {}, ['Lần trước chưa muốn, 24/06 với Chi']],
    [
      'other officers, who were asked to come',
      ['An', 'Bình'],
      { requests: [request('door 3')] },
      ['Lần trước chưa muốn, 24/06'],
    ],
  ])('where it refused, %s', (_, officerIds, given, expected) => {
    const tries = [attempt('door 3', '2026-06-24', '19:10', 'refused')];
    const known = [{ doorId: 'door 3', officerId: 'Chi', visits: 0, refused: true }];
    const { round } = planEveningOf(
      { doors: doors(4), tries, known, ...given },
      { from: '18:00', to: '18:50', officerIds },
    );
    const door = round.doors.find(({ doorId }) => doorId === 'door 3')!;
    const shown = door.parts.flatMap(({ reason }) => (reason ? reasonText(reason) : []));
    expect(shown.filter((text) => /chưa muốn/.test(text))).toEqual(expected);
    // A team can be changed later, so "another officer" is not stored.
    expect(wordsOf(door)).not.toContain('Nay đội khác với hôm nhà chưa muốn');
  });

  it('to a door met half a year ago while others wait', () => {
    const tries = Array.from({ length: 20 }, (_, number) => attempt(`door ${number}`, '2026-04-01', '19:00', 'met'));
    const met = new Set(tries.map(({ doorId }) => doorId));
    expect(planEveningOf({ tries }).round.doors.filter(({ doorId }) => met.has(doorId))).toEqual([]);
    expect(wordsOf(planEveningOf({ tries, doors: doors(20) }).round.doors[0]!)).toContain('Đã gặp 01/04');
  });
});

describe('the first doors', () => {
  it('are those of old people who live alone, with the reason in words', () => {
    const needy = doors(200, (number) =>
      number === 120 ? { residents: [resident(78, ['lives_alone', 'aged_75', 'aged_60', 'no_vneid_level_2'])] } : {},
    );
    const { round } = planEveningOf({ doors: needy });
    const found = round.doors.find(({ doorId }) => doorId === 'door 120')!;
    expect(wordsOf(found)).toEqual(['78 tuổi, sống một mình', 'Chưa đến lần nào', '1 người chưa có VNeID mức 2']);
    expect(found.score).toBe(found.parts.reduce((sum, { points }) => sum + points, 0));
    expect(Math.max(...round.doors.map(({ score }) => score))).toBe(found.score);
  });

  describe('include people in need who were not met, wherever they live, two weeks after the last try', () => {
    const FAR = 'door 1999';
    // Four hundred old people who live alone, all at one end of the ward.
    const wide = doors(2000, (number) => ({
      residents: [number < 400 || number === 1999 ? resident(82, ['lives_alone', 'aged_75', 'aged_80']) : resident(40)],
    }));
    const placed = (...tries: Parameters<typeof attempt>[]) =>
      placeOf(planWeekOf({ doors: wide, tries: tries.map((each) => attempt(...each)) }), FAR);

    it('before others with the same need who live next door to each other', () => {
      const { round, door } = placed([FAR, '2026-11-19', '18:10'])!;
      expect(door).toMatchObject({ isIfTimeAllows: false, appointment: null });
      expect(round.date >= '2026-12-03').toBe(true);
    });

    it('but not sooner, nor once they were met, nor before a refusal has rested', () => {
      expect(placed([FAR, '2026-11-23', '18:10'])).toBeUndefined();
      expect(placed([FAR, '2026-11-01', '18:10'], [FAR, '2026-11-10', '19:10', 'met'])).toBeUndefined();
      expect(placed([FAR, '2026-11-23', '18:10', 'refused'])).toBeUndefined();
    });

    it('but not at hours that were tried enough', () => {
      const onWeekday = ['02', '05', '09', '12', '14', '16'].map((day, index): Parameters<typeof attempt> => [
        FAR,
        `2026-11-${day}`,
        ['18:10', '19:10', '20:10'][index % 3]!,
      ]);
      expect([6, 7]).toContain(weekdayOf(placed(...onWeekday)!.round.date));
    });
  });

  it('are near each other: a round keeps to few lanes', () => {
    for (const { laneLabels } of planWeekOf({ doors: doors(400) }).rounds)
      expect(laneLabels.length).toBeLessThanOrEqual(3);
  });

  it('are in walking order, up or down a lane or there and back', () => {
    const numbers = planEveningOf({ doors: doors(20) })
      .round.doors.filter(({ isIfTimeAllows }) => !isIfTimeAllows)
      .map(({ doorId }) => Number(doorId.slice(5)));
    const turns = numbers
      .slice(2)
      .filter(
        (number, index) => Math.sign(number - numbers[index + 1]!) !== Math.sign(numbers[index + 1]! - numbers[index]!),
      );
    expect(turns.length).toBeLessThanOrEqual(1);
  });
});

describe('after tries in vain', () => {
  it('at one hour, another hour is proposed', () => {
    const expectedAt = (tries: typeof AWAY_AT_SIX) =>
      planEveningOf({ doors: doors(7), tries }).round.doors.find(({ doorId }) => doorId === 'door 0')!.expectedAt;
    expect(expectedAt([])).toBe('18:00');
    expect(expectedAt(AWAY_AT_SIX) >= '19:00').toBe(true);
  });

  it('that hour counts nothing: a door is not on a round that ends with it', () => {
    expect(
      planEveningOf({ doors: doors(5), tries: AWAY_AT_SIX }, { from: '18:00', to: '19:00' }).round.doors.map(
        ({ doorId }) => doorId,
      ),
    ).not.toContain('door 0');
    const later = planEveningOf(
      { doors: doors(5), tries: AWAY_AT_SIX },
      { from: '19:00', to: '20:30' },
    ).round.doors.find(({ doorId }) => doorId === 'door 0')!;
    expect(wordsOf(later)).toContain('2 lần vắng lúc 18 giờ');
    expect(wordsOf(later).at(-1)).toMatch(/^Nay thử ngày thường (lúc 19|sau 20) giờ$/);
  });

  it('four times in a row, knocking stops: call, or leave a card', () => {
    const tries = ['door 0', 'door 1'].flatMap((id) =>
      ['18:10', '19:10', '20:10', '18:40'].map((at, index) => attempt(id, `2026-11-2${index + 1}`, at)),
    );
    const { rounds, notPlaced } = planWeekOf({ doors: doors(20, (number) => ({ hasPhone: number === 0 })), tries });
    expect(rounds.flatMap(doorIds)).not.toContain('door 0');
    expect(rounds.flatMap(doorIds)).not.toContain('door 1');
    expect(notPlaced.filter(({ kind }) => kind === 'door')).toEqual([
      {
        kind: 'door',
        id: 'door 0',
        what: 'Cửa nên gọi hẹn trước',
        instead: 'phone',
        why: expect.stringMatching(/^4 lần không có ai \(.*\)$/) as string,
      },
      {
        kind: 'door',
        id: 'door 1',
        what: 'Cửa nhiều lần không gặp',
        instead: 'card',
        why: expect.stringMatching(/^4 lần không có ai \(.*\)$/) as string,
      },
    ]);
  });

  it('nothing stops once a resident was met in between', () => {
    const tries = [
      ...['18:10', '19:10', '20:10', '18:40'].map((at, index) => attempt('door 0', `2026-11-1${index}`, at)),
      attempt('door 0', '2026-11-20', '19:00', 'come_back_later'),
    ];
    const { rounds, notPlaced } = planWeekOf({ doors: doors(20), tries });
    expect(notPlaced.filter(({ kind }) => kind === 'door')).toEqual([]);
    expect(rounds.flatMap(doorIds)).toContain('door 0');
  });
});
