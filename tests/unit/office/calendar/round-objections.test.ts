import { DEFAULT_OUTREACH_POLICY } from '../../../../src/features/office/reference-data/outreach-policy';
import type { CalendarFact, OutreachPolicy } from '../../../../src/features/office/calendar/outreach-time';
import { roundsAffectedBy } from '../../../../src/features/office/calendar/round-objections';

const policy: OutreachPolicy = {
  ...DEFAULT_OUTREACH_POLICY,
  windows: { ...DEFAULT_OUTREACH_POLICY.windows, weekday: [{ from: '18:00', to: '21:00' }], holiday: [] },
};
/** Saturday 28/11/2026, 09:00 in Hà Nội. */
const saturday = {
  code: 'A',
  startsAt: new Date('2026-11-28T02:00:00Z'),
  endsAt: new Date('2026-11-28T04:00:00Z'),
  teamSize: 2,
  answeredObjections: [] as string[],
};
/** Half past midnight UTC on Saturday is still Saturday in Hà Nội; 18:30 UTC on Friday is Saturday already. */
const lateFridayUtc = {
  ...saturday,
  code: 'B',
  startsAt: new Date('2026-11-27T18:30:00Z'),
  endsAt: new Date('2026-11-27T19:00:00Z'),
};
const swapped: CalendarFact = { date: '2026-11-28', kind: 'swapped_working_day', name: 'Làm bù', status: 'official' };
const before = { policy, calendarDays: [] };
const affectedCodes = (after: { policy: OutreachPolicy; calendarDays: CalendarFact[] }, rounds = [saturday]) =>
  roundsAffectedBy(rounds, before, after).map(({ code }) => code);

describe('a change of the rules', () => {
  it('affects the morning of a Saturday that becomes a working day, and says why', () => {
    expect(roundsAffectedBy([saturday], before, { policy, calendarDays: [swapped] })).toMatchObject([
      { code: 'A', why: ['Thứ Bảy 28/11 là ngày đi làm (Làm bù), tính như ngày thường; chỉ ra quân 18:00–21:00.'] },
    ]);
  });

  it('goes by the day in Hà Nội', () => {
    expect(
      affectedCodes({ policy, calendarDays: [{ ...swapped, kind: 'no_knock' }] }, [saturday, lateFridayUtc]),
    ).toEqual(['A', 'B']);
  });

  it('affects no round that already had the same objection or has a written reason for it', () => {
    const shorter = { ...policy, windows: { ...policy.windows, saturday: [{ from: '14:00', to: '17:00' }] } };
    expect(affectedCodes({ policy: shorter, calendarDays: [] })).toEqual(['A']);
    expect(
      affectedCodes({ policy: shorter, calendarDays: [] }, [{ ...saturday, answeredObjections: ['weekend'] }]),
    ).toEqual([]);
    expect(
      roundsAffectedBy(
        [saturday],
        { policy: shorter, calendarDays: [] },
        { policy: { ...shorter, bufferMinutes: 9 }, calendarDays: [] },
      ),
    ).toEqual([]);
  });

  it('affects a round whose reason answered another objection', () => {
    expect(
      affectedCodes({ policy, calendarDays: [{ ...swapped, kind: 'holiday' }] }, [
        { ...saturday, answeredObjections: ['weekend', 'lunch_rest'] },
      ]),
    ).toEqual(['A']);
  });

  it('affects teams that become too small', () => {
    expect(affectedCodes({ policy: { ...policy, teamSize: 3 }, calendarDays: [] })).toEqual(['A']);
    expect(affectedCodes({ policy: { ...policy, teamSize: 1 }, calendarDays: [] })).toEqual([]);
  });
});
