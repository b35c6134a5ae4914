import { daysBetween, formatDate, type LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { WAITING_KINDS, type WaitingKind } from './waiting-rules';

const TAG_KINDS: Record<WaitingKind, string> = {
  papers: 'need',
  payment: 'need',
  to_submit: 'ask',
  barrier: 'try',
  no_news: 'plain',
};

export interface WaitingTag {
  kind: string;
  text: string;
}

export function waitingTag(kind: WaitingKind): WaitingTag {
  return { kind: TAG_KINDS[kind], text: WAITING_KINDS[kind] };
}

/** '12/11/2026 (13 ngày)', or 'hôm nay'. */
export function sinceWords(since: LocalDate, today: LocalDate): string {
  const days = daysBetween(since, today);
  return days === 0 ? 'hôm nay' : `${formatDate(since)} (${formatNumber(days)}\u00a0ngày)`;
}
