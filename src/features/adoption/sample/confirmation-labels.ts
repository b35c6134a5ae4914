import { UNWILLING } from './departure-labels';

/** Why a reader may not call. */
export const OWN_ROW = 'Bạn ghi hoặc sửa lần dùng này: để người khác gọi.';

/** Why nobody calls about a drawn use any more. */
export const OBSTACLE_TEXTS = {
  removed: 'Lần dùng này đã bỏ khỏi sổ: không gọi nữa.',
  gone: 'Sổ ghi người này đã mất hoặc không còn ở phường: không gọi nữa.',
  unwilling: UNWILLING,
};
