import fc from 'fast-check';
import {
  compareFollowUps,
  expectedOn,
  fileFollowUp,
  followUpsOf,
  isOpen,
  isFollowUpOverdue,
  type FileFact,
  type FollowUp,
  type FollowUpEnd,
  type VisitFact,
} from '../../../../src/features/casework/follow-ups/follow-up';
import { workingCalendar } from '../../../../src/features/office/calendar/working-days';
import { addDays } from '../../../../src/shared/dates';

const TODAY = '2026-11-26';
const WEEKDAYS = workingCalendar([]);
const fileOf = (given: Partial<FileFact> = {}): FileFact => ({
  kind: 'file',
  id: 'file',
  result: 'submitted',
  visitedOn: '2026-11-10',
  submittedOn: null,
  againOn: null,
  statuses: [],
  barrierKey: null,
  barrierLabel: null,
  hasVneid2: false,
  hasLaterAttempt: false,
  legalDays: null,
  serviceCode: '1.004222',
  noticesOn: [],
  ...given,
});
const visitOf = (given: Partial<VisitFact> = {}): VisitFact => ({
  kind: 'visit',
  id: 'visit',
  outcome: 'met',
  visitedOn: '2026-11-10',
  nextStep: 'none',
  nextStepNote: '',
  nextStepDue: null,
  nextStepFrom: null,
  nextStepTo: null,
  gotVneid2: false,
  isPlanned: false,
  ...given,
});
const ofFile = (given: Partial<FileFact>) => fileFollowUp(fileOf(given), WEEKDAYS);
const ofVisit = (given: Partial<VisitFact>) => followUpsOf(visitOf(given), TODAY, WEEKDAYS)[0] ?? null;

describe('a file', () => {
  it('with a day agreed to go on waits until then, and is to be done on it', () => {
    expect(ofFile({ result: 'prepared', againOn: '2026-12-02' })).toMatchObject({
      kind: 'to_submit',
      factKey: '2026-12-02',
      from: '2026-12-02',
      until: '2026-12-02',
      todo: 'Đã hẹn ngày này. Giúp nộp nốt trên Cổng, rồi ghi mã hồ sơ.',
    });
    expect(ofFile({ result: 'blocked', barrierLabel: 'Thiếu giấy', againOn: '2026-12-02' })).toMatchObject({
      kind: 'barrier',
      from: '2026-12-02',
    });
  });

  it('that was only prepared is to be submitted', () => {
    expect(ofFile({ result: 'prepared' })).toMatchObject({
      kind: 'to_submit',
      from: '2026-11-10',
      until: '2026-11-17',
    });
  });

  it('that is blocked waits for its barrier, by name', () => {
    expect(ofFile({ result: 'blocked', barrierKey: 'quen_mat_khau', barrierLabel: 'Quên mật khẩu' })).toMatchObject({
      kind: 'barrier',
      todo: 'Gỡ vướng: quên mật khẩu.',
    });
  });

  it('that lacks VNeID level 2 waits for the police, and goes on once the level is there', () => {
    const blocked = { result: 'blocked', barrierKey: 'khong_vneid_muc2', barrierLabel: 'Chưa có' } as const;
    expect(ofFile(blocked)).toMatchObject({ kind: 'vneid' });
    expect(ofFile({ ...blocked, hasVneid2: true })).toMatchObject({
      kind: 'barrier',
      todo: 'Nay đã có VNeID mức 2: giúp làm tiếp.',
    });
  });

  it('needs nothing once a later visit took the matter up again, or when nothing was to be submitted', () => {
    expect(ofFile({ result: 'prepared', hasLaterAttempt: true })).toBeNull();
    expect(ofFile({ result: 'blocked', hasLaterAttempt: true })).toBeNull();
    expect(ofFile({ result: 'not_needed' })).toBeNull();
  });

  it('needs the papers or the payment that the portal asked for', () => {
    expect(ofFile({ statuses: [{ code: 5, on: '2026-11-20' }], hasLaterAttempt: true })).toMatchObject({
      kind: 'papers',
      factKey: '2026-11-20',
      until: '2026-11-23',
    });
    expect(ofFile({ statuses: [{ code: 6, on: '2026-11-21' }] })).toMatchObject({ kind: 'payment' });
  });

  it.each([1, 2, 3, 4, 7, 8, 9, 10])('needs nothing at status %i while the legal period is unknown', (code) => {
    expect(ofFile({ statuses: [{ code, on: '2026-11-20' }] })).toBeNull();
  });

  it('is looked up when no news came for more than seven days', () => {
    expect(ofFile({ visitedOn: '2026-11-18' })).toMatchObject({ kind: 'no_news', from: TODAY, until: '2026-12-03' });
    expect(ofFile({ visitedOn: '2026-11-01', submittedOn: '2026-11-24' })?.from).toBe('2026-12-02');
  });

  it('is due after its legal working days, and overdue the day after', () => {
    const due = ofFile({ legalDays: 7, statuses: [{ code: 4, on: '2026-11-12' }] })!;
    expect(due).toMatchObject({ kind: 'result', from: '2026-11-19', until: '2026-11-19' });
    expect(isFollowUpOverdue(due, '2026-11-19')).toBe(false);
    expect(isFollowUpOverdue(due, '2026-11-20')).toBe(true);
  });

  it.each([3, 7, 8, 9, 10])('is not expected any more at status %i', (code) => {
    expect(ofFile({ legalDays: 7, statuses: [{ code, on: '2026-11-12' }] })).toBeNull();
  });

  it('does not lose the days on which it waited for papers', () => {
    const statuses = [
      { code: 4, on: '2026-11-18' },
      { code: 5, on: '2026-11-12' },
    ];
    // 10/11 was a Tuesday: 11/11 counts, 12 to 17/11 do not, then 18, 19, 20, 23, 24 and 25/11.
    expect(expectedOn(fileOf({ legalDays: 7, statuses }), WEEKDAYS)).toBe('2026-11-25');
    expect(expectedOn(fileOf({ legalDays: 7, statuses: statuses.slice(1) }), WEEKDAYS)).toBeNull();
  });
});

