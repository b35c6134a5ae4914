import { formatDate, type LocalDate } from '../../../shared/dates';
import { keysOf, optionsOf } from '../../../shared/labels';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { RULE_NAMES } from '../reference-data/entries';
import { dueRuleForm } from './forms';
import type { OpenedRule, WardRule } from './queries';

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

const SERVICE_LABELS = {
  service: 'Dịch vụ gợi ý',
  service2: 'Dịch vụ khác cũng tính',
  service3: 'Dịch vụ khác nữa cũng tính',
};

/** @param opened with the services that a rule may name. */
export function dueRulePage({ id, key, offered, ...rule }: OpenedRule, today: LocalDate, failed?: Failed) {
  const checkedOn = rule.checkedOn ? formatDate(rule.checkedOn) : '';
  const form = formView(dueRuleForm(today), { ...rule, version: String(rule.version), checkedOn }, failed);
  const names = Object.fromEntries(offered.map((service) => [service.id, service.name]));
  return viewOf('office/due-rules/form', {
    form,
    heading: RULE_NAMES[key] ?? key,
    services: keysOf(SERVICE_LABELS).map((name) => ({
      name,
      label: SERVICE_LABELS[name],
      options: optionsOf({ '': name === 'service' ? 'Chọn dịch vụ' : 'Không có', ...names }, typed(form.values, name)),
    })),
    action: `/due-rules/${id}/edit`,
  });
}
