import type { Reads } from '../../../db/database';
import { queryRows, type RowReader } from '../../../db/query-rows';
import { guideTitle } from '../../office/guides/queries';
import { codeKey, codeTail, KNOWN_FILE, type KnownFile, type PastedLine } from './pasted-statuses';
import { CAUSE } from './queries';

/** The ward's files whose codes are, or may be, among those of the lines. */
export function listMeantFiles(db: RowReader, wardId: string, lines: readonly PastedLine[]): Promise<KnownFile[]> {
  const keys = lines.map(({ code }) => codeKey(code));
  const tails = lines.flatMap(({ code }) => codeTail(code) ?? []);
  return queryRows(db, 'files-meant', KNOWN_FILE)`
      SELECT a.id, a.portal_file_code AS "fileCode", p.full_name AS "residentName", ${guideTitle('s')} AS "serviceName", a.result,
      to_char(v.visited_on, 'YYYY-MM-DD') AS "visitedOn",
      (SELECT coalesce(json_agg(json_build_object('code', f.status, 'on', f.status_on) ORDER BY f.status_on DESC, f.recorded_at DESC, f.id DESC), '[]')
       FROM file_status f WHERE f.assisted_procedure_id = a.id) AS statuses
    FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id JOIN resident p ON p.id = a.resident_id JOIN public_service s ON s.id = a.public_service_id
    WHERE a.ward_id = ${wardId}::uuid AND a.portal_file_code IS NOT NULL
      AND (regexp_replace(upper(a.portal_file_code), '[^A-Z0-9]', '', 'g') = ANY (${keys}::text[]) OR substring(upper(a.portal_file_code) FROM '[0-9]{6}-[0-9]{3,8}$') = ANY (${tails}::text[]))
    ORDER BY a.portal_file_code, a.id`;
}

/** The barriers that may be named as a cause today. */
export const listCauses = (db: Reads, wardId: string, today: string) =>
  queryRows(db, 'file-causes', CAUSE)`
      SELECT id, label FROM barrier WHERE ward_id = ${wardId} AND (retired_on IS NULL OR retired_on > ${today}) ORDER BY position, label`;
