import { formatDate, localDateOf, localTimeOf } from '../../../../shared/dates';
import { errorSummary, typed, type Failed, type FormValues } from '../../../../web/form';
import type { Conflict } from '../../../../web/errors';
import { definePage } from '../../../../web/page';
import { conflictOf } from '../../../office/audit/conflict';
import type { LastChange } from '../../../office/audit/last-change';
import type { Actor } from '../../../../actor';
import { absenceTime } from './absence-time';
import type { CorrectedAbsence } from './forms';
import { canRecordFor } from './policy';
import type { AbsenceRecord } from './queries';

type AbsenceValues = Record<'from' | 'fromTime' | 'to' | 'toTime' | 'reason', string>;

export const absencesPage = definePage<ReturnType<typeof absencesModel>>('rounds/team/absences/index');
export const absenceEditPage = definePage<ReturnType<typeof absenceEditModel>>('rounds/team/absences/edit');

/** Who is away and when, with the form to add an absence, empty or as typed. */
export function absencesModel(
  actor: Pick<Actor, 'id' | 'role'>,
  given: { absences: readonly AbsenceRecord[]; team: readonly { id: string; displayName: string }[] },
  failed?: Failed,
) {
  const values = failed?.values ?? {};
  const errors = failed?.errors ?? {};
  const isOwn = actor.role === 'officer';
  return {
    isOwn,
    context: isOwn
      ? 'Những ngày không đi cùng đội được, dù lịch rảnh hằng tuần ghi là rảnh.'
      : 'Những ngày thành viên đội không đi được. Không xếp được buổi cho người đang vắng.',
    absences: given.absences.map((absence) => ({
      officer: absence.displayName,
      time: absenceTime(absence),
      reason: absence.reason,
      editHref: canRecordFor(actor, absence.userId) ? `/absences/${absence.id}/edit` : null,
      version: String(absence.version),
      removalAction: canRecordFor(actor, absence.userId) ? `/absences/${absence.id}/removal` : null,
    })),
    officers: [
      { value: '', label: 'Chọn người', selected: typed(values, 'userId') === '' },
      ...given.team.map(({ id, displayName }) => ({
        value: id,
        label: displayName,
        selected: id === typed(values, 'userId'),
      })),
    ],
    userId: isOwn ? actor.id : typed(values, 'userId'),
    values: valuesOf(values),
    errors,
    summary: errorSummary(errors),
  };
}

function valuesOf(values: FormValues): AbsenceValues {
  return {
    from: typed(values, 'from'),
    fromTime: typed(values, 'fromTime'),
    to: typed(values, 'to'),
    toTime: typed(values, 'toTime'),
    reason: typed(values, 'reason'),
  };
}

/** One absence as stored or as typed. */
export function absenceEditModel(absence: AbsenceRecord, failed?: Failed) {
  const errors = failed?.errors ?? {};
  return {
    title: `Sửa lần báo vắng của ${absence.displayName}`,
    action: `/absences/${absence.id}/edit`,
    version: failed ? typed(failed.values, 'version') : String(absence.version),
    values: failed ? valuesOf(failed.values) : storedValues(absence),
    errors,
    summary: errorSummary(errors),
  };
}

/** One absence as its form sends it. */
export function storedValues({
  startsAt,
  endsAt,
  reason,
}: Pick<AbsenceRecord, 'startsAt' | 'endsAt' | 'reason'>): AbsenceValues {
  const [fromTime, toTime] = [localTimeOf(startsAt), localTimeOf(endsAt)];
  return {
    from: formatDate(localDateOf(startsAt)),
    fromTime: fromTime === '00:00' ? '' : fromTime,
    to: formatDate(localDateOf(toTime === '00:00' ? new Date(endsAt.getTime() - 1) : endsAt)),
    toTime: toTime === '00:00' ? '' : toTime,
    reason,
  };
}

/** The page for two people who correct one absence at the same time. */
export function absenceConflict(absence: AbsenceRecord, form: CorrectedAbsence, last: LastChange | null): Conflict {
  const said = (given: Pick<AbsenceRecord, 'startsAt' | 'endsAt' | 'reason'>) => [
    { label: 'Khi nào', value: absenceTime(given) },
    { label: 'Lý do', value: given.reason },
  ];
  const href = `/absences/${absence.id}/edit`;
  return conflictOf({
    what: `Lần báo vắng của ${absence.displayName} vừa được người khác sửa.`,
    yours: said(form),
    theirs: said(absence),
    last,
    resumeHref: href,
    action: href,
    version: absence.version,
    fields: Object.entries(storedValues(form)).map(([name, value]) => ({ name, value })),
  });
}
