import { raw } from '../../../shared/sql';
import type { Database } from '../../../db/database';
import type { ServiceKind, VneidLevel } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { isAdultOn } from '../../../shared/living-here';
import { FIRST_CHECK_DAYS, latestLessons } from '../../casework/portal-use/asking';
import type { ServiceChoice } from '../../casework/portal-use/use-fields';
import { isOfPortalSql } from '../../office/catalogue/portal-kinds';
import { everydayName } from '../../office/guides/queries';
import type { Member } from './form-queries';
import { existingVisits } from '../visit-records/queries';
import { addressedInText, ageOf } from '../visit-rules/people';
import type { DraftIds, SavedIds } from '../visit-records/stored-visit';
import { checkKey } from '../visit-rules/visit-draft';

interface CheckedIds {
  /** This form or this door has a visit, or had one that was withdrawn: findExistingVisit tells which. */
  hasVisit: boolean;
  memberIds: Set<string>;
  /** Those of them who are not adults on that day. */
  childIds: Set<string>;
  services: Map<string, ServiceKind>;
  barrierIds: Set<string>;
  names: Map<string, string>;
  /** VNeID levels known of those members. */
  levels: Map<string, VneidLevel>;
  takenFileCodes: Set<string>;
  lessons: Map<string, LocalDate>;
  steps: Map<string, { guideId: string; serviceId: string }>;
  adultAge: number;
}

/** Which of these residents were merged, each mapped to the record that was kept. */
export async function findKeptPeople(
  { pool }: Database,
  wardId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ removedId: string; keptId: string }>({
    name: 'visits-kept-people',
    text: `WITH RECURSIVE trail AS (
             SELECT removed_id, kept_id, 1 AS steps FROM register_merge WHERE ward_id = $1 AND kind = 'resident' AND removed_id = ANY ($2::uuid[]) AND undone_at IS NULL
             UNION ALL
             SELECT t.removed_id, m.kept_id, t.steps + 1 FROM trail t JOIN register_merge m ON m.removed_id = t.kept_id AND m.ward_id = $1 AND m.undone_at IS NULL WHERE t.steps < 100)
           SELECT DISTINCT ON (removed_id) removed_id AS "removedId", kept_id AS "keptId" FROM trail ORDER BY removed_id, steps DESC`,
    values: [wardId, [...ids]],
  });
  return new Map(rows.map(({ removedId, keptId }) => [removedId, keptId]));
}

/**
 * Checks everything a form refers to in one round trip: which residents were members of the household on the day (or
 * are already on the visit), which services and barriers are in use, whose steps are ticked, which file codes other visits have, and what was
 * taught to whom at least a week before.
 */
