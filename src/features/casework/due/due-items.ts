import { z } from 'zod';
import { addDays, addMonths, type LocalDate } from '../../../shared/dates';
import { objectsToContact } from '../../../shared/contact-objection';
import { livesInWard } from '../../../shared/living-here';
import { constant, constants, empty, raw, sql, type Sql } from '../../../shared/sql';
import { isApplied } from '../../office/due-rules/queries';
import { guideTitle, isDraftGuide } from '../../office/guides/queries';
import { DUE_RULES } from '../../office/reference-data/entries';
import { DELIVERED, FAILED, NOTICE_MONTHS, UNEMPLOYMENT_BENEFIT } from '../follow-ups/follow-up';

// What falls due for whom: the rules of reference-data/due-rules.json, as SQL. A person with only a birth year has a span
// instead of a day, from 1 January to 31 December: it falls due on its last day.

/** Something that falls due for a person. */
export const DUE_ITEM = z.object({
  key: z.string(),
  /** From the first to the last day on which it may fall due; equal if the day is known, null if the rule has no day. */
  firstOn: z.string().nullable(),
  lastOn: z.string().nullable(),
});
export type DueItem = z.infer<typeof DUE_ITEM>;

/** The columns of DUE_ITEM, of a row `due` of dueItems. */
export const DUE_COLUMNS = sql`due.key, due.first_on::text AS "firstOn", due.last_on::text AS "lastOn"`;

const RULES = JSON.stringify(DUE_RULES);
const LONGEST_LEAD = Math.max(...DUE_RULES.map(({ leadDays }) => leadDays));
const LONGEST_SHOWN = Math.max(...DUE_RULES.map(({ graceDays, lateDays }) => graceDays + lateDays));

/** SQL: the day on which a resident `r` reaches an age. A person born on 29 February: 1 March in a common year. */
const birthday = (years: Sql) => sql`((r.birth_date + make_interval(years => ${years}))::date
  + (extract(day FROM r.birth_date) - extract(day FROM r.birth_date + make_interval(years => ${years})))::int)`;
const BIRTHDAY = birthday(sql`rule.years`);
/** SQL: the last day on which that may be. */
const LAST_BIRTHDAY = sql`CASE r.birth_precision WHEN 'year' THEN make_date(extract(year FROM r.birth_date)::int + rule.years, 12, 31) ELSE ${BIRTHDAY} END`;

/** SQL that is true if the card is known to have been issued too early to outlast the birthday; null if its date is unknown. */
const HAS_OLD_CARD = sql`rule.asks = 'cardIssuedOn' AND r.card_issued_on < ${BIRTHDAY} - interval '2 years'`;

/** SQL to follow FROM: the applied rules of a ward, as rows `rule` and `d`, which has the services. */
const appliedRules = (wardId: string, today: LocalDate) => sql`
  jsonb_to_recordset(${RULES}::jsonb) AS rule (key text, kind text, years int, "untilYears" int, days int, "leadDays" int, "graceDays" int, "lateDays" int, asks text, "isForPlanning" boolean)
  JOIN LATERAL (SELECT d.public_service_ids, coalesce((
      SELECT guide.public_service_id FROM service_guide guide WHERE guide.public_service_id = ANY (d.public_service_ids) AND NOT ${isDraftGuide('guide')}
      ORDER BY array_position(d.public_service_ids, guide.public_service_id) LIMIT 1), d.public_service_ids[1]) AS service_id
    FROM due_rule d WHERE d.ward_id = ${wardId} AND d.key = rule.key AND ${isApplied(today)}) d ON true`;

/** Which days are asked about. */
interface Span {
  wardId: string;
  today: LocalDate;
  /** The last days of the items lie in it. */
  from: LocalDate;
  until: LocalDate;
  /** Also cards of earlier birthdays that are known not to be renewed. */
  withOldCards?: boolean;
  /** A condition on a resident `r`; absent for the whole ward. */
  who?: Sql;
}

/**
 * SQL, in parentheses: what falls due in a span, one row for each rule and person (each month for the job-search notice),
 * settled or not: key, resident_id, service_id (to suggest), first_on, last_on, from_on and until_on (when it can be done in
 * time), shown_until (as late), plans (only for roles that plan), done_on (submitted on the portal, perhaps late) and
 * is_settled. Rules without a day are not in it.
 */
