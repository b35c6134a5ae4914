import { everyRecord, type EveryRecord } from '../support/every-record';
import { read, type TestAgent } from '../support/test-app';

/** SQL: that many copies of a row of the ward, with other values in some columns. */
const copies = (table: string, columns = `'version', 1`) => `INSERT INTO ${table}
  SELECT (jsonb_populate_record(NULL::${table}, to_jsonb(one) || jsonb_build_object('id', gen_random_uuid(), ${columns}))).*
  FROM (SELECT * FROM ${table} LIMIT 1) one, generate_series(1, 70) n`;
const pairs = (table: string, of: string) => `INSERT INTO ${table} (id, ward_id, one_id, other_id, score, found_at)
  SELECT gen_random_uuid(), a.ward_id, a.id, b.id, 990, now() FROM ${of} a JOIN ${of} b ON a.ward_id = b.ward_id AND a.id < b.id
  ORDER BY a.id, b.id LIMIT 70 ON CONFLICT DO NOTHING`;

/** Every list of several pages by its address, and what makes it that long; '' if the ward of this test has enough. */
const LISTS: Record<string, string> = {
  '/audit?group=resident': '',
  '/breaches': copies('data_breach'),
  '/briefings': copies('briefing'),
  '/data-requests': copies(
    'data_request',
    `'ended_on', '2026-11-25', 'ended_as', 'fulfilled', 'ended_by', one.recorded_by`,
  ),
  '/duplicates?band=sure': pairs('duplicate_pair', 'resident'),
  '/group-sessions?month=2026-11': `${copies('group_session', `'held_on', '2026-11-20', 'withdrawn_at', null, 'withdrawn_by', null`)};
    INSERT INTO group_session_service (group_session_id, public_service_id, ward_id)
    SELECT s.id, g.public_service_id, g.ward_id FROM group_session s, (SELECT * FROM group_session_service LIMIT 1) g ON CONFLICT DO NOTHING`,
  '/headless-households': `UPDATE household_membership SET relation = 'other' WHERE relation = 'head'`,
  '/household-duplicates': pairs('duplicate_household_pair', 'household'),
  '/households?occupancy=occupied': '',
  '/lists/residents?sort=oldest': '',
  '/merges': `INSERT INTO register_merge (id, ward_id, kind, pair_id, kept_id, removed_id, merged_by, merged_at)
    SELECT gen_random_uuid(), ward_id, 'resident', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), id, now() - n * interval '1 hour'
    FROM user_account, generate_series(1, 70) n WHERE username = 'vanphong'`,
  '/public-requests': copies(
    'public_request',
    `'code', lpad(n::text, 6, '0'), 'send_key', gen_random_uuid(), 'is_checked', true, 'is_waiting', true, 'origin', null`,
  ),
  '/reports/adults?use=all': '',
  '/reports/visits': copies(
    'visit',
    `'client_key', gen_random_uuid(), 'round_id', null, 'round_door_id', null, 'visited_on', '2026-11-20', 'arrived_at', '2026-11-20T12:00:00Z', 'left_at', null`,
  ),
  '/requests?view=new': copies('support_request', `'accepted_at', null, 'accepted_by', null, 'is_open', true`),
  '/rounds?view=past': '',
  '/samples/SAMPLE?state=all': `INSERT INTO sample_member (id, ward_id, survey_sample_id, sample_stratum_id, resident_id, call_order)
    SELECT gen_random_uuid(), m.ward_id, m.survey_sample_id, m.sample_stratum_id, m.resident_id, 1000 + n
    FROM (SELECT * FROM sample_member LIMIT 1) m, generate_series(1, 70) n`,
};
/** These are not counted. */
const UNCOUNTED = ['/audit?group=resident'];

let world: EveryRecord;
let reader: TestAgent;
let admin: TestAgent;
const ids: Record<string, string> = {};
beforeAll(async () => {
  world = await everyRecord();
  const { pool } = world.app.db;
  const idOf = async (sql: string) => (await pool.query<{ id: string }>(sql)).rows[0]!.id;
  ids.OFFICER = await idOf(`SELECT id FROM user_account WHERE username = 'doivien1'`);
  ids.SAMPLE = await idOf('SELECT survey_sample_id AS id FROM sample_member LIMIT 1');
  reader = await world.as('staff');
  admin = await world.as('admin');
});
afterAll(() => world.app.close());
beforeEach(() => world.app.db.pool.query('DELETE FROM rate_limit'));

async function ask(href: string) {
  const answer = await (/^\/(audit|account)/.test(href) ? admin : reader).get(href);
  expect([href, answer.status]).toEqual([href, 200]);
  const page = read(answer);
  return { words: page('.pager').text(), next: page('.pager a[rel=next]').attr('href'), page };
}

test.each(Object.keys(LISTS))(
  '%s says which page of how many, keeps its filter, and ends where it says',
  async (list) => {
    const href = list.replace(/[A-Z]{4,}/, (name) => ids[name]!);
    await world.app.db.pool.query(LISTS[list]!);
    const pages = [await ask(href)];
    for (let next; (next = pages.at(-1)!.next) !== undefined;) pages.push(await ask(next));
    expect(pages.length).toBeGreaterThan(1);
    const of = UNCOUNTED.includes(list) ? '' : `/${pages.length}`;
    expect(pages.map(({ words }) => /Trang \d+(\/\d+)?/.exec(words)?.[0])).toEqual(
      pages.map((_, index) => `Trang ${index + 1}${of}`),
    );
    const query = (address: string) => Object.fromEntries(new URL(address, 'http://ours').searchParams);
    expect(query(pages[0]!.next!)).toMatchObject(query(href));

    const last = pages.at(-2)!.next!;
    for (const nonsense of ['0', '-1', 'x', '1e9', '99999'])
      expect((await ask(last.replace(/page=\d+/, `page=${nonsense}`))).words).toContain(
        of ? `Trang ${pages.length}${of}` : 'Trang ',
      );
    expect((await ask(`${href}${href.includes('?') ? '&' : '?'}page=7`)).words).toContain(`Trang 1${of}`);
  },
);
