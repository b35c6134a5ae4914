import { raw } from '../../../shared/sql';
import type { Reads } from '../../../db/database';
import { combineReads, type Read } from '../../../db/combine-reads';
import type { BirthPrecision, DoorOutcome, Gender, PauseKind, ServiceKind } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { openRequestsOf } from '../../casework/requests/queries';
import type { RequestBrief } from '../../casework/requests/request-labels';
import { everydayName } from '../../office/guides/queries';

export interface SheetMember {
  id: string;
  fullName: string;
  gender: Gender | null;
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
}

/** A door of a round, with what is logged there. */
export interface DoorOnSheet {
  id: string;
  householdId: string;
  addressLine: string;
  pauseKind: PauseKind | null;
  /** The visit logged at this door, and the key of its form; null when there is none. */
  visitId: string | null;
  visitKey: string | null;
  outcome: DoorOutcome | null;
  arrivedAt: Date | null;
  loggedBy: string | null;
  /** Open ones of the household. */
  requests: RequestBrief[];
  /** Members on the day of the round, the head first. */
  members: SheetMember[];
}

interface SheetService {
  id: string;
  kind: ServiceKind;
  code: string | null;
  name: string;
  officialName: string;
}

export interface Sheet {
  /** In walking order. */
  doors: DoorOnSheet[];
  services: SheetService[];
  barriers: { id: string; label: string }[];
}

const DOORS: Read<DoorOnSheet> = {
  text: `
    SELECT d.id, d.household_id AS "householdId", h.address_line AS "addressLine",
      (SELECT kind FROM ${pausesOn(raw('$3')).text} x WHERE x.household_id = h.id LIMIT 1) AS "pauseKind",
      v.id AS "visitId", v.client_key AS "visitKey", v.outcome, v.arrived_at AS "arrivedAt", u.display_name AS "loggedBy", ${openRequestsOf('h').text} AS requests,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'fullName', p.full_name, 'gender', p.gender, 'birthDate', p.birth_date,
          'birthPrecision', p.birth_precision) ORDER BY m.relation = 'head' DESC, p.birth_date NULLS LAST, p.sort_name), '[]')
        FROM household_membership m JOIN resident p ON p.id = m.resident_id
        WHERE m.household_id = h.id AND m.valid_from <= $3 AND (m.valid_to IS NULL OR m.valid_to > $3) AND p.residence_status <> 'deceased') AS members
    FROM round_door d JOIN household h ON h.id = d.household_id
    LEFT JOIN visit v ON v.round_door_id = d.id LEFT JOIN user_account u ON u.id = v.logged_by
    WHERE d.round_id = $2 AND d.ward_id = $1 ORDER BY d.position`,
  instants: { arrivedAt: true },
};

const SERVICES: Read<SheetService> = {
  text: `
    SELECT s.id, s.kind, s.code, ${everydayName('s').text} AS name, s.name AS "officialName" FROM public_service s
    WHERE s.ward_id = $1 AND NOT s.is_retired AND (s.retired_on IS NULL OR s.retired_on > $3) ORDER BY s.is_essential25 DESC, s.name`,
  instants: {},
};

const BARRIERS: Read<Sheet['barriers'][number]> = {
  text: `SELECT id, label FROM barrier WHERE ward_id = $1 AND (retired_on IS NULL OR retired_on > $3) ORDER BY position, label`,
  instants: {},
};

const readSheet = combineReads('sheet-visits', { doors: DOORS, services: SERVICES, barriers: BARRIERS });

/** The doors of a round and what a visit there can name. @param on the day of the visits. */
export function loadSheet({ pool }: Reads, wardId: string, roundId: string, on: LocalDate): Promise<Sheet> {
  return readSheet(pool, [wardId, roundId, on]);
}
