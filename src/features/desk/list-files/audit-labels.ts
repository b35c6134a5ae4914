import { defineAudit } from '../../../audit-vocabulary';

export const listFileAudit = defineAudit({
  actions: {
    'list-file.export': 'Tải danh sách của một trang về thành tệp',
    // Recorded by earlier versions.
    'list.export': 'Tải danh sách về thành tệp',
    'report.take-list': 'Lấy danh sách sau một con số ra tệp',
    'overtime.download': 'Tải bảng giờ làm thêm',
    'import.export-report': 'Tải kết quả nhập của một danh sách',
  },
  groups: { 'list-file': 'Danh sách tải về', overtime: 'Giờ làm thêm' },
  subjects: {
    page: { label: 'Trang', href: (path) => path },
  },
});
