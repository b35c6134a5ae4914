import type { Actor } from '../../../actor';
import type { Database } from '../../../db/database';
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

interface ListFrame {
  adultAge: number;
  groupName: string | null;
  serviceName: string | null;
  barrierLabel: string | null;
}

/**
 * What a list is limited by: the ward's adult age, and the names of a group, a service and a barrier for its heading. A
 * name is null when the ward has no such record.
 */
async function getListFrame(
  { pool }: Database,
  wardId: string,
  { group, service, barrier }: { group: string | null; service: string | null; barrier: string | null },
): Promise<ListFrame> {
  const { rows } = await pool.query<ListFrame>({
    name: 'reports-list-frame',
    text: `SELECT adult_age AS "adultAge", (SELECT name FROM residential_group WHERE ward_id = $1 AND id = $2) AS "groupName",
             (SELECT name FROM public_service WHERE ward_id = $1 AND id = $3) AS "serviceName",
             (SELECT label FROM barrier WHERE ward_id = $1 AND id = $4) AS "barrierLabel"
           FROM ward WHERE id = $1`,
    values: [wardId, group, service, barrier],
  });
  return rows[0]!;
}

/**
 * What a list is asked for, by its filter. @throws NotFoundError if the ward has no such group, service or barrier.
 */
export async function getAskedList(
  db: Database,
  { wardId, role }: Actor,
  filter: ListFilter,
  today: LocalDate,
): Promise<AskedList> {
  const { adultAge, groupName, serviceName, barrierLabel } = await getListFrame(db, wardId, filter);
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
