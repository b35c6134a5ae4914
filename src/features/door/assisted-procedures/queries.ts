import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import { Gender, HelpLevel, LevelReason, ServiceKind } from '../../../generated/prisma/enums';
import { birthSql } from '../../../shared/birth-sql';
import type { LocalDate } from '../../../shared/dates';
import { BIRTH } from '../../../shared/row-schemas';
import { FILE_FACT, STATUS_ON } from '../../casework/follow-ups/follow-up';
import { FILE_FACT_PAIRS } from '../../casework/follow-ups/queries';
import { SPECIAL_DAY } from '../../office/calendar/working-days';
import { guideTitle } from '../../office/guides/queries';

/** A barrier that can be named as a cause. */
export const CAUSE = z.object({ id: z.string(), label: z.string() });

const FILE_ROW = z.object({
  birth: BIRTH.nullable(),
  /** What the follow-up of a file is derived from. */
  fact: FILE_FACT.omit({ statuses: true }),
  visitId: z.string(),
  residentId: z.string(),
  residentName: z.string(),
  gender: z.enum(Gender).nullable(),
  householdId: z.string(),
  addressLine: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  serviceGroup: z.string(),
  serviceKind: z.enum(ServiceKind),
  helpLevel: z.enum(HelpLevel),
  levelReason: z.enum(LevelReason).nullable(),
  doneForReason: z.string(),
  fileCode: z.string().nullable(),
  note: z.string(),
  loggedBy: z.string(),
  isLate: z.boolean(),
  statuses: z.array(
    STATUS_ON.extend({
      id: z.string(),
      note: z.string(),
      recordedBy: z.string(),
      cause: z.string().nullable(),
      backwardReason: z.string(),
    }),
  ),
  /** Why a file may come back: the barriers of today. */
  causes: z.array(CAUSE),
  /** The ward's special days since the visit. */
  calendar: z.array(SPECIAL_DAY),
  ward: z.object({ name: z.string(), phone: z.string().nullable() }),
});
type FileRow = z.infer<typeof FILE_ROW>;
export type AssistedProcedureFile = FileRow['fact'] & Omit<FileRow, 'fact'>;

/**
 * One assisted procedure with its statuses, newest first. @throws NotFoundError when the ward has no such procedure.
 */
export async function getFile(db: Reads, wardId: string, id: string, today: LocalDate): Promise<AssistedProcedureFile> {
  const { fact, ...file } = await queryRow(
    db,
    { name: 'assisted-procedure-file', missing: 'Không có hồ sơ này trong sổ của phường.' },
    FILE_ROW,
  )`
      SELECT json_build_object(${FILE_FACT_PAIRS}) AS fact, a.visit_id AS "visitId", a.resident_id AS "residentId", p.full_name AS "residentName",
             p.gender, ${birthSql('p')} AS birth, v.household_id AS "householdId", h.address_line AS "addressLine", s.id AS "serviceId", ${guideTitle('s')} AS "serviceName", s.group_key AS "serviceGroup", s.kind AS "serviceKind",
             a.help_level AS "helpLevel", a.level_reason AS "levelReason", a.done_for_reason AS "doneForReason", a.portal_file_code AS "fileCode",
             a.note, logger.display_name AS "loggedBy", v.late_reason IS NOT NULL AS "isLate",
             (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'code', f.status, 'on', f.status_on, 'note', f.note, 'recordedBy', r.display_name, 'cause', fb.label, 'backwardReason', f.backward_reason)
                 ORDER BY f.status_on DESC, f.recorded_at DESC, f.id DESC), '[]')
               FROM file_status f JOIN user_account r ON r.id = f.recorded_by LEFT JOIN barrier fb ON fb.id = f.barrier_id WHERE f.assisted_procedure_id = a.id) AS statuses,
             (SELECT coalesce(json_agg(json_build_object('id', c.id, 'label', c.label) ORDER BY c.position, c.label), '[]') FROM barrier c
               WHERE c.ward_id = a.ward_id AND (c.retired_on IS NULL OR c.retired_on > ${today}::date)) AS causes,
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
           WHERE a.id = ${id} AND a.ward_id = ${wardId}`;
  return { ...fact, ...file };
}
