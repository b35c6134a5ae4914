import type { OutreachPolicy, TimeWindow } from '../calendar/outreach-time';

const WEEKEND_WINDOWS: TimeWindow[] = [
  { from: '08:00', to: '11:30' },
  { from: '14:00', to: '17:30' },
  { from: '18:00', to: '20:30' },
];

/**
 * When the team may knock, before a ward changes it. The hours are the project's own suggestion, not a rule of law. The
 * weekend's latest knock and the buffer between doors have no source: the first leaves half an hour for the last door,
 * as on weekdays. The hours of overtime are the most that Bộ luật Lao động 2019 (45/2019/QH14), Điều 107.2, allows an
 * employee in a month; whether it binds cán bộ and công chức was not checked.
 */
export const DEFAULT_OUTREACH_POLICY: OutreachPolicy = {
  windows: {
    weekday: [{ from: '18:00', to: '21:00' }],
    saturday: WEEKEND_WINDOWS,
    sunday: WEEKEND_WINDOWS,
    holiday: [],
  },
  latestKnock: { weekday: '20:30', saturday: '20:00', sunday: '20:00' },
  lunchRest: { from: '11:30', to: '14:00' },
  bufferMinutes: 10,
  teamSize: 2,
  triesAfterRefusal: 2,
  complaintDays: 5,
  roundsAWeek: 3,
  hoursAMonth: 40,
  notBefore: '07:30',
  notAfter: '21:00',
};
