import { z } from 'zod';
import { LeftItem, VisitCompanion } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { addDays, formatDayMonth, type LocalDate } from '../../../shared/dates';
import { COMPANIONS, leftText } from '../../../shared/labels';
import { pausesOn } from '../../../shared/pauses';
import { raw, sql, type Sql } from '../../../shared/sql';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';

// How to come again to a door at which the household did not want the team.

/** Days before the team comes again after a refusal. */
export const REST_AFTER_REFUSAL = 14;
const NO_END: LocalDate = '9999-12-31';

/** SQL: the ids of those of the team who were at a visit: whom it names, else who logged it and the team of its round. */
export function officersAt(visit: string): Sql {
  const v = raw(visit);
  const named = sql`SELECT o.user_id FROM visit_officer o WHERE o.visit_id = ${v}.id`;
  return sql`ARRAY(${named} UNION SELECT team.id FROM (SELECT ${v}.logged_by AS id UNION SELECT r.user_id FROM round_officer r WHERE r.round_id = ${v}.round_id) team
    WHERE NOT EXISTS (${named}))`;
}

/**
 * SQL: the households that refused at the door and were not met since: household_id, last_at (the latest refusal) and tries
 * (visits after the first). @param which limits the visits `v`. @param before SQL of the instant before which they count.
 */
export const refusedDoors = (which: Sql, before = sql`'infinity'::timestamptz`): Sql => sql`
  SELECT household_id, max(arrived_at) FILTER (WHERE outcome = 'refused') AS last_at, (count(*) FILTER (WHERE arrived_at > first_at))::int AS tries
  FROM (SELECT v.household_id, v.outcome, v.arrived_at, min(v.arrived_at) FILTER (WHERE v.outcome = 'refused') OVER (PARTITION BY v.household_id) AS first_at
    FROM visit v WHERE ${which} AND v.arrived_at < ${before} AND NOT EXISTS (
      SELECT FROM visit met WHERE met.household_id = v.household_id AND met.met_somebody AND met.arrived_at > v.arrived_at AND met.arrived_at < ${before})) run
  WHERE first_at IS NOT NULL GROUP BY household_id`;

/** The latest refusal (its day, 'HH:MI', who of the team was there), and what another try depends on. */
export const SECOND_TRY = z.object({
  on: z.string(),
  at: z.string(),
  officers: z.array(z.string()),
  /** Visits since the first refusal, and how many the ward allows. */
  tries: z.number(),
  limit: z.number(),
  /** The leader of its residential group; '' if unknown. */
  leader: z.string(),
  /** The address of a household of the same lane that the team has helped. */
  neighbour: z.string().nullable(),
  pausedUntil: z.string().nullable(),
});
export type SecondTry = z.infer<typeof SECOND_TRY>;

/** SQL: SecondTry of a household `h`; null unless it refused and was not met since. @param before as for refusedDoors. */
export const secondTryOf = (day: LocalDate, before?: Sql): Sql => sql`(
  SELECT jsonb_build_object('on', last.visited_on, 'at', to_char(last.arrived_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI'), 'tries', run.tries,
    'officers', (SELECT coalesce(jsonb_agg(u.display_name ORDER BY u.display_name), '[]') FROM user_account u WHERE u.id = ANY (${officersAt('last')})),
    'limit', (SELECT (w.outreach_policy ->> 'triesAfterRefusal')::int FROM ward w WHERE w.id = h.ward_id),
    'leader', coalesce((SELECT g.leader_name FROM residential_group g WHERE g.id = h.residential_group_id), ''),
    'neighbour', (SELECT n.address_line FROM household n WHERE n.ward_id = h.ward_id AND n.lane_key = h.lane_key AND n.id <> h.id AND n.occupancy = 'occupied'
      AND EXISTS (SELECT FROM visit helped JOIN assisted_procedure a ON a.visit_id = helped.id JOIN resident p ON p.id = a.resident_id
        WHERE helped.household_id = n.id AND NOT ${objectsToContact('p')})
      AND NOT EXISTS (SELECT FROM ${pausesOn(day)} x WHERE x.household_id = n.id)
      ORDER BY n.walk_order > h.walk_order DESC, n.walk_order LIMIT 1),
    'pausedUntil', (SELECT max(coalesce(x.paused_until, ${NO_END}::date)) FROM ${pausesOn(day)} x WHERE x.household_id = h.id))
  FROM (${refusedDoors(sql`v.household_id = h.id`, before)}) run
  JOIN visit last ON last.household_id = run.household_id AND last.arrived_at = run.last_at AND last.outcome = 'refused' LIMIT 1)`;

/** The first day of another try; null if only the household's own request brings the team. */
export function nextTryFrom({ on, tries, limit, pausedUntil }: SecondTry): LocalDate | null {
  if (tries >= limit || pausedUntil === NO_END) return null;
  const rested = addDays(on, REST_AFTER_REFUSAL);
  return pausedUntil !== null && pausedUntil >= rested ? addDays(pausedUntil, 1) : rested;
}

/** How to come again, without a full stop; '' where nothing is proposed, also if the household asked. */
export function secondTryText(found: SecondTry | null, requests: readonly unknown[], today: LocalDate): string {
  if (!found || found.pausedUntil === NO_END || requests.length > 0) return '';
  const { on, at, officers, tries, leader, neighbour } = found;
  const from = nextTryFrom(found);
  if (from === null) return `${tries > 0 ? `Đã đến lại ${tries} lần` : 'Nhà chưa muốn'}: nay chỉ đến khi nhà tự nhờ`;
  const when = from > today ? ` từ ${formatDayMonth(from)}` : '';
  const trusted = [`tổ trưởng ${leader}`.trimEnd(), neighbour && `nhà ${neighbour} (đội đã giúp)`].filter(Boolean);
  return `Đến lại${when}: người khác (lần trước ${officers.join(', ')}, ${at} ngày ${formatDayMonth(on)}), giờ khác; đi cùng ${trusted.join(', ')} hay Đoàn thanh niên`;
}

/** Who came along to a visit, what was said if it met no resident, and what was left. */
export const DOOR_WORDS = z.object({
  companion: z.enum(VisitCompanion).nullable(),
  said: z.array(z.string()),
  left: z.array(z.enum(LeftItem)),
});

/** SQL: DOOR_WORDS of a visit `v`. */
export const DOOR_WORDS_OF = sql`jsonb_build_object('companion', v.accompanied_by, 'left', v.left_at_door, 'said',
  ARRAY(SELECT s.name FROM topic_taught t JOIN public_service s ON s.id = t.public_service_id WHERE t.visit_id = v.id AND NOT v.met_somebody ORDER BY s.name))`;

/** 'Đi cùng tổ trưởng; đã nói ở cửa: Giả danh công an; để lại: Tờ rơi', or ''. */
export function doorWords({ companion, said, left }: z.infer<typeof DOOR_WORDS>): string {
  const along = companion && `đi cùng ${uncapitalise(COMPANIONS[companion])}`;
  const words = [
    along,
    said.length > 0 && `đã nói ở cửa: ${said.join(', ')}`,
    left.length > 0 && `để lại: ${leftText(left)}`,
  ];
  return capitalise(words.filter(Boolean).join('; '));
}
