import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { DoorOutcome } from '../../../generated/prisma/enums';
import { constant, empty, sql, type Sql } from '../../../shared/sql';
import { LISTED, queryPage } from './list-frame-queries';
import type { Place } from './paging';
import { HEAD_NAME } from './work-list-queries';

/** What a row of a closed list shows today. Facts of a record that is gone are null, those of other kinds missing. */
const CLOSED_LIST_ROW = LISTED.extend({
  tags: z.array(z.string()),
  name: z.string().nullish(),
  addressLine: z.string().nullish(),
  groupName: z.string().nullish(),
  on: z.string().nullish(),
  outcome: z.enum(DoorOutcome).nullish(),
  officerName: z.string().nullish(),
  serviceName: z.string().nullish(),
  portalFileCode: z.string().nullish(),
});
export type ClosedListRow = z.infer<typeof CLOSED_LIST_ROW>;

export type RowKind = 'person' | 'household' | 'visit' | 'lesson' | 'file' | 'request';

const HOME = sql`LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
  LEFT JOIN residential_group g ON g.id = h.residential_group_id`;

/** Of each kind: the records that x.row_id names, what a row of closed_row is sorted by, and what it shows. */
const RECORDS: Record<RowKind, (wardId: string) => { from: Sql; sort: Sql; columns: Sql }> = {
  person: (wardId) => ({
    from: sql`LEFT JOIN resident r ON r.ward_id = ${wardId} AND r.id = x.row_id ${HOME}`,
    sort: sql`coalesce((SELECT sort_name FROM resident WHERE ward_id = ${wardId} AND id = row_id), '')`,
    columns: sql`r.full_name AS name, h.address_line AS "addressLine", g.name AS "groupName"`,
  }),
  household: (wardId) => ({
    from: sql`LEFT JOIN household h ON h.ward_id = ${wardId} AND h.id = x.row_id LEFT JOIN residential_group g ON g.id = h.residential_group_id`,
    sort: sql`coalesce((SELECT walk_order FROM household WHERE ward_id = ${wardId} AND id = row_id), '')`,
    columns: sql`h.address_line AS "addressLine", g.name AS "groupName", ${HEAD_NAME} AS name`,
  }),
  visit: (wardId) => ({
    from: sql`LEFT JOIN visit v ON v.ward_id = ${wardId} AND v.id = x.row_id LEFT JOIN household h ON h.id = v.household_id LEFT JOIN user_account u ON u.id = v.logged_by`,
    sort: sql`coalesce((SELECT visited_on FROM visit WHERE ward_id = ${wardId} AND id = row_id), '-infinity')`,
    columns: sql`v.visited_on AS on, v.outcome, h.address_line AS "addressLine", u.display_name AS "officerName"`,
  }),
  lesson: (wardId) => ({
    from: sql`LEFT JOIN assisted_procedure p ON p.ward_id = ${wardId} AND p.id = x.row_id LEFT JOIN visit v ON v.id = p.visit_id
      LEFT JOIN resident r ON r.id = p.resident_id LEFT JOIN public_service s ON s.id = p.public_service_id`,
    sort: sql`coalesce((SELECT v.visited_on FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id WHERE p.ward_id = ${wardId} AND p.id = row_id), '-infinity')`,
    columns: sql`v.visited_on AS on, r.full_name AS name, s.name AS "serviceName"`,
  }),
  request: (wardId) => ({
    from: sql`LEFT JOIN support_request r ON r.ward_id = ${wardId} AND r.id = x.row_id LEFT JOIN household h ON h.id = r.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id`,
    sort: sql`coalesce((SELECT received_on FROM support_request WHERE ward_id = ${wardId} AND id = row_id), '-infinity')`,
    columns: sql`r.received_on AS on, h.address_line AS "addressLine", g.name AS "groupName"`,
  }),
  file: (wardId) => ({
    from: sql`LEFT JOIN assisted_procedure p ON p.ward_id = ${wardId} AND p.id = x.row_id LEFT JOIN visit v ON v.id = p.visit_id
      LEFT JOIN portal_use sent ON sent.assisted_procedure_id = p.id LEFT JOIN resident r ON r.id = p.resident_id LEFT JOIN public_service s ON s.id = p.public_service_id`,
    sort: sql`coalesce((SELECT coalesce(sent.used_on, v.visited_on) FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id
      LEFT JOIN portal_use sent ON sent.assisted_procedure_id = p.id WHERE p.ward_id = ${wardId} AND p.id = row_id), '-infinity')`,
    columns: sql`coalesce(sent.used_on, v.visited_on) AS on, r.full_name AS name, s.name AS "serviceName", p.portal_file_code AS "portalFileCode"`,
  }),
};

/** The rows of a list of a closed month that have all these tags. */
export function listClosed(
  db: Reads,
  { wardId, closingId, list, kind }: { wardId: string; closingId: string; list: string; kind: RowKind },
  tags: readonly string[],
  place: Place,
) {
  const { from, sort, columns } = RECORDS[kind](wardId);
  return queryPage(db, 'list-closed', CLOSED_LIST_ROW, place)`WITH matching AS MATERIALIZED (
        SELECT row_id, tags, ${sort} AS sort FROM closed_row WHERE ward_id = ${wardId} AND closing_id = ${closingId} AND list = ${list} AND tags @> ${[...tags]}),
      page AS MATERIALIZED (
        SELECT * FROM matching ${place.after === null ? empty : sql`WHERE (sort, row_id) > (SELECT sort, row_id FROM matching WHERE row_id = ${place.after})`}
        ORDER BY sort, row_id LIMIT ${constant(place.size + 1)})
      SELECT x.row_id AS id, (SELECT count(*) FROM matching)::int AS total, x.tags, ${columns} FROM page x ${from} ORDER BY x.sort, x.row_id`;
}
