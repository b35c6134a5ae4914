import { defineAudit } from '../../../../audit-vocabulary';

export const mergeAudit = defineAudit({
  actions: {
    'resident.merge': 'Gộp hai hồ sơ của một người',
    'resident.undo-merge': 'Hoàn tác lần gộp hai hồ sơ',
    'household.merge': 'Gộp hai hộ thành một',
    'household.undo-merge': 'Hoàn tác lần gộp hai hộ',
    'merge.list': 'Mở danh sách hồ sơ đã gộp',
    'merge.open': 'Xem một lần gộp',
    'merge.forget': 'Xóa bản lưu của hồ sơ đã gộp quá hạn hoàn tác',
  },
  groups: { merge: 'Hồ sơ đã gộp' },
  subjects: {
    merge: { label: 'Lần gộp', href: (id) => `/merges/${id}` },
  },
});
