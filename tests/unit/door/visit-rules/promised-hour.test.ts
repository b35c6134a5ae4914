import { CALENDAR_DAYS } from '../../../../src/features/office/reference-data/entries';
import { DEFAULT_OUTREACH_POLICY } from '../../../../src/features/office/reference-data/outreach-policy';
import {
  outreachPolicySchema,
  type OutreachRules,
  type TimeWindow,
} from '../../../../src/features/office/calendar/outreach-time';
import { promiseObjection } from '../../../../src/features/door/visit-rules/promised-hour';
import type { LocalDate } from '../../../../src/shared/dates';

const rules: OutreachRules = {
  policy: outreachPolicySchema.parse(DEFAULT_OUTREACH_POLICY),
  calendarDays: CALENDAR_DAYS,
};
const THURSDAY = '2026-11-26';
const SATURDAY = '2026-11-28';

/** The ward's rules with other windows on Saturdays. */
const onSaturdays = (...saturday: TimeWindow[]): OutreachRules => ({
  ...rules,
  policy: { ...rules.policy, windows: { ...rules.policy.windows, saturday } },
});
const ACROSS_LUNCH = onSaturdays({ from: '08:00', to: '17:00' });
const ONE_HOUR = onSaturdays({ from: '18:00', to: '19:00' });

type PromisedHour = Parameters<typeof promiseObjection>[0];

describe('an hour at which a team is to come back', () => {
  it.each<[string, PromisedHour, OutreachRules?]>([
    ['in the evening', { date: THURSDAY, from: '19:00', to: '' }],
    ['at the latest knock itself', { date: THURSDAY, from: '20:30', to: '' }],
    ['for a few minutes up to the latest knock', { date: THURSDAY, from: '20:25', to: '20:30' }],
    ['before the window, waiting a quarter of an hour into it', { date: THURSDAY, from: '17:00', to: '18:15' }],
    ['a quarter of an hour before the window, with no end given', { date: THURSDAY, from: '17:45', to: '' }],
    ['through the lunch rest, waiting until after it', { date: SATURDAY, from: '11:20', to: '14:30' }, ACROSS_LUNCH],
  ])('%s can be kept by a round', (_name, hour, ward = rules) => {
    expect(promiseObjection(hour, ward)).toBeNull();
  });

  it.each<[string, PromisedHour, string, OutreachRules?]>([
    ['a minute after the latest knock', { date: THURSDAY, from: '20:31', to: '' }, 'sau giờ gõ cửa muộn nhất (20:30)'],
    [
      'within the window and too late for a visit',
      { date: THURSDAY, from: '20:50', to: '' },
      'sau giờ gõ cửa muộn nhất (20:30)',
    ],
    ['late at night', { date: THURSDAY, from: '22:00', to: '' }, 'ngoài giờ đội đi (18:00–21:00)'],
    ['on a working morning', { date: THURSDAY, from: '09:00', to: '11:00' }, 'ngoài giờ đội đi (18:00–21:00)'],
    [
      'before the window, with no end given',
      { date: THURSDAY, from: '17:00', to: '' },
      'ngoài giờ đội đi (18:00–21:00)',
    ],
    [
      'before the window, waiting a few minutes into it',
      { date: THURSDAY, from: '17:00', to: '18:05' },
      'ngoài giờ đội đi (18:00–21:00)',
    ],
    [
      'on a weekend before residents are up',
      { date: SATURDAY, from: '06:00', to: '' },
      'ngoài giờ đội đi (08:00–11:30, 14:00–17:30, 18:00–20:30)',
    ],
    [
      'within a window, earlier than the team knocks',
      { date: SATURDAY, from: '07:10', to: '' },
      'trước giờ sớm nhất được gõ cửa (07:30)',
      onSaturdays({ from: '07:00', to: '11:00' }),
    ],
    [
      'when the visit would outlast the window',
      { date: SATURDAY, from: '11:15', to: '' },
      'chạm giờ nghỉ trưa (11:30–14:00)',
    ],
    ['in the lunch rest', { date: SATURDAY, from: '12:30', to: '' }, 'chạm giờ nghỉ trưa (11:30–14:00)'],
    [
      'through the lunch rest, not waiting long enough',
      { date: SATURDAY, from: '11:20', to: '14:05' },
      'chạm giờ nghỉ trưa (11:30–14:00)',
      ACROSS_LUNCH,
    ],
    [
      'in the window, but after the longest round',
      { date: SATURDAY, from: '10:50', to: '' },
      'ngoài giờ gõ cửa của các buổi ngày ấy (08:00–10:40, 14:00–16:40, 18:00–20:00)',
    ],
    [
      'on a Saturday worked instead of a holiday',
      { date: '2026-08-22', from: '09:00', to: '' },
      'ngoài giờ đội đi ngày làm bù (18:00–21:00)',
    ],
    ['at midnight', { date: THURSDAY, from: '23:59', to: '' }, 'ngoài giờ đội đi (18:00–21:00)'],
  ])('%s cannot, and the reason is given', (_name, hour, why, ward = rules) => {
    expect(promiseObjection(hour, ward)).toEqual({ why, isAboutDay: false });
  });

  it.each<[string, LocalDate, string, OutreachRules?]>([
    ['without knocking', '2026-09-25', 'rơi vào ngày kiêng gõ cửa (Trung thu)'],
    ['that is a holiday', '2026-11-24', 'rơi vào ngày nghỉ (Ngày Văn hóa Việt Nam)'],
    ['on which the ward never goes out', SATURDAY, 'rơi vào ngày phường không ra quân', onSaturdays()],
    [
      'whose window is too short for a round',
      SATURDAY,
      'rơi vào ngày không có khung giờ nào đủ dài cho một buổi',
      ONE_HOUR,
    ],
  ])('no hour helps on a day %s', (_name, date, why, ward = rules) => {
    expect(promiseObjection({ date, from: '18:10', to: '' }, ward)).toEqual({ why, isAboutDay: true });
  });
});
