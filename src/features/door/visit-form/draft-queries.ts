import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryPrepared, queryRows } from '../../../db/query-rows';
import { ServiceKind, VneidLevel } from '../../../generated/prisma/enums';
import { birthSql } from '../../../shared/birth-sql';
import type { LocalDate } from '../../../shared/dates';
import { isAdultOn } from '../../../shared/living-here';
import { NAMED } from '../../../shared/row-schemas';
import { sql } from '../../../shared/sql';
import { hasHelper } from '../../casework/needs/queries';
import { isCheckDue, latestLessons } from '../../casework/portal-use/asking';
import { SERVICE_CHOICE } from '../../casework/portal-use/use-fields';
import { isOfPortalSql } from '../../office/catalogue/portal-kinds';
import { teamBegan } from '../../office/wards/queries';
import { guideTitle } from '../../office/guides/queries';
import { guestsOf } from '../../register/newcomers/newcomer';
import { MEMBER } from './form-queries';
import { existingVisits } from '../visit-records/queries';
import { addressedInText, ageOf } from '../visit-rules/people';
import type { DraftIds, SavedIds } from '../visit-records/stored-visit';
import { checkKey } from '../visit-rules/visit-draft';

/** Which of these residents were merged, each mapped to the record that was kept. */
export async function findKeptPeople(db: Reads, wardId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await queryRows(db, 'visits-kept-people', z.object({ removedId: z.string(), keptId: z.string() }))`
      WITH RECURSIVE trail AS (
             SELECT removed_id, kept_id, 1 AS steps FROM register_merge WHERE ward_id = ${wardId} AND kind = 'resident' AND removed_id = ANY (${ids}::uuid[]) AND undone_at IS NULL
             UNION ALL
             SELECT t.removed_id, m.kept_id, t.steps + 1 FROM trail t JOIN register_merge m ON m.removed_id = t.kept_id AND m.ward_id = ${wardId} AND m.undone_at IS NULL WHERE t.steps < 100)
           SELECT DISTINCT ON (removed_id) removed_id AS "removedId", kept_id AS "keptId" FROM trail ORDER BY removed_id, steps DESC`;
  return new Map(rows.map(({ removedId, keptId }) => [removedId, keptId]));
}

const CHECKED_IDS = z.object({
  adultAge: z.number(),
  /** The team's first day, for a visit said to be of an earlier day than it was logged; null if none is known. */
  teamBeganOn: z.string().nullable(),
  /** This form or this door has a visit, or had one that was withdrawn: findExistingVisit tells which. */
  hasVisit: z.boolean(),
  members: z.array(
    MEMBER.pick({ id: true, fullName: true, gender: true, birth: true }).extend({
      isAdult: z.boolean(),
      isHelped: z.boolean(),
      level: z.enum(VneidLevel).nullable(),
    }),
  ),
  services: z.array(NAMED.extend({ kind: z.enum(ServiceKind) })),
  barriers: z.array(z.string()),
  codes: z.array(z.string()),
  lessons: z.array(z.object({ residentId: z.string(), serviceId: z.string(), taughtOn: z.string() })),
  steps: z.array(z.object({ id: z.string(), guideId: z.string(), serviceId: z.string() })),
});

/**
 * Checks everything a form refers to in one round trip: which residents were members of the household on the day (or
 * were met there before without living there, or are already on the visit), which services and barriers are in use, whose steps are ticked, which file codes other visits have, and what
 * was taught to whom and must be asked about.
 */
