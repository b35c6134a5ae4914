import { defineAudit } from '../../../../audit-vocabulary';

export const duplicateAudit = defineAudit({
  actions: {
    'duplicate.list': 'Mở danh sách nghi trùng',
    'duplicate.search': 'Tìm lại hồ sơ nghi trùng',
    'duplicate.pair': 'Đặt hai hồ sơ cạnh nhau để so',
    'duplicate.distinguish': 'Ghi là hai người khác nhau',
    'duplicate.reopen': 'Xem lại một cặp đã ghi là hai người',
    'household-duplicate.distinguish': 'Ghi là hai hộ khác nhau',
    'household-duplicate.reopen': 'Xem lại một cặp đã ghi là hai hộ',
  },
  groups: { duplicate: 'Nghi trùng', 'household-duplicate': 'Hộ nghi trùng' },
  subjects: {
    duplicate: { label: 'Cặp nghi trùng', href: (id) => `/duplicates/${id}` },
    'household-duplicate': { label: 'Cặp hộ nghi trùng', href: (id) => `/household-duplicates/${id}` },
  },
});
