import { defineAudit } from '../../../audit-vocabulary';

export const privacyNoticeAudit = defineAudit({
  actions: { 'privacy-notice.write': 'Soạn thông báo về dữ liệu cá nhân' },
  groups: { 'privacy-notice': 'Thông báo về dữ liệu' },
  subjects: { 'privacy-notice': { label: 'Thông báo', href: (id) => `/privacy-notices/${id}` } },
  fields: { hash: 'mã băm SHA-256' },
});
