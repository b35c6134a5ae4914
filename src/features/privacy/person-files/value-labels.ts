import type { RequestClosureKind } from '../../../generated/prisma/enums';
import { formatDate, formatDateTime, isRealDate } from '../../../shared/dates';
import * as labels from '../../../shared/labels';
import { maskNationalNumber } from '../../../shared/national-number';
import { FACT_SOURCES, NEEDS } from '../../../shared/needs';
import { HOUSEHOLD_PLAIN, plainAnswers, RESIDENT_PLAIN } from '../../../shared/register-fields';
import { READINESS } from '../../../shared/readiness-fields';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { portalStatusName } from '../../../shared/portal-status';
import { contactWishSummary, type ContactWish } from '../../../shared/contact-wish';
import { FOLLOW_UP_KINDS, FOLLOW_UP_OUTCOMES } from '../../casework/follow-ups/labels';
import { REFUSALS_OUTSIDE, TIMES, TOPICS } from '../../casework/public-requests/request-choices';
import { ENDS, KIND_LABELS } from '../data-requests/clocks';

const CLOSURES: Record<RequestClosureKind, string> = {
  done: 'Đã đến giúp',
  declined: 'Phường không nhận',
  withdrawn: 'Người đề nghị rút lại',
};

/** Words of enumerated values, by column; those of one table under 'table.column'. A guard test finds a missing one. */
export const VALUE_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...plainAnswers({ ...HOUSEHOLD_PLAIN, ...RESIDENT_PLAIN }),
  residence_status: labels.RESIDENCE_STATUSES,
  relation: labels.RELATIONS,
  'newcomer.relation': labels.NEWCOMER_RELATIONS,
  'readiness.source': { import: 'Danh sách của phường', visit: 'Đội ghi khi đến nhà', office: 'Văn phòng ghi' },
  ...Object.fromEntries(Object.values(READINESS).map(({ column, answers }) => [column, answers])),
  'priority_fact.kind': NEEDS,
  'priority_fact.source': FACT_SOURCES,
  'register_event.kind': labels.REGISTER_EVENTS,
  'visit.outcome': labels.DOOR_OUTCOMES,
  left_at_door: labels.LEFT_ITEMS,
  accompanied_by: labels.COMPANIONS,
  next_step: labels.NEXT_STEPS,
  help_level: labels.HELP_LEVELS,
  level_reason: labels.LEVEL_REASONS,
  result: labels.ASSIST_RESULTS,
  recipient: labels.REFERRAL_RECIPIENTS,
  'referral.outcome': labels.REFERRAL_OUTCOMES,
  'follow_up_end.kind': FOLLOW_UP_KINDS,
  'follow_up_end.outcome': FOLLOW_UP_OUTCOMES,
  channel: labels.REQUEST_CHANNELS,
  'consent.channel': labels.CONSENT_CHANNELS,
  given_by: labels.CONSENT_GIVERS,
  'support_request_closure.kind': CLOSURES,
  'support_request_service.result': CLOSURES,
  topics: TOPICS,
  times: TIMES,
  'public_request_outcome.kind': {
    matched: 'Thành đề nghị',
    declined: 'Phường không nhận',
    withdrawn: 'Người gửi rút lại',
  },
  refusal: REFUSALS_OUTSIDE,
  how: labels.PORTAL_USE_HOW,
  'portal_use.source': labels.PORTAL_USE_SOURCES,
  'portal_question.answer': labels.PORTAL_ANSWERS,
  'sample_answer.answer': labels.PORTAL_ANSWERS,
  'check_back.outcome': labels.CHECK_BACK_OUTCOMES,
  'situation_answer.moment': labels.SITUATION_MOMENTS,
  'check_back.helper': labels.CHECK_BACK_HELPERS,
  purposes: labels.HELPER_PURPOSES,
  ended_word: labels.HELPER_SIDES,
  'confirmation_call.outcome': labels.CONFIRMATION_OUTCOMES,
  'data_request.kind': KIND_LABELS,
  ended_as: ENDS,
};

/** A value as people say it; '' for nothing. @param value as JSON: dates are YYYY-MM-DD, times with their offset. */
export function valueText(table: string, column: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? 'Có' : 'Không';
  const words = VALUE_WORDS[`${table}.${column}`] ?? VALUE_WORDS[column];
  if (Array.isArray(value)) return value.map((item) => valueText(table, column, item)).join(', ');
  if (column === 'contact_wish') return contactWishSummary(value as ContactWish);
  if (table === 'file_status' && column === 'status') return portalStatusName(Number(value));
  const text = String(value);
  if (words) return words[text] ?? text;
  if (/phone$/.test(column) && /^\d+$/.test(text)) return formatPhoneNumber(text);
  if (/last4$/.test(column)) return maskNationalNumber(text);
  if (isRealDate(text)) return formatDate(text);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:/.test(text) ? formatDateTime(new Date(text)) : text;
}
