import { formatDateTime } from '../../../../shared/dates';
import { definePage } from '../../../../web/page';

interface FeedModel {
  /** 'Đang dùng một địa chỉ, lập lúc …'; '' without one. */
  inForce: string;
  /** The address just created: shown only this once. */
  address: { https: string; webcal: string } | null;
  /** Whether no phone may reach that address: the operator has not said where the site is. */
  isOnlyHere: boolean;
}

export const feedPage = definePage<FeedModel>('rounds/team/calendar-feeds/index');

/**
 * @param since when the current address was created.
 * @param address the address just created; null if there is nothing to show.
 */
export function feedModel(since: Date | null, address: string | null, { isOnlyHere = false } = {}): FeedModel {
  return {
    inForce: since ? `Đang dùng một địa chỉ, lập lúc ${formatDateTime(since)}.` : '',
    address: address === null ? null : { https: address, webcal: address.replace(/^https?:/, 'webcal:') },
    isOnlyHere,
  };
}
