import { defineAudit } from '../../../../audit-vocabulary';

export const occupancyAudit = defineAudit({
  actions: {
    'household.begin-absence': 'Ghi cả hộ vắng lâu ngày',
    'household.vacate': 'Ghi nhà để trống',
    'household.reoccupy': 'Ghi lại có người ở',
    'resident.begin-absence': 'Ghi vắng lâu ngày',
    'resident.end-absence': 'Ghi đã về',
  },
});
