import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';

const CODED_RECORD = z.object({ kind: z.enum(['file', 'invitation']), id: z.string() });
export type CodedRecord = z.infer<typeof CODED_RECORD>;

/** The file with that code of the portal, and the invitation with that code; '' finds none. */
export const findByCode = (db: Reads, wardId: string, { file, invitation }: { file: string; invitation: string }) =>
  queryRows(db, 'search-by-code', CODED_RECORD)`
      SELECT 'file' AS kind, id FROM assisted_procedure WHERE ward_id = ${wardId} AND upper(portal_file_code) = ${file}
      UNION ALL SELECT 'invitation', id FROM public_request WHERE ward_id = ${wardId} AND code = ${invitation}`;
