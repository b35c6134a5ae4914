import { formatDate, type LocalDate } from '../../../shared/dates';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { RULE_NAMES } from '../reference-data/entries';
import { dueRuleForm } from './forms';
import type { WardRule } from './queries';

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
