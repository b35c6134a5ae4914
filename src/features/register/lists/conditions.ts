import { empty, raw, sql, type Sql } from '../../../shared/sql';
import { addDays, addMonths, type LocalDate } from '../../../shared/dates';
import { LIVING_HERE, livesThere } from '../../../shared/living-here';
import { pausesOn } from '../../../shared/pauses';
import { HOUSEHOLD_FILTERED, mapPlain, RESIDENT_FILTERED, type PlainEntries } from '../../../shared/register-fields';
import { IS_KNOWN_USE } from '../../office/catalogue/portal-kinds';
import { hasHelper, TIE_HOLDS, tiesOf } from '../../casework/needs/queries';
import { openDue } from '../../casework/due/due-items';
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

interface Asked {
  wardId: string;
  today: LocalDate;
}

type Condition = (values: readonly string[], asked: Asked) => Sql | null;

/**
 * True if such a row exists, checked row by row through an index. Without OFFSET 0 the planner may turn it into a join,
 * misjudge its size because the values are unknown, and occasionally choose a plan that takes minutes.
 */
const hasRow = (query: Sql): Sql => sql`EXISTS (SELECT 1 FROM ${query} OFFSET 0)`;

/** The same for a condition without a lookup: the planner then expects half of all rows to match, never almost none. */
const opaque = (condition: Sql): Sql => sql`CASE WHEN ${condition} THEN true ELSE false END`;

const not = (condition: Sql): Sql => sql`NOT ${condition}`;

/** Filters on columns of the household `h`; also used for the list of people. */
const OF_PLACE = {
  group: ([value]) =>
    value === NO_GROUP ? sql`h.residential_group_id IS NULL` : sql`h.residential_group_id = ${value}::uuid`,
  lane: ([value]) => sql`h.lane_key = ${value}::text`,
} satisfies Partial<Record<ResidentFilterKey & HouseholdFilterKey, Condition>>;

/** Filters on the results of visits at the household `h`. */
const OF_VISITS = {
  door: ([value], { today }) => opaque(sql`${doorStateSql(today)} = ${value}::text`),
  met: ([value]) => {
    const isMet = hasRow(sql`visit v WHERE v.household_id = h.id AND ${MET_SOMEBODY}`);
    return sql`${IS_WARD_DOOR} AND ${value === 'no' ? not(isMet) : isMet}`;
  },
  visit: ([value = ''], { today }) => {
    if (value === 'never') return not(hasRow(sql`visit v WHERE v.household_id = h.id`));
    const [side, days] = value.split('_');
    const since = addDays(today, -Number(days));
    const isWithin = hasRow(sql`visit v WHERE v.household_id = h.id AND v.visited_on > ${since}::date`);
    return side === 'within' ? isWithin : not(isWithin);
  },
  left: ([item]) => hasRow(sql`visit v WHERE v.household_id = h.id AND ${item}::left_item = ANY (v.left_at_door)`),
} satisfies Partial<Record<ResidentFilterKey & HouseholdFilterKey, Condition>>;

const ofCatalogue = <Entries extends PlainEntries>(row: 'r' | 'h', entries: Entries) =>
  mapPlain(entries, ({ kind, columns: [name] }): Condition => {
    const column = raw(`${row}.${name}`);
    const isUnknown = kind === 'text' ? sql`${column} = ''` : sql`${column} IS NULL`;
    if (kind === 'choice') return ([value]) => (value === 'unknown' ? isUnknown : sql`${column} = ${value}`);
    return ([value]) => (value === 'no' ? isUnknown : not(isUnknown));
  });

type OfHome = keyof typeof OF_PLACE | keyof typeof OF_VISITS;

