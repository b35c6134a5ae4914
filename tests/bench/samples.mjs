// What is requested while measuring: people, doors and words of the demo ward itself, the same in every run.

/** Reads from the database what the pages are requested with. */
export async function takeSamples(client) {
  const rows = async (text, values = []) => (await client.query(text, values)).rows;
  const [{ id: wardId }] = await rows('SELECT id FROM ward WHERE is_demo');
  const households = await rows(
    `
    SELECT h.id, min(m.resident_id::text)::uuid AS "residentId" FROM household h
    JOIN household_membership m ON m.household_id = h.id AND m.valid_to IS NULL
    JOIN resident r ON r.id = m.resident_id AND r.residence_status = 'permanent' AND m.relation = 'head'
    WHERE h.ward_id = $1 GROUP BY h.id ORDER BY md5(h.id::text) LIMIT 400`,
    [wardId],
  );
  const people = await rows(
    `
    SELECT r.name_folded AS name, r.phone, h.address_folded AS address FROM household h
    JOIN household_membership m ON m.household_id = h.id AND m.valid_to IS NULL JOIN resident r ON r.id = m.resident_id
    WHERE h.ward_id = $1 AND r.phone IS NOT NULL ORDER BY md5(r.id::text) LIMIT 200`,
    [wardId],
  );
  const [{ id: serviceId }] = await rows(
    `SELECT id FROM public_service WHERE ward_id = $1 AND kind = 'procedure' AND NOT is_retired AND retired_on IS NULL ORDER BY name LIMIT 1`,
    [wardId],
  );
  const [{ id: roundId }] = await rows(`
    SELECT r.id FROM round r JOIN round_officer o ON o.round_id = r.id JOIN user_account u ON u.id = o.user_id
    WHERE u.username = 'doivien1' AND r.starts_at > now() - interval '1 day' ORDER BY r.starts_at LIMIT 1`);
  const [{ id: userId }] = await rows("SELECT id FROM user_account WHERE username = 'doivien1'");
  const accounts = await rows('SELECT username, role FROM user_account WHERE ward_id = $1 ORDER BY username', [wardId]);
  const usernames = accounts.map((account) => account.username);
  const officers = accounts.filter((account) => account.role === 'officer').map((account) => account.username);
  return { wardId, households, searches: people.map(searchWords), serviceId, roundId, userId, usernames, officers };
}

/** Six of ten searches name a person, one by given and middle name only, two an address, one a phone. */
function searchWords({ name, phone, address }, index) {
  const kind = index % 10;
  if (kind < 6) return name;
  if (kind === 6) return name.split(' ').slice(-2).join(' ');
  return kind === 9 ? phone : address;
}
