import { defineAudit } from '../../../audit-vocabulary';
import { CALENDAR_DAY_KINDS, CALENDAR_DAY_STATUSES } from '../../../shared/labels';

export const calendarAudit = defineAudit({
  actions: {
    'calendar-day.add': 'Thêm ngày vào lịch nghỉ',
    'calendar-day.update': 'Sửa ngày trong lịch nghỉ',
    'calendar-day.remove': 'Bỏ ngày khỏi lịch nghỉ',
  },
  groups: { 'calendar-day': 'Lịch nghỉ' },
  subjects: {
    'calendar-day': { label: 'Ngày nghỉ', href: null },
  },
  fields: { roundsHit: 'số buổi vướng' },
  values: { kind: CALENDAR_DAY_KINDS, status: CALENDAR_DAY_STATUSES },
});
