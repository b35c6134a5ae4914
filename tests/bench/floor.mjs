// The floors, started by run.mjs. The bare one: the least that Express and EJS can do for a page. One named query, its
// rows printed, templates compiled as the application does; no session, no permission, no audit, no token, no layout.
// The signed-in one does what every page of this program must do besides: it checks a signed cookie, reads the session
// with its person, writes an audit row where the page writes one, and sends as many bytes.
import { createHmac, timingSafeEqual } from 'node:crypto';
import ejs from 'ejs';
import express from 'express';
import pg from 'pg';
import { POOL_OPTIONS } from './program.mjs';

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 12, // the size of the application's pool
  // With the program's work_mem, Memoize makes tables for the rows that it expects (120,000, to find six): 5 ms a search.
  options: `${POOL_OPTIONS} -c plan_cache_mode=force_generic_plan -c enable_memoize=off`,
});
const { WARD_ID: wardId, USER_ID: userId, SESSION_SECRET: secret } = process.env;

const compile = (template) => ejs.compile(template, { strict: true, localsName: 'page', compileDebug: false });
const page = (rows) =>
  compile(
    `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Sàn</title></head><body><main>${rows}<%- page.filler %></main></body></html>`,
  );
const list = (cells) => page(`<ol><% for (const row of page.rows) { %><li>${cells}</li><% } %></ol>`);

const people = `r.id, r.full_name AS name, r.birth_date::text AS born, r.phone, h.id AS "householdId", h.address_line AS address, g.name AS group`;
const pages = {
  '/sign-in': {
    text: 'SELECT name FROM ward',
    values: () => [],
    render: page(
      '<% for (const row of page.rows) { %><h1><%= row.name %></h1><% } %><form method="post"><label>Tên <input name="username"></label><label>Mật khẩu <input type="password" name="password"></label><button>Đăng nhập</button></form>',
    ),
  },
  '/search': {
    text: `SELECT ${people} FROM resident_search_key k JOIN resident r ON r.id = k.resident_id
             JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL JOIN household h ON h.id = m.household_id
             LEFT JOIN residential_group g ON g.id = h.residential_group_id
           WHERE k.ward_id = $1 AND k.key >= $2 ORDER BY k.key`,
    values: ({ q }) => [wardId, q],
    render: list(
      '<strong><a href="/residents/<%= row.id %>"><%= row.name %></a></strong> <span><%= row.born %></span><br><a href="/households/<%= row.householdId %>"><%= row.address %></a> <span><%= row.phone %> <%= row.group %></span>',
    ),
  },
  '/household': {
    text: `SELECT ${people}, m.relation, now.vneid_level AS level FROM household_membership m JOIN resident r ON r.id = m.resident_id
             JOIN household h ON h.id = m.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id
             LEFT JOIN readiness now ON now.resident_id = r.id AND now.is_latest
           CROSS JOIN generate_series(1, 9)
           WHERE m.household_id = $1 AND m.valid_to IS NULL`,
    values: ({ id }) => [id],
    render: page(
      '<table><% for (const row of page.rows) { %><tr><td><a href="/residents/<%= row.id %>"><%= row.name %></a><br><%= row.relation %></td><td><%= row.born %></td><td><%= row.phone %></td><td><%= row.level %></td><td><%= row.address %></td></tr><% } %></table>',
    ),
  },
  '/requests': {
    text: `SELECT s.id, s.what, s.contact_name AS name, s.contact_phone AS phone, s.received_on::text AS received, h.id AS "householdId", h.address_line AS address
           FROM support_request s JOIN household h ON h.id = s.household_id WHERE s.ward_id = $1 ORDER BY s.received_on DESC, s.id`,
    values: () => [wardId],
    render: list(
      '<strong><a href="/requests/<%= row.id %>"><%= row.what %></a></strong> <span><%= row.received %></span><br><a href="/households/<%= row.householdId %>"><%= row.address %></a> <span><%= row.phone %> <%= row.name %></span>',
    ),
  },
  '/tonight': {
    text: `SELECT d.id, d.reason::text AS reason, h.house_number AS number, h.address_line AS address, h.lane_label AS lane, r.full_name AS name, r.birth_date::text AS born
           FROM round_door d JOIN household h ON h.id = d.household_id
             LEFT JOIN household_membership m ON m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head'
             LEFT JOIN resident r ON r.id = m.resident_id
           WHERE d.round_id = $1 ORDER BY d.position`,
    values: ({ id }) => [id],
    render: list(
      '<span><%= row.number %></span> <strong><%= row.name %></strong> <span><%= row.born %></span> <span><%= row.lane %></span> <span><%= row.reason %></span> <a href="/round-doors/<%= row.id %>/visit">Mở <%= row.address %></a>',
    ),
  },
  '/adoption': {
    text: `SELECT s.id, s.name, s.code, s.kind, s.group_key AS group, s.deciding_body AS body FROM public_service s CROSS JOIN generate_series(1, 3)
           WHERE s.ward_id = $1`,
    values: () => [wardId],
    render: page(
      '<table><% for (const row of page.rows) { %><tr><th><a href="/reports/adults?service=<%= row.id %>"><%= row.name %></a></th><td><%= row.code %></td><td><%= row.kind %></td><td><%= row.group %></td><td><%= row.body %></td></tr><% } %></table>',
    ),
  },
};

