import { addDays, addMonths, type LocalDate } from '../../shared/dates';
import { LIVING_HERE } from '../../shared/labels';
import { ANY_STATUS, NO_GROUP, NO_HOUSEHOLD, type HouseholdFilterKey, type ListFilter, type ResidentFilterKey } from './filters';

// What each filter asks of the database: fixed pieces of SQL about a resident `r`, a current membership `m` or a
// household `h`. What was chosen goes into parameters, or chooses between pieces; nothing typed becomes part of a text.

/** Collects the values of one statement; the text holds only their places. $1 is always the ward. */
export class Parameters {
  readonly values: unknown[];

  constructor(wardId: string) {
    this.values = [wardId];
  }

  /** Gives the value's place in the text; `type` where PostgreSQL could not tell. */
  add(value: unknown, type: 'date' | 'uuid' | 'text' | 'text[]' | 'boolean' | 'integer' | 'residence_status[]'): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

interface Asked {
  parameters: Parameters;
  today: LocalDate;
}

type Condition = (values: readonly string[], asked: Asked) => string | null;

/** Filters that speak of the household `h`, also on the list of people. */
const OF_DOOR = {
  group: ([value], { parameters }) => (value === NO_GROUP ? 'h.residential_group_id IS NULL' : `h.residential_group_id = ${parameters.add(value, 'uuid')}`),
  lane: ([value], { parameters }) => `h.lane_key = ${parameters.add(value, 'text')}`,
  door: ([value], { parameters, today }) => `${doorStateSql(parameters.add(today, 'date'))} = ${parameters.add(value, 'text')}`,
  met: ([value]) => `${value === 'no' ? 'NOT ' : ''}EXISTS (SELECT 1 FROM visit v WHERE v.household_id = h.id AND v.outcome = 'met')`,
  visit: ([value = ''], { parameters, today }) => {
    if (value === 'never') return 'NOT EXISTS (SELECT 1 FROM visit v WHERE v.household_id = h.id)';
    const [side, days] = value.split('_');
    const isWithin = `EXISTS (SELECT 1 FROM visit v WHERE v.household_id = h.id AND v.visited_on > ${parameters.add(addDays(today, -Number(days)), 'date')})`;
    return side === 'within' ? isWithin : `NOT ${isWithin}`;
  },
} satisfies Partial<Record<ResidentFilterKey & HouseholdFilterKey, Condition>>;

type OfDoor = keyof typeof OF_DOOR;

const OF_RESIDENT: Record<Exclude<ResidentFilterKey, OfDoor | 'status'>, Condition> = {
  // Somebody of whom only the year is known counts as born on 1 January of it, as in shared/dates.ts.
  ageFrom: ([age], { parameters, today }) => `r.birth_date <= ${parameters.add(addMonths(today, -12 * Number(age)), 'date')}`,
  ageTo: ([age], { parameters, today }) => `r.birth_date > ${parameters.add(addMonths(today, -12 * (Number(age) + 1)), 'date')}`,
  born: ([value]) => (value === 'unknown' ? 'r.birth_precision IS NULL' : value === 'year' ? `r.birth_precision = 'year'` : `r.birth_precision = 'day'`),
  gender: ([value]) => (value === 'unknown' ? 'r.gender IS NULL' : value === 'female' ? `r.gender = 'female'` : `r.gender = 'male'`),
  relation: ([value], { parameters }) => (value === NO_HOUSEHOLD
    ? 'NOT EXISTS (SELECT 1 FROM household_membership own WHERE own.resident_id = r.id AND own.valid_to IS NULL)'
    : `EXISTS (SELECT 1 FROM household_membership own WHERE own.resident_id = r.id AND own.valid_to IS NULL AND own.relation::text = ${parameters.add(value, 'text')})`),
  need: (values, asked) => `r.id IN (${havingAllNeeds('resident_id', values, asked)})`,
  vneid: ([value], { parameters }) => (value === 'unknown'
    ? `NOT EXISTS (SELECT 1 FROM readiness f WHERE f.resident_id = r.id AND f.is_latest AND f.vneid_level <> 'unknown')`
    : `EXISTS (SELECT 1 FROM readiness f WHERE f.resident_id = r.id AND f.is_latest AND f.vneid_level::text = ${parameters.add(value, 'text')})`),
  phone: ([value]) => (value === 'no' ? 'r.phone IS NULL' : 'r.phone IS NOT NULL'),
  number: ([value]) => (value === 'no' ? 'r.national_number_hash IS NULL' : 'r.national_number_hash IS NOT NULL'),
  helped: ([value = ''], { parameters, today }) => {
    const [, days] = value.split('_');
    const since = days ? ` AND v.visited_on > ${parameters.add(addDays(today, -Number(days)), 'date')}` : '';
    return `${value === 'never' ? 'NOT ' : ''}EXISTS (SELECT 1 FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id WHERE a.resident_id = r.id${since})`;
  },
  used: ([value], asked) => {
    const by = usesOf('u.resident_id = r.id', asked);
    if (value === 'done_for_only') return `${by('')} AND NOT ${by(OWN_USE)}`;
    return value === 'none' ? `NOT ${by(OWN_USE)}` : by(OWN_USE);
  },
};

const OF_HOUSEHOLD: Record<Exclude<HouseholdFilterKey, OfDoor>, Condition> = {
  occupancy: ([value], { parameters }) => `h.occupancy::text = ${parameters.add(value, 'text')}`,
  head: ([value]) => (value === 'yes' ? HAS_HEAD : `${HAS_MEMBER} AND NOT ${HAS_HEAD}`),
  size: ([value]) => {
    const count = '(SELECT count(*) FROM household_membership own WHERE own.household_id = h.id AND own.valid_to IS NULL)';
    return { none: `NOT ${HAS_MEMBER}`, one: `${count} = 1`, some: `${count} BETWEEN 2 AND 4`, many: `${count} >= 5` }[value ?? ''] ?? null;
  },
  code: ([value]) => (value === 'no' ? 'h.code IS NULL' : 'h.code IS NOT NULL'),
  need: (values, asked) => `h.id IN (${havingAllNeeds('household_id', values, asked)})`,
  used: ([value], asked) => {
    const isMember = 'u.resident_id IN (SELECT own.resident_id FROM household_membership own WHERE own.household_id = h.id AND own.valid_to IS NULL)';
    const isUsed = usesOf(isMember, asked)(OWN_USE);
    return value === 'none' ? `NOT ${isUsed}` : isUsed;
  },
};

const HAS_MEMBER = 'EXISTS (SELECT 1 FROM household_membership own WHERE own.household_id = h.id AND own.valid_to IS NULL)';
const HAS_HEAD = `EXISTS (SELECT 1 FROM household_membership own WHERE own.household_id = h.id AND own.valid_to IS NULL AND own.relation = 'head')`;

/** By oneself, with help or by the family: docs/adr/0008. */
const OWN_USE = ` AND u.how <> 'done_for'`;

/** Uses of the Portal in the 12 months up to today, the window of the chairman's figures. */
function usesOf(whose: string, { parameters, today }: Asked): (further: string) => string {
  const window = `u.used_on BETWEEN ${parameters.add(addDays(addMonths(today, -12), 1), 'date')} AND ${parameters.add(today, 'date')}`;
  return (further) => `EXISTS (SELECT 1 FROM portal_use u WHERE ${whose} AND ${window}${further})`;
}

/** Ids of those who have every one of the needs; a household has those of all its people. */
function havingAllNeeds(whose: 'resident_id' | 'household_id', needs: readonly string[], { parameters, today }: Asked): string {
  return `SELECT n.${whose} FROM resident_needs($1, ${parameters.add(today, 'date')}) n WHERE n.need = ANY (${parameters.add(needs, 'text[]')})
    GROUP BY n.${whose} HAVING count(DISTINCT n.need) = ${parameters.add(needs.length, 'integer')}`;
}

/** How the door `h` stands, by the rules of households/door-state.ts (a test compares the two). */
export function doorStateSql(today: string): string {
  return `(SELECT CASE
      WHEN h.occupancy <> 'occupied' THEN 'vacant'
      WHEN EXISTS (SELECT 1 FROM household_pause p WHERE p.household_id = h.id AND p.lifted_at IS NULL
        AND p.paused_from <= ${today} AND (p.paused_until IS NULL OR p.paused_until >= ${today})) THEN 'paused'
      WHEN d.last = 'refused' THEN 'refused' WHEN d.was_helped THEN 'helped' WHEN d.was_met THEN 'met' WHEN d.last IS NULL THEN 'never' ELSE 'away' END
    FROM (SELECT (array_agg(v.outcome ORDER BY v.arrived_at DESC))[1] AS last, bool_or(v.outcome = 'met') AS was_met,
        bool_or(EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id)) AS was_helped
      FROM visit v WHERE v.household_id = h.id) d)`;
}

export interface Conditions {
  sql: string[];
  /** Some of them speak of the household `h`. */
  needsHome: boolean;
}

/** The conditions of a filter on people. Without a status only those who live in the ward are meant. */
export function residentConditions(filter: ListFilter, asked: Asked): Conditions {
  const { parameters } = asked;
  const [status] = filter.status ?? [];
  const sql = status === ANY_STATUS ? [] : [`r.residence_status = ANY (${parameters.add(status ? [status] : LIVING_HERE, 'residence_status[]')})`];
  return { sql: [...sql, ...build(OF_RESIDENT, filter, asked), ...build(OF_DOOR, filter, asked)], needsHome: Object.keys(OF_DOOR).some((key) => key in filter) };
}

export function householdConditions(filter: ListFilter, asked: Asked): Conditions {
  return { sql: [...build(OF_HOUSEHOLD, filter, asked), ...build(OF_DOOR, filter, asked)], needsHome: false };
}

/** In the order of the table, so that the same filters always give the same text. */
function build(conditions: Readonly<Record<string, Condition>>, filter: ListFilter, asked: Asked): string[] {
  return Object.entries(conditions).flatMap(([key, condition]) => {
    const values = filter[key as keyof ListFilter];
    const sql = values ? condition(values, asked) : null;
    return sql ? [sql] : [];
  });
}
