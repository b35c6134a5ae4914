import type { CallBrief } from '../../../../src/features/casework/door-calls/call-labels';
import { currentReasons, doorReasons, type DoorFacts } from '../../../../src/features/rounds/doors/door-reason';
import type { DueBrief } from '../../../../src/features/casework/due/due-items';
import { dueAt } from '../../../../src/features/rounds/planner/door-needs';
import { NOTHING_ASKED } from '../../../../src/shared/readiness-fields';
import { reasonTags, reasonText, type DoorReason } from '../../../../src/features/rounds/planner/reasons';

type Resident = DoorFacts['residents'][number];
type Visit = DoorFacts['visits'][number];

const resident = (given: Partial<Resident> & { age?: number } = {}): Resident => {
  const { age = 40, ...rest } = given;
  return {
    birth: { date: `${2026 - age}-01-01`, precision: 'year' },
    ...NOTHING_ASKED,
    vneidLevel: 'level_2',
    ...rest,
  };
};
const visit = (given: Partial<Visit> = {}): Visit => ({
  outcome: 'nobody_home',
  arrivedAt: new Date('2026-11-10T11:30:00Z'),
  nextStep: 'none',
  nextStepDue: null,
  nextStepFrom: null,
  nextStepTo: null,
  ...given,
});
const call = (given: Partial<CallBrief> = {}): CallBrief => ({
  calledOn: '2026-11-24',
  outcome: 'agreed',
  times: [{ weekdays: [4], from: '19:00', to: '20:30' }],
  ...given,
});
const reason = (facts: Partial<DoorFacts>) =>
  doorReasons(
    {
      residents: [resident(), resident()],
      priority: [],
      visits: [visit({ outcome: 'met' })],
      requests: [],
      call: null,
      dueItems: [],
      ...facts,
    },
    { date: '2026-11-26', from: '18:30', to: '20:45' },
    18,
  )
    .map(reasonText)
    .join('; ');

describe('what falls due at a door', () => {
  it.each([
    ['2026-11-15', null],
    ['2026-11-16', 'đủ 75 tuổi ngày 15/01/2027'],
    ['2026-12-01', 'tháng sau đủ 75 tuổi'],
    // Another person's, which begins later and is due earlier.
    ['2026-12-20', 'tháng này hết hạn tạm trú'],
    ['2027-01-05', 'tháng này đủ 75 tuổi'],
    ['2027-03-17', null],
  ])('is what is open on the day of the round: on %s %s', (on, what) => {
    const pension: DueBrief = ['social_pension_75', '2027-01-15', '2027-01-15', '2026-11-16', '2027-03-16'];
    const stay: DueBrief = ['residence_end', '2026-12-31', '2026-12-31', '2026-12-16', '2026-12-31'];
    expect(dueAt([pension, stay], on)).toEqual(what && { kind: 'due', what });
  });
});

