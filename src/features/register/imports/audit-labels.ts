import { defineAudit } from '../../../audit-vocabulary';

export const importAudit = defineAudit({
  actions: {
    'import.begin': 'Đọc một danh sách để nhập',
    'import.choose-columns': 'Chọn nghĩa của các cột',
    'import.decide': 'Quyết định các dòng nghi trùng, có ô sai',
    'import.confirm': 'Nhập danh sách vào sổ',
    'import.discard': 'Bỏ một danh sách đã đọc',
    'import.stop': 'Dừng đọc hoặc dừng ghi một danh sách',
    'import.take-back': 'Hoàn tác một lần nhập',
    'import.open': 'Xem các dòng của một danh sách',
    'import.export': 'Tải các dòng sai của một danh sách',
  },
  groups: {
    import: 'Nhập danh sách',
  },
  subjects: {
    import: { label: 'Danh sách nhập', href: (id) => `/imports/${id}` },
  },
  fields: {
    fileName: 'tệp',
    columns: 'cột',
    rows: 'số dòng',
    newResidents: 'người mới',
    changedResidents: 'người được sửa',
    newHouseholds: 'hộ mới',
    newGroups: 'tổ mới',
    groupOfList: 'tổ cho hộ chưa có tổ',
    newFacts: 'diện ưu tiên mới',
    newHelpers: 'người giúp số mới',
    leftOut: 'dòng bỏ ra',
    removedResidents: 'người bỏ khỏi sổ',
    removedHouseholds: 'hộ bỏ khỏi sổ',
    removedGroups: 'tổ bỏ khỏi sổ',
    removedFacts: 'diện ưu tiên bỏ đi',
    removedHelpers: 'người giúp số bỏ đi',
    restoredResidents: 'người trở lại như trước',
    restoredHouseholds: 'hộ trở lại như trước',
    verdict: 'loại dòng',
  },
});
