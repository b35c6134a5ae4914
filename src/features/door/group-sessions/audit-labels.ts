import { defineAudit } from '../../../audit-vocabulary';

export const groupSessionAudit = defineAudit({
  actions: {
    'group-session.open': 'Xem buổi tập trung',
    'group-session.record': 'Ghi buổi tập trung',
    'group-session.edit': 'Sửa buổi tập trung',
    'group-session.add-attendee': 'Ghi tên người dự buổi tập trung',
    'group-session.remove-attendee': 'Bỏ tên khỏi buổi tập trung',
    'group-session.withdraw': 'Rút buổi tập trung ghi nhầm',
    'group-session.restore': 'Đặt lại buổi tập trung đã rút',
  },
  subjects: {
    'group-session': { label: 'Buổi tập trung', href: (id) => `/group-sessions/${id}` },
  },
  fields: { heldOn: 'ngày', place: 'nơi', othersCount: 'người khác', serviceCount: 'điều đã nói' },
  values: {},
});