describe('why a door is on the list', () => {
  it.each<[string, Partial<DoorFacts>, string]>([
    ['never knocked at', { visits: [] }, 'Chưa đến lần nào'],
    [
      'nobody home twice at one hour',
      { visits: [visit(), visit({ arrivedAt: new Date('2026-11-03T11:05:00Z') })] },
      '2 lần vắng lúc 18 giờ',
    ],
    [
      'nobody home at two hours',
      { visits: [visit({ arrivedAt: new Date('2026-11-12T12:10:00Z') }), visit()] },
      '2 lần vắng lúc 18, 19 giờ',
    ],
    [
      'nobody home only after a resident was met',
      { visits: [visit(), visit({ outcome: 'met' }), visit()] },
      '1 lần vắng lúc 18 giờ',
    ],
    [
      'an appointment',
      { visits: [visit({ outcome: 'come_back_later', nextStep: 'revisit', nextStepDue: '2026-11-26' })] },
      'Hẹn quay lại 26/11',
    ],
    [
      'an appointment that was missed',
      { visits: [visit({ outcome: 'come_back_later', nextStepDue: '2026-11-21' })] },
      'Quá hẹn 21/11',
    ],
    ['an appointment without a day', { visits: [visit({ outcome: 'come_back_later' })] }, 'Hẹn quay lại'],
    [
      'an appointment at an hour of this round',
      { visits: [visit({ outcome: 'come_back_later', nextStepDue: '2026-11-26', nextStepFrom: '19:30' })] },
      'Đã hẹn 19:30 tối thứ Năm 26/11',
    ],
    [
      'an appointment from one hour to another',
      {
        visits: [
          visit({ outcome: 'come_back_later', nextStepDue: '2026-11-26', nextStepFrom: '20:30', nextStepTo: '21:30' }),
        ],
      },
      'Đã hẹn 20:30–21:30 tối thứ Năm 26/11',
    ],
    [
      'an appointment of that day before the round',
      {
        visits: [
          visit({ outcome: 'come_back_later', nextStepDue: '2026-11-26', nextStepFrom: '08:00', nextStepTo: '09:30' }),
        ],
      },
      'Hẹn quay lại 26/11, 8:00–9:30',
    ],
    [
      'an appointment of another day',
      { visits: [visit({ outcome: 'come_back_later', nextStepDue: '2026-11-28', nextStepFrom: '19:30' })] },
      'Hẹn quay lại 28/11, 19:30',
    ],
    [
      'an appointment at an hour that was missed',
      { visits: [visit({ outcome: 'come_back_later', nextStepDue: '2026-11-21', nextStepFrom: '19:30' })] },
      'Quá hẹn 21/11',
    ],
    [
      'papers to bring',
      { visits: [visit({ outcome: 'met', nextStep: 'bring_papers', nextStepDue: '2026-11-28' })] },
      'Hẹn quay lại 28/11',
    ],
    ['met before', {}, 'Đã gặp 10/11'],
    ['not wanted last time', { visits: [visit({ outcome: 'refused' })] }, 'Lần trước chưa muốn, 10/11'],
    [
      'not wanted by two officers',
      { visits: [{ ...visit({ outcome: 'refused' }), officers: ['An', 'Bình'] }] },
      'Lần trước chưa muốn, 10/11 với An, Bình',
    ],
    ['gate locked last time', { visits: [visit({ outcome: 'cannot_reach' })] }, 'Lần trước không vào được, 10/11'],
    ['old, the only member', { residents: [resident({ age: 81 })] }, 'Đã gặp 10/11; 81 tuổi, hộ một người'],
    [
      'old, and said to live alone',
      { residents: [resident({ age: 81, livesAlone: 'yes' })] },
      'Đã gặp 10/11; 81 tuổi, sống một mình',
    ],
    [
      'old and hard to move, among others',
      { residents: [resident(), resident({ age: 81, hardToMove: 'yes' })] },
      'Đã gặp 10/11; 81 tuổi, khó đi lại',
    ],
    ['very old without a remark', { residents: [resident(), resident({ age: 90 })] }, 'Đã gặp 10/11; 90 tuổi'],
    [
      'hard to move, age unknown',
      { residents: [resident({ birth: null, hardToMove: 'yes' }), resident()] },
      'Đã gặp 10/11; Có người khó đi lại',
    ],
    ['a young person alone', { residents: [resident({ age: 30 })] }, 'Đã gặp 10/11'],
    [
      'three without level 2',
      {
        residents: [
          resident({ vneidLevel: 'none' }),
          resident({ vneidLevel: 'level_1' }),
          resident({ vneidLevel: 'level_2_inactive' }),
          resident({ vneidLevel: 'unknown' }),
        ],
      },
      'Đã gặp 10/11; 3 người chưa có VNeID mức 2',
    ],
    ['poor', { priority: ['poor'] }, 'Đã gặp 10/11; Hộ nghèo'],
    [
      'of merit, with a disabled and an old resident',
      { residents: [resident(), resident({ age: 90 })], priority: ['disabled', 'policy_family'] },
      'Đã gặp 10/11; 90 tuổi; Gia đình chính sách, có người khuyết tật',
    ],
    [
      'asked for tonight, before everything else',
      {
        residents: [resident({ age: 81 })],
        requests: [
          {
            receivedOn: '2026-11-23',
            promisedBy: '2026-11-30',
            wishes: [{ dates: ['2026-11-26'], from: '19:00', to: '20:00' }],
          },
        ],
      },
      'Đã hẹn 19:00–20:00; Đã gặp 10/11; 81 tuổi, hộ một người',
    ],
    [
      'asked for another time, and late',
      {
        visits: [],
        requests: [
          {
            receivedOn: '2026-11-16',
            promisedBy: '2026-11-23',
            wishes: [{ weekdays: [6], from: '08:00', to: '11:00' }],
          },
        ],
      },
      'Đề nghị 16/11, quá hạn 23/11, muốn thứ Bảy 8:00–11:00; Chưa đến lần nào',
    ],
    ['at home then, as they said in a call', { call: call() }, 'Gọi ngày 24/11: có nhà 19:00–20:30; Đã gặp 10/11'],
    [
      'at home on another day',
      { call: call({ times: [{ dates: ['2026-11-28'], from: '08:00', to: '10:00' }] }) },
      'Đã gặp 10/11',
    ],
    [
      'met after they said so, on the very day',
      { call: call(), visits: [visit({ outcome: 'met', arrivedAt: new Date('2026-11-24T12:00:00Z') })] },
      'Đã gặp 24/11',
    ],
    [
      'out once nevertheless',
      { call: call(), visits: [visit({ arrivedAt: new Date('2026-11-24T12:00:00Z') })] },
      'Gọi ngày 24/11: có nhà 19:00–20:30; 1 lần vắng lúc 19 giờ',
    ],
    ['called in vain', { call: call({ outcome: 'no_answer', times: [] }), visits: [] }, 'Chưa đến lần nào'],
    ['a child without level 2', { residents: [resident(), resident({ age: 9, vneidLevel: 'none' })] }, 'Đã gặp 10/11'],
  ])('%s', (_name, facts, expected) => {
    expect(reason(facts)).toBe(expected);
  });
});

