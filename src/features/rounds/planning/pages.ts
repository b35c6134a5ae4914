import { addressedName } from '../../../shared/honorific';
import {
  addDays,
  formatDate,
  formatDateTime,
  formatDayMonth,
  formatRoundTime,
  localDateOf,
  localTimeOf,
  weekdayName,
  weekStartOf,
  type LocalDate,
} from '../../../shared/dates';
import { optionsOf } from '../../../shared/labels';
import { doorNumberOf } from '../../../shared/door-number';
import { capitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter, type PagePlace } from '../../../web/pager';
import { laneBriefings, type BriefingsOfNight } from '../../casework/briefings/pages';
import { dueDay, isPromiseOverdue } from '../../casework/requests/promised-day';
import { roundTimeOf, type RoundTime } from '../../office/calendar/outreach-time';
import { currentReasons, storedReasons } from '../doors/door-reason';
import { byLane, doorFill, doorStateTag, isToKnock, type Tag } from '../doors/door-status';
import { reasonTags } from '../planner/reasons';
import { PAPERS } from '../papers/pages';
import { expectedText } from '../round/expected-time';
import { cameFromReview, cancellationForm } from './forms';
import type { RoundAhead, RoundDetail, RoundDoorRow, RoundSummary } from '../round/queries';
import { writtenReason } from '../round/stated-hours';

// ---------------------------------------------------------------- the list of rounds

export const ROUNDS_A_PAGE = 20;
const PLAN_HREF = '/rounds/new';

interface ListedRounds {
  place: PagePlace;
  view: 'upcoming' | 'past' | 'review';
  /** Planned rounds that need a review; empty for users who do not plan. */
  toReview: readonly (RoundAhead & { reviewReasons: string[] })[];
  canPlan: boolean;
  canPrint: boolean;
}

/** The weeks and days of the rounds shown whose papers can be printed in one go, and which papers. */
function printChoices(rounds: readonly RoundSummary[], today: LocalDate) {
  const days = [...new Set(rounds.map(({ startsAt }) => localDateOf(startsAt)))];
  const weeks = [...new Set(days.map(weekStartOf))].map(
    (from) => [from < today ? today : from, addDays(from, 6)] as const,
  );
  const labels = [
    ...weeks.map(([from, to]) => [`${from}_${to}`, `Tuần ${formatDayMonth(from)}–${formatDayMonth(to)}`]),
    ...days.map((day) => [`${day}_${day}`, `${capitalise(weekdayName(day))} ${formatDayMonth(day)}`]),
  ];
  return { days: optionsOf(Object.fromEntries(labels), ''), papers: optionsOf({ '': 'Mọi giấy tờ', ...PAPERS }, '') };
}

/** @param rounds one more than a page if there is a next one; of the rounds to review, all. */
export function roundListPage(
  rounds: readonly (RoundSummary & { total?: number })[],
  { place, view, toReview, canPlan, canPrint }: ListedRounds,
  now: Date,
) {
  const size = view === 'review' ? Infinity : ROUNDS_A_PAGE;
  const { shown, ...pager } = pageAfter(rounds, { place, size, path: '/rounds', query: { view } });
  const reviewed = new Map(toReview.map((round) => [round.id, round]));
  return viewOf('rounds/planning/index', {
    tabs: [
      { label: 'Sắp tới', href: '/rounds', isCurrent: view === 'upcoming' },
      { label: 'Đã qua', href: '/rounds?view=past', isCurrent: view === 'past' },
      ...(canPlan
        ? [{ label: `Cần xem lại (${toReview.length})`, href: '/rounds?view=review', isCurrent: view === 'review' }]
        : []),
    ],
    isReview: view === 'review',
    print: canPrint && view === 'upcoming' && shown.length > 1 ? printChoices(shown, localDateOf(now)) : null,
    rounds: shown.map((round) => ({
      href: `/rounds/${round.id}`,
      code: round.code,
      time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
      date: formatDate(localDateOf(round.startsAt)),
      hours: `${localTimeOf(round.startsAt)}–${localTimeOf(round.endsAt)}`,
      area: round.area,
      officers: round.officers.join(', '),
      doors: `${round.doneDoors}/${round.doors} cửa`,
      state: roundState(round, round.doors - round.doneDoors, now),
      writtenReason: writtenReason(round.outOfHoursReason, round.answeredObjections),
      /** All of them, told in one line. */
      reviewReasons: (reviewed.get(round.id)?.reviewReasons ?? []).join(' '),
      reviewActions: [reviewed.get(round.id) ?? []].flat().flatMap(reviewActions),
    })),
    empty:
      view === 'review'
        ? {
            title: 'Không có buổi nào cần xem lại',
            text: 'Khi có người báo vắng, thêm ngày nghỉ hoặc đổi khung giờ, các buổi đã lập bị chạm vào sẽ hiện ở đây.',
            actionHref: '/rounds',
            actionLabel: 'Các buổi sắp tới',
          }
        : {
            title: view === 'upcoming' ? 'Chưa có buổi nào sắp tới' : 'Chưa có buổi nào đã qua',
            text: canPlan
              ? 'Lập buổi: chọn giờ, chọn phố và ngõ, chọn hai người đi.'
              : 'Văn phòng phường lập buổi; buổi mới sẽ hiện ở đây.',
          },
    ...pager,
    actions: canPlan ? [{ label: 'Lập buổi', href: PLAN_HREF, kind: 'primary' }] : [],
  });
}

