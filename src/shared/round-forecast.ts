import { localDateOf, localTimeOf } from './dates';

/** 'Dự kiến xong 20:10' with so many doors left; '' once the round is over or would last past midnight. */
export function roundForecast(
  { startsAt, endsAt, minutesPerDoor }: { startsAt: Date; endsAt: Date; minutesPerDoor: number },
  left: number,
  now: Date,
): string {
  const finishedAt = new Date(Math.max(now.getTime(), startsAt.getTime()) + left * minutesPerDoor * 60_000);
  const isUnderWay = left > 0 && now < endsAt && localDateOf(finishedAt) === localDateOf(now);
  return isUnderWay ? `Dự kiến xong ${localTimeOf(finishedAt)}` : '';
}