it.each<[DoorReason, string, string]>([
  [{ kind: 'promise', due: '2026-11-26', from: null, to: null }, 'Hẹn quay lại 26/11', 'ask'],
  [{ kind: 'missed_promise', due: '2026-11-21' }, 'Quá hẹn 21/11', 'try'],
  [{ kind: 'follow_up', dueOn: '2026-11-28', what: 'quay lại nhà' }, 'Đến hạn 28/11: quay lại nhà', 'ask'],
  [{ kind: 'missed_follow_up', dueOn: '2026-11-20', what: 'mang giấy tờ' }, 'Quá hạn 20/11: mang giấy tờ', 'try'],
  [{ kind: 'need', age: 81, needs: ['lives_alone'] }, '81 tuổi, sống một mình', 'need'],
  [{ kind: 'need', age: null, needs: ['disabled'] }, 'người khuyết tật', 'need'],
  [{ kind: 'somebody', needs: ['needs_helper'] }, 'Có người cần người giúp', 'need'],
  [{ kind: 'no_level_2', count: 3 }, '3 người chưa có VNeID mức 2', 'need'],
  [{ kind: 'priority', facts: ['near_poor', 'disabled'] }, 'Hộ cận nghèo, có người khuyết tật', 'need'],
  [{ kind: 'priority', facts: ['social_protection'] }, 'Có người hưởng bảo trợ xã hội', 'need'],
  [{ kind: 'away', count: 2, hours: [18] }, '2 lần vắng lúc 18 giờ', 'try'],
  [{ kind: 'turned_away', outcome: 'moved_or_vacant', on: '2026-11-10' }, 'Lần trước nhà trống, 10/11', 'try'],
  [{ kind: 'new_hour', day: 'weekday', hour: 0 }, 'Nay thử ngày thường trước 17 giờ', 'try'],
  [{ kind: 'new_hour', day: 'sunday', hour: 12 }, 'Nay thử chiều Chủ nhật', 'try'],
  [
    { kind: 'requested_hour', on: '2026-12-03', from: '19:30', to: '20:30' },
    'Đã hẹn tối thứ Năm 03/12, 19:30–20:30',
    'ask',
  ],
  [
    { kind: 'preferred_times', preferred: [{ weekdays: [6], from: '08:00', to: '11:00' }], isWithin: false },
    'Ngoài giờ nhà muốn: thứ Bảy 8:00–11:00',
    'ask',
  ],
  [{ kind: 'due_request', receivedOn: '2026-11-23', promisedBy: null, isOverdue: false }, 'Đề nghị ngày 23/11', 'ask'],
  [{ kind: 'never_tried' }, 'Chưa đến lần nào', 'plain'],
  [{ kind: 'chosen' }, 'Cán bộ chọn', 'plain'],
  [
    { kind: 'call', calledOn: '2026-11-24', times: [{ from: '19:00', to: '20:30' }] },
    'Gọi ngày 24/11: có nhà 19:00–20:30',
    'ask',
  ],
  [{ kind: 'note', topic: 'tries', text: '2 lần vắng lúc 18 giờ' }, '2 lần vắng lúc 18 giờ', 'try'],
])('%j is shown as %s with the tag %s', (given, text, kind) => {
  expect(reasonTags([given])).toEqual([{ text, kind }]);
});

