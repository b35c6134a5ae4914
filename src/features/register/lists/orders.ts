import type { ListSubject } from '../../../generated/prisma/enums';
import { sql, type Sql } from '../../../shared/sql';
import { IS_UNVISITED } from './conditions';

/** In order, each key with the type its text is cast to when a page begins after it. The last key is unique. */
type Keys = Readonly<Record<string, 'text' | 'date' | 'boolean' | 'integer' | 'uuid'>>;

/**
 * A part of a list in which every key has a value, so that rows can be compared key by key and an index can be scanned.
 */
export interface Segment {
  keys: Keys;
  /** The condition that selects the segment's rows. */
  where: Sql | null;
  /** The joins that the keys need beside the list's own table. */
  joins: readonly Join[];
  /** Contains only people without a household. */
  isHomeless?: boolean;
  /** Sorted in descending order. */
  isDescending?: boolean;
}

export type Join = 'home' | 'last-visit' | 'head';

export interface Order {
  label: string;
  /** In sequence; together they contain every row exactly once. */
  segments: readonly Segment[];
}

const segment = (keys: Keys, rest: Partial<Segment> = {}): Segment => ({ keys, where: null, joins: [], ...rest });
const fromTheEnd = (of: Segment): Segment => ({ ...of, isDescending: true });

const BY_NAME: Keys = { 'r.sort_name': 'text', 'r.id': 'uuid' };
const BY_DOOR: Keys = { 'h.walk_order': 'text', 'h.id': 'uuid' };
const IN_HOME: Keys = { ...BY_DOOR, "(m.relation <> 'head')": 'boolean', 'r.id': 'uuid' };

const HOMELESS = segment(BY_NAME, { isHomeless: true });
const VISITED_RESIDENTS = segment(
  { 'seen.last': 'date', ...BY_DOOR, 'r.id': 'uuid' },
  { joins: ['home', 'last-visit'] },
);
const UNVISITED_RESIDENTS = segment(IN_HOME, { where: IS_UNVISITED, joins: ['home'] });
const BORN = segment({ 'r.birth_date': 'date', 'r.id': 'uuid' }, { where: sql`r.birth_date IS NOT NULL` });
const BORN_UNKNOWN = segment({ 'r.id': 'uuid' }, { where: sql`r.birth_date IS NULL` });

export const RESIDENT_ORDERS: Readonly<Record<string, Order>> = {
  name: { label: 'Theo tên (A–Z)', segments: [segment(BY_NAME)] },
  walk: { label: 'Theo thứ tự đi bộ, từng hộ', segments: [segment(IN_HOME, { joins: ['home'] }), HOMELESS] },
  oldest: { label: 'Cao tuổi nhất trước', segments: [BORN, BORN_UNKNOWN] },
  youngest: { label: 'Trẻ nhất trước', segments: [fromTheEnd(BORN), BORN_UNKNOWN] },
  waiting: { label: 'Lâu chưa đến nhất trước', segments: [UNVISITED_RESIDENTS, VISITED_RESIDENTS, HOMELESS] },
  recent: { label: 'Mới đến nhất trước', segments: [fromTheEnd(VISITED_RESIDENTS), UNVISITED_RESIDENTS, HOMELESS] },
};

const VISITED_HOUSEHOLDS = segment({ 'seen.last': 'date', ...BY_DOOR }, { joins: ['last-visit'] });
const UNVISITED_HOUSEHOLDS = segment(BY_DOOR, { where: IS_UNVISITED });
const HEADED = segment({ 'head.sort_name': 'text', 'h.id': 'uuid' }, { joins: ['head'] });
const HEADLESS = segment(BY_DOOR, {
  where: sql`NOT EXISTS (SELECT 1 FROM household_membership own WHERE own.household_id = h.id AND own.valid_to IS NULL AND own.relation = 'head')`,
});
// H2 before H12.
const CODED = segment(
  { 'length(h.code)': 'integer', 'h.code': 'text', 'h.id': 'uuid' },
  { where: sql`h.code IS NOT NULL` },
);
const UNCODED = segment(BY_DOOR, { where: sql`h.code IS NULL` });

export const HOUSEHOLD_ORDERS: Readonly<Record<string, Order>> = {
  walk: { label: 'Theo thứ tự đi bộ', segments: [segment(BY_DOOR)] },
  head: { label: 'Theo tên chủ hộ (A–Z)', segments: [HEADED, HEADLESS] },
  code: { label: 'Theo mã hộ', segments: [CODED, UNCODED] },
  waiting: { label: 'Lâu chưa đến nhất trước', segments: [UNVISITED_HOUSEHOLDS, VISITED_HOUSEHOLDS] },
  recent: { label: 'Mới đến nhất trước', segments: [fromTheEnd(VISITED_HOUSEHOLDS), UNVISITED_HOUSEHOLDS] },
};

export const DEFAULT_ORDER: Record<ListSubject, string> = { residents: 'name', households: 'walk' };

export const ordersOf = (subject: ListSubject) => (subject === 'residents' ? RESIDENT_ORDERS : HOUSEHOLD_ORDERS);

/** The order with that name; the default order when there is none. */
export function orderOf(subject: ListSubject, name: string): Order {
  const orders = ordersOf(subject);
  return (Object.hasOwn(orders, name) ? orders[name] : undefined) ?? orders[DEFAULT_ORDER[subject]]!;
}
