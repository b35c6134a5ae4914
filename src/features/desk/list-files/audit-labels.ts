import { defineAudit } from '../../../audit-vocabulary';

export const listFileAudit = defineAudit({
  actions: {
    'list-file.export': 'Tải danh sách của một trang về thành tệp',
  },
  groups: {
    'list-file': 'Danh sách tải về',
  },
  subjects: {
    page: { label: 'Trang', href: (path) => path },
  },
});
