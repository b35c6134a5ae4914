import { formatDate, formatDateTime, isRealDate } from '../../../shared/dates';
import { isId } from '../../../web/form';
import type { AuditLabels } from '../../../audit-vocabulary';

const SECRET = /password|hash|cipher|token|secret|nationalNumber(?!Last4)/i;
const EMPTY = '(trống)';

/**
 * The details of an event in one line: { username: 'vi', changes: [{ field, before, after }] } → 'tên đăng nhập: vi ·
 * họ tên: Vy → Vi'. Ids of other records are left out, because they tell a reader nothing; a secret is never shown.
 */
export function describeDetails(labels: AuditLabels, details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .flatMap(([name, value]) => {
      if (name === 'changes' && Array.isArray(value)) return value.flatMap((change) => describeChange(labels, change));
      const text = textOf(labels, name, value);
      return text === '' ? [] : [`${labels.fields[name] ?? name}: ${text}`];
    })
    .join(' · ');
}

function describeChange(labels: AuditLabels, change: unknown): string[] {
  const { field, before, after } = change as { field?: unknown; before?: unknown; after?: unknown };
  if (typeof field !== 'string' || SECRET.test(field)) return [];
  return [
    `${labels.fields[field] ?? field}: ${textOf(labels, field, before) || EMPTY} → ${textOf(labels, field, after) || EMPTY}`,
  ];
}

function textOf(labels: AuditLabels, name: string, value: unknown): string {
  if (value === null || value === undefined || SECRET.test(name)) return '';
  if (typeof value === 'boolean') return value ? 'có' : 'không';
  if (Array.isArray(value))
    return value.length > 0 && value.every(isId)
      ? String(value.length)
      : value
          .map((item) => textOf(labels, name, item))
          .filter((text) => text !== '')
          .join(', ');
  if (typeof value === 'object')
    return describeDetails(labels, value as Record<string, unknown>)
      .replaceAll(' · ', ', ')
      .replaceAll(': ', ' ');
  const text = String(value);
  if (isId(text)) return '';
  if (isRealDate(text)) return formatDate(text);
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text)) return formatDateTime(new Date(text));
  return labels.values[name]?.[text] ?? text;
}