/** A round with a visit can no longer be cancelled. */
const reviewActions = ({ id, doneDoors, closures }: RoundAhead): { label: string; href: string }[] => [
  ...(closures.length > 0 ? [{ label: 'Bỏ cửa', href: `/rounds/${id}/edit?cameFrom=review#doors` }] : []),
  { label: 'Đổi giờ', href: `/rounds/${id}/edit?cameFrom=review` },
  { label: 'Thay người', href: `/rounds/${id}/replacement?cameFrom=review` },
  ...(doneDoors === 0 ? [{ label: 'Hủy', href: `/rounds/${id}?cameFrom=review#cancel` }] : []),
];

type RoundEnding = Pick<RoundSummary, 'startsAt' | 'endsAt' | 'closure' | 'closedItself'>;

function roundState(round: RoundEnding, openDoors: number, now: Date): Tag {
  if (round.closure === 'cancelled') return { text: 'Đã hủy', kind: 'plain' };
  if (round.closedItself) return { text: `Sổ tự đóng${openDoors > 0 ? `, ${openDoors} chưa ghi` : ''}`, kind: 'plain' };
  if (round.closure === 'closed') return { text: 'Đã đóng', kind: 'plain' };
  if (now < round.startsAt) return { text: 'Sắp tới', kind: 'ask' };
  if (now < round.endsAt) return { text: 'Đang đi', kind: 'ok' };
  return openDoors === 0 ? { text: 'Đã xong', kind: 'ok' } : { text: `Còn ${openDoors} cửa chưa ghi`, kind: 'need' };
}

// ---------------------------------------------------------------- one round

interface RoundHelp {
  doors: readonly RoundDoorRow[];
  now: Date;
  /** Names and reasons are shown to users who may read the register; who goes on the round, or plans, may say it is back. */
  rights: Record<'canPlan' | 'canReadHouseholds' | 'canRecordVisits' | 'maySayBack', boolean>;
  briefings: BriefingsOfNight | null;
  reviewReasons: string[];
}

