import { v7 as newId } from 'uuid';
import { ageOn, formatDate, localDateOf, monthName, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { cardsOf, CONFIRMATION_OUTCOMES, PORTAL_USE_HOW } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import type { CallHome } from '../../casework/door-calls/queries';
import { numbersOfPerson, shownNumbers } from '../../casework/door-calls/whom-to-call';
import { OBSTACLE_TEXTS, OWN_ROW } from './departure-labels';
import { CONFIRMED_PERCENT, type DrawnUseFile, type DrawnUseRow, type DrawRow } from './confirmation-queries';
import { shareOfAsked } from './estimate';
import { confirmationForm } from './forms';
import { MAX_CALLS } from './queries';
import { intervalText, percent } from './ward-share';

// ---------------------------------------------------------------- the calls of a month

/** @param shown of these draws; null before the first. @param undrawn the month that the reader may draw now, if any. */
export function confirmationsPage(
  draws: readonly DrawRow[],
  { shown, uses, undrawn }: { shown: DrawRow | null; uses: readonly DrawnUseRow[]; undrawn: LocalDate | null },
) {
  const next = uses.find(({ state, isOwn }) => state === 'to_call' && !isOwn);
  return viewOf('adoption/sample/confirmations', {
    context: shown
      ? `${shown.drawnByName} bốc ${formatNumber(shown.drawn)} trong ${formatNumber(shown.population)} lần dùng Cổng mới ghi của ${monthName(shown.month)}, ngày ${formatDate(localDateOf(shown.drawnAt))}, số gieo ${shown.seed}. Người khác người ghi gọi hỏi có đúng không.${waitingText(draws, shown)}`
      : `Hết tháng, sổ bốc ${CONFIRMED_PERCENT} % số lần dùng Cổng mới ghi, để người khác người ghi gọi hỏi có đúng không.`,
    drawLabel: undrawn ? `Bốc thăm ${monthName(undrawn)}` : '',
    callHref: next ? `/drawn-uses/${next.id}` : '',
    tabs: draws.map((draw) => ({
      label: capitalise(monthName(draw.month)),
      href: monthHref(draw),
      isCurrent: draw === shown,
    })),
    reached: shown ? reachedOf(shown) : [],
    rows: uses.map((use) => ({
      href: `/drawn-uses/${use.id}`,
      name: use.fullName,
      use: useText(use),
      writer: use.writerName ?? '',
      state: stateText(use),
      correctHref: use.state === 'different' ? correctHref(use) : '',
    })),
  });
}

/** Names a newer draw without an answer while an older one is shown. */
function waitingText([newest]: readonly DrawRow[], shown: DrawRow): string {
  if (!newest || newest === shown || newest.states.confirmed + newest.states.different > 0) return '';
  return ` ${capitalise(monthName(newest.month))} đã bốc ${formatNumber(newest.drawn)}, chờ gọi.`;
}

const monthHref = ({ month }: { month: string }) => `/confirmations?month=${month.slice(0, 7)}`;

function reachedOf({ states }: DrawRow) {
  const { confirmed, different } = states;
  const share = shareOfAsked(confirmed, confirmed + different);
  const whole = share
    ? ` trên ${formatNumber(confirmed + different)} người trả lời: ${percent(share.share)}, ${intervalText(share)}`
    : '';
  const others = [
    ['Không đúng', different],
    ['Không muốn trả lời', states.declined],
    ['Không gọi được', states.not_reached],
    ['Còn gọi', states.to_call],
    ['Không gọi nữa', states.not_called],
  ] as const;
  return [
    { label: 'Đúng như sổ ghi', value: `${formatNumber(confirmed)}${whole}` },
    ...others.filter(([, count]) => count > 0).map(([label, count]) => ({ label, value: formatNumber(count) })),
  ];
}

const correctHref = ({ visitId, residentId }: DrawnUseRow) =>
  visitId ? `/visits/${visitId}` : `/residents/${residentId}`;

/** 'Đăng ký tạm trú, tự bấm máy, ngày 12/10/2026'. */
function useText({ service, how, usedOn, datePrecision }: DrawnUseRow): string {
  const when = {
    day: `ngày ${formatDate(usedOn)}`,
    month: monthName(usedOn),
    year: `trong 12 tháng trước ${formatDate(usedOn)}`,
  };
  return `${service ?? 'Nộp hồ sơ, không rõ việc gì'}, ${uncapitalise(PORTAL_USE_HOW[how])}, ${when[datePrecision]}`;
}

function stateText({ state, obstacle, outcome, calledOn, calls, isOwn }: DrawnUseRow): string {
  if (obstacle) return OBSTACLE_TEXTS[obstacle];
  const waits = isOwn && state === 'to_call' ? ', bạn ghi: người khác gọi' : '';
  if (!outcome || !calledOn) return `Chưa gọi${waits}`;
  const words = `${CONFIRMATION_OUTCOMES[outcome]}, ${formatDate(calledOn)}`;
  if (outcome !== 'not_reached') return words;
  return `${words}, gọi ${calls} lần${calls < MAX_CALLS ? waits : ': thôi'}`;
}

// ---------------------------------------------------------------- calling about one use

const HINTS: Partial<Record<keyof typeof CONFIRMATION_OUTCOMES, string>> = {
  not_reached: `Gọi lại hôm khác, nhiều nhất ${MAX_CALLS} lần`,
};

/** @param home where the person lives; null if they have left the ward. */
export function callPage(
  use: DrawnUseFile,
  { home, wardName, today }: { home: CallHome | null; wardName: string; today: LocalDate },
  failed?: Failed,
) {
  // The id of the future call, so that a form sent twice is one call.
  const form = formView(confirmationForm(today, use), { id: newId(), calledOn: formatDate(today) }, failed);
  const age = use.birth ? `, ${ageOn(use.birth, today)} tuổi` : '';
  const obstacle = use.obstacle ? OBSTACLE_TEXTS[use.obstacle] : '';
  const refusal = use.isOwn ? OWN_ROW : obstacle;
  return viewOf('adoption/sample/confirmation-call', {
    back: { href: monthHref(use), label: `Gọi xác nhận ${monthName(use.month)}` },
    title: `${addressedName(use, today)}${age}`,
    context: `Sổ ghi: ${useText(use)}${use.writerName ? `; ${use.writerName} ghi` : ''}.`,
    refusal,
    // What was typed stays on the page that refuses it.
    action: refusal === '' || failed ? `/drawn-uses/${use.id}/calls` : '',
    numbers: refusal === '' ? shownNumbers(numbersOfPerson(use, home, today)) : [],
    residentHref: `/residents/${use.residentId}`,
    wardName,
    question: `Sổ ghi ông bà ${uncapitalise(useText(use))}. Có đúng không?`,
    form,
    options: cardsOf(CONFIRMATION_OUTCOMES, typed(form.values, 'outcome'), HINTS),
    correctHref: use.state === 'different' ? correctHref(use) : '',
    past: use.past.map(
      ({ outcome, calledOn, byName }) =>
        `${formatDate(calledOn)}: ${uncapitalise(CONFIRMATION_OUTCOMES[outcome])} (${byName} gọi)`,
    ),
  });
}
