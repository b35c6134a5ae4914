import { defineAudit } from '../../../audit-vocabulary';

export const handOverAudit = defineAudit({
  actions: {
    'hand-over.take-out': 'Ghi đồ mang đi',
    'hand-over.bring-back': 'Ghi đồ đã mang về',
    'hand-over.write-off': 'Ghi đồ không mang về được',
    'equipment-item.add': 'Thêm món vào danh sách đồ mang theo',
    'equipment-item.retire': 'Bỏ món khỏi danh sách đồ mang theo',
  },
  groups: { 'hand-over': 'Đồ mang theo', 'equipment-item': 'Danh sách đồ mang theo' },
  subjects: {
    'equipment-item': { label: 'Món đồ', href: () => '/hand-overs' },
  },
  fields: { items: 'món', takenBy: 'người nhận' },
});
