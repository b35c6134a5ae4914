import { defineAudit } from '../../../../audit-vocabulary';

export const calendarFeedAudit = defineAudit({
  actions: { 'calendar-feed.create': 'Lập địa chỉ lịch', 'calendar-feed.revoke': 'Thu hồi địa chỉ lịch' },
  subjects: {
    'calendar-feed': { label: 'Địa chỉ lịch', href: null },
  },
  fields: { replacesOld: 'thay địa chỉ cũ' },
});