export function dueItems({ wardId, today, from, until, who, withOldCards = false }: Span): Sql {
  const [first, last] = [sql`${from}::date`, sql`${until}::date`];
  // Few people are found first, and only then compared with the rules; of the whole ward each rule finds its own.
  const people = who
    ? sql`people AS MATERIALIZED (SELECT * FROM resident r WHERE r.ward_id = ${wardId} AND ${who})`
    : sql`people AS NOT MATERIALIZED (SELECT * FROM resident r WHERE r.ward_id = ${wardId})`;
  // About 14 months of births for each rule, through the index resident_birth; the days are compared below.
  const bornFor = (under: Sql) => sql`r.birth_date BETWEEN
    (${first} - make_interval(years => ${under}, days => rule.days))::date AND (${last} - make_interval(years => rule.years, days => rule.days))::date + 1`;
  const benefitOf = (result: Sql) => sql`
    FROM assisted_procedure a JOIN public_service s ON s.id = a.public_service_id AND s.code = ${raw(`'${UNEMPLOYMENT_BENEFIT}'`)}
    JOIN visit v ON v.id = a.visit_id JOIN people r ON r.id = a.resident_id
    WHERE a.ward_id = ${wardId} AND a.result ${result}`;
  return sql`(
  WITH ${people}
  SELECT rule.key, rule."isForPlanning" AS plans, item.*, d.service_id, item.first_on - rule."leadDays" AS from_on, item.last_on + rule."graceDays" AS until_on,
    CASE WHEN ${HAS_OLD_CARD} THEN 'infinity' ELSE item.last_on + rule."graceDays" + rule."lateDays" END AS shown_until, used.done_on,
    used.done_on IS NOT NULL OR CASE WHEN rule.kind = 'born' THEN r.national_number_hash IS NOT NULL
      WHEN rule.asks = 'cardIssuedOn' THEN coalesce(r.card_issued_on >= item.first_on - rule."leadDays", false) ELSE false END AS is_settled
  FROM ${appliedRules(wardId, today)}
  CROSS JOIN LATERAL (
    SELECT r.id AS resident_id, ${BIRTHDAY} + rule.days AS first_on, ${LAST_BIRTHDAY} + rule.days AS last_on
    FROM people r WHERE rule.kind IN ('age', 'born') AND (${bornFor(sql`rule.years + 1`)} ${withOldCards ? sql`OR ${HAS_OLD_CARD}` : empty})
    UNION ALL
    SELECT r.id, greatest(${BIRTHDAY}, min(f.valid_from)), greatest(${LAST_BIRTHDAY}, min(f.valid_from))
    FROM priority_fact f JOIN household_membership m ON m.household_id = f.household_id AND m.valid_to IS NULL JOIN people r ON r.id = m.resident_id
    WHERE rule.kind = 'poor' AND f.ward_id = ${wardId} AND f.kind IN ('poor', 'near_poor') AND f.valid_from <= ${last} AND (f.valid_to IS NULL OR f.valid_to > least(${today}::date, ${last}))
      AND ${bornFor(sql`rule."untilYears"`)}
    GROUP BY r.id, r.birth_date, r.birth_precision
    UNION ALL
    SELECT r.id, r.temporary_until, r.temporary_until
    FROM people r WHERE rule.kind = 'residence' AND r.residence_status = 'temporary' AND r.temporary_until BETWEEN ${first} AND ${last}
    UNION ALL
    SELECT resident_id, (start_on + make_interval(months => month))::date, (start_on + make_interval(months => month))::date
    FROM (SELECT a.resident_id, max(coalesce(
        (SELECT min(f.status_on) FROM file_status f WHERE f.assisted_procedure_id = a.id AND f.status IN (${constants(DELIVERED)})),
        (SELECT u.used_on FROM portal_use u WHERE u.assisted_procedure_id = a.id), v.visited_on)) AS start_on ${benefitOf(sql`= 'submitted'`)}
        AND coalesce((SELECT f.status FROM file_status f WHERE f.assisted_procedure_id = a.id ORDER BY f.status_on DESC, f.recorded_at DESC, f.id DESC LIMIT 1) NOT IN (${constants(FAILED)}), true)
        AND NOT EXISTS (SELECT FROM follow_up_end e WHERE e.subject_id = a.id AND e.kind = 'job_notice' AND e.outcome = 'not_needed' AND e.undone_at IS NULL)
      GROUP BY a.resident_id) filed, generate_series(1, ${constant(NOTICE_MONTHS)}) AS month
    WHERE rule.kind = 'filed'
    UNION ALL
    SELECT resident_id, (visited_on + interval '3 months')::date, (visited_on + interval '3 months')::date
    FROM (SELECT a.resident_id, a.result, v.visited_on, lag(a.result) OVER helps AS result_before, lag(v.visited_on) OVER helps AS helped_before
      ${benefitOf(sql`<> 'not_needed'`)} WINDOW helps AS (PARTITION BY a.resident_id ORDER BY v.arrived_at, a.position)) help
    WHERE rule.kind = 'to_file' AND result <> 'submitted' AND (result_before IS NULL OR result_before = 'submitted' OR helped_before + interval '3 months' < visited_on)
  ) item
  JOIN resident r ON r.id = item.resident_id AND ${livesInWard('r')} AND NOT ${objectsToContact('r')}
  CROSS JOIN LATERAL (
    SELECT min(u.used_on) AS done_on FROM portal_use u
    WHERE u.public_service_id = ANY (d.public_service_ids) AND u.source <> 'sample' AND u.used_on >= item.first_on - rule."leadDays"
      AND (rule."lateDays" > 0 OR u.used_on <= item.last_on + rule."graceDays")
      AND CASE rule.kind WHEN 'born' THEN u.resident_id IN (
        SELECT other.resident_id FROM household_membership own JOIN household_membership other ON other.household_id = own.household_id AND other.valid_to IS NULL
        WHERE own.resident_id = r.id AND own.valid_to IS NULL) ELSE u.resident_id = r.id END) used
  WHERE (item.last_on BETWEEN ${first} AND ${last} ${withOldCards ? sql`OR item.last_on < ${first} AND ${HAS_OLD_CARD}` : empty})
    AND (rule."untilYears" = 0 OR greatest(item.last_on, CASE rule.kind WHEN 'age' THEN ${today}::date + rule."leadDays" END) < ${birthday(sql`rule."untilYears"`)})
    AND (coalesce(used.done_on <= item.last_on + rule."graceDays", false) OR CASE rule.asks WHEN 'receivesBenefit' THEN r.receives_benefit IS DISTINCT FROM 'yes'
      WHEN 'cardIssuedOn' THEN coalesce(r.card_issued_on < item.first_on - interval '2 years' OR r.card_issued_on >= item.first_on - rule."leadDays", true) ELSE true END))`;
}

