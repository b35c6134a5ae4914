import { formatDate, formatDateTime, formatRoundTime } from '../../../shared/dates';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { errorSummary, typed, type Failed } from '../../../web/form';
import type { Notice } from '../../../web/flash';
import { viewOf } from '../../../web/page';
import { keepKeyOf } from './form-pages';
import { doorTitle } from '../visit-rules/people';
import type { WayToWithdraw } from '../visit-rules/policy';
import type { PlannedDoor, VisitTarget } from '../visit-records/queries';
import type { RequestsTouched } from '../visit-records/service';
import type { StoredVisit } from '../visit-records/stored-visit';
import { assistText, helperLine, OFFICERS_AT_DOOR, visitText } from '../visit-rules/visit-labels';

/** Shown instead of the form when the round was cancelled. */
export const cancelledRoundPage = ({ householdId, addressLine, door }: VisitTarget & { door: PlannedDoor }) =>
  viewOf('door/visit-form/cancelled-round', {
    code: door.roundCode,
    reason: door.closureReason ?? '',
    addressLine,
    roundHref: `/rounds/${door.roundId}`,
    visitHref: `/households/${householdId}/visits/new`,
  });

/** Notice when a form is sent again whose visit was withdrawn. */
export const WITHDRAWN_NOTICE =
  'Lượt thăm của biểu mẫu này đã được hoàn tác nên chưa lưu lại. Mọi điều bạn gõ còn nguyên bên dưới: muốn ghi thì bấm Lưu lần nữa.';

/** Notice when the office took the door off its round while the form was being filled in. */
export const DOOR_GONE_NOTICE =
  'Cửa này vừa được bỏ khỏi buổi nên lượt thăm này chưa lưu. Mọi điều bạn gõ còn nguyên bên dưới: bấm Lưu để ghi thành lượt thăm ngoài buổi.';

/** Notice when the round was cancelled or moved to another day while the form was being filled in. */
export function roundGoneNotice({ roundCode, startsAt, endsAt, closure, closureReason }: PlannedDoor): string {
  const whatHappened =
    closure === 'cancelled'
      ? `đã bị hủy${closureReason ? ` (${closureReason})` : ''}`
      : `nay là ${formatRoundTime(startsAt, endsAt)}`;
  return `Buổi ${roundCode} ${whatHappened} nên lượt thăm này chưa lưu. Mọi điều bạn gõ còn nguyên bên dưới: bấm Lưu để ghi thành lượt thăm ngoài buổi.`;
}

/** A saved visit: what was logged, by whom and when. */
export function visitPage(
  visit: StoredVisit,
  nextDoor: { id: string; addressLine: string } | null,
  way: WayToWithdraw,
  { values, errors }: Failed = { values: {}, errors: {} },
) {
  const { draft } = visit;
  return viewOf('door/visit-form/show', {
    /** Of the form that this visit came from. */
    keepKey: keepKeyOf(visit.clientKey, ''),
    heading: doorTitle(visit.addressLine),
    context: [
      `Lượt thăm ${draft.arrivedTime} ngày ${formatDate(draft.arrivedOn!)}`,
      visit.groupName ? uncapitalise(visit.groupName) : '',
      visit.roundCode ? `buổi ${visit.roundCode}` : 'ngoài buổi ra quân',
    ]
      .filter(Boolean)
      .join(' · '),
    isLate: draft.lateReason !== '',
    facts: [
      ...visitText({ ...draft, newPeople: visit.reported, assists: [] }, visit.names).map(({ label, value }) =>
        label === OFFICERS_AT_DOOR ? { label, value: `${value}; ghi: ${visit.loggedBy}` } : { label, value },
      ),
      ...helperLine(visit.helpers),
    ],
    assists: visit.assists.map((assist) => ({
      href: `/assisted-procedures/${assist.id}`,
      words: assistText({ ...assist, fileCode: '', stepIds: [] }, visit.names),
      fileCode: assist.fileCode,
      steps: assist.steps.map(({ position, action }) => `${position}. ${action}`),
    })),
    referrals: visit.referableIds.map((id) => ({
      name: visit.names.residents.get(id) ?? '',
      href: `/residents/${id}/referrals/new?visit=${visit.id}`,
    })),
    cardsHref: visit.assists.some(({ steps }) => steps.length > 0) ? `/visits/${visit.id}/cards` : '',
    signature: [
      `${visit.loggedBy} ghi lúc ${formatDateTime(visit.loggedAt)}`,
      visit.updatedBy && visit.updatedAt
        ? `${visit.updatedBy} sửa lần cuối lúc ${formatDateTime(visit.updatedAt)}`
        : '',
      visit.version > 1 ? `bản thứ ${visit.version}` : '',
    ]
      .filter(Boolean)
      .join(' · '),
    householdHref: `/households/${visit.householdId}`,
    roundHref: visit.roundId ? `/rounds/${visit.roundId}` : '',
    editHref: `/visits/${visit.id}/edit`,
    nextDoor: nextDoor && {
      href: `/round-doors/${nextDoor.id}/visit`,
      label: `Sang cửa kế tiếp (${uncapitalise(doorTitle(nextDoor.addressLine))})`,
    },
    /** Null for a reader who may not withdraw the visit. */
    withdrawal:
      way.kind === 'kept'
        ? null
        : {
            action: `/visits/${visit.id}/withdrawal`,
            asksReason: way.kind === 'with-reason',
            reason: typed(values, 'reason'),
            error: errors.reason ?? '',
          },
    summary: errorSummary(errors),
  });
}

/** Says what a saved visit did to the household's requests, and what it left to do. */
export function requestNotices({ done, left, reopened }: RequestsTouched): Notice[] {
  const undone = `${left} đề nghị còn việc phải làm: vẫn chờ đội đến. Việc nào đã xong thì sửa lượt thăm, chọn Xong.`;
  const again = 'Đề nghị hỗ trợ của hộ này mở lại, vì lượt thăm này không làm xong.';
  return [
    ...(done > 0 ? [{ text: 'Đề nghị hỗ trợ của hộ này đã được ghi là xong.' }] : []),
    ...[left > 0 && undone, reopened > 0 && again].flatMap((text) => (text ? { text, kind: 'warning' as const } : [])),
  ];
}

/** Says which visits were withdrawn, with the notes that went with them. */
export function withdrawnText(withdrawn: readonly StoredVisit[]): string {
  const doors = withdrawn.length > 1 ? ` ${withdrawn.length} lượt: các cửa này` : ': cửa này';
  const notes = withdrawn.flatMap(({ draft: { note } }) => (note ? [`“${note}”`] : [])).join(', ');
  return `Đã hoàn tác${doors} lại chưa ghi.${notes && ` Ghi chú đã gõ: ${notes}.`}`;
}
