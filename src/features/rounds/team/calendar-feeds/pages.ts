import { formatDateTime } from '../../../../shared/dates';
import { definePage } from '../../../../web/page';

interface FeedModel {
  /** 'Đang dùng một địa chỉ, lập lúc …'; '' without one. */
  inForce: string;
  /** The address just made: shown this once. */
  address: { https: string; webcal: string } | null;
}

export const feedPage = definePage<FeedModel>('rounds/team/calendar-feeds/index');

/**
 * @param since since when an address is in force.
 * @param address the address as it was just made, null when there is nothing to show.
 */
export function feedModel(since: Date | null, address: string | null): FeedModel {
  return {
    inForce: since ? `Đang dùng một địa chỉ, lập lúc ${formatDateTime(since)}.` : '',
    address: address === null ? null : { https: address, webcal: address.replace(/^https?:/, 'webcal:') },
  };
}