const OF_RESIDENT: Record<Exclude<ResidentFilterKey, OfHome | 'status'>, Condition> = {
  // A person with only a birth year counts as born on 1 January, as in shared/dates.ts.
  ageFrom: ([age], { today }) => sql`r.birth_date <= ${addMonths(today, -12 * Number(age))}::date`,
  ageTo: ([age], { today }) => sql`r.birth_date > ${addMonths(today, -12 * (Number(age) + 1))}::date`,
  born: ([value]) => {
    if (value === 'unknown') return sql`r.birth_precision IS NULL`;
    return value === 'year' ? sql`r.birth_precision = 'year'` : sql`r.birth_precision = 'day'`;
  },
  ...ofCatalogue('r', RESIDENT_FILTERED),
  relation: ([value]) => (value === NO_HOUSEHOLD ? null : sql`m.relation = ${value}::household_relation`),
  due: ([key], asked) =>
    opaque(sql`r.id IN (SELECT due.resident_id FROM ${openDue(asked)} due WHERE due.key = ${key}::text)`),
  need: (values, asked) => hasAllNeeds('resident', values, asked),
  vneid: ([value]) => {
    const answer = sql`readiness f WHERE f.resident_id = r.id AND f.is_latest AND f.vneid_level`;
    return value === 'unknown'
      ? not(hasRow(sql`${answer} <> 'unknown'`))
      : hasRow(sql`${answer} = ${value}::vneid_level`);
  },
  helper: ([value]) => {
    const tie = (side: 'helped' | 'resident') => sql`digital_helper g WHERE g.${raw(side)}_id = r.id AND ${TIE_HOLDS}`;
    if (value === 'helps') return hasRow(tie('resident'));
    if (value === 'handed_over')
      return hasRow(
        sql`assisted_procedure a WHERE a.resident_id = r.id AND a.help_level = 'handed_over' AND a.result IN ('submitted', 'not_needed') AND ${hasHelper('a.resident_id')}`,
      );
    const isAgreed = hasRow(sql`${tie('helped')} AND g.agreed_on IS NOT NULL`);
    if (value === 'yes') return isAgreed;
    const hasTie = hasRow(tie('helped'));
    return value === 'no' ? not(hasTie) : sql`${hasTie} AND ${not(isAgreed)}`;
  },
  phone: ([value]) => (value === 'no' ? sql`r.phone IS NULL` : sql`r.phone IS NOT NULL`),
  number: ([value]) => (value === 'no' ? sql`r.national_number_hash IS NULL` : sql`r.national_number_hash IS NOT NULL`),
  helped: ([value = ''], { today }) => {
    const [, days] = value.split('_');
    const since = days ? sql`AND v.visited_on > ${addDays(today, -Number(days))}::date` : empty;
    const isHelped = hasRow(
      sql`assisted_procedure a JOIN visit v ON v.id = a.visit_id WHERE a.resident_id = r.id ${since}`,
    );
    return value === 'never' ? not(isHelped) : isHelped;
  },
  used: ([value], { today }) => {
    const use = sql`portal_use u WHERE u.resident_id = r.id AND ${inTwelveMonths(today)} AND ${IS_KNOWN_USE}`;
    const hasOwn = hasRow(sql`${use} ${OWN_USE}`);
    if (value === 'done_for_only') return sql`${hasRow(use)} AND NOT ${hasOwn}`;
    return value === 'none' ? not(hasOwn) : hasOwn;
  },
};

const OF_HOUSEHOLD: Record<Exclude<HouseholdFilterKey, OfHome>, Condition> = {
  occupancy: ([value]) => sql`h.occupancy = ${value}::household_occupancy`,
  head: ([value]) => (value === 'yes' ? HAS_HEAD : sql`${HAS_MEMBER} AND NOT ${HAS_HEAD}`),
  size: ([value]) => {
    const size = { one: '= 1', some: 'BETWEEN 2 AND 4', many: '>= 5' }[value ?? ''];
    return size ? opaque(sql`(SELECT count(*) FROM ${MEMBERSHIP_IN_HOUSEHOLD}) ${raw(size)}`) : not(HAS_MEMBER);
  },
  code: ([value]) => (value === 'no' ? sql`h.code IS NULL` : sql`h.code IS NOT NULL`),
  ...ofCatalogue('h', HOUSEHOLD_FILTERED),
  due: ([key], asked) =>
    opaque(sql`h.id IN (SELECT home.household_id FROM ${openDue(asked)} due
      JOIN household_membership home ON home.resident_id = due.resident_id AND home.valid_to IS NULL WHERE due.key = ${key}::text)`),
  need: (values, asked) => hasAllNeeds('household', values, asked),
  used: ([value], { today }) => {
    const use = hasRow(
      sql`portal_use u WHERE u.resident_id = own.resident_id AND ${inTwelveMonths(today)} AND ${IS_KNOWN_USE} ${OWN_USE}`,
    );
    const isUsed = hasRow(sql`${MEMBERSHIP_IN_HOUSEHOLD} AND ${use}`);
    return value === 'none' ? not(isUsed) : isUsed;
  },
  able: ([value], { today }) => {
    const isAlone = hasRow(sql`household_membership own JOIN resident one ON one.id = own.resident_id
      WHERE own.household_id = h.id AND ${livesThere('own', 'one')} AND ${hasRow(
        sql`portal_use u WHERE u.resident_id = one.id AND ${inTwelveMonths(today)} AND ${IS_KNOWN_USE} AND u.how = 'alone'`,
      )}`);
    const isAble = opaque(
      sql`${isAlone} OR ${hasRow(sql`${tiesOf('h')} g WHERE g.agreed_on IS NOT NULL AND ${TIE_HOLDS}`)}`,
    );
    return value === 'no' ? not(isAble) : isAble;
  },
};

