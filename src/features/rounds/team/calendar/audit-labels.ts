import { defineAudit } from '../../../../audit-vocabulary';

export const areaClosureAudit = defineAudit({
  actions: { 'area-closure.add': 'Đóng một khu', 'area-closure.remove': 'Bỏ đóng một khu' },
  groups: { 'area-closure': 'Khu tạm đóng' },
  subjects: {
    'area-closure': { label: 'Khu tạm đóng', href: () => '/team-calendar#closures' },
  },
  fields: { closedArea: 'khu' },
});
