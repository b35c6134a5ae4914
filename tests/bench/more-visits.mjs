// Visits of several years for the demo ward, beside the few weeks that its seed plays.

/** Visits, each with two officers, the person met, a line and the use that it proves, until the ward holds `visits`. */
export async function addVisits(client, { wardId }, visits) {
  const [{ before }] = (await client.query('SELECT count(*)::int AS before FROM visit WHERE ward_id = $1', [wardId]))
    .rows;
  await client.query('BEGIN');
  await client.query('SET LOCAL synchronous_commit = off');
  await client.query('SELECT setseed(0.26)');
  await client.query(TEMPORARY(wardId, Math.max(0, visits - before)));
  for (const statement of INSERTS) await client.query(statement);
  await client.query('COMMIT');
}

const TEMPORARY = (wardId, count) => `
  CREATE TEMP TABLE bench_door ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY md5(m.household_id::text)) AS n, m.household_id, m.resident_id FROM household_membership m
    WHERE m.ward_id = '${wardId}' AND m.valid_to IS NULL AND m.relation = 'head';
  CREATE TEMP TABLE bench_officer ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY username) AS n, id FROM user_account WHERE ward_id = '${wardId}' AND role = 'officer';
  CREATE TEMP TABLE bench_service ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY id) AS n, id FROM public_service WHERE ward_id = '${wardId}' AND kind = 'procedure';
  ANALYZE bench_door; ANALYZE bench_officer; ANALYZE bench_service;
  CREATE TEMP TABLE bench_visit ON COMMIT DROP AS
    SELECT uuidv7() AS id, '${wardId}'::uuid AS ward_id, uuidv7() AS line_id, d.household_id, d.resident_id, one.id AS one_id, other.id AS other_id, s.id AS service_id, drawn.luck,
      drawn.day, (drawn.day + time '19:00' + i % 120 * interval '1 minute') AT TIME ZONE 'Asia/Ho_Chi_Minh' AS arrived_at
    FROM generate_series(1, ${count}) i
    CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - 30 - floor(random() * 700 + i * 0)::int AS day, random() + i * 0 AS luck) AS drawn
    JOIN bench_door d ON d.n = 1 + i % (SELECT count(*) FROM bench_door)
    JOIN bench_officer one ON one.n = 1 + i % (SELECT count(*) FROM bench_officer)
    JOIN bench_officer other ON other.n = 1 + (i + 1) % (SELECT count(*) FROM bench_officer)
    JOIN bench_service s ON s.n = 1 + (i * 7919::bigint) % (SELECT count(*) FROM bench_service);`;

const INSERTS = [
  `INSERT INTO visit (id, ward_id, household_id, client_key, outcome, met_somebody, arrived_at, left_at, visited_on, logged_by, logged_at)
   SELECT id, ward_id, household_id, gen_random_uuid(), 'met', true, arrived_at, arrived_at + interval '15 minutes', day, one_id, arrived_at + interval '15 minutes' FROM bench_visit ORDER BY arrived_at`,
  `INSERT INTO visit_officer (visit_id, user_id, ward_id) SELECT id, unnest(ARRAY[one_id, other_id]), ward_id FROM bench_visit ORDER BY arrived_at`,
  `INSERT INTO visit_presence (visit_id, resident_id, ward_id) SELECT id, resident_id, ward_id FROM bench_visit ORDER BY arrived_at`,
  `INSERT INTO assisted_procedure (id, ward_id, visit_id, position, resident_id, public_service_id, help_level, result)
   SELECT line_id, ward_id, id, 0, resident_id, service_id, (CASE WHEN luck < 0.3 THEN 'watched' WHEN luck < 0.8 THEN 'guided' ELSE 'done_for' END)::help_level, 'submitted' FROM bench_visit ORDER BY arrived_at`,
  `INSERT INTO portal_use (id, ward_id, resident_id, public_service_id, used_on, how, source, assisted_procedure_id, recorded_by)
   SELECT uuidv7(), ward_id, resident_id, service_id, day, (CASE WHEN luck < 0.3 THEN 'alone' WHEN luck < 0.8 THEN 'with_help' ELSE 'done_for' END)::portal_use_how, 'visit', line_id, one_id FROM bench_visit ORDER BY arrived_at`,
];
