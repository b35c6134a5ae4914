import { defineAudit } from '../../../../audit-vocabulary';

export const absenceAudit = defineAudit({
  actions: { 'absence.record': 'Báo vắng', 'absence.correct': 'Sửa lần báo vắng', 'absence.remove': 'Bỏ lần báo vắng' },
  groups: { absence: 'Báo vắng' },
  subjects: {
    absence: { label: 'Lần báo vắng', href: () => '/absences' },
  },
  fields: { officer: 'người vắng' },
});
