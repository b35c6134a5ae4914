import { raw, sql, type Sql } from './sql';
import { objectsToContact } from './contact-objection';
import type { LocalDate } from './dates';
import { isAdultOn, livesThere } from './living-here';

/**
 * SQL: what keeps the team from knocking at doors on a day, as a subquery with household_id, kind, reason, paused_from
 * and paused_until. The recorded pauses: begun, not over, and not lifted; and the doors behind which every adult
 * objects to contact. A door where one adult did not object stays open to the team.
 * @param day a day, or SQL of one: raw('w.on_date').
 */
export const pausesOn = (day: LocalDate | Sql): Sql => sql`(
    SELECT ward_id, household_id, kind, reason, paused_from, paused_until FROM household_pause
    WHERE lifted_at IS NULL AND paused_from <= ${day}::date AND (paused_until IS NULL OR paused_until >= ${day}::date)
    UNION ALL
    SELECT ward_id, household_id, 'do_not_knock', ${raw(`'${ALL_OBJECT}'`)}, ${day}::date, NULL
    FROM (SELECT DISTINCT m.ward_id, m.household_id FROM household_membership m JOIN resident p ON p.id = m.resident_id
      WHERE ${livesThere('m', 'p')} AND ${objectsToContact('p')}) asked
    WHERE NOT EXISTS (
      SELECT FROM household_membership m JOIN resident p ON p.id = m.resident_id JOIN ward own ON own.id = m.ward_id
      WHERE m.household_id = asked.household_id AND ${livesThere('m', 'p')} AND ${isAdultOn('p', day, 'own')} AND NOT ${objectsToContact('p')}))`;

const ALL_OBJECT = 'người lớn trong nhà đều đã nói không muốn đội đến hay gọi';
