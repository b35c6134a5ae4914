// A ledger of many years' uses for the chairman's figures: every row rests on a record, as the database demands.

/** What people told, what came of checking back, and lines of visits, in parts of twenty. */
const PARTS = { told: 15, checked: 3, lines: 2 };
const YEARS = 3;
/** Days after a lesson during which the team still asks about it (LAST_CHECK_DAYS in portal-use/asking.ts). */
const LESSON_ASKED_ABOUT_DAYS = 90;
/** The share of files older than a month whose result was not looked up. */
const FORGOTTEN_FILES = 0.01;

/**
 * Fills the ledger of a ward up to this many rows, evenly over its people, its procedures and the last three years;
 * lines go to visits that met a resident. As in a ward that follows its work up, lessons of lines were asked about long
 * ago, and most files have their result.
 */
export async function fillLedger(client, { wardId, userId }, rows) {
  const [{ before }] = (
    await client.query('SELECT count(*)::int AS before FROM portal_use WHERE ward_id = $1', [wardId])
  ).rows;
  const part = (name) => Math.max(0, Math.round(((rows - before) * PARTS[name]) / 20));
  await client.query('BEGIN');
  await client.query('SET LOCAL synchronous_commit = off');
  await client.query('SELECT setseed(0.26)');
  await client.query(
    `CREATE TEMP TABLE bench_people ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY md5(id::text)) AS n, id FROM resident WHERE ward_id = $1`,
    [wardId],
  );
  await client.query(
    `CREATE TEMP TABLE bench_services ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM public_service WHERE ward_id = $1 AND kind = 'procedure'`,
    [wardId],
  );
  await client.query(
    `CREATE TEMP TABLE bench_visits ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY md5(id::text)) AS n, id, visited_on FROM visit
     WHERE ward_id = $1 AND met_somebody AND visited_on < ${TODAY} - ${LESSON_ASKED_ABOUT_DAYS}`,
    [wardId],
  );
  await client.query('ANALYZE bench_people; ANALYZE bench_services; ANALYZE bench_visits');
  for (const { text, count, values } of statements({ wardId, userId }, part)) await client.query(text(count), values);
  await client.query(RESULTS, [wardId, userId]);
  await client.query('COMMIT');
  await client.query('VACUUM (ANALYZE)');
}

const TODAY = `(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date`;

const draw = (count) => `SELECT uuidv7() AS id, p.id AS resident_id, s.id AS service_id, i,
    ${TODAY} - floor(random() * ${365 * YEARS})::int AS day, random() AS luck
  FROM generate_series(1, ${count}) i
  JOIN bench_people p ON p.n = 1 + i % (SELECT count(*) FROM bench_people) JOIN bench_services s ON s.n = 1 + (i * 7919::bigint) % (SELECT count(*) FROM bench_services)`;

/** Status 9: the portal says that the file has its result. */
const RESULTS = `
  INSERT INTO file_status (id, ward_id, assisted_procedure_id, status, status_on, recorded_by, recorded_at)
  SELECT uuidv7(), a.ward_id, a.id, 9, v.visited_on + 20, $2, (v.visited_on + 21)::timestamptz
  FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id
  WHERE a.ward_id = $1 AND a.result = 'submitted' AND v.visited_on < ${TODAY} - 30 AND random() >= ${FORGOTTEN_FILES}
    AND NOT EXISTS (SELECT FROM file_status known WHERE known.assisted_procedure_id = a.id)`;

function statements({ wardId, userId }, part) {
  const values = [wardId, userId];
  return [
    {
      count: part('told'),
      values,
      text: (count) => `WITH drawn AS MATERIALIZED (${draw(count)}),
        asked AS (INSERT INTO portal_question (id, ward_id, resident_id, asked_on, answer, public_service_id, recorded_by, recorded_at)
          SELECT id, $1, resident_id, day, (CASE WHEN luck < 0.5 THEN 'alone' WHEN luck < 0.8 THEN 'with_family' ELSE 'with_team' END)::portal_answer, service_id, $2, day FROM drawn)
        INSERT INTO portal_use (id, ward_id, resident_id, public_service_id, used_on, date_precision, how, source, portal_question_id, recorded_by)
        SELECT uuidv7(), $1, resident_id, service_id, day, 'year', (CASE WHEN luck < 0.5 THEN 'alone' WHEN luck < 0.8 THEN 'by_relative' ELSE 'with_help' END)::portal_use_how, 'told', id, $2 FROM drawn`,
    },
    {
      count: part('checked'),
      values,
      text: (count) => `WITH drawn AS MATERIALIZED (${draw(count)}),
        checked AS (INSERT INTO check_back (id, ward_id, resident_id, public_service_id, taught_on, checked_on, outcome, recorded_by, recorded_at)
          SELECT id, $1, resident_id, service_id, day - 14, day, (CASE WHEN luck < 0.7 THEN 'alone' ELSE 'with_somebody' END)::check_back_outcome, $2, day FROM drawn)
        INSERT INTO portal_use (id, ward_id, resident_id, public_service_id, used_on, how, source, check_back_id, recorded_by)
        SELECT uuidv7(), $1, resident_id, service_id, day, (CASE WHEN luck < 0.7 THEN 'alone' ELSE 'unknown' END)::portal_use_how, 'check_back', id, $2 FROM drawn`,
    },
    {
      count: part('lines'),
      values,
      text: (
        count,
      ) => `WITH drawn AS MATERIALIZED (SELECT d.id, d.resident_id, d.service_id, d.i, d.luck, v.id AS visit_id, v.visited_on AS day
          FROM (${draw(count)}) d JOIN bench_visits v ON v.n = 1 + d.i % (SELECT count(*) FROM bench_visits)),
        written AS (INSERT INTO assisted_procedure (id, ward_id, visit_id, position, resident_id, public_service_id, help_level, result)
          SELECT id, $1, visit_id, 1000 + i, resident_id, service_id, (CASE WHEN luck < 0.3 THEN 'watched' WHEN luck < 0.8 THEN 'guided' ELSE 'done_for' END)::help_level, 'submitted' FROM drawn)
        INSERT INTO portal_use (id, ward_id, resident_id, public_service_id, used_on, how, source, assisted_procedure_id, recorded_by)
        SELECT uuidv7(), $1, resident_id, service_id, day, (CASE WHEN luck < 0.3 THEN 'alone' WHEN luck < 0.8 THEN 'with_help' ELSE 'done_for' END)::portal_use_how, 'visit', id, $2 FROM drawn`,
    },
  ];
}
