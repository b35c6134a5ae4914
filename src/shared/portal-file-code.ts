import { formatDate, isRealDate, type LocalDate } from './dates';

export type PortalFileCodeResult = { ok: true; value: string; warning?: string } | { ok: false; message: string };

/** {unit}-{yymmdd}-{number of the day}, e.g. H26.12.3-261124-0007. */
const STRICT = /^[A-Z0-9][A-Z0-9.]*-(\d{2})(\d{2})(\d{2})-\d{3,8}$/;
const LOOSE = /^[A-Z0-9][A-Z0-9./-]{4,60}$/;
const EXAMPLE = 'H26.12.3-261124-0007';

/**
 * Checks the code of an application on the national portal (mã hồ sơ). `value` is trimmed and upper case, with long
 * dashes as hyphens. Codes come from many systems, so an unusual form, an unreal date or a date after `today` (a day in
 * Việt Nam) only gives a warning; only a text that no system would issue is refused. Form: unit, day, number of the
 * day, as the portals print it.
 */
export function checkPortalFileCode(text: string, today: LocalDate): PortalFileCodeResult {
  const value = readPortalFileCode(text);
  if (value === null) {
    return {
      ok: false,
      message: `Mã hồ sơ có từ 5 đến 61 ký tự, chỉ gồm chữ không dấu, số, dấu chấm, gạch ngang và gạch chéo. Ví dụ: ${EXAMPLE}.`,
    };
  }
  const warning = warningFor(value, today);
  return warning === null ? { ok: true, value } : { ok: true, value, warning };
}

/** The stored form of a text that can be a code; null for one that no system would issue, such as a name. */
export function readPortalFileCode(text: string): string | null {
  const value = normalisePortalFileCode(text);
  return LOOSE.test(value) ? value : null;
}

/** The stored form of a code: trimmed, upper case, long dashes as hyphens. Does not check the code. */
export const normalisePortalFileCode = (text: string): string =>
  text
    .trim()
    .toUpperCase()
    .replace(/[‐‑–—]/g, '-');

function warningFor(value: string, today: LocalDate): string | null {
  const match = STRICT.exec(value);
  if (!match) return `Mã hồ sơ không theo dạng thường gặp (ví dụ ${EXAMPLE}). Xem lại giấy hẹn.`;
  const date = `20${match[1]}-${match[2]}-${match[3]}`;
  if (!isRealDate(date)) return 'Sáu số chỉ ngày trong mã hồ sơ không phải là một ngày có thật. Xem lại giấy hẹn.';
  return date > today ? `Mã hồ sơ mang ngày ${formatDate(date)}, sau hôm nay. Xem lại giấy hẹn.` : null;
}
