import type { Database } from '../../../db/database';
import type { BirthPrecision, Gender, HelpLevel, ServiceKind } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import type { FileFact } from '../../casework/follow-ups/follow-up';
import { FILE_FACT_PAIRS } from '../../casework/follow-ups/queries';
import type { SpecialDay } from '../../office/calendar/working-days';
import { everydayName } from '../../office/guides/queries';

/** What the follow-up of a file is derived from stands in FileFact. */
export interface AssistedProcedureFile extends Omit<FileFact, 'kind' | 'statuses'> {
  visitId: string;
  visitVersion: number;
  residentId: string;
  residentName: string;
  gender: Gender | null;
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
  householdId: string;
  addressLine: string;
  serviceId: string;
  serviceName: string;
  serviceGroup: string;
  serviceKind: ServiceKind;
  helpLevel: HelpLevel;
  doneForReason: string;
  fileCode: string | null;
  note: string;
  loggedBy: string;
  isLate: boolean;
  statuses: {
    id: string;
    code: number;
    on: LocalDate;
    note: string;
    recordedBy: string;
    cause: string | null;
    backwardReason: string;
  }[];
  /** Why a file may come back: the barriers of today. */
  causes: { id: string; label: string }[];
  /** The ward's special days since the visit. */
  calendar: SpecialDay[];
  ward: { name: string; phone: string | null };
}

/**
 * One assisted procedure with its statuses, newest first. @throws NotFoundError when the ward has no such procedure.
 */
export async function getFile(
  { pool }: Database,
  wardId: string,
  id: string,
  today: LocalDate,
): Promise<AssistedProcedureFile> {
  const { rows } = await pool.query<AssistedProcedureFile & { fact: FileFact }>({
    name: 'assisted-procedure-file',
    text: `SELECT json_build_object(${FILE_FACT_PAIRS.text}) AS fact, a.visit_id AS "visitId", v.version AS "visitVersion", a.resident_id AS "residentId", p.full_name AS "residentName",
             p.gender, p.birth_date AS "birthDate", p.birth_precision AS "birthPrecision", v.household_id AS "householdId", h.address_line AS "addressLine", s.id AS "serviceId", ${everydayName('s').text} AS "serviceName", s.group_key AS "serviceGroup", s.kind AS "serviceKind",
             a.help_level AS "helpLevel", a.done_for_reason AS "doneForReason", a.portal_file_code AS "fileCode",
             a.note, logger.display_name AS "loggedBy", v.late_reason IS NOT NULL AS "isLate",
             (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'code', f.status, 'on', f.status_on, 'note', f.note, 'recordedBy', r.display_name, 'cause', fb.label, 'backwardReason', f.backward_reason)
                 ORDER BY f.status_on DESC, f.recorded_at DESC, f.id DESC), '[]')
               FROM file_status f JOIN user_account r ON r.id = f.recorded_by LEFT JOIN barrier fb ON fb.id = f.barrier_id WHERE f.assisted_procedure_id = a.id) AS statuses,
             (SELECT coalesce(json_agg(json_build_object('id', c.id, 'label', c.label) ORDER BY c.position, c.label), '[]') FROM barrier c
               WHERE c.ward_id = a.ward_id AND (c.retired_on IS NULL OR c.retired_on > $3::date)) AS causes,
             (SELECT coalesce(json_agg(json_build_object('date', c.date, 'kind', c.kind)), '[]') FROM calendar_day c WHERE c.ward_id = a.ward_id AND c.date >= v.visited_on) AS calendar,
             (SELECT json_build_object('name', w.name, 'phone', w.phone) FROM ward w WHERE w.id = a.ward_id) AS ward
           FROM assisted_procedure a
           JOIN visit v ON v.id = a.visit_id
           JOIN household h ON h.id = v.household_id
           JOIN resident p ON p.id = a.resident_id
           JOIN public_service s ON s.id = a.public_service_id
           JOIN user_account logger ON logger.id = v.logged_by
           LEFT JOIN barrier b ON b.id = a.barrier_id
           LEFT JOIN portal_use u ON u.assisted_procedure_id = a.id
           WHERE a.id = $1 AND a.ward_id = $2`,
    values: [id, wardId, today],
  });
  if (!rows[0]) throw new NotFoundError('Không có hồ sơ này trong sổ của phường.');
  const { fact, ...file } = rows[0];
  return { ...fact, ...file };
}
