import { v7 as newId } from 'uuid';
import type { PortalUseHow } from '../../../generated/prisma/enums';
import { ageOn, formatDate, localDateOf, monthName, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { cardsOf, CONFIRMATION_OUTCOMES } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import type { CallHome } from '../../casework/door-calls/queries';
import { numbersOfPerson, shownNumbers } from '../../casework/door-calls/whom-to-call';
import { OBSTACLE_TEXTS, OWN_ROW } from './confirmation-labels';
import { CONFIRMED_PERCENT, type DrawnUseFile, type DrawnUseRow, type DrawRow } from './confirmation-queries';
import { shareOfAsked } from './estimate';
import { confirmationForm } from './forms';
import { MAX_CALLS } from './queries';
import { intervalText, percent } from './ward-share';

/** '11 trên 12 người trả lời (91,7 %, khoảng 63–98 %)'; null before the first answer. */
export function confirmedText({ states: { confirmed, different } }: Pick<DrawRow, 'states'>): string | null {
  const share = shareOfAsked(confirmed, confirmed + different);
  if (!share) return null;
  return `${formatNumber(confirmed)} trên ${formatNumber(confirmed + different)} người trả lời (${percent(share.share)}, ${intervalText(share)})`;
}

const confirmedSentence = (draw: DrawRow): string => {
  const confirmed = confirmedText(draw);
  return confirmed ? `Đúng như sổ ghi: ${confirmed}.` : 'Chưa ai trả lời.';
};

// ---------------------------------------------------------------- all months

/** @param month the last full one. */
export function drawsPage(
  draws: readonly DrawRow[],
  { month, canDraw, canCall }: { month: LocalDate; canDraw: boolean; canCall: boolean },
) {
  return viewOf('adoption/sample/confirmations', {
    context: `Hết tháng, sổ bốc ${CONFIRMED_PERCENT} % số lần dùng Cổng mới ghi, để người khác người ghi gọi hỏi có đúng không.`,
    drawLabel: canDraw && draws.every((draw) => draw.month !== month) ? `Bốc thăm ${monthName(month)}` : '',
    rows: draws.map((draw) => ({
      href: canCall ? `/confirmations/${draw.id}` : '',
      month: capitalise(monthName(draw.month)),
      drawn: `${formatNumber(draw.drawn)} trên ${formatNumber(draw.population)} lần`,
      confirmed: confirmedText(draw) ?? 'chưa ai trả lời',
      different: formatNumber(draw.states.different),
      unanswered: formatNumber(draw.states.declined + draw.states.not_reached),
      toCall: formatNumber(draw.states.to_call),
    })),
  });
}

// ---------------------------------------------------------------- one month

export function drawPage(draw: DrawRow, uses: readonly DrawnUseRow[]) {
  const next = uses.find(({ state, isOwn }) => state === 'to_call' && !isOwn);
  return viewOf('adoption/sample/confirmation', {
    title: `Gọi xác nhận ${monthName(draw.month)}`,
    context: `${draw.drawnByName} bốc ${formatNumber(draw.drawn)} trong ${formatNumber(draw.population)} lần dùng ghi vào sổ trong tháng, ngày ${formatDate(localDateOf(draw.drawnAt))}, số gieo ${draw.seed}. ${confirmedSentence(draw)}`,
    callHref: next ? `/drawn-uses/${next.id}` : '',
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

const correctHref = ({ visitId, residentId }: DrawnUseRow) =>
  visitId ? `/visits/${visitId}` : `/residents/${residentId}`;

const HOW_DONE: Record<PortalUseHow, string> = {
  alone: 'tự bấm máy',
  with_help: 'bấm máy, có đội hướng dẫn',
  by_relative: 'người nhà bấm máy',
  done_for: 'đội làm thay',
  unknown: 'chưa rõ ai bấm máy',
};

/** 'Đăng ký tạm trú, tự bấm máy, ngày 12/10/2026'. */
function useText({ service, how, usedOn, datePrecision }: DrawnUseRow): string {
  const when = {
    day: `ngày ${formatDate(usedOn)}`,
    month: monthName(usedOn),
    year: `trong 12 tháng trước ${formatDate(usedOn)}`,
  };
  return `${service ?? 'Nộp hồ sơ, không rõ việc gì'}, ${HOW_DONE[how]}, ${when[datePrecision]}`;
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
    back: { href: `/confirmations/${use.drawId}`, label: `Gọi xác nhận ${monthName(use.month)}` },
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