const app = express();
app.set('etag', false);

for (const [path, { text, values, render }] of Object.entries(pages)) {
  const rowsOf = async ({ rows: limit = '1', ...query }) => {
    const { rows } = await pool.query({
      name: `${path} ${limit}`,
      text: `${text} LIMIT ${Number(limit)}`,
      values: values(query),
    });
    return rows;
  };
  app.get(path, async (req, res) => {
    res.type('html').send(render({ rows: await rowsOf(req.query), filler: '' }));
  });
  app.get(`/signed-in${path}`, async (req, res) => {
    const person = await whoIs(req.headers.cookie);
    const rows = await rowsOf(req.query);
    if (req.query.audited) await logReading(person, req.query.id);
    res.type('html').send(render({ rows, filler: fillerOf(Number(req.query.filler)) }));
  });
}

/** The person of the application's own session cookie. */
async function whoIs(cookie) {
  const [, id, signature] = /go-cua=s%3A([^.]+)\.([^;]+)/.exec(cookie);
  const expected = createHmac('sha256', secret).update(id).digest();
  if (!timingSafeEqual(expected, Buffer.from(decodeURIComponent(signature), 'base64')))
    throw new Error('forged cookie');
  const { rows } = await pool.query({
    name: 'session',
    text: `SELECT s.sess, u.id, u.display_name AS name, u.role, w.name AS ward
           FROM user_session s JOIN user_account u ON u.id = (s.sess -> 'passport' ->> 'user')::uuid JOIN ward w ON w.id = u.ward_id
           WHERE s.sid = $1 AND s.expire >= now()`,
    values: [id],
  });
  return rows[0];
}

async function logReading(person, subject) {
  await pool.query({
    name: 'reading',
    text: `INSERT INTO audit_event (chain_id, at, actor_id, actor_name, action, is_change, subject_type, subject_id, details)
           VALUES ($1, now(), $2, $3, 'household.open', false, 'household', $4, '{}')`,
    values: [wardId, person.id, person.name, subject],
  });
}

const read = (name, text, values) => ({ name, text, values });

