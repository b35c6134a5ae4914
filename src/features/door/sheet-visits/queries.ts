import { z } from 'zod';
import { queryRows } from '../../../db/query-rows';
import type { Reads } from '../../../db/database';
import { DoorOutcome, PauseKind, ServiceKind } from '../../../generated/prisma/enums';
import { birthSql } from '../../../shared/birth-sql';
import type { LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { ADDRESSED } from '../../../shared/row-schemas';
import { SERVICE_CHOICE } from '../../casework/portal-use/use-fields';
import { openRequestsOf } from '../../casework/requests/queries';
import { REQUEST_BRIEF } from '../../casework/requests/request-labels';
import { guideTitle } from '../../office/guides/queries';
import { BARRIER_CHOICE } from '../visit-form/form-queries';

export const SHEET_MEMBER = z.object({ id: z.string(), ...ADDRESSED });
export type SheetMember = z.infer<typeof SHEET_MEMBER>;

/** A door of a round, with what is logged there. */
export const DOOR_ON_SHEET = z.object({
  id: z.string(),
  householdId: z.string(),
  addressLine: z.string(),
  pauseKind: z.enum(PauseKind).nullable(),
  /** The visit logged at this door, and the key of its form; null when there is none. */
  visitId: z.string().nullable(),
  visitKey: z.string().nullable(),
  outcome: z.enum(DoorOutcome).nullable(),
  arrivedAt: z.date().nullable(),
  loggedBy: z.string().nullable(),
  /** Open ones of the household. */
  requests: z.array(REQUEST_BRIEF),
  /** Members on the day of the round, the head first. */
  members: z.array(SHEET_MEMBER),
});
export type DoorOnSheet = z.infer<typeof DOOR_ON_SHEET>;

const SHEET_SERVICE = SERVICE_CHOICE.extend({ kind: z.enum(ServiceKind) });

export interface Sheet {
  /** In walking order. */
  doors: DoorOnSheet[];
  services: z.infer<typeof SHEET_SERVICE>[];
  barriers: z.infer<typeof BARRIER_CHOICE>[];
}

/** The doors of a round and what a visit there can name. @param on the day of the visits. */
export async function loadSheet(db: Reads, wardId: string, roundId: string, on: LocalDate): Promise<Sheet> {
  const [doors, services, barriers] = await Promise.all([
    queryRows(db, 'sheet-visits-doors', DOOR_ON_SHEET)`
    SELECT d.id, d.household_id AS "householdId", h.address_line AS "addressLine",
      (SELECT kind FROM ${pausesOn(on)} x WHERE x.household_id = h.id LIMIT 1) AS "pauseKind",
      v.id AS "visitId", v.client_key AS "visitKey", v.outcome, v.arrived_at AS "arrivedAt", u.display_name AS "loggedBy", ${openRequestsOf('h')} AS requests,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'fullName', p.full_name, 'gender', p.gender, 'birth', ${birthSql('p')})
          ORDER BY m.relation = 'head' DESC, p.birth_date NULLS LAST, p.sort_name), '[]')
        FROM household_membership m JOIN resident p ON p.id = m.resident_id
        WHERE m.household_id = h.id AND m.valid_from <= ${on} AND (m.valid_to IS NULL OR m.valid_to > ${on}) AND p.residence_status <> 'deceased') AS members
    FROM round_door d JOIN household h ON h.id = d.household_id
    LEFT JOIN visit v ON v.round_door_id = d.id LEFT JOIN user_account u ON u.id = v.logged_by
    WHERE d.round_id = ${roundId} AND d.ward_id = ${wardId} ORDER BY d.position`,
    queryRows(db, 'sheet-visits-services', SHEET_SERVICE)`
        SELECT s.id, s.kind, s.code, ${guideTitle('s')} AS name, s.name AS "officialName", s.also_called AS "alsoCalled" FROM public_service s
      WHERE s.ward_id = ${wardId} AND NOT s.is_retired AND (s.retired_on IS NULL OR s.retired_on > ${on}) ORDER BY s.is_essential25 DESC, s.name`,
    queryRows(db, 'sheet-visits-barriers', BARRIER_CHOICE)`
        SELECT id, label FROM barrier WHERE ward_id = ${wardId} AND (retired_on IS NULL OR retired_on > ${on}) ORDER BY position, label`,
  ]);
  return { doors, services, barriers };
}
