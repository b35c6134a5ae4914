// A city around a ward: many more wards in the same database, which the database generates from the ward's own people.

/**
 * Adds wards until the database holds `residents` people in `wards` wards. Households copy those of the existing ward;
 * people get names from its people, and phones and last digits of their own. The triggers create the search keys.
 */
export async function fillCity(client, { wards, residents }) {
  const [{ id: stockWard, people }] = (
    await client.query(
      'SELECT ward_id AS id, count(*)::int AS people FROM resident GROUP BY ward_id ORDER BY count(*) DESC LIMIT 1',
    )
  ).rows;
  const others = wards - 1;
  const perWard = Math.ceil((residents - people) / others);
  await client.query(STOCK, [stockWard]);
  await client.query('SELECT setseed(0.26)');
  for (let index = 1; index <= others; index += 1) {
    await client.query('BEGIN');
    await client.query('SET LOCAL synchronous_commit = off');
    const last = residents - people - perWard * (others - 1);
    await client.query(PICK(index === others ? last : perWard));
    for (const statement of COPY) await client.query(statement.text, statement.values?.(stockWard, index));
    await client.query('COMMIT');
  }
  await client.query('VACUUM (ANALYZE)');
}

const STOCK = `CREATE TEMP TABLE stock AS
  SELECT row_number() OVER (ORDER BY h.walk_order, h.id, m.relation <> 'head', r.id)::int AS n, r.id AS resident_id, h.id AS household_id,
    r.full_name AS name, m.relation, m.relation_note, m.valid_from
  FROM resident r JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL JOIN household h ON h.id = m.household_id
  WHERE r.ward_id = $1`;

/** This many people who live side by side, from a random door on, with the ids they get in the new ward. */
const PICK = (count) => `
  DROP TABLE IF EXISTS picked;
  CREATE TEMP TABLE picked AS
    WITH size AS (SELECT count(*)::int AS stock FROM stock), start AS (SELECT floor(random() * stock)::int AS n, stock FROM size)
    SELECT s.*, uuidv7() AS new_resident_id, (SELECT 1 + floor(random() * stock)::int FROM start WHERE s.n > 0) AS name_n
    FROM stock s, start WHERE (s.n - start.n + stock) % stock < ${count};
  DROP TABLE IF EXISTS picked_household;
  CREATE TEMP TABLE picked_household AS SELECT household_id, uuidv7() AS new_household_id FROM (SELECT DISTINCT household_id FROM picked) h;
  DROP TABLE IF EXISTS new_ward;
  CREATE TEMP TABLE new_ward AS SELECT uuidv7() AS id;`;

const COPY = [
  {
    text: `INSERT INTO ward (id, code, name, province, former_wards, outreach_policy)
           SELECT new_ward.id, 'B' || lpad($2::text, 4, '0'), 'Phường số ' || $2, w.province, w.former_wards, w.outreach_policy FROM ward w, new_ward WHERE w.id = $1`,
    values: (stockWard, index) => [stockWard, index],
  },
  {
    text: `INSERT INTO household (id, ward_id, house_number, hem, ngach, ngo, street, building, floor, room, former_ward, address_line, lane_key, lane_label, walk_order)
           SELECT p.new_household_id, new_ward.id, house_number, hem, ngach, ngo, street, building, floor, room, former_ward, address_line, lane_key, lane_label, walk_order
           FROM picked_household p JOIN household h ON h.id = p.household_id, new_ward ORDER BY h.walk_order`,
  },
  {
    text: `INSERT INTO resident (id, ward_id, full_name, birth_date, birth_precision, gender, phone, national_number_cipher, national_number_hash, national_number_last4, residence_status)
           SELECT p.new_resident_id, new_ward.id, coalesce(named.name, p.name), r.birth_date, r.birth_precision, r.gender,
             CASE WHEN r.phone IS NOT NULL THEN '09' || lpad(floor(random() * 1e8)::text, 8, '0') END,
             CASE WHEN r.national_number_hash IS NOT NULL THEN sha256(p.new_resident_id::text::bytea) END,
             CASE WHEN r.national_number_hash IS NOT NULL THEN sha256(p.new_resident_id::text::bytea) END,
             CASE WHEN r.national_number_hash IS NOT NULL THEN lpad(floor(random() * 1e4)::text, 4, '0') END, r.residence_status
           FROM picked p JOIN resident r ON r.id = p.resident_id LEFT JOIN stock named ON named.n = p.name_n, new_ward`,
  },
  {
    text: `INSERT INTO household_membership (id, ward_id, household_id, resident_id, relation, relation_note, valid_from)
           SELECT uuidv7(), new_ward.id, h.new_household_id, p.new_resident_id, p.relation, p.relation_note, p.valid_from
           FROM picked p JOIN picked_household h USING (household_id), new_ward`,
  },
];