const VISIT = `WITH saved AS (
    INSERT INTO visit (id, ward_id, household_id, client_key, outcome, met_somebody, arrived_at, visited_on, note, logged_by, logged_at)
    VALUES (gen_random_uuid(), $1, $2, $3, 'met', true, now(), $4, $5, $6, now()) RETURNING id),
  present AS (INSERT INTO visit_presence (visit_id, resident_id, ward_id) SELECT id, $7, $1 FROM saved),
  assist AS (INSERT INTO assisted_procedure (id, ward_id, visit_id, position, resident_id, public_service_id, help_level, result)
    SELECT gen_random_uuid(), $1, id, 1, $7, $8, 'guided', 'submitted' FROM saved RETURNING id),
  used AS (INSERT INTO portal_use (id, ward_id, resident_id, public_service_id, used_on, how, source, assisted_procedure_id, recorded_by)
    SELECT gen_random_uuid(), $1, $7, $8, $4, 'with_help', 'visit', id, $6 FROM assist),
  level AS (INSERT INTO readiness (id, ward_id, resident_id, recorded_on, source, visit_id, vneid_level, smartphone, sim_in_own_name, lives_alone, hard_to_move, needs_helper, recorded_by, observed)
    SELECT gen_random_uuid(), $1, $7, $4, 'visit', saved.id, $9, coalesce(now.smartphone, 'unknown'), coalesce(now.sim_in_own_name, 'unknown'), coalesce(now.lives_alone, 'unknown'),
      coalesce(now.hard_to_move, 'unknown'), coalesce(now.needs_helper, 'unknown'), $6, '{vneid_level}'
    FROM saved LEFT JOIN readiness now ON now.resident_id = $7 AND now.is_latest)
  INSERT INTO audit_event (chain_id, at, actor_id, actor_name, action, is_change, subject_type, subject_id, details)
  SELECT $1, now(), $6, $10, 'visit.record', true, 'visit', id::text, '{}' FROM saved`;

/** Vietnamese text, so that it is encoded like that of a page. */
const SENTENCE = 'Bà con mở cửa, cán bộ ngồi xuống cùng làm từng bước một. ';
const fillers = new Map();
function fillerOf(bytes) {
  if (!fillers.has(bytes))
    fillers.set(bytes, SENTENCE.repeat(Math.ceil(bytes / Buffer.byteLength(SENTENCE))).slice(0, bytes));
  return fillers.get(bytes);
}

/**
 * A visit as the form of visitBody (pages.mjs) says: the reads that no save can do without, then one transaction that
 * locks the door and the person and writes the rows that the application writes, in one statement. Nothing is
 * validated, worded or remembered for the next page.
 */
app.post('/signed-in/visit', express.urlencoded({ extended: true }), async (req, res) => {
  const person = await whoIs(req.headers.cookie);
  const { householdId, clientKey, arrivedOn, presence, note, assists, levels } = req.body;
  const [{ serviceId }] = assists;
  const {
    rows: [door],
  } = await pool.query(
    read(
      'door',
      `SELECT h.id, h.address_line, g.name AS group, r.full_name AS head FROM household h
      LEFT JOIN residential_group g ON g.id = h.residential_group_id
      LEFT JOIN household_membership m ON m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head' LEFT JOIN resident r ON r.id = m.resident_id
    WHERE h.ward_id = $1 AND h.id = $2`,
      [wardId, householdId],
    ),
  );
  const {
    rows: [known],
  } = await pool.query(
    read(
      'known',
      `SELECT EXISTS (SELECT FROM visit WHERE ward_id = $1 AND client_key = $2) AS is_saved,
      (SELECT r.birth_date FROM resident r JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL WHERE r.id = $3 AND m.household_id = $4) AS born,
      (SELECT name FROM public_service WHERE ward_id = $1 AND id = $5) AS service`,
      [wardId, clientKey, presence, householdId, serviceId],
    ),
  );
  if (!door || !known.service) return res.status(404).end();
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(
      read(
        'locked',
        `WITH door AS MATERIALIZED (SELECT id FROM household WHERE id = $1 FOR KEY SHARE),
        person AS MATERIALIZED (SELECT id FROM resident WHERE id = $2 FOR NO KEY UPDATE)
      SELECT (SELECT id FROM door), (SELECT id FROM person)`,
        [householdId, presence],
      ),
    );
    await client.query(
      read('visit', VISIT, [
        wardId,
        householdId,
        clientKey,
        arrivedOn,
        note,
        userId,
        presence,
        serviceId,
        levels[presence],
        person.name,
      ]),
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
  res.redirect(303, '/sign-in');
});

app.listen(Number(process.env.PORT), '127.0.0.1');
