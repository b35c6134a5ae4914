import type { Database } from '../../../../src/db/database';
import { readPractice } from '../../../../src/features/adoption/practice/queries';

// The shares about scams a second time: row by row, sharing nothing with src but what is compared.

/** The needs that make a door a priority. */
const PRIORITY =
  'aged_60 lives_alone hard_to_move needs_helper disabled policy_family poor near_poor social_protection'.split(' ');

interface Answer {
  id: string;
  moment: string;
  pattern: string;
  origin: string;
  person: string | null;
  right: boolean;
  taught: boolean | null;
  stratum: string | null;
  quarter: string | null;
  sample: string | null;
  order: string;
}

/** Compares every cell, the sample and the alerts of a ward on a day; `book` names it if they differ. @returns how many answers were counted. */
export async function expectSamePractice(db: Database, wardId: string, on: string, book: string): Promise<number> {
  const { rows } = await db.pool.query<Answer>(
    `SELECT a.id, a.moment, s.pattern, s.origin_id AS origin, a.resident_id AS person, a.answer = s.right_answer AS right, a.was_taught AS taught,
       a.sample_stratum_id AS stratum, q.quarter::text AS sample, concat(a.answered_on, ' ', to_char(a.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), ' ', a.id) AS order
     FROM situation_answer a JOIN scam_situation s ON s.id = a.situation_id LEFT JOIN sample_stratum t ON t.id = a.sample_stratum_id LEFT JOIN survey_sample q ON q.id = t.survey_sample_id
     WHERE a.ward_id = $1 AND a.answered_on <= $2`,
    [wardId, on],
  );
  const seen = new Set<string>();
  const counted = rows
    .toSorted((one, other) => (one.order < other.order ? -1 : 1))
    .filter(({ person, origin }) => {
      if (person === null) return true;
      const isFirst = !seen.has(`${person} ${origin}`);
      seen.add(`${person} ${origin}`);
      return isFirst;
    });
  const cells: Record<string, [number, number]> = {};
  const add = (key: string, right: boolean) => {
    const [asked, rights] = cells[key] ?? [0, 0];
    cells[key] = [asked + 1, rights + Number(right)];
  };
  const newest = rows.reduce((last, { sample }) => (sample && sample > last ? sample : last), '');
  for (const { moment, pattern, person, right, sample, taught, stratum } of counted) {
    if (moment !== 'sample') add(`${pattern} ${moment} ${person !== null}`, right);
    else if (sample === newest) add(`${stratum} ${taught}`, right);
  }
  const { cells: shown, sample, alerts } = await readPractice(db, wardId, on);
  const found = [
    ...shown.map(({ pattern, moment, isNamed, asked, right }) => [`${pattern} ${moment} ${isNamed}`, [asked, right]]),
    ...sample.map(({ stratumId, wasTaught, answered, yes }) => [`${stratumId} ${wasTaught}`, [answered, yes]]),
  ];
  expect({ book, ...Object.fromEntries(found) }).toEqual({ book, ...cells });
  for (const { id, pattern, on: from, doors, told } of alerts) {
    const { rows: second } = await db.pool.query<{ doors: number; told: number }>(
      `WITH door AS (SELECT DISTINCT h.id FROM resident_needs($1, $2) n JOIN household h ON h.id = n.household_id JOIN resident r ON r.id = n.resident_id AND r.residence_status IN ('permanent', 'temporary', 'staying') WHERE h.occupancy = 'occupied' AND n.need = ANY ($3))
       SELECT count(*)::int AS doors, count(*) FILTER (WHERE id IN (SELECT v.household_id FROM visit v WHERE v.visited_on >= $4::date AND v.visited_on < $4::date + 14
         AND (v.id IN (SELECT t.visit_id FROM topic_taught t JOIN public_service s ON s.id = t.public_service_id WHERE s.topic_area = 'scam')
           OR v.id IN (SELECT a.visit_id FROM situation_answer a JOIN scam_situation s ON s.id = a.situation_id WHERE s.pattern = $5::scam_pattern))))::int AS told FROM door`,
      [wardId, on, PRIORITY, from, pattern],
    );
    expect({ book, id, doors, told }).toEqual({ book, id, ...second[0]! });
  }
  return counted.length;
}
