import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { Database } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import type { UserRole } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { NO_GROUP, type ReportScope } from '../figures/figure-sql';
import type { ListFilter } from './forms';
import { PAGE, type Place } from './paging';

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