describe('an unemployment benefit', () => {
  const notices = (given: Partial<FileFact>, today = TODAY) =>
    followUpsOf(
      fileOf({ serviceCode: '1.014748', statuses: [{ code: 9, on: '2026-09-28' }], ...given }),
      today,
      WEEKDAYS,
    ).filter(({ kind }) => kind === 'job_notice');

  it('asks for a notice every month, from five days before', () => {
    expect(notices({})).toMatchObject([{ from: '2026-11-23', until: '2026-11-28', factKey: '2026-11-28' }]);
    expect(notices({}, '2026-11-22')).toMatchObject([{ until: '2026-10-28' }]);
    expect(notices({}, '2026-10-22')).toEqual([]);
  });

  it('needs none when the team helped with this month’s, nor when it was refused, nor for another service', () => {
    expect(notices({ noticesOn: ['2026-11-24'] })).toEqual([]);
    expect(notices({ noticesOn: ['2026-11-22'] })).toHaveLength(1);
    expect(notices({ statuses: [{ code: 3, on: '2026-10-20' }] })).toEqual([]);
    expect(notices({ serviceCode: '1.004222' })).toEqual([]);
  });
});

describe('a visit', () => {
  it('keeps its promise on the day, or a week later if none was named', () => {
    const promise = { nextStep: 'phone_call', nextStepDue: '2026-11-28', nextStepNote: 'gọi chị Mai' } as const;
    expect(ofVisit(promise)).toMatchObject({
      kind: 'promise',
      factKey: 'phone_call-2026-11-28',
      from: '2026-11-28',
      until: '2026-11-28',
      todo: 'Gọi điện: gọi chị Mai',
    });
    expect(ofVisit({ ...promise, nextStepDue: null })?.from).toBe('2026-11-17');
  });

  it('to a shut door is tried again, unless the door stands on a round', () => {
    expect(ofVisit({ outcome: 'nobody_home' })).toMatchObject({ kind: 'next_try', from: '2026-11-17' });
    expect(
      ofVisit({
        outcome: 'nobody_home',
        nextStep: 'revisit',
        nextStepDue: '2026-11-29',
        nextStepNote: 'thử lại 19:30',
      }),
    ).toMatchObject({ kind: 'next_try', from: '2026-11-29' });
    expect(ofVisit({ outcome: 'nobody_home', isPlanned: true })).toBeNull();
  });

  it('that sent a resident to the police waits for level 2', () => {
    expect(ofVisit({ nextStep: 'police_for_vneid' })).toMatchObject({ kind: 'vneid' });
    expect(ofVisit({ nextStep: 'police_for_vneid', gotVneid2: true })).toBeNull();
  });
});

