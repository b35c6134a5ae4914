import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { Database, Reads } from '../../../db/database';
import { queryRows, type RowSchema, type Sends } from '../../../db/query-rows';
import type { UserRole } from '../../../generated/prisma/enums';
import { monthStartOf, type LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { NO_GROUP, type ReportScope } from '../figures/figure-sql';
import type { ListFilter } from './forms';
import { PAGE, pageOf, type ListPage, type Place } from './paging';

export interface AskedList {
  role: UserRole;
  filter: ListFilter;
  place: Place;
  scope: ReportScope;
  /** The names of the group and the service it is limited to: ' · Tổ 3 · Đăng ký tạm trú', or ''. */
  where: string;
}

/**
 * What a list is limited by: the ward's adult age, and the names of a group, a service and a barrier for its heading. A
 * name is null when the ward has no such record.
 */
const LIST_FRAME = z.object({
  adultAge: z.number(),
  groupName: z.string().nullable(),
  serviceName: z.string().nullable(),
  barrierLabel: z.string().nullable(),
});

/**
 * What a list is asked for, by its filter. @throws NotFoundError if the ward has no such group, service or barrier.
 */
export async function getAskedList(
  db: Database,
  { wardId, role }: Actor,
  filter: ListFilter,
  today: LocalDate,
): Promise<AskedList> {
  const [frame] = await queryRows(db, 'list-frame', LIST_FRAME)`
      SELECT adult_age AS "adultAge", (SELECT name FROM residential_group WHERE ward_id = ${wardId} AND id = ${filter.group}) AS "groupName",
        (SELECT name FROM public_service WHERE ward_id = ${wardId} AND id = ${filter.service}) AS "serviceName",
        (SELECT label FROM barrier WHERE ward_id = ${wardId} AND id = ${filter.barrier}) AS "barrierLabel"
      FROM ward WHERE id = ${wardId}`;
  const { adultAge, groupName, serviceName, barrierLabel } = frame!;
  const isUngrouped = filter.group === NO_GROUP;
  if ((filter.group && !isUngrouped && !groupName) || (filter.service && !serviceName)) throw new NotFoundError();
  if (filter.barrier && !barrierLabel) throw new NotFoundError();
  const where = [isUngrouped ? 'chưa xếp tổ' : groupName, serviceName, barrierLabel].filter(Boolean).join(' · ');
  const on = filter.until && filter.until < today ? filter.until : today;
  return {
    role,
    filter,
    place: { after: null, page: 1, size: PAGE },
    scope: { wardId, on, today, adultAge },
    where: where && ` · ${where}`,
  };
}

/** The first day of a list of one month. */
export const sinceOf = ({ filter, scope }: AskedList): LocalDate => filter.from ?? monthStartOf(scope.on);

/** The columns that every row of a list has. */
export const LISTED = z.object({ id: z.string(), total: z.number() });

/** queryRows for a page of a list: the statement reads one row more than the page has. */
export const queryPage =
  <Row extends RowSchema & typeof LISTED>(
    db: Reads,
    name: string,
    row: Row,
    place: Place,
  ): Sends<ListPage<z.infer<Row>>> =>
  async (...statement) =>
    pageOf(await queryRows(db, name, row)(...statement), place);