export async function checkIds(
  { pool }: Database,
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
  },
): Promise<CheckedIds> {
  const { rows } = await pool.query<{
    members: (Pick<Member, 'id' | 'fullName' | 'gender' | 'birthDate' | 'birthPrecision'> & {
      isAdult: boolean;
      level: VneidLevel | null;
    })[];
    services: { id: string; kind: ServiceKind; name: string }[];
    barriers: string[];
    codes: string[];
    lessons: { residentId: string; serviceId: string; taughtOn: LocalDate }[];
    steps: { id: string; guideId: string; serviceId: string }[];
    adultAge: number;
    hasVisit: boolean;
  }>({
    name: 'visit-check',
    text: `SELECT
        (SELECT adult_age FROM ward WHERE id = $1) AS "adultAge", EXISTS (${existingVisits('$11', '$15')}) AS "hasVisit",
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'fullName', p.full_name, 'gender', p.gender, 'birthDate', p.birth_date, 'birthPrecision', p.birth_precision,
            'isAdult', ${isAdultOn('p', raw('$3::date')).text}, 'level', (SELECT known.vneid_level FROM readiness known WHERE known.resident_id = p.id AND known.is_latest))), '[]')
          FROM resident p JOIN ward w ON w.id = p.ward_id WHERE p.ward_id = $1 AND p.id = ANY ($4::uuid[]) AND (p.id = ANY ($8::uuid[]) OR EXISTS (
          SELECT FROM household_membership m WHERE m.resident_id = p.id AND m.household_id = $2 AND m.valid_from <= $3
            AND (m.valid_to IS NULL OR m.valid_to > $3)))) AS members,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'kind', s.kind, 'name', ${everydayName('s').text})), '[]') FROM public_service s
          WHERE s.ward_id = $1 AND s.id = ANY ($5::uuid[])
            AND ((NOT is_retired AND (retired_on IS NULL OR retired_on > $3)) OR id = ANY ($9::uuid[]))) AS services,
        ARRAY (SELECT id FROM barrier WHERE ward_id = $1 AND id = ANY ($6::uuid[])
          AND (retired_on IS NULL OR retired_on > $3 OR id = ANY ($10::uuid[]))) AS barriers,
        ARRAY (SELECT upper(a.portal_file_code) FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id
          WHERE a.ward_id = $1 AND a.portal_file_code IS NOT NULL AND upper(a.portal_file_code) = ANY ($7::text[]) AND v.client_key <> $11) AS codes,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('residentId', resident_id, 'serviceId', public_service_id, 'taughtOn', taught_on)), '[]')
          FROM (${latestLessons(raw(`p.ward_id = $1 AND p.resident_id = ANY ($12::uuid[]) AND v.visited_on <= $3::date - ${FIRST_CHECK_DAYS} AND v.id IS DISTINCT FROM $13::uuid`)).text}) lesson) AS lessons,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', step.id, 'guideId', guide.id, 'serviceId', guide.public_service_id)), '[]')
          FROM guide_step step JOIN service_guide guide ON guide.id = step.service_guide_id WHERE step.ward_id = $1 AND step.id = ANY ($14::uuid[])) AS steps`,
    values: [
      wardId,
      asked.householdId,
      asked.day,
      asked.named.residentIds,
      asked.named.serviceIds,
      asked.named.barrierIds,
      asked.fileCodes,
      asked.saved.residentIds,
      asked.saved.serviceIds,
      asked.saved.barrierIds,
      asked.clientKey,
      asked.checkedIds,
      asked.saved.visitId,
      asked.named.stepIds,
      asked.doorId,
    ],
  });
  const [row] = rows;
  return {
    hasVisit: row!.hasVisit,
    memberIds: new Set(row!.members.map(({ id }) => id)),
    childIds: new Set(row!.members.filter(({ isAdult }) => !isAdult).map(({ id }) => id)),
    services: new Map(row!.services.map(({ id, kind }) => [id, kind])),
    barrierIds: new Set(row!.barriers),
    names: new Map([
      ...row!.members.map(
        (member) => [member.id, addressedInText(member.fullName, member.gender, ageOf(member, asked.day))] as const,
      ),
      ...row!.services.map(({ id, name }) => [id, name] as const),
    ]),
    levels: new Map(row!.members.flatMap(({ id, level }) => (level ? [[id, level] as const] : []))),
    takenFileCodes: new Set(row!.codes),
    adultAge: row!.adultAge,
    lessons: new Map(
      row!.lessons.map(({ residentId, serviceId, taughtOn }) => [checkKey(residentId, serviceId), taughtOn]),
    ),
    steps: new Map(row!.steps.map(({ id, ...step }) => [id, step])),
  };
}

/** The services of the portal that an answer may name: in use on the day, or already on the visit. */
export async function listPortalServices(
  { pool }: Database,
  wardId: string,
  { day, saved }: { day: LocalDate; saved: SavedIds },
): Promise<ServiceChoice[]> {
  const { rows } = await pool.query<ServiceChoice>({
    name: 'visit-portal-services',
    text: `SELECT s.id, s.code, ${everydayName('s').text} AS name, s.name AS "officialName" FROM public_service s
           WHERE s.ward_id = $1 AND ${isOfPortalSql('s')}
             AND ((NOT s.is_retired AND (s.retired_on IS NULL OR s.retired_on > $2)) OR s.id = ANY ($3::uuid[]))`,
    values: [wardId, day, saved.serviceIds],
  });
  return rows;
}