describe('on the evening itself', () => {
  const round = { date: '2026-11-28', from: '08:00', to: '11:00' };
  const ELDER: DoorReason = { kind: 'need', age: 81, needs: [] };
  const now = (kept: DoorReason[] | string, last: Visit | null, called: CallBrief | null = null, today = round.date) =>
    currentReasons({ reasons: kept, requests: [], last, call: called }, round, today).map(reasonText);
  const promised = visit({ outcome: 'come_back_later', nextStepDue: '2026-11-28', nextStepFrom: '09:00' });

  it.each<DoorReason>([
    { kind: 'promise', due: '2026-11-27', from: null, to: null },
    { kind: 'missed_promise', due: '2026-11-20' },
    { kind: 'follow_up', dueOn: '2026-11-28', what: 'quay lại nhà' },
    { kind: 'missed_follow_up', dueOn: '2026-11-20', what: 'mang giấy tờ, biểu mẫu' },
    { kind: 'promised_hour', on: '2026-11-28', from: '08:00', to: '09:00' },
    { kind: 'note', topic: 'promise', text: 'Đã hẹn 19:30 tối nay' },
    { kind: 'note', topic: 'missed_promise', text: 'Quá hẹn 20/11' },
  ])('a promise takes the place of the one the round was planned with: %j', (kept) => {
    expect(now([kept, ELDER], promised)).toEqual(['Đã hẹn 9:00 buổi này', '81 tuổi']);
    expect(now([kept, ELDER], visit())).toEqual(['81 tuổi']);
    expect(now([kept, ELDER], null)).toEqual(['81 tuổi']);
  });

  it('a promise for another day than today names it', () => {
    expect(now([ELDER], promised, null, '2026-11-26')).toEqual(['Đã hẹn 9:00 sáng thứ Bảy 28/11', '81 tuổi']);
  });

  it('requests show their current reasons', () => {
    expect(
      now(
        [
          {
            kind: 'request',
            receivedOn: '2026-11-23',
            promisedBy: null,
            preferred: [{ weekdays: [6], from: '08:00', to: '11:00' }],
            round,
          },
          { kind: 'requested_hour', on: '2026-11-26', from: '19:00', to: '20:00' },
          { kind: 'due_request', receivedOn: '2026-11-23', promisedBy: null, isOverdue: false },
          { kind: 'note', topic: 'request', text: 'Đã hẹn tối nay, 19:00–20:00' },
          { kind: 'never_tried' },
        ],
        null,
      ),
    ).toEqual(['Chưa đến lần nào']);
  });

  it('shows a sentence that an undone merge brought back', () => {
    expect(now('Hẹn quay lại 27/11; 81 tuổi', null)).toEqual(['Hẹn quay lại 27/11; 81 tuổi']);
    expect(now('', null)).toEqual([]);
  });

  it('shows what they last said in a call: nothing once the call is withdrawn', () => {
    const kept: DoorReason[] = [
      { kind: 'call', calledOn: '2026-11-20', times: [{ from: '08:00', to: '10:00' }] },
      { kind: 'never_tried' },
    ];
    expect(now(kept, null)).toEqual(['Chưa đến lần nào']);
    expect(now(kept, null, call({ times: [{ weekdays: [6], from: '09:30', to: '11:00' }] }))).toEqual([
      'Gọi ngày 24/11: có nhà 9:30–11:00',
      'Chưa đến lần nào',
    ]);
    expect(now(kept, null, call({ outcome: 'declined', times: [] }))).toEqual(['Chưa đến lần nào']);
  });
});
