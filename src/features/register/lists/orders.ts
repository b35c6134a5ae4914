import type { ListSubject } from '../../../generated/prisma/enums';
import { sql, type Sql } from '../../../shared/sql';
import { IS_UNVISITED } from './conditions';

/**
 * A part of a list in which every key has a value, so that rows can be compared key by key and an index can be scanned.
 */
export interface Segment {
  /** The condition that selects the segment's rows. */
  where: Sql | null;
  /** The joins that the keys need beside the list's own table. */
  joins: readonly Join[];
  /** Each key with the type its text is cast to when a page begins after it. The last key is unique. */
  keys: readonly (readonly [sql: string, type: 'text' | 'date' | 'boolean' | 'integer' | 'uuid'])[];
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

const IN_HOME = [
  [`h.walk_order`, 'text'],
  [`h.id`, 'uuid'],
  [`(m.relation <> 'head')`, 'boolean'],
  [`r.id`, 'uuid'],
] as const;
const HOMELESS: Segment = {
  where: null,
  isHomeless: true,
  joins: [],
  keys: [
    [`r.sort_name`, 'text'],
    [`r.id`, 'uuid'],
  ],
};
const VISITED_RESIDENTS = {
  where: null,
  joins: ['home', 'last-visit'],
  keys: [
    [`seen.last`, 'date'],
    [`h.walk_order`, 'text'],
    [`h.id`, 'uuid'],
    [`r.id`, 'uuid'],
  ],
} as const satisfies Segment;
const BORN: Segment = {
  where: sql`r.birth_date IS NOT NULL`,
  joins: [],
  keys: [
    [`r.birth_date`, 'date'],
    [`r.id`, 'uuid'],
  ],
};
const BORN_UNKNOWN: Segment = { where: sql`r.birth_date IS NULL`, joins: [], keys: [[`r.id`, 'uuid']] };
const UNVISITED_RESIDENTS: Segment = { where: IS_UNVISITED, joins: ['home'], keys: IN_HOME };

export const RESIDENT_ORDERS = {
  name: {
    label: 'Theo tên (A–Z)',
    segments: [
      {
        where: null,
        joins: [],
        keys: [
          [`r.sort_name`, 'text'],
          [`r.id`, 'uuid'],
        ],
      },
    ],
  },
  walk: { label: 'Theo thứ tự đi bộ, từng hộ', segments: [{ where: null, joins: ['home'], keys: IN_HOME }, HOMELESS] },
  oldest: { label: 'Cao tuổi nhất trước', segments: [BORN, BORN_UNKNOWN] },
  youngest: { label: 'Trẻ nhất trước', segments: [{ ...BORN, isDescending: true }, BORN_UNKNOWN] },
  waiting: { label: 'Lâu chưa đến nhất trước', segments: [UNVISITED_RESIDENTS, VISITED_RESIDENTS, HOMELESS] },
  recent: {
    label: 'Mới đến nhất trước',
    segments: [{ ...VISITED_RESIDENTS, isDescending: true }, UNVISITED_RESIDENTS, HOMELESS],
  },
} as const satisfies Record<string, Order>;

const DOOR_KEYS = [
  [`h.walk_order`, 'text'],
  [`h.id`, 'uuid'],
] as const;
const VISITED_HOUSEHOLDS = {
  where: null,
  joins: ['last-visit'],
  keys: [[`seen.last`, 'date'], ...DOOR_KEYS],
} as const satisfies Segment;
const UNVISITED_HOUSEHOLDS: Segment = { where: IS_UNVISITED, joins: [], keys: DOOR_KEYS };

export const HOUSEHOLD_ORDERS = {
  walk: { label: 'Theo thứ tự đi bộ', segments: [{ where: null, joins: [], keys: DOOR_KEYS }] },
  head: {
    label: 'Theo tên chủ hộ (A–Z)',
    segments: [
      {
        where: null,
        joins: ['head'],
        keys: [
          [`head.sort_name`, 'text'],
          [`h.id`, 'uuid'],
        ],
      },
      {
        where: sql`NOT EXISTS (SELECT 1 FROM household_membership own WHERE own.household_id = h.id AND own.valid_to IS NULL AND own.relation = 'head')`,
        joins: [],
        keys: DOOR_KEYS,
      },
    ],
  },
  code: {
    label: 'Theo mã hộ',
    segments: [
      // H2 before H12.
      {
        where: sql`h.code IS NOT NULL`,
        joins: [],
        keys: [
          [`length(h.code)`, 'integer'],
          [`h.code`, 'text'],
          [`h.id`, 'uuid'],
        ],
      },
      { where: sql`h.code IS NULL`, joins: [], keys: DOOR_KEYS },
    ],
  },
  waiting: { label: 'Lâu chưa đến nhất trước', segments: [UNVISITED_HOUSEHOLDS, VISITED_HOUSEHOLDS] },
  recent: {
    label: 'Mới đến nhất trước',
    segments: [{ ...VISITED_HOUSEHOLDS, isDescending: true }, UNVISITED_HOUSEHOLDS],
  },
} as const satisfies Record<string, Order>;

export const DEFAULT_ORDER: Record<ListSubject, string> = { residents: 'name', households: 'walk' };

export const ordersOf = (subject: ListSubject): Readonly<Record<string, Order>> =>
  subject === 'residents' ? RESIDENT_ORDERS : HOUSEHOLD_ORDERS;

/** The order with that name; the default order when there is none. */
export function orderOf(subject: ListSubject, name: string): Order {
  const orders = ordersOf(subject);
  return (Object.hasOwn(orders, name) ? orders[name] : undefined) ?? orders[DEFAULT_ORDER[subject]]!;
}
