import { formatDate, type LocalDate } from '../../../shared/dates';
import { capitalise } from '../../../shared/vietnamese-text';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { DUE_RULES } from '../reference-data/entries';
import { dueRuleForm } from './forms';
import type { WardRule } from './queries';

const KINDS = {
  born: 'trẻ mới sinh',
  residence: 'tạm trú hết hạn',
  filed: 'đang hưởng trợ cấp thất nghiệp',
  to_file: 'nghỉ việc, chưa nộp hồ sơ',
  receives: 'đang hưởng lương hưu, trợ cấp',
};

/** 'Đổi thẻ căn cước: đủ 25 tuổi', by the key of a rule. */
export const RULE_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  DUE_RULES.map(({ key, kind, what, years }) => {
    const age = `đủ ${years} tuổi${kind === 'poor' ? ', hộ nghèo, cận nghèo' : ''}`;
    return [key, `${capitalise(what)}: ${kind === 'age' || kind === 'poor' ? age : KINDS[kind]}`];
  }),
);

export const dueRulesPage = (rules: readonly WardRule[], mayCheck: boolean) =>
  viewOf('office/due-rules/index', {
    rules: rules.map(({ id, key, checkedOn, isApplied, ...rule }) => ({
      ...rule,
      name: RULE_NAMES[key] ?? key,
      href: mayCheck ? `/due-rules/${id}/edit` : '',
      checkedOn: checkedOn ? formatDate(checkedOn) : 'chưa kiểm',
      problem: isApplied ? '' : 'không áp dụng',
    })),
  });

export function dueRulePage({ id, key, version, ...rule }: WardRule, today: LocalDate, failed?: Failed) {
  const checkedOn = rule.checkedOn ? formatDate(rule.checkedOn) : '';
  return viewOf('office/due-rules/form', {
    form: formView(dueRuleForm(today), { ...rule, version: String(version), checkedOn }, failed),
    heading: RULE_NAMES[key] ?? key,
    service: rule.serviceName,
    action: `/due-rules/${id}/edit`,
  });
}