/** @param cancel what was typed to cancel the round. @param errors what is wrong with that or with closing it. */
export function roundPage(round: RoundDetail, help: RoundHelp, cancel: FormValues, errors: FieldErrors) {
  const { doors, now, rights, briefings, reviewReasons } = help;
  const done = doors.filter((door) => door.outcome !== null).length;
  const open = doors.length - done;
  const isOver = round.endsAt <= now;
  const closedItself = round.closure?.closedBy === null;
  const time = roundTimeOf(round);
  return viewOf('rounds/planning/show', {
    id: round.id,
    code: round.code,
    time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    area: round.area,
    state: roundState({ ...round, closure: round.closure?.kind ?? null, closedItself }, closedItself ? 0 : open, now),
    officers: round.officers.map((officer) => officer.displayName),
    writtenReason: writtenReason(round.outOfHoursReason, round.answeredObjections),
    escort: round.escort,
    note: round.note,
    plannedBy: round.plannedBy,
    closure: round.closure && {
      text: `${round.closure.kind === 'cancelled' ? 'Đã hủy' : 'Đã đóng'} lúc ${formatDateTime(round.closure.closedAt)}, ${round.closure.closedBy ?? 'sổ tự đóng'}`,
      reason: closedItself && open > 0 ? `${open} cửa chưa ghi, nay xếp được vào buổi khác.` : round.closure.reason,
    },
    returned: round.returned && `Đội đã về lúc ${formatDateTime(round.returned.at)}, ${round.returned.by} ghi`,
    canReturn: rights.maySayBack && round.closure?.kind !== 'cancelled' && round.startsAt <= now,
    progress: { text: `Đã ghi ${done} trên ${doors.length} cửa`, done, all: Math.max(doors.length, 1) },
    lanes: byLane(doors.map((door) => ({ label: door.laneLabel, item: roundDoor(door, time, help) }))).map(
      ({ label, items }, index, all) => ({ label, briefings: laneBriefings(briefings, all, index), doors: items }),
    ),
    briefings: briefings && {
      ofRound: briefings.ofRound,
      ofEarlierRounds: briefings.ofEarlierRounds,
      newHref: `/rounds/${round.id}/briefings/new`,
    },
    afterDue: rights.canReadHouseholds && !round.closure ? afterDueText(doors, time.date) : '',
    canEdit: rights.canPlan && !round.closure,
    canClose: rights.canPlan && !round.closure && (isOver || open === 0),
    canCancel: rights.canPlan && !round.closure && done === 0,
    canRestore: rights.canPlan && (round.closure?.kind === 'closed' ? open > 0 : round.closure !== null && !isOver),
    canPrint: rights.canReadHouseholds && round.closure?.kind !== 'cancelled',
    // Its doors can still be notified that the team comes.
    canRemind: rights.canReadHouseholds && !round.closure && !isOver && open > 0,
    // Visits can be typed from the paper sheet.
    canTypeSheet: rights.canRecordVisits && round.closure?.kind !== 'cancelled' && isOver && open > 0,
    canReplace: rights.canPlan && !round.closure && !isOver,
    reviewReasons,
    restoreError: errors.outOfHoursReason ?? '',
    restoreReason: typed(cancel, 'outOfHoursReason'),
    isCancelling: cameFromReview(cancel) || Object.keys(errors).length > 0,
    cameFrom: cameFromReview(cancel) ? 'review' : '',
    form: formView(cancellationForm, {}, { values: { version: String(round.version), ...cancel }, errors }),
  });
}

/** '2 cửa đi sau hạn: 12 Hàng Than (hạn 24/11), 4 Trần Vũ (hạn 25/11). Báo lại …'; '' without a door promised an earlier day. */
function afterDueText(doors: readonly RoundDoorRow[], on: LocalDate): string {
  const late = doors.filter(isToKnock).flatMap(({ addressLine, requests }) => {
    const [first] = requests.filter((request) => isPromiseOverdue(request, on));
    return first ? [`${addressLine} (hạn ${formatDayMonth(dueDay(first, on)!)})`] : [];
  });
  return late.length === 0 ? '' : `${late.length} cửa đi sau hạn: ${late.join(', ')}. Báo lại cho nhà ấy.`;
}

/** Before the turn of its group, a door is for those who asked: others would blur what the draw can show. */
const turnTag = (door: RoundDoorRow): Tag[] =>
  door.turnOn !== null && isToKnock(door) && door.requests.length === 0
    ? [{ text: `Tổ chưa đến lượt bốc thăm: từ ${formatDate(door.turnOn)}`, kind: 'try' }]
    : [];

function roundDoor(door: RoundDoorRow, time: RoundTime, { now, rights: { canReadHouseholds }, briefings }: RoundHelp) {
  const state = doorStateTag(door);
  // A visited door keeps the reason it was planned with, other than that it was never tried.
  const planned = storedReasons(door.reasons).filter(({ kind }) => door.outcome === null || kind !== 'never_tried');
  const known = isToKnock(door) ? currentReasons(door, time, localDateOf(now)) : planned;
  const reasons = canReadHouseholds ? reasonTags(known) : [];
  const headName = door.head ? addressedName(door.head, time.date) : 'Chưa rõ chủ hộ';
  return {
    id: door.id,
    number: doorNumberOf(door),
    fill: doorFill(door),
    address: door.addressLine,
    name: canReadHouseholds ? headName : null,
    householdHref: canReadHouseholds ? `/households/${door.householdId}` : null,
    howToFind: canReadHouseholds ? door.howToFind : '',
    expected: isToKnock(door) ? capitalise(expectedText(door)) : '',
    state: state.text,
    // Beside reasons, "Chưa đến" would add nothing.
    tags: [...(isToKnock(door) && reasons.length > 0 ? reasons : [state, ...reasons]), ...turnTag(door)],
    briefings: briefings?.ofDoors.get(door.householdId) ?? [],
  };
}