type Open = Pick<Span, 'wardId' | 'today' | 'who'> & { until?: LocalDate };

/**
 * SQL, in parentheses: what can be done now and is not done yet, in time or late, with the columns of dueItems; also by the
 * rules without a day, which are open for everybody who receives a benefit and of whom no use of the service is known.
 * @param until also what can be done on a later day up to this one.
 */
export function openDue({ wardId, today, until = today, who }: Open): Sql {
  const span = {
    wardId,
    today,
    from: addDays(today, -LONGEST_SHOWN),
    until: addMonths(addDays(until, LONGEST_LEAD), 12),
    withOldCards: true,
    ...(who && { who }),
  };
  const asked = who ? sql`AND ${who}` : empty;
  const receiving = sql`(r.receives_benefit <> 'no' OR r.id IN (SELECT f.resident_id FROM priority_fact f
      WHERE f.ward_id = ${wardId} AND f.kind = 'social_protection' AND f.valid_from <= ${today}::date AND (f.valid_to IS NULL OR f.valid_to > ${today}::date)))`;
  return sql`(
  SELECT * FROM ${dueItems(span)} dated WHERE NOT dated.is_settled AND dated.from_on <= ${until}::date AND dated.shown_until >= ${today}::date
  UNION ALL
  SELECT rule.key, rule."isForPlanning" AS plans, r.id, NULL::date, NULL::date, d.service_id, NULL::date, NULL::date, NULL::date, NULL::date, false
  FROM ${appliedRules(wardId, today)}
  JOIN resident r ON r.ward_id = ${wardId} AND ${livesInWard('r')} AND NOT ${objectsToContact('r')} ${asked}
  WHERE rule.kind = 'receives' AND ${receiving} AND NOT EXISTS (
    SELECT FROM assisted_procedure a WHERE a.resident_id = r.id AND a.public_service_id = ANY (d.public_service_ids) AND a.result IN ('submitted', 'not_needed'))
    AND NOT EXISTS (SELECT FROM portal_use u WHERE u.resident_id = r.id AND u.public_service_id = ANY (d.public_service_ids) AND u.source <> 'sample'))`;
}

/** What is due for a person with a day, and tells no more than an age or a day: [key, first and last day on which it may fall due, first and last day on which it is shown]; the last may be 'infinity'. */
export const DUE_BRIEF = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()]);
export type DueBrief = z.infer<typeof DUE_BRIEF>;
/** SQL: resident_id and brief, a DUE_BRIEF. */
export const dueBriefs = (asked: Open): Sql => sql`
  SELECT due.resident_id, json_build_array(due.key, due.first_on, due.last_on, due.from_on, due.shown_until) AS brief
  FROM ${openDue(asked)} due WHERE NOT due.plans AND due.last_on IS NOT NULL`;

/** What is due for a person, as their page and their household's page say it. */
export const DUE_LINE = DUE_ITEM.extend({ plans: z.boolean(), fullName: z.string(), serviceName: z.string() });
export type DueLine = z.infer<typeof DUE_LINE>;

/** What is due for people now, the earliest first. @param who a condition on a resident `r`. */
export const dueLines = (wardId: string, today: LocalDate, who: Sql) => ({
  row: DUE_LINE,
  sql: sql`SELECT ${DUE_COLUMNS}, due.plans, person.full_name AS "fullName", ${guideTitle('service')} AS "serviceName"
    FROM ${openDue({ wardId, today, who })} due JOIN resident person ON person.id = due.resident_id JOIN public_service service ON service.id = due.service_id
    ORDER BY due.last_on NULLS LAST, due.resident_id, due.key`,
});

/** SQL: a resident `r` who lives in a household. @param householdId its id, or SQL of it. */
export const livesIn = (householdId: string | Sql): Sql =>
  sql`r.id IN (SELECT home.resident_id FROM household_membership home WHERE home.household_id = ${householdId} AND home.valid_to IS NULL)`;
