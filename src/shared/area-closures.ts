import { z } from 'zod';
import { formatDate, type LocalDate } from './dates';
import { sql, type Sql } from './sql';
import { uncapitalise } from './vietnamese-text';

/** A closed area: what it is called, and its days, both included. */
export const AREA_CLOSURE = z.object({ label: z.string(), reason: z.string(), from: z.string(), until: z.string() });
export type AreaClosure = z.infer<typeof AREA_CLOSURE>;

/** SQL: whether the area_closure `c` contains the household `h`. A street has the named alleys and estates that walk with it (walkPath). */
export const CLOSES_DOOR = sql`c.ward_id = h.ward_id
  AND c.area IN ('lane:' || h.lane_key, 'group:' || h.residential_group_id, 'street:' || fold_vietnamese(coalesce(nullif(h.street, ''),
    CASE WHEN fold_vietnamese(h.ngo) !~ '^([a-z]{0,2}[0-9]|$)' THEN h.ngo END, regexp_replace(h.building, '^.*tập thể ', ''))))`;

/** SQL: the closures of a household `h` that touch these days, as a JSON array of AREA_CLOSURE, the last to end first. */
export const closuresOf = (from: LocalDate | Sql, until: LocalDate | Sql = from): Sql => sql`(
  SELECT coalesce(json_agg(json_build_object('label', c.label, 'reason', c.reason, 'from', c.closed_from, 'until', c.closed_until) ORDER BY c.closed_until DESC), '[]')
  FROM area_closure c WHERE c.closed_from <= ${until}::date AND c.closed_until >= ${from}::date AND ${CLOSES_DOOR})`;

/** 'ngõ 41 Trúc Bạch đóng đến hết 05/12/2026 (ngập)' */
export const closureText = ({ label, reason, until }: AreaClosure): string =>
  `${uncapitalise(label)} đóng đến hết ${formatDate(until)} (${reason})`;
