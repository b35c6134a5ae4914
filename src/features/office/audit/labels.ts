import type { AuditLabels, AuditVocabulary } from '../../../audit-vocabulary';

/** Details that several features share under the same name. */
const SHARED_FIELDS = {
  phone: 'điện thoại',
  count: 'số lượng',
  name: 'tên',
  code: 'mã',
  date: 'ngày',
  kind: 'loại',
  status: 'tình trạng',
  source: 'nguồn',
  reason: 'lý do',
  note: 'ghi chú',
  on: 'ngày',
  until: 'đến ngày',
  before: 'trước',
  after: 'sau',
  from: 'từ',
  to: 'đến',
  version: 'phiên bản',
  since: 'từ ngày',
};

/** Merges the vocabularies of the features; several of them may add values to a field of one name. */
export function auditLabelsOf(features: readonly { audit?: AuditVocabulary }[]): AuditLabels {
  const vocabularies = features.flatMap(({ audit }) => audit ?? []);
  const values: Record<string, Record<string, string>> = {};
  for (const [field, words] of vocabularies.flatMap((vocabulary) => Object.entries(vocabulary.values ?? {}))) {
    values[field] = { ...values[field], ...words };
  }
  return {
    actions: Object.assign({}, ...vocabularies.map(({ actions }) => actions)),
    groups: Object.fromEntries(vocabularies.flatMap(groupsOf)),
    subjects: Object.assign({}, ...vocabularies.map(({ subjects }) => subjects)),
    fields: Object.assign({}, SHARED_FIELDS, ...vocabularies.map(({ fields }) => fields)),
    values,
  };
}

/** The nouns of the actions of a vocabulary, named like its records unless it says otherwise. */
function groupsOf({ actions, groups = {}, subjects = {} }: AuditVocabulary): [noun: string, label: string][] {
  const nouns = new Set(Object.keys(actions).map((action) => action.split('.')[0]!));
  return [...nouns].flatMap((noun) => {
    const label = groups[noun] ?? subjects[noun]?.label;
    return label === undefined ? [] : [[noun, label]];
  });
}
