import { defineAudit } from '../../../audit-vocabulary';
import { RELATIONS, RESIDENCE_STATUSES } from '../../../shared/labels';
import { logLabels, plainAnswers, plainNames, RESIDENT_FIELDS, RESIDENT_PLAIN } from '../../../shared/register-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';

export const residentAudit = defineAudit({
  actions: {
    'resident.open': 'Mở hồ sơ cư dân',
    'resident.register': 'Thêm cư dân',
    'resident.correct': 'Sửa hồ sơ cư dân',
    'resident.remove': 'Bỏ hồ sơ cư dân lập nhầm',
    'card.search': 'Tra số trên thẻ căn cước',
  },
  groups: { card: 'Thẻ căn cước' },
  subjects: {
    resident: { label: 'Cư dân', href: (id) => `/residents/${id}` },
  },
  fields: {
    ...logLabels(RESIDENT_FIELDS, 'fullName', 'residenceStatus', ...plainNames(RESIDENT_PLAIN)),
    birthDate: uncapitalise(RESIDENT_FIELDS.birth.label),
    birthPrecision: 'biết ngày sinh đến',
    relation: 'quan hệ với chủ hộ',
    relationNote: 'ghi chú quan hệ',
  },
  values: {
    residenceStatus: RESIDENCE_STATUSES,
    relation: RELATIONS,
    ...plainAnswers(RESIDENT_PLAIN),
    birthPrecision: { day: 'ngày', year: 'năm' },
  },
});
