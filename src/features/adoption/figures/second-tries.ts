import { z } from 'zod';
import { constant, join, raw, sql, type Sql } from '../../../shared/sql';
import { officersAt } from '../../casework/requests/second-try';
import { BANDS } from '../../rounds/planner/day-bands';
import type { ReportScope } from './figure-sql';

/** How the team came again after a household had not wanted it: each try is of the first kind that fits it. */
export const APPROACH_LABELS = {
  asked: 'Nhà tự nhờ',
  group_leader: 'Đi cùng tổ trưởng',
  neighbour: 'Đi cùng hàng xóm',
  youth_union: 'Đi cùng Đoàn thanh niên',
  other_officer: 'Người khác của đội',
  other_hour: 'Giờ khác',
  same: 'Như lần trước',
};
export type Approach = keyof typeof APPROACH_LABELS;
export const APPROACHES = Object.keys(APPROACH_LABELS) as [Approach, ...Approach[]];

const LAST_DAYS = { weekday: 5, saturday: 6, sunday: 7 };

/** SQL: the hours of the week (BANDS) in which a visit came; a holiday counts as its weekday. */
function bandAt(visit: string): Sql {
  const at = (part: string) => sql`extract(${raw(part)} FROM ${raw(visit)}.arrived_at AT TIME ZONE 'Asia/Ho_Chi_Minh')`;
  const bands = BANDS.map(
    ({ kind, to }, band) =>
      sql`WHEN ${at('isodow')} <= ${constant(LAST_DAYS[kind])} AND ${at('hour')} < ${constant(to)} THEN ${constant(band)}`,
  );
  return sql`CASE ${join(bands, ' ')} END`;
}

/** SQL: for each household that refused at the door by a day, the first visit after its first refusal, if there was one. */
export const secondTries = ({ wardId, on }: Pick<ReportScope, 'wardId' | 'on'>): Sql => sql`
  SELECT refusal.household_id AS id, try.visited_on AS tried_on, try.outcome AS tried_outcome, try.met_somebody AS is_open,
    CASE WHEN EXISTS (SELECT FROM support_request r WHERE r.household_id = try.household_id AND r.received_on > refusal.visited_on AND r.received_on <= try.visited_on) THEN 'asked'
      WHEN try.accompanied_by IS NOT NULL THEN try.accompanied_by::text
      WHEN NOT ${officersAt('refusal')} && ${officersAt('try')} THEN 'other_officer'
      WHEN ${bandAt('refusal')} <> ${bandAt('try')} THEN 'other_hour' ELSE 'same' END AS approach
  FROM (SELECT DISTINCT ON (v.household_id) v.* FROM visit v WHERE v.ward_id = ${wardId} AND v.outcome = 'refused' AND v.visited_on <= ${on}
    ORDER BY v.household_id, v.arrived_at, v.id) refusal
  JOIN LATERAL (SELECT * FROM visit n WHERE n.household_id = refusal.household_id AND (n.arrived_at, n.id) > (refusal.arrived_at, refusal.id) AND n.visited_on <= ${on}
    ORDER BY n.arrived_at, n.id LIMIT 1) try ON true`;

export const APPROACH_COUNT = z.object({ approach: z.enum(APPROACHES), tries: z.number(), opened: z.number() });
export type ApproachCount = z.infer<typeof APPROACH_COUNT>;
