import { raw } from '../../../shared/sql';
import { addDays, addMonths, type LocalDate } from '../../../shared/dates';
import { LIVING_HERE } from '../../../shared/living-here';
import { pausesOn } from '../../../shared/pauses';
import { IS_WARD_DOOR, MET_SOMEBODY } from '../households/counted-doors';
import {
  ANY_STATUS,
  NO_GROUP,
  NO_HOUSEHOLD,
  type HouseholdFilterKey,
  type ListFilter,
  type ResidentFilterKey,
} from './filters';

// The SQL of each filter: fixed fragments about a resident `r`, a current membership `m` or a household `h`. A selected
// value becomes a parameter or selects between fragments; no user input becomes part of the SQL text.

/** Collects the parameters of one statement; the text contains only placeholders. $1 is always the ward. */
export class Parameters {
  readonly values: unknown[];

  constructor(wardId: string) {
    this.values = [wardId];
  }

  /** Adds a value and returns its placeholder, cast to `type` because PostgreSQL cannot always infer it. */
  add(
    value: unknown,
    type:
      | 'date'
      | 'uuid'
      | 'text'
      | 'text[]'
      | 'boolean'
      | 'integer'
      | 'residence_status[]'
      | 'vneid_level'
      | 'household_relation'
      | 'household_occupancy',
  ): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

interface Asked {
  parameters: Parameters;
  today: LocalDate;
}

type Condition = (values: readonly string[], asked: Asked) => string | null;

/**
 * True if such a row exists, checked row by row through an index. Without OFFSET 0 the planner may turn it into a join,
 * misjudge its size because the values are unknown, and occasionally choose a plan that takes minutes.
 */
function hasRow(query: string): string {
  return `EXISTS (SELECT 1 FROM ${query} OFFSET 0)`;
}

/** The same for a condition without a lookup: the planner then expects half of all rows to match, never almost none. */
function opaque(condition: string): string {
  return `CASE WHEN ${condition} THEN true ELSE false END`;
}

/** Filters on columns of the household `h`; also used for the list of people. */
const OF_PLACE = {
  group: ([value], { parameters }) =>
    value === NO_GROUP ? 'h.residential_group_id IS NULL' : `h.residential_group_id = ${parameters.add(value, 'uuid')}`,
  lane: ([value], { parameters }) => `h.lane_key = ${parameters.add(value, 'text')}`,
} satisfies Partial<Record<ResidentFilterKey & HouseholdFilterKey, Condition>>;

/** Filters on the results of visits at the household `h`. */
const OF_VISITS = {
  door: ([value], { parameters, today }) =>
    opaque(`${doorStateSql(parameters.add(today, 'date'))} = ${parameters.add(value, 'text')}`),
  met: ([value]) =>
    `${IS_WARD_DOOR.text} AND ${value === 'no' ? 'NOT ' : ''}${hasRow(`visit v WHERE v.household_id = h.id AND ${MET_SOMEBODY.text}`)}`,
  visit: ([value = ''], { parameters, today }) => {
    if (value === 'never') return `NOT ${hasRow('visit v WHERE v.household_id = h.id')}`;
    const [side, days] = value.split('_');
    const isWithin = hasRow(
      `visit v WHERE v.household_id = h.id AND v.visited_on > ${parameters.add(addDays(today, -Number(days)), 'date')}`,
    );
    return side === 'within' ? isWithin : `NOT ${isWithin}`;
  },
} satisfies Partial<Record<ResidentFilterKey & HouseholdFilterKey, Condition>>;

type OfHome = keyof typeof OF_PLACE | keyof typeof OF_VISITS;

const OF_RESIDENT: Record<Exclude<ResidentFilterKey, OfHome | 'status'>, Condition> = {
  // A person with only a birth year counts as born on 1 January, as in shared/dates.ts.
  ageFrom: ([age], { parameters, today }) =>
    `r.birth_date <= ${parameters.add(addMonths(today, -12 * Number(age)), 'date')}`,
  ageTo: ([age], { parameters, today }) =>
    `r.birth_date > ${parameters.add(addMonths(today, -12 * (Number(age) + 1)), 'date')}`,
  born: ([value]) => {
    if (value === 'unknown') return 'r.birth_precision IS NULL';
    return value === 'year' ? `r.birth_precision = 'year'` : `r.birth_precision = 'day'`;
  },
  gender: ([value]) => {
    if (value === 'unknown') return 'r.gender IS NULL';
    return value === 'female' ? `r.gender = 'female'` : `r.gender = 'male'`;
  },
  relation: ([value], { parameters }) =>
    value === NO_HOUSEHOLD ? null : `m.relation = ${parameters.add(value, 'household_relation')}`,
  need: (values, asked) => hasAllNeeds('r.id', 'resident_id', values, asked),
  vneid: ([value], { parameters }) =>
    value === 'unknown'
      ? `NOT ${hasRow(`readiness f WHERE f.resident_id = r.id AND f.is_latest AND f.vneid_level <> 'unknown'`)}`
      : hasRow(
          `readiness f WHERE f.resident_id = r.id AND f.is_latest AND f.vneid_level = ${parameters.add(value, 'vneid_level')}`,
        ),
  phone: ([value]) => (value === 'no' ? 'r.phone IS NULL' : 'r.phone IS NOT NULL'),
  number: ([value]) => (value === 'no' ? 'r.national_number_hash IS NULL' : 'r.national_number_hash IS NOT NULL'),
  helped: ([value = ''], { parameters, today }) => {
    const [, days] = value.split('_');
    const since = days ? ` AND v.visited_on > ${parameters.add(addDays(today, -Number(days)), 'date')}` : '';
    return `${value === 'never' ? 'NOT ' : ''}${hasRow(`assisted_procedure a JOIN visit v ON v.id = a.visit_id WHERE a.resident_id = r.id${since}`)}`;
  },
  used: ([value], asked) => {
    const use = `portal_use u WHERE u.resident_id = r.id AND ${inTwelveMonths(asked)}`;
    if (value === 'done_for_only') return `${hasRow(use)} AND NOT ${hasRow(use + OWN_USE)}`;
    return `${value === 'none' ? 'NOT ' : ''}${hasRow(use + OWN_USE)}`;
  },
};

const OF_HOUSEHOLD: Record<Exclude<HouseholdFilterKey, OfHome>, Condition> = {
  occupancy: ([value], { parameters }) => `h.occupancy = ${parameters.add(value, 'household_occupancy')}`,
  head: ([value]) => (value === 'yes' ? HAS_HEAD : `${HAS_MEMBER} AND NOT ${HAS_HEAD}`),
  size: ([value]) => {
    const count = `(SELECT count(*) FROM ${MEMBERSHIP_IN_HOUSEHOLD})`;
    const size = { one: '= 1', some: 'BETWEEN 2 AND 4', many: '>= 5' }[value ?? ''];
    return size ? opaque(`${count} ${size}`) : `NOT ${HAS_MEMBER}`;
  },
  code: ([value]) => (value === 'no' ? 'h.code IS NULL' : 'h.code IS NOT NULL'),
  need: (values, asked) => hasAllNeeds('h.id', 'household_id', values, asked),
  used: ([value], asked) => {
    const use = hasRow(`portal_use u WHERE u.resident_id = own.resident_id AND ${inTwelveMonths(asked)}${OWN_USE}`);
    return `${value === 'none' ? 'NOT ' : ''}${hasRow(`${MEMBERSHIP_IN_HOUSEHOLD} AND ${use}`)}`;
  },
};

const MEMBERSHIP_IN_HOUSEHOLD = 'household_membership own WHERE own.household_id = h.id AND own.valid_to IS NULL';
const HAS_MEMBER = hasRow(MEMBERSHIP_IN_HOUSEHOLD);
const HAS_HEAD = hasRow(`${MEMBERSHIP_IN_HOUSEHOLD} AND own.relation = 'head'`);

/** The segment of an order with the doors that were never visited. */
export const IS_UNVISITED = `NOT ${hasRow('visit seen WHERE seen.household_id = h.id')}`;

/** Use by any holder of the phone except the team, also an unknown one: docs/adr/0008. */
const OWN_USE = ` AND u.how <> 'done_for'`;

/** The 12 months up to today, the same window as in the chairman's figures. */
function inTwelveMonths({ parameters, today }: Asked): string {
  return `u.used_on BETWEEN ${parameters.add(addDays(addMonths(today, -12), 1), 'date')} AND ${parameters.add(today, 'date')}`;
}

/**
 * True for those who have all of the needs; a household has the needs of all its people. Computed once for the ward,
 * then looked up.
 */
function hasAllNeeds(
  id: 'r.id' | 'h.id',
  whose: 'resident_id' | 'household_id',
  needs: readonly string[],
  { parameters, today }: Asked,
): string {
  return opaque(`${id} IN (SELECT n.${whose} FROM resident_needs($1, ${parameters.add(today, 'date')}) n WHERE n.need = ANY (${parameters.add(needs, 'text[]')})
    GROUP BY n.${whose} HAVING count(DISTINCT n.need) = ${parameters.add(needs.length, 'integer')})`);
}

/** The state of the door `h`, by the rules of households/door-state.ts (a test compares the two). */
export function doorStateSql(today: string): string {
  return `(SELECT CASE
      WHEN h.occupancy <> 'occupied' THEN 'vacant'
      WHEN EXISTS (SELECT 1 FROM ${pausesOn(raw(today)).text} p WHERE p.household_id = h.id) THEN 'paused'
      WHEN d.last = 'refused' THEN 'refused' WHEN d.was_helped THEN 'helped' WHEN d.was_met THEN 'met' WHEN d.last IS NULL THEN 'never' ELSE 'away' END
    FROM (SELECT (array_agg(v.outcome ORDER BY v.arrived_at DESC))[1] AS last, bool_or(${MET_SOMEBODY.text}) AS was_met,
        bool_or(EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id)) AS was_helped
      FROM visit v WHERE v.household_id = h.id) d)`;
}

interface Conditions {
  sql: string[];
  /** Some conditions refer to the membership `m` or the household `h` of a person. */
  needsHome: boolean;
}

/** The conditions of a filter on people. Without a status filter, only people who live in the ward. */
export function residentConditions(filter: ListFilter, asked: Asked): Conditions {
  const homes = homesOf(filter);
  // No resident can both live at a door and belong to no household.
  if (homes === 'homeless' && asksForDoor(filter)) return { sql: ['false'], needsHome: false };
  const { parameters } = asked;
  const [status] = filter.status ?? [];
  const ofStatus =
    status === ANY_STATUS
      ? []
      : [`r.residence_status = ANY (${parameters.add(status ? [status] : LIVING_HERE, 'residence_status[]')})`];
  return {
    sql: [...ofStatus, ...[OF_RESIDENT, OF_PLACE, OF_VISITS].flatMap((conditions) => build(conditions, filter, asked))],
    needsHome: homes === 'in-home',
  };
}

export function householdConditions(filter: ListFilter, asked: Asked): Conditions {
  return {
    sql: [...build(OF_PLACE, filter, asked), ...build(OF_HOUSEHOLD, filter, asked), ...build(OF_VISITS, filter, asked)],
    needsHome: false,
  };
}

/** What a filter implies about households: only people who live in one, only people who do not, or null for both. */
export function homesOf(filter: ListFilter): 'in-home' | 'homeless' | null {
  const [relation] = filter.relation ?? [];
  if (relation === NO_HOUSEHOLD) return 'homeless';
  return relation || asksForDoor(filter) ? 'in-home' : null;
}

function asksForDoor(filter: ListFilter): boolean {
  return [...Object.keys(OF_PLACE), ...Object.keys(OF_VISITS)].some((key) => key in filter);
}

/** In the order of the table, so that the same filters always produce the same text. */
function build(conditions: Readonly<Record<string, Condition>>, filter: ListFilter, asked: Asked): string[] {
  return Object.entries(conditions).flatMap(([key, condition]) => {
    const values = filter[key as keyof ListFilter];
    const sql = values ? condition(values, asked) : null;
    return sql ? [sql] : [];
  });
}
