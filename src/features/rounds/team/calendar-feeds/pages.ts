import { formatDateTime } from '../../../../shared/dates';
import { viewOf } from '../../../../web/page';

/**
 * @param since when the current address was created.
 * @param address the address just created, shown only this once; null if there is nothing to show.
 * @param isOnlyHere whether no phone may reach that address: the operator has not said where the site is.
 */
export const feedPage = (since: Date | null, address: string | null, { isOnlyHere = false } = {}) =>
  viewOf('rounds/team/calendar-feeds/index', {
    inForce: since ? `Đang dùng một địa chỉ, lập lúc ${formatDateTime(since)}.` : '',
    address: address === null ? null : { https: address, webcal: address.replace(/^https?:/, 'webcal:') },
    isOnlyHere,
  });