describe('an end', () => {
  const found: FollowUp = {
    kind: 'papers',
    subjectId: 'file',
    factKey: '2026-11-20',
    from: '2026-11-20',
    until: '2026-11-23',
    todo: '',
  };
  const end = (given: Partial<FollowUpEnd> = {}): FollowUpEnd => ({
    kind: 'papers',
    factKey: '2026-11-20',
    outcome: 'done',
    on: '2026-11-24',
    ...given,
  });

  it('closes what it ended, and nothing else', () => {
    expect(isOpen(found, [], TODAY)).toBe(true);
    expect(isOpen(found, [end()], TODAY)).toBe(false);
    expect(isOpen(found, [end({ outcome: 'not_needed' })], TODAY)).toBe(false);
    expect(isOpen(found, [end({ factKey: '2026-11-10' })], TODAY)).toBe(true);
    expect(isOpen(found, [end({ kind: 'payment' })], TODAY)).toBe(true);
  });

  it('is not reached: called again two days later, three times at most', () => {
    const tried = (on: string) => end({ outcome: 'not_reached', on });
    expect(isOpen(found, [tried('2026-11-25')], TODAY)).toBe(false);
    expect(isOpen(found, [tried('2026-11-24')], TODAY)).toBe(true);
    expect(isOpen(found, [tried('2026-11-20'), tried('2026-11-22'), tried('2026-11-24')], TODAY)).toBe(false);
  });

  it('of a job-search notice no longer needed ends those of later months', () => {
    const notice: FollowUp = { ...found, kind: 'job_notice', factKey: '2026-11-28', from: '2026-11-23' };
    const earlier = (outcome: FollowUpEnd['outcome']) => [end({ kind: 'job_notice', factKey: '2026-10-28', outcome })];
    expect(isOpen(notice, earlier('done'), TODAY)).toBe(true);
    expect(isOpen(notice, earlier('not_needed'), TODAY)).toBe(false);
  });
});

const DAY = fc.integer({ min: 0, max: 300 }).map((days) => addDays('2026-03-01', days));
const FILE: fc.Arbitrary<FileFact> = fc
  .record({
    result: fc.constantFrom('submitted', 'prepared', 'blocked', 'not_needed'),
    visitedOn: DAY,
    submittedOn: fc.option(DAY),
    statuses: fc.array(fc.record({ code: fc.integer({ min: 1, max: 10 }), on: DAY }), { maxLength: 5 }),
    legalDays: fc.option(fc.integer({ min: 1, max: 40 })),
    hasVneid2: fc.boolean(),
    hasLaterAttempt: fc.boolean(),
    barrierKey: fc.constantFrom('khong_vneid_muc2', 'tep_pdf'),
    serviceCode: fc.constantFrom('1.014748', '1.004222'),
    noticesOn: fc.array(DAY, { maxLength: 3 }),
  })
  .map((given) =>
    fileOf({ ...given, statuses: given.statuses.toSorted((a, b) => (a.on < b.on ? 1 : -1)) } as Partial<FileFact>),
  );

describe('whatever the facts', () => {
  it('a file has one follow-up at most beside its notice, each with a window that opens before it closes', () => {
    fc.assert(
      fc.property(FILE, DAY, (file, today) => {
        const found = followUpsOf(file, today, WEEKDAYS);
        expect(found.filter(({ kind }) => kind !== 'job_notice').length).toBeLessThanOrEqual(1);
        for (const each of found) {
          expect(each.from <= each.until).toBe(true);
          expect(each.factKey).toMatch(/^[0-9a-z_-]{1,40}$/);
          // Nothing is overdue before it is shown.
          expect(isFollowUpOverdue(each, each.from)).toBe(false);
        }
      }),
    );
  });

  it('the order of a list does not depend on the order of the facts', () => {
    fc.assert(
      fc.property(fc.array(FILE, { maxLength: 12 }), DAY, (files, today) => {
        const found = files.flatMap((file, index) => followUpsOf({ ...file, id: String(index) }, today, WEEKDAYS));
        const sorted = (list: FollowUp[]) => list.toSorted(compareFollowUps);
        expect(sorted(found.toReversed())).toEqual(sorted(found));
      }),
    );
  });
});
