import { defineAudit } from '../../../../audit-vocabulary';

export const householdDuplicateAudit = defineAudit({
  actions: {
    'household-duplicate.distinguish': 'Ghi là hai hộ khác nhau',
    'household-duplicate.reopen': 'Xem lại một cặp đã ghi là hai hộ',
  },
  groups: {
    'household-duplicate': 'Hộ nghi trùng',
  },
  subjects: {
    'household-duplicate': { label: 'Cặp hộ nghi trùng', href: (id) => `/household-duplicates/${id}` },
  },
});

declare module '../../../../audit-vocabulary' {
  interface AuditActions {
    householdDuplicateAudit: keyof typeof householdDuplicateAudit.actions;
  }
}
