import type { Reads } from '../../../db/database';
import type { DoorOutcome } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { pageOf, type ListPage, type Place } from './paging';
import { HEAD_NAME } from './work-list-queries';

/** What a row of a closed list shows today. Facts of a record that is gone are null. */
export interface ClosedListRow {
  id: string;
  total: number;
  tags: string[];
  name: string | null;
  addressLine: string | null;
  groupName: string | null;
  on: LocalDate | null;
  outcome: DoorOutcome | null;
  officerName: string | null;
  serviceName: string | null;
  portalFileCode: string | null;
}

/** What the rows of a list are. */
export type RowKind = 'person' | 'household' | 'visit' | 'file';

const HOME = `LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
  LEFT JOIN residential_group g ON g.id = h.residential_group_id`;

/** Of each kind: the records that x.row_id names, what the list is sorted by, and what it shows. */
const RECORDS: Record<RowKind, { from: string; sort: (id: string) => string; columns: string }> = {
  person: {
    from: `LEFT JOIN resident r ON r.ward_id = $1 AND r.id = x.row_id ${HOME}`,
    sort: (id) => `coalesce((SELECT sort_name FROM resident WHERE ward_id = $1 AND id = ${id}), '')`,
    columns: `r.full_name AS name, h.address_line AS "addressLine", g.name AS "groupName"`,
  },
  household: {
    from: `LEFT JOIN household h ON h.ward_id = $1 AND h.id = x.row_id LEFT JOIN residential_group g ON g.id = h.residential_group_id`,
    sort: (id) => `coalesce((SELECT walk_order FROM household WHERE ward_id = $1 AND id = ${id}), '')`,
    columns: `h.address_line AS "addressLine", g.name AS "groupName", ${HEAD_NAME} AS name`,
  },
  visit: {
    from: `LEFT JOIN visit v ON v.ward_id = $1 AND v.id = x.row_id LEFT JOIN household h ON h.id = v.household_id LEFT JOIN user_account u ON u.id = v.logged_by`,
    sort: (id) => `coalesce((SELECT visited_on FROM visit WHERE ward_id = $1 AND id = ${id}), '-infinity')`,
    columns: `v.visited_on AS on, v.outcome, h.address_line AS "addressLine", u.display_name AS "officerName"`,
  },
  file: {
    from: `LEFT JOIN assisted_procedure p ON p.ward_id = $1 AND p.id = x.row_id LEFT JOIN visit v ON v.id = p.visit_id
      LEFT JOIN resident r ON r.id = p.resident_id LEFT JOIN public_service s ON s.id = p.public_service_id`,
    sort: (id) =>
      `coalesce((SELECT v.visited_on FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id WHERE p.ward_id = $1 AND p.id = ${id}), '-infinity')`,
    columns: `v.visited_on AS on, r.full_name AS name, s.name AS "serviceName", p.portal_file_code AS "portalFileCode"`,
  },
};

/** The rows of a list of a closed month that have all these tags. */
export async function listClosed(
  { pool }: Reads,
  { wardId, closingId, list, kind }: { wardId: string; closingId: string; list: string; kind: RowKind },
  tags: readonly string[],
  place: Place,
): Promise<ListPage<ClosedListRow>> {
  const { from, sort, columns } = RECORDS[kind];
  const { rows } = await pool.query<ClosedListRow>({
    name: `reports-closed-${kind}-${place.size}`,
    text: `WITH matching AS MATERIALIZED (
        SELECT row_id, tags, ${sort('row_id')} AS sort FROM closed_row WHERE ward_id = $1 AND closing_id = $2 AND list = $3 AND tags @> $4),
      page AS MATERIALIZED (
        SELECT * FROM matching WHERE $5::uuid IS NULL OR (sort, row_id) > (SELECT sort, row_id FROM matching WHERE row_id = $5)
        ORDER BY sort, row_id LIMIT ${place.size + 1})
      SELECT x.row_id AS id, (SELECT count(*) FROM matching)::int AS total, x.tags, ${columns} FROM page x ${from} ORDER BY x.sort, x.row_id`,
    values: [wardId, closingId, list, tags, place.after],
  });
  return pageOf(rows, place);
}
