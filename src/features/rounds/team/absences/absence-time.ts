import { formatDate, formatDayMonth, localDateOf, localTimeOf, weekdayName } from '../../../../shared/dates';
import { capitalise } from '../../../../shared/vietnamese-text';

/** 'thứ Năm 26/11' · 'thứ Năm 26/11, 18:00–20:30' · 'từ 26/11/2026 đến hết 28/11/2026'. */
export function absenceTime({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): string {
  const from = localDateOf(startsAt);
  const lastDay = localDateOf(new Date(endsAt.getTime() - 1));
  const [fromTime, toTime] = [localTimeOf(startsAt), localTimeOf(endsAt)];
  const isWholeDays = fromTime === '00:00' && toTime === '00:00';
  if (from === lastDay)
    return capitalise(
      `${weekdayName(from)} ${formatDayMonth(from)}${isWholeDays ? '' : `, ${fromTime}–${toTime === '00:00' ? '24:00' : toTime}`}`,
    );
  return isWholeDays
    ? `Từ ${formatDate(from)} đến hết ${formatDate(lastDay)}`
    : `Từ ${fromTime} ${formatDate(from)} đến ${toTime} ${formatDate(localDateOf(endsAt))}`;
}
