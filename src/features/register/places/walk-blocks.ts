import { formatAddress, laneOf, type Address } from '../../../shared/address';
import { capitalise } from '../../../shared/vietnamese-text';
import { sideOf } from '../../../shared/door-number';
import { walkPath } from '../../../shared/walk-order';
import type { WalkItem } from './hand-order';

// The walk of a ward as nested blocks: streets, their sides, alleys, alleys inside alleys, and finally doors.

/** A door, or a lane represented by one of its doors, with its place in the ward's walk. */
export interface WalkRow {
  id: string;
  address: Address;
  laneKey: string;
  walkOrder: string;
  doors: number;
}

/** The manual places, by the path of the block in the natural order. */
export type HandOrders = ReadonlyMap<string, { handOrder: string | null; version: number }>;

/** An item directly inside a block: a door, or a block with all its doors. */
export interface BlockItem extends WalkItem {
  label: string;
  isByHand: boolean;
  doors: number;
  /**
   * The lanes in the item, in walking order: its own if it has doors of its own, and those further inside. Empty for a
   * door.
   */
  lanes: { key: string; label: string; doors: number; isOwn: boolean }[];
}

/** Where a block begins in the ward's walk, including manual moves: the prefix of all keys in it. */
export const beginOf = (blocks: readonly string[], orders: HandOrders): string =>
  blocks.map((block, index) => orders.get(blocks.slice(0, index + 1).join(''))?.handOrder ?? block).join('');

/** The first key after all keys with the prefix `begin`, which ends in a space; null for the whole ward. */
export const endOf = (begin: string): string | null => (begin === '' ? null : `${begin.slice(0, -1)}!`);

/**
 * The items directly inside the block `path`, in walking order.
 * @param rows everything in the block, in walking order: doors, or lanes with their number of doors.
 */
export function itemsOf(path: readonly string[], rows: readonly WalkRow[], orders: HandOrders): BlockItem[] {
  const begin = beginOf(path, orders).length;
  const items = new Map<string, BlockItem>();
  for (const row of rows) {
    const { blocks, door } = walkPath(row.address);
    const block = blocks[path.length];
    const id = block === undefined ? row.id : `${path.join('')}${block}`;
    const byHand = block === undefined ? null : (orders.get(id)?.handOrder ?? null);
    let item = items.get(id);
    if (!item) {
      const key = block === undefined ? row.walkOrder.slice(begin) : (byHand ?? block);
      item = {
        id,
        key,
        natural: block ?? door,
        isBlock: block !== undefined,
        isByHand: block === undefined ? key !== door : byHand !== null,
        label: block === undefined ? formatAddress(row.address) : blockLabel(row.address, path.length),
        doors: 0,
        lanes: [],
      };
      items.set(id, item);
    }
    item.doors += row.doors;
    if (block !== undefined) addLane(item, row, blocks.length === path.length + 1);
  }
  return [...items.values()].map((item) => ({
    ...item,
    label: item.label || (item.lanes.length === 1 ? item.lanes[0]!.label : 'Nhà, khu tập thể'),
  }));
}

function addLane({ lanes }: BlockItem, { laneKey, address, doors }: WalkRow, isOwn: boolean): void {
  const lane = lanes.find((one) => one.key === laneKey);
  if (lane) lane.doors += doors;
  else lanes.push({ key: laneKey, label: laneOf(address).label, doors, isOwn });
}

/** The name of the block at a depth on the way to a door: 0 the street, 1 its side, then one level for each alley. */
function blockLabel(address: Address, depth: number): string {
  const { ngo, ngach, hem, street, building, houseNumber } = address;
  const alleys = [
    ['ngo', ngo],
    ['ngach', ngach],
    ['hem', hem],
  ].filter(([, plate]) => plate !== '') as ['ngo' | 'ngach' | 'hem', string][];
  const outside = { ...address, ngo: '', ngach: '', hem: '', building: '', floor: '', room: '' };
  if (depth === 0) return placeLabel(address);
  const isNamed = walkPath(address).blocks[1]!.startsWith('3 ');
  const innermost = depth - (isNamed ? 1 : 2);
  const alley = alleys[innermost];
  if (alley)
    return laneOf({ ...outside, houseNumber: '', ...Object.fromEntries(alleys.slice(0, innermost + 1)) }).label;
  if (depth > 1) return laneOf(address).label;
  // Apartment blocks without a street go by their own name if they have one, otherwise by their kind.
  if (!street) return building ? '' : 'Chưa rõ phố';
  const number = alleys[0]?.[1] ?? houseNumber;
  return sideOf(number) === 'none'
    ? 'Cửa chưa rõ bên nào, khu tập thể'
    : laneOf({ ...outside, houseNumber: number }).label;
}

/** 'Phố Trúc Bạch', or the name of the place where no street is known. */
export function placeLabel({ street, ngo, building }: Address): string {
  if (street) return `Phố ${street}`;
  if (ngo && !/^\p{L}{0,2}\d/u.test(ngo)) return `Ngõ ${ngo}`;
  const estate = building.replace(/^.*tập thể /, '');
  return estate ? capitalise(estate === building ? `tòa ${building}` : `khu tập thể ${estate}`) : 'Chưa rõ phố';
}

/** The part of a sort key that identifies a door's street: 'truc-bach', '~' when no street is known. */
export const placeKeyOf = (address: Address): string => walkPath(address).blocks[0]!.trimEnd();
