import { defineAudit } from '../../../audit-vocabulary';
import { OCCUPANCIES, PAUSE_KINDS } from '../../../shared/labels';
import {
  HOUSEHOLD_FIELDS,
  HOUSEHOLD_PLAIN,
  logLabels,
  plainAnswers,
  plainNames,
} from '../../../shared/register-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';

export const householdAudit = defineAudit({
  actions: {
    'household.list': 'Mở danh sách hộ dân',
    'household.search': 'Tìm trong sổ hộ dân',
    'household.open': 'Mở hồ sơ hộ',
    'household.register': 'Lập hộ',
    'household.correct': 'Sửa hộ',
    'household.remove': 'Bỏ hộ lập nhầm',
    'household.describe-way': 'Ghi cách tìm cửa',
    'household.pause': 'Tạm dừng gõ cửa một hộ',
    'household.lift-pause': 'Bỏ tạm dừng gõ cửa',
    'residential-group.open': 'Thêm tổ dân phố',
    'residential-group.correct': 'Sửa tổ dân phố',
    'residential-group.close': 'Ghi tổ dân phố thôi hoạt động',
  },
  groups: { household: 'Hộ dân' },
  subjects: {
    household: { label: 'Hộ', href: (id) => `/households/${id}` },
    'residential-group': { label: 'Tổ dân phố', href: (id) => `/residential-groups/${id}/edit` },
  },
  fields: {
    addressLine: uncapitalise(HOUSEHOLD_FIELDS.address.label),
    ...logLabels(HOUSEHOLD_FIELDS, 'houseNumber', 'hem', 'ngach', 'ngo', 'street', 'building', 'floor', 'room'),
    ...logLabels(HOUSEHOLD_FIELDS, 'occupancy', ...plainNames(HOUSEHOLD_PLAIN)),
    leaderName: 'tổ trưởng',
    leaderPhone: 'điện thoại tổ trưởng',
    validFrom: 'từ ngày',
    validTo: 'đến ngày',
  },
  values: { kind: PAUSE_KINDS, occupancy: OCCUPANCIES, ...plainAnswers(HOUSEHOLD_PLAIN) },
});
