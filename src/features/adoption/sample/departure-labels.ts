import { z } from 'zod';
import { ResidenceStatus } from '../../../generated/prisma/enums';
import { formatDate } from '../../../shared/dates';
import { RESIDENCE_STATUSES } from '../../../shared/labels';
import { uncapitalise } from '../../../shared/vietnamese-text';

/** How a resident left the ward, and since when; `on` is null if the register does not say. */
export const DEPARTURE_ROW = z.object({ status: z.enum(ResidenceStatus), on: z.string().nullable() });
export type Departure = z.infer<typeof DEPARTURE_ROW>;

/** Why a resident is not called. */
export const UNWILLING = 'Người này đã nói không muốn trả lời khảo sát hoặc không muốn phường liên hệ.';

/** Why a reader may not call about a drawn use. */
export const OWN_ROW = 'Bạn ghi hoặc sửa lần dùng này: để người khác gọi.';

/** Why calls about a drawn use have ended. */
export const OBSTACLE_TEXTS = {
  removed: 'Lần dùng này đã bỏ khỏi sổ: không gọi nữa.',
  gone: 'Sổ ghi người này đã mất hoặc không còn ở phường: không gọi nữa.',
  unwilling: UNWILLING,
};

/** 'Đã mất'. A resident whose status says that they live here, but in no household, is gone as well. */
export function departureName({ status }: Departure): string {
  const isNamed = status === 'deceased' || status === 'moved_out' || status === 'absent';
  return isNamed ? RESIDENCE_STATUSES[status] : 'Không còn ở hộ nào của phường';
}

/** 'Sổ ghi người này đã mất từ ngày 20/11/2026: chỉ ghi được câu trả lời trước ngày đó.' */
export function departureSentence(departure: Departure): string {
  const what = `Sổ ghi người này ${uncapitalise(departureName(departure))}`;
  return departure.on === null
    ? `${what}, không rõ từ ngày nào: không ghi thêm câu trả lời.`
    : `${what} từ ngày ${formatDate(departure.on)}: chỉ ghi được câu trả lời trước ngày đó.`;
}