export async function checkIds(
  db: Reads,
  wardId: string,
  asked: {
    householdId: string;
    day: LocalDate;
    named: DraftIds;
    /** Who is said to remember, or not, what they were taught. */
    checkedIds: string[];
    fileCodes: string[];
    clientKey: string;
    doorId: string | null;
    saved: SavedIds;
    /** Now, if the day is earlier than that of the first saving, and not the one that is saved. */
    pastFrom: Date | null;
  },
) {
  const { householdId, day, named, checkedIds, fileCodes, clientKey, saved } = asked;
  const [row] = await queryPrepared(db, 'visit-check', CHECKED_IDS)`SELECT
        (SELECT adult_age FROM ward WHERE id = ${wardId}) AS "adultAge", ${asked.pastFrom ? teamBegan(wardId, asked.pastFrom) : sql`NULL::date`} AS "teamBeganOn", EXISTS (${existingVisits(wardId, asked)}) AS "hasVisit",
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'fullName', p.full_name, 'gender', p.gender, 'birth', ${birthSql('p')},
            'isAdult', ${isAdultOn('p', day)}, 'isHelped', ${hasHelper('p.id')}, 'level', (SELECT known.vneid_level FROM readiness known WHERE known.resident_id = p.id AND known.is_latest))), '[]')
          FROM resident p JOIN ward w ON w.id = p.ward_id WHERE p.ward_id = ${wardId} AND p.id = ANY (${named.residentIds}::uuid[]) AND (p.id = ANY (${saved.residentIds}::uuid[]) OR EXISTS (
          SELECT FROM household_membership m WHERE m.resident_id = p.id AND m.household_id = ${householdId} AND m.valid_from <= ${day}
            AND (m.valid_to IS NULL OR m.valid_to > ${day})) OR p.id IN (SELECT resident_id FROM (${guestsOf(sql`${householdId}`)}) guest))) AS members,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'kind', s.kind, 'name', ${guideTitle('s')})), '[]') FROM public_service s
          WHERE s.ward_id = ${wardId} AND s.id = ANY (${named.serviceIds}::uuid[])
            AND ((NOT is_retired AND (retired_on IS NULL OR retired_on > ${day})) OR id = ANY (${saved.serviceIds}::uuid[]))) AS services,
        ARRAY (SELECT id FROM barrier WHERE ward_id = ${wardId} AND id = ANY (${named.barrierIds}::uuid[])
          AND (retired_on IS NULL OR retired_on > ${day} OR id = ANY (${saved.barrierIds}::uuid[]))) AS barriers,
        ARRAY (SELECT upper(a.portal_file_code) FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id
          WHERE a.ward_id = ${wardId} AND a.portal_file_code IS NOT NULL AND upper(a.portal_file_code) = ANY (${fileCodes}::text[]) AND v.client_key <> ${clientKey}) AS codes,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('residentId', resident_id, 'serviceId', public_service_id, 'taughtOn', taught_on)), '[]')
          FROM (${latestLessons(sql`p.ward_id = ${wardId} AND p.resident_id = ANY (${checkedIds}::uuid[]) AND v.visited_on <= ${day}::date AND v.id IS DISTINCT FROM ${saved.visitId}::uuid`)}) lesson
          WHERE ${isCheckDue({ lesson: 'lesson', day, visit: saved.visitId })}) AS lessons,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', step.id, 'guideId', guide.id, 'serviceId', guide.public_service_id)), '[]')
          FROM guide_step step JOIN service_guide guide ON guide.id = step.service_guide_id WHERE step.ward_id = ${wardId} AND step.id = ANY (${named.stepIds}::uuid[])) AS steps`;
  const { adultAge, teamBeganOn, hasVisit, members, services, barriers, codes, lessons, steps } = row!;
  return {
    adultAge,
    teamBeganOn,
    hasVisit,
    memberIds: new Set(members.map(({ id }) => id)),
    births: new Map(members.map(({ id, birth }) => [id, birth])),
    childIds: new Set(members.filter(({ isAdult }) => !isAdult).map(({ id }) => id)),
    services: new Map(services.map(({ id, kind }) => [id, kind])),
    barrierIds: new Set(barriers),
    names: new Map([
      ...members.map(
        (member) => [member.id, addressedInText(member.fullName, member.gender, ageOf(member, day))] as const,
      ),
      ...services.map(({ id, name }) => [id, name] as const),
    ]),
    helpedIds: new Set(members.filter(({ isHelped }) => isHelped).map(({ id }) => id)),
    levels: new Map(members.flatMap(({ id, level }) => (level ? [[id, level] as const] : []))),
    takenFileCodes: new Set(codes),
    lessons: new Map(lessons.map(({ residentId, serviceId, taughtOn }) => [checkKey(residentId, serviceId), taughtOn])),
    steps: new Map(steps.map(({ id, ...step }) => [id, step])),
  };
}

/** The services of the portal that an answer may name: in use on the day, or already on the visit. */
export const listPortalServices = (db: Reads, wardId: string, { day, saved }: { day: LocalDate; saved: SavedIds }) =>
  queryRows(db, 'visit-portal-services', SERVICE_CHOICE)`
      SELECT s.id, s.code, ${guideTitle('s')} AS name, s.name AS "officialName", s.also_called AS "alsoCalled" FROM public_service s
           WHERE s.ward_id = ${wardId} AND ${isOfPortalSql('s')}
             AND ((NOT s.is_retired AND (s.retired_on IS NULL OR s.retired_on > ${day})) OR s.id = ANY (${saved.serviceIds}::uuid[]))`;
