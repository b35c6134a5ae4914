import { formatDate, formatDayMonth, localDateOf, localTimeOf, weekdayName } from '../../shared/dates';
import { capitalise } from '../../shared/vietnamese-text';
import { errorSummary, typed, type FieldErrors, type FormValues } from '../../web/form';
import { definePage } from '../../web/page';
import type { Actor } from '../auth/actor';
import { canRecordFor } from './policy';
import type { AbsenceRecord } from './queries';

interface AbsencesModel {
  isOwn: boolean;
  context: string;
  absences: { officer: string; time: string; reason: string; removalAction: string | null }[];
  officers: { value: string; label: string; selected: boolean }[];
  userId: string;
  values: { from: string; fromTime: string; to: string; toTime: string; reason: string };
  errors: FieldErrors;
  summary: { fieldId: string; message: string }[];
}

export const absencesPage = definePage<AbsencesModel>('absences/index');

/** Who is away and when, with the form to add an absence, empty or as it was typed. */
export function absencesModel(
  actor: Pick<Actor, 'id' | 'role'>, given: { absences: readonly AbsenceRecord[]; team: readonly { id: string; displayName: string }[] },
  failed?: { values: FormValues; errors: FieldErrors },
): AbsencesModel {
  const values = failed?.values ?? {};
  const errors = failed?.errors ?? {};
  const isOwn = actor.role === 'officer';
  return {
    isOwn,
    context: isOwn ? 'Những ngày không đi cùng đội được, dù lịch rảnh hằng tuần ghi là rảnh.' : 'Những ngày thành viên đội không đi được. Không xếp được buổi cho người đang vắng.',
    absences: given.absences.map((absence) => ({
      officer: absence.displayName,
      time: absenceTime(absence),
      reason: absence.reason,
      removalAction: canRecordFor(actor, absence.userId) ? `/absences/${absence.id}/removal` : null,
    })),
    officers: [
      { value: '', label: 'Chọn người', selected: typed(values, 'userId') === '' },
      ...given.team.map(({ id, displayName }) => ({ value: id, label: displayName, selected: id === typed(values, 'userId') })),
    ],
    userId: isOwn ? actor.id : typed(values, 'userId'),
    values: { from: typed(values, 'from'), fromTime: typed(values, 'fromTime'), to: typed(values, 'to'), toTime: typed(values, 'toTime'), reason: typed(values, 'reason') },
    errors,
    summary: errorSummary(errors),
  };
}

/** 'thứ Năm 26/11' · 'thứ Năm 26/11, 18:00–20:30' · 'từ 26/11/2026 đến hết 28/11/2026'. */
export function absenceTime({ startsAt, endsAt }: Pick<AbsenceRecord, 'startsAt' | 'endsAt'>): string {
  const from = localDateOf(startsAt);
  const lastDay = localDateOf(new Date(endsAt.getTime() - 1));
  const [fromTime, toTime] = [localTimeOf(startsAt), localTimeOf(endsAt)];
  const isWholeDays = fromTime === '00:00' && toTime === '00:00';
  if (from === lastDay) return capitalise(`${weekdayName(from)} ${formatDayMonth(from)}${isWholeDays ? '' : `, ${fromTime}–${toTime === '00:00' ? '24:00' : toTime}`}`);
  return isWholeDays ? `Từ ${formatDate(from)} đến hết ${formatDate(lastDay)}` : `Từ ${fromTime} ${formatDate(from)} đến ${toTime} ${formatDate(localDateOf(endsAt))}`;
}
