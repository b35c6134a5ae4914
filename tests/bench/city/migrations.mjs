// How long steps as migrations take them hold up a whole city. Each is rolled back.

/** What the program's migrations do again and again, on the tables that are biggest here. */
const STEPS = [
  ['a column more, with a default', "ALTER TABLE visit ADD COLUMN bench_try text NOT NULL DEFAULT ''"],
  ['a rule that all visits must keep', "ALTER TABLE visit ADD CONSTRAINT bench_try CHECK (arrived_at > '2000-01-01')"],
  ['an index of visits', 'CREATE INDEX bench_try ON visit (ward_id, logged_by, visited_on)'],
  ['an index of residents', 'CREATE INDEX bench_try ON resident (ward_id, birth_date)'],
  ['an index of the search keys', 'CREATE INDEX bench_try ON resident_search_key (ward_id, resident_id)'],
  ['a value of each ward written anew', 'UPDATE residential_group SET name = name'],
  ['fresh statistics (ANALYZE)', 'ANALYZE'],
];

/** @returns [{ step, seconds }] */
export async function timeMigrations(client) {
  const timed = [];
  for (const [step, statement] of STEPS) {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica'); // an UPDATE here notes no change
    const startedAt = performance.now();
    await client.query(statement);
    timed.push({ step, seconds: (performance.now() - startedAt) / 1000 });
    await client.query('ROLLBACK');
  }
  return timed;
}
