import { defineAudit } from '../../../audit-vocabulary';

export const listAudit = defineAudit({
  actions: {
    'list.open': 'Mở danh sách người, hộ',
    'saved-view.create': 'Lưu một danh sách',
    'saved-view.change': 'Đổi tên, chia sẻ danh sách đã lưu',
    'saved-view.replace-list': 'Đổi bộ lọc của danh sách đã lưu',
    'saved-view.remove': 'Xóa danh sách đã lưu',
  },
  subjects: {
    list: { label: 'Danh sách', href: (id) => `/lists/${id}` },
    'saved-view': { label: 'Danh sách đã lưu', href: (id) => `/saved-views/${id}` },
  },
  fields: { list: 'danh sách', filter: 'lọc', columns: 'cột', format: 'loại tệp', isShared: 'dùng chung' },
});
