import type { Database } from '../../../../src/db/database';
import { readEffect } from '../../../../src/features/adoption/effect/queries';

// How many doors the team met after a call, a second time: door by door, sharing nothing with src but what is compared.

interface Visit {
  household: string;
  outcome: string;
  met: boolean;
  day: number;
  at: Date;
}

interface Call {
  household: string;
  day: number;
  written: Date;
}

/** Compares both sides of a ward on a day; `book` names it if they differ. @returns how many doors were called. */
export async function expectSameCalledDoors(db: Database, wardId: string, on: string, book: string): Promise<number> {
  const { rows: visits } = await db.pool.query<Visit>(
    `SELECT household_id AS household, outcome, met_somebody AS met, visited_on - date '2000-01-01' AS day, arrived_at AS at
     FROM visit WHERE ward_id = $1 AND visited_on <= $2`,
    [wardId, on],
  );
  const { rows: calls } = await db.pool.query<Call>(
    `SELECT household_id AS household, called_on - date '2000-01-01' AS day, created_at AS written
     FROM door_call WHERE ward_id = $1 AND called_on <= $2 AND withdrawn_at IS NULL ORDER BY called_on, created_at`,
    [wardId, on],
  );
  const today = (Date.parse(on) - Date.parse('2000-01-01')) / 86_400_000;
  const doors = [...new Set(visits.map(({ household }) => household))].map((household) => {
    const own = visits.filter((visit) => visit.household === household);
    return {
      call: calls.find((call) => call.household === household),
      shut: own.filter(({ outcome }) => outcome === 'nobody_home').map(({ day }) => day),
      others: own.filter(({ outcome }) => outcome !== 'nobody_home'),
      met: own.filter(({ met }) => met).map(({ day }) => day),
    };
  });
  const isMetFrom = (met: readonly number[], day: number) => met.some((at) => at >= day && at <= day + 15);
  const called = doors.filter(
    ({ call, shut, others }) =>
      call !== undefined &&
      call.day + 15 <= today &&
      shut.some((day) => day < call.day) &&
      others.every(({ day, at }) => day >= call.day && at > call.written),
  );
  const days = called.map(({ call }) => call!.day);
  const counted = {
    yes: [called.length, called.filter(({ met, call }) => isMetFrom(met, call!.day)).length],
    no: [0, 0],
  };
  for (const { call, shut, others, met } of doors) {
    const from = Math.min(...days.filter((day) => shut.some((first) => first < day)));
    if (!Number.isFinite(from) || others.some(({ day }) => day < from)) continue;
    if (call && call.day <= from + 15) continue;
    counted.no[0]! += 1;
    counted.no[1]! += Number(isMetFrom(met, from));
  }
  const { called: found } = await readEffect(db, wardId, on);
  const shown = Object.fromEntries(found.map((side) => [side.side, [side.doors, side.met]]));
  expect({ book, on, yes: [0, 0], no: [0, 0], ...shown }).toEqual({ book, on, ...counted });
  return called.length;
}
