import { formatDate, formatDateTime, type LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { capitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import { hrefWith, pageWords } from '../../../web/pager';
import { callText, outcomeText, type CallBrief } from '../../casework/door-calls/call-labels';
import { newCallHref, type ListPlace } from '../../casework/door-calls/list-place';
import { roundAgainstCall } from '../../casework/door-calls/round-of-door';
import { obstacleOf, obstacleSentence } from '../doors/door-obstacle';
import { doorReasons, type DoorFacts } from '../doors/door-reason';
import { byLane } from '../doors/door-status';
import type { ListedDoor } from '../planner-thread/learned-hours';
import type { CandidateDoor } from '../round/plan-queries';
import { DEFAULT_OPTIONS } from '../planner/planner-input';
import { reasonInFile, reasonTags } from '../planner/reasons';

const DOORS_A_PAGE = 50;

/** What to do about a door: call it, or leave a card if there is no number. */
type CallKind = ListedDoor['instead'];

interface PageOfDoors {
  ids: string[];
  /** The door on this page that was called just now, if any. */
  called: string | null;
  /** The door after which the next page begins; null on the last page. */
  next: string | null;
  /** The door after which the previous page begins; '' if that is the first page, null on the first page. */
  previous: string | null;
  note: string;
}

interface DoorList {
  kind: CallKind;
  /** As named when the list was made. */
  doors: readonly ListedDoor[];
  /** Called since the list was made: they rest, or have said when they are at home. */
  calledSince: ReadonlySet<string>;
}

/**
 * The doors of a page, in the order of the list when it was made: those after `place.after`, without those called
 * since.
 * @param calledId the door whose call form the user comes from: if it was called it keeps its place, or comes first if
 * the list was made again in the meantime.
 */
export function pageOfDoors({ kind, doors, calledSince }: DoorList, { after }: ListPlace, calledId: string | null) {
  const all = doors.filter(({ instead }) => instead === kind).map(({ doorId }) => doorId);
  const called = calledId !== null && (calledSince.has(calledId) || !all.includes(calledId)) ? calledId : null;
  const start = after === null ? 0 : all.indexOf(after) + 1;
  const following = all.slice(start).filter((id) => !calledSince.has(id) || id === called);
  const before = all.slice(0, start).filter((id) => !calledSince.has(id));
  const ids = following.slice(0, DOORS_A_PAGE);
  const pagesBefore = Math.ceil(before.length / DOORS_A_PAGE);
  return {
    called,
    ids: called === null || ids.includes(called) ? ids : [called, ...ids],
    next: following.length > DOORS_A_PAGE ? ids.at(-1)! : null,
    previous: before.length === 0 ? null : (before.at(-DOORS_A_PAGE - 1) ?? ''),
    note: pageWords(pagesBefore + 1, pagesBefore + Math.ceil(following.length / DOORS_A_PAGE)),
  };
}

/** What the register says about the doors of a page. */
interface DoorsHelp {
  doors: readonly CandidateDoor[];
  facts: ReadonlyMap<string, DoorFacts>;
  calls: ReadonlyMap<string, CallBrief>;
  adultAge: number;
  today: LocalDate;
}

export function doorsToCallPage(list: DoorList, place: ListPlace, page: PageOfDoors, help: DoorsHelp) {
  const { kind, doors, calledSince } = list;
  const count = (wanted: CallKind) =>
    formatNumber(doors.filter(({ doorId, instead }) => instead === wanted && !calledSince.has(doorId)).length);
  const byId = new Map(help.doors.map((door) => [door.id, door]));
  const withRound = new Set(doors.filter(({ hasRound }) => hasRound).map(({ doorId }) => doorId));
  // A door may have been paused, vacated or put on a round since the list was made.
  const isStillToCall = (door: CandidateDoor) =>
    obstacleOf(withRound.has(door.id) ? { ...door, openRound: null } : door) === null;
  const rows = page.ids.flatMap((id) => {
    const door = byId.get(id);
    return door &&
      (id === page.called
        ? list.calledSince.has(id) || help.calls.get(id)?.calledOn === help.today
        : isStillToCall(door))
      ? [{ label: door.laneLabel, item: rowOf(door, { kind, place, wasJustCalled: id === page.called }, help) }]
      : [];
  });
  return viewOf('rounds/answer-hours/doors-to-call', {
    context: CONTEXT[kind],
    tabs: (['phone', 'card'] as const).map((value) => ({
      label: `${TABS[value]} (${count(value)})`,
      href: hrefOf(value, ''),
      isCurrent: value === kind,
    })),
    lanes: byLane(rows).map(({ label, items }) => ({ label, doors: items })),
    empty: EMPTY[kind],
    nextHref: page.next === null ? null : hrefOf(kind, page.next),
    previousHref: page.previous === null ? null : hrefOf(kind, page.previous),
    pageNote: page.note,
  });
}

function rowOf(
  door: CandidateDoor,
  { kind, place, wasJustCalled }: { kind: CallKind; place: ListPlace; wasJustCalled: boolean },
  { facts, calls, adultAge, today }: DoorsHelp,
) {
  const { id, addressLine } = door;
  const call = calls.get(id) ?? null;
  const known = facts.get(id);
  const why = known ? doorReasons(known, { date: today, from: '00:00', to: '00:00' }, adultAge) : [];
  const reasons = reasonTags(why);
  return {
    id,
    address: capitalise(addressLine),
    href: `/households/${id}`,
    // Who lives there is the reason for the call.
    reasons: [
      ...reasons.filter((reason) => reason.kind === 'need'),
      ...reasons.filter((reason) => reason.kind !== 'need'),
    ],
    reasonsInFile: why.map(reasonInFile).join('; '),
    round: door.openRound ? (obstacleSentence(door) ?? '') : '',
    roundInFile: door.openRound ? `${door.openRound.code}, ${formatDateTime(door.openRound.startsAt)}` : '',
    call: wasJustCalled ? '' : callText(call),
    callInFile: callText(call, formatDate),
    callHref: kind === 'phone' && !wasJustCalled ? newCallHref(id, place) : '',
    // Shown once more, with the next step, although it has left the list.
    justCalled: wasJustCalled
      ? {
          words: call ? `Vừa gọi: ${outcomeText(call)}` : '',
          round: call ? roundAgainstCall(call, door.openRound) : '',
          requestHref: call?.outcome === 'agreed' ? `/households/${id}/requests/new` : '',
        }
      : null,
  };
}

const hrefOf = (kind: CallKind, after: string) =>
  hrefWith('/doors-to-call', { instead: kind === 'card' ? kind : null, after });

const TABS: Record<CallKind, string> = { phone: 'Gọi điện', card: 'Để lại giấy báo' };

const { maxCalls, restAfterCall, restAfterRefusal, maxTries, restAfterGivingUp } = DEFAULT_OPTIONS;

const CONTEXT: Record<CallKind, string> = {
  phone: `Nhà có số mà chưa ai gặp, chưa hẹn giờ. Đứng đầu là hộ ưu tiên đội đã đến mà chưa gặp, cả khi đã vào một buổi; rồi đến ngõ còn nhiều nhà: hẹn được mấy nhà liền nhau là đủ việc cho một buổi. Gọi từ trên xuống; nhà đã hẹn được xếp vào buổi đúng giờ ấy. Gọi rồi thì nhà rời danh sách: ${restAfterCall} ngày sau mới gọi lại, chưa muốn tiếp thì ${restAfterRefusal} ngày, nửa năm nhiều nhất ${maxCalls} lần.`,
  card: `Nhà đã vắng từ ${maxTries} lần liền mà không có số nào để gọi. Gợi ý cửa để yên ${restAfterGivingUp} ngày; đội để lại giấy báo khi đi ngang. Hỏi được số thì ghi vào trang của hộ: nhà sẽ sang phần gọi điện.`,
};

const EMPTY: Record<CallKind, { title: string; text: string }> = {
  phone: {
    title: 'Không còn nhà nào cần gọi',
    text: 'Nhà chưa gặp mà có số điện thoại đều đã hẹn giờ, vừa được gọi, hoặc đã vào một buổi.',
  },
  card: {
    title: 'Không có nhà nào cần để lại giấy báo',
    text: `Chưa có nhà nào vắng từ ${maxTries} lần liền mà không có số điện thoại.`,
  },
};
