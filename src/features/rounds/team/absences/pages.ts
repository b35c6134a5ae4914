import { formatDate, localDateOf, localTimeOf } from '../../../../shared/dates';
import { optionsOf } from '../../../../shared/labels';
import { formView, typed, type Failed } from '../../../../web/form';
import { viewOf } from '../../../../web/page';
import type { Actor } from '../../../../actor';
import { absenceTime } from './absence-time';
import { absenceForm, correctedAbsenceForm } from './forms';
import { canRecordFor } from './policy';
import type { AbsenceRecord } from './queries';

/** Who is away and when, with the form to add an absence, empty or as typed. */
export function absencesPage(
  actor: Pick<Actor, 'id' | 'role'>,
  given: { absences: readonly AbsenceRecord[]; team: readonly { id: string; displayName: string }[]; now: Date },
  failed?: Failed,
) {
  const isOwn = actor.role === 'officer';
  const form = formView(absenceForm(given.now), isOwn ? { userId: actor.id } : {}, failed);
  return viewOf('rounds/team/absences/index', {
    form,
    isOwn,
    context: isOwn
      ? 'Những ngày không đi cùng đội được, dù lịch rảnh hằng tuần ghi là rảnh.'
      : 'Những ngày thành viên đội không đi được. Không xếp được buổi cho người đang vắng.',
    absences: given.absences.map((absence) => ({
      officer: absence.displayName,
      time: absenceTime(absence),
      from: formatDate(localDateOf(absence.startsAt)),
      reason: absence.reason,
      editHref: canRecordFor(actor, absence.userId) ? `/absences/${absence.id}/edit` : null,
      version: String(absence.version),
      removalAction: canRecordFor(actor, absence.userId) ? `/absences/${absence.id}/removal` : null,
    })),
    officers: optionsOf(
      { '': 'Chọn người', ...Object.fromEntries(given.team.map(({ id, displayName }) => [id, displayName])) },
      typed(form.values, 'userId'),
    ),
  });
}

/** One absence as stored or as typed. */
export const absenceEditPage = (absence: AbsenceRecord, now: Date, failed?: Failed) =>
  viewOf('rounds/team/absences/edit', {
    title: `Sửa lần báo vắng của ${absence.displayName}`,
    action: `/absences/${absence.id}/edit`,
    form: formView(correctedAbsenceForm(now), { ...storedValues(absence), version: String(absence.version) }, failed),
  });

export function storedValues({ startsAt, endsAt, reason }: Pick<AbsenceRecord, 'startsAt' | 'endsAt' | 'reason'>) {
  const [fromTime, toTime] = [localTimeOf(startsAt), localTimeOf(endsAt)];
  return {
    from: formatDate(localDateOf(startsAt)),
    fromTime: fromTime === '00:00' ? '' : fromTime,
    to: formatDate(localDateOf(toTime === '00:00' ? new Date(endsAt.getTime() - 1) : endsAt)),
    toTime: toTime === '00:00' ? '' : toTime,
    reason,
  };
}
