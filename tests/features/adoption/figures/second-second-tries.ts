import type { Database } from '../../../../src/db/database';
import { readEffect } from '../../../../src/features/adoption/effect/queries';

// How many doors open again after a refusal, a second time: visit by visit, sharing nothing with src but what is compared.

interface Visit {
  household: string;
  outcome: string;
  met: boolean;
  on: string;
  weekday: number;
  hour: number;
  companion: string | null;
  officers: string[];
}

/** The hours of the week that count as one, as the page of the hours names them. */
function hours({ weekday, hour }: Visit): string {
  if (weekday > 5) return `${weekday} ${[12, 18].filter((from) => hour >= from).length}`;
  return `tuần ${Math.min(20, Math.max(16, hour))}`;
}

/** Compares every approach of a ward on a day; `book` names it if they differ. @returns how many doors were tried again. */
export async function expectSameSecondTries(db: Database, wardId: string, on: string, book: string): Promise<number> {
  const { rows: visits } = await db.pool.query<Visit>(
    `SELECT v.household_id AS household, v.outcome, v.met_somebody AS met, v.visited_on::text AS on, extract(isodow FROM v.arrived_at AT TIME ZONE 'UTC' + interval '7 hours')::int AS weekday,
       extract(hour FROM v.arrived_at AT TIME ZONE 'UTC' + interval '7 hours')::int AS hour, v.accompanied_by AS companion,
       (SELECT array_agg(DISTINCT who) FROM (
         SELECT user_id::text FROM visit_officer WHERE visit_id = v.id
         UNION ALL SELECT v.logged_by::text WHERE v.id NOT IN (SELECT visit_id FROM visit_officer)
         UNION ALL SELECT user_id::text FROM round_officer o WHERE o.round_id = v.round_id AND v.id NOT IN (SELECT visit_id FROM visit_officer)) n (who)) AS officers
     FROM visit v WHERE v.ward_id = $1 AND v.visited_on <= $2 ORDER BY v.arrived_at, v.id`,
    [wardId, on],
  );
  const { rows: requests } = await db.pool.query<{ household: string; on: string }>(
    'SELECT household_id AS household, received_on::text AS on FROM support_request WHERE ward_id = $1',
    [wardId],
  );
  const second: Record<string, [number, number]> = {};
  for (const household of new Set(visits.map((visit) => visit.household))) {
    const own = visits.filter((visit) => visit.household === household);
    const first = own.findIndex(({ outcome }) => outcome === 'refused');
    const [refusal, again] = [own[first], own[first + 1]];
    if (!refusal || !again) continue;
    const isAsked = requests.some(
      (request) => request.household === household && request.on > refusal.on && request.on <= again.on,
    );
    const isSameTeam = refusal.officers.some((officer) => again.officers.includes(officer));
    const alike = hours(refusal) === hours(again) ? 'same' : 'other_hour';
    const approach = isAsked ? 'asked' : (again.companion ?? (isSameTeam ? alike : 'other_officer'));
    const [tries, opened] = second[approach] ?? [0, 0];
    second[approach] = [tries + 1, opened + Number(again.met)];
  }
  const { secondTries } = await readEffect(db, wardId, on);
  const shown = Object.fromEntries(secondTries.map(({ approach, tries, opened }) => [approach, [tries, opened]]));
  expect({ book, on, ...shown }).toEqual({ book, on, ...second });
  return Object.values(second).reduce((sum, [tries]) => sum + tries, 0);
}