const MEMBERSHIP_IN_HOUSEHOLD = sql`household_membership own WHERE own.household_id = h.id AND own.valid_to IS NULL`;
const HAS_MEMBER = hasRow(MEMBERSHIP_IN_HOUSEHOLD);
const HAS_HEAD = hasRow(sql`${MEMBERSHIP_IN_HOUSEHOLD} AND own.relation = 'head'`);

/** The segment of an order with the doors that were never visited. */
export const IS_UNVISITED = not(hasRow(sql`visit seen WHERE seen.household_id = h.id`));

/** Use by any holder of the phone except the team, also an unknown one: docs/adr/0008. */
const OWN_USE = sql`AND u.how <> 'done_for'`;

/** The 12 months up to today, the same window as in the chairman's figures. */
const inTwelveMonths = (today: LocalDate): Sql =>
  sql`u.used_on BETWEEN ${addDays(addMonths(today, -12), 1)}::date AND ${today}::date`;

/**
 * True for those who have all of the needs; a household has the needs of all its people. Computed once for the ward,
 * then looked up.
 */
function hasAllNeeds(whose: 'resident' | 'household', needs: readonly string[], { wardId, today }: Asked): Sql {
  const id = raw(`n.${whose}_id`);
  return opaque(sql`${raw(whose === 'resident' ? 'r.id' : 'h.id')} IN (
    SELECT ${id} FROM resident_needs(${wardId}::uuid, ${today}::date) n WHERE n.need = ANY (${needs}::text[])
    GROUP BY ${id} HAVING count(DISTINCT n.need) = ${needs.length}::integer)`);
}

/** The state of the door `h`, by the rules of households/door-state.ts (a test compares the two). */
export const doorStateSql = (today: LocalDate): Sql => sql`(SELECT CASE
      WHEN h.occupancy <> 'occupied' THEN 'vacant'
      WHEN EXISTS (SELECT 1 FROM ${pausesOn(today)} p WHERE p.household_id = h.id) THEN 'paused'
      WHEN d.last = 'refused' THEN 'refused' WHEN d.was_helped THEN 'helped' WHEN d.was_met THEN 'met' WHEN d.last IS NULL THEN 'never' ELSE 'away' END
    FROM (SELECT (array_agg(v.outcome ORDER BY v.arrived_at DESC))[1] AS last, bool_or(${MET_SOMEBODY}) AS was_met,
        bool_or(EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id)) AS was_helped
      FROM visit v WHERE v.household_id = h.id) d)`;

interface Conditions {
  where: Sql[];
  /** Some conditions refer to the membership `m` or the household `h` of a person. */
  needsHome: boolean;
}

/** The conditions of a filter on people. Without a status filter, only people who live in the ward. */
export function residentConditions(filter: ListFilter, asked: Asked): Conditions {
  const homes = homesOf(filter);
  // No resident can both live at a door and belong to no household.
  if (homes === 'homeless' && asksForDoor(filter)) return { where: [sql`false`], needsHome: false };
  const [status] = filter.status ?? [];
  const ofStatus =
    status === ANY_STATUS
      ? []
      : [sql`r.residence_status = ANY (${status ? [status] : LIVING_HERE}::residence_status[])`];
  return {
    where: [
      ...ofStatus,
      ...[OF_RESIDENT, OF_PLACE, OF_VISITS].flatMap((conditions) => build(conditions, filter, asked)),
    ],
    needsHome: homes === 'in-home',
  };
}

export const householdConditions = (filter: ListFilter, asked: Asked): Conditions => ({
  where: [...build(OF_PLACE, filter, asked), ...build(OF_HOUSEHOLD, filter, asked), ...build(OF_VISITS, filter, asked)],
  needsHome: false,
});

/** What a filter implies about households: only people who live in one, only people who do not, or null for both. */
export function homesOf(filter: ListFilter): 'in-home' | 'homeless' | null {
  const [relation] = filter.relation ?? [];
  if (relation === NO_HOUSEHOLD) return 'homeless';
  return relation || asksForDoor(filter) ? 'in-home' : null;
}

const asksForDoor = (filter: ListFilter): boolean =>
  [...Object.keys(OF_PLACE), ...Object.keys(OF_VISITS)].some((key) => key in filter);

/** In the order of the table, so that the same filters always produce the same text. */
const build = (conditions: Readonly<Record<string, Condition>>, filter: ListFilter, asked: Asked): Sql[] =>
  Object.entries(conditions).flatMap(([key, condition]) => {
    const values = filter[key as keyof ListFilter];
    const where = values ? condition(values, asked) : null;
    return where ? [where] : [];
  });
