import { defineAudit } from '../../../audit-vocabulary';
import { HELPER_PURPOSES, HELPER_SIDES } from '../../../shared/labels';
import { FACT_SOURCES, NEEDS } from '../../../shared/needs';
import { forEachField } from '../../../shared/readiness-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';

export const needsAudit = defineAudit({
  actions: {
    'resident.record-readiness': 'Ghi VNeID và điều cần biết',
    'priority-fact.record': 'Ghi diện ưu tiên',
    'priority-fact.correct': 'Sửa diện ưu tiên',
    'priority-fact.end': 'Ghi ngày kết thúc diện ưu tiên',
    'priority-fact.withdraw': 'Rút diện ưu tiên ghi nhầm',
    'digital-helper.record': 'Ghi người giúp số',
    'digital-helper.correct': 'Sửa người giúp số',
    'digital-helper.end': 'Ghi người giúp số thôi giúp',
  },
  subjects: {
    'priority-fact': { label: 'Diện ưu tiên', href: (id) => `/priority-facts/${id}/edit` },
    'digital-helper': { label: 'Người giúp số', href: (id) => `/digital-helpers/${id}/edit` },
  },
  fields: {
    ...forEachField((_, { label }) => uncapitalise(label)),
    recordedOn: 'ngày ghi',
    fact: 'diện',
    factSource: 'vì sao biết',
    sourceNote: 'căn cứ',
    lastDay: 'đến hết ngày',
    helpedId: 'giúp ai',
    purposes: 'giúp việc',
    agreedOn: 'hai bên đồng ý ngày',
    endedWord: 'ai nói thôi',
    endsOn: 'thôi từ ngày',
  },
  values: {
    ...forEachField((_, { answers }) => answers),
    fact: NEEDS,
    factSource: FACT_SOURCES,
    purposes: HELPER_PURPOSES,
    endedWord: HELPER_SIDES,
  },
});
