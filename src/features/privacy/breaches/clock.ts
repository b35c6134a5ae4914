/** Luật 91/2025/QH15, Điều 23: hours from the discovery within which the authority is notified, days off included. */
export const NOTICE_HOURS = 72;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The last instant for the notice. */
export const noticeDueAt = (discoveredAt: Date): Date => new Date(discoveredAt.getTime() + NOTICE_HOURS * HOUR_MS);

/** What is left of the hours: 'còn 31 giờ', 'quá 5 giờ'; minutes within an hour of the end. Begun hours do not count. */
export function clockOf(discoveredAt: Date, now: Date): { isLate: boolean; words: string } {
  const left = noticeDueAt(discoveredAt).getTime() - now.getTime();
  const isLate = left < 0;
  const away = Math.abs(left);
  const amount = away < HOUR_MS ? `${Math.floor(away / MINUTE_MS)} phút` : `${Math.floor(away / HOUR_MS)} giờ`;
  return { isLate, words: `${isLate ? 'quá' : 'còn'} ${amount}` };
}
