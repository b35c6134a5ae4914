import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import type { LocalDate } from '../../../shared/dates';
import { empty, sql } from '../../../shared/sql';
import { NEEDS, type Need } from '../../../shared/needs';
import type { ListFilter as RegisterFilter } from '../../register/lists/filters';
import { countStatement } from '../../register/lists/statements';
import { windowStart } from '../figures/adoption';
import { filesBy, IS_PRIORITY, needy } from '../figures/figure-sql';
import { LISTED, queryPage, type AskedList } from './list-frame-queries';
import { byName } from './people-list-queries';

// Progress with the residents who need help most. The figures and the lists are built on the same fragment.

const NEED_NAMES = Object.keys(NEEDS) as [Need, ...Need[]];

const NEED_ROW = z.object({ need: z.enum(NEED_NAMES), people: z.number(), met: z.number(), helped: z.number() });
export type NeedRow = z.infer<typeof NEED_ROW>;

/** Every need of every resident, in no particular order. */
export const readNeeds = (db: Reads, wardId: string, on: LocalDate): Promise<NeedRow[]> =>
  queryRows(db, 'figures-needs', NEED_ROW)`
      SELECT need, count(*)::int AS people, (count(*) FILTER (WHERE is_met))::int AS met, (count(*) FILTER (WHERE is_helped))::int AS helped
      FROM (${needy({ wardId, on }, empty, sql`need`)}) needy GROUP BY need`;

/** A part, and of how many. */
const PART = z.tuple([z.number(), z.number()]);
const HELPING = z.object({ able: PART, helped: PART, byRelatives: PART });
export type Helping = z.infer<typeof HELPING>;

/** The lists of the register that these figures count and open, and what they are a part of. */
export const ABLE = { occupancy: ['occupied'], able: ['yes'] };
export const HELPED = { helper: ['yes'] };

/** Who helps whom. */
export function readHelping(db: Reads, wardId: string, on: LocalDate): Promise<Helping> {
  const count = (subject: 'households' | 'residents', filter: RegisterFilter) =>
    sql`(${countStatement({ subject, wardId, today: on }, filter, null)})`;
  return queryRow(db, 'figures-helping', HELPING)`
      SELECT ARRAY[${count('households', ABLE)}, ${count('households', { occupancy: ABLE.occupancy })}] AS able,
        ARRAY[${count('residents', HELPED)}, ${count('residents', {})}] AS helped,
        (SELECT ARRAY[count(*) FILTER (WHERE is_by_relative), count(*)]::int[] FROM (${filesBy({ wardId, on })}) f WHERE submitted_on >= ${windowStart(on)}) AS "byRelatives"`;
}

const NEEDY_ROW = LISTED.extend({
  fullName: z.string(),
  birthDate: z.string().nullable(),
  birthPrecision: z.enum(['day', 'year']).nullable(),
  addressLine: z.string(),
  groupName: z.string().nullable(),
  lastMet: z.string().nullable(),
  procedures: z.number(),
});

/** Residents who have one need, or any of the priority ones, by name. */
export function listNeedy(db: Reads, { scope, filter: { state }, place }: AskedList, need: Need | 'priority') {
  const { wardId, on } = scope;
  const people =
    need === 'priority'
      ? needy(scope, sql`WHERE ${IS_PRIORITY}`, sql`'priority'`)
      : needy(scope, sql`WHERE need = ${need}`, sql`need`);
  const isOfState = { met: sql`is_met`, not_met: sql`NOT is_met`, helped: sql`is_helped` };
  return queryPage(db, 'list-needy', NEEDY_ROW, place)`
      WITH matching AS MATERIALIZED (SELECT * FROM (${people}) needy WHERE ${state === null ? sql`true` : isOfState[state]})
      SELECT r.id, (SELECT count(*) FROM matching)::int AS total, r.full_name AS "fullName", r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision",
        h.address_line AS "addressLine", g.name AS "groupName",
        (SELECT max(v.visited_on) FROM visit_presence p JOIN visit v ON v.id = p.visit_id WHERE p.resident_id = r.id AND v.met_somebody AND v.visited_on <= ${on}) AS "lastMet",
        (SELECT count(*) FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id WHERE a.resident_id = r.id AND v.visited_on <= ${on})::int AS procedures
      FROM matching x JOIN resident r ON r.id = x.id JOIN household h ON h.id = x.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      ${byName(wardId, place)}`;
}
