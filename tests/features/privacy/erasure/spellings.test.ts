import { DATA_MAP } from '../../../../src/features/privacy/data-map/data-map';
import { eraseResident } from '../../../../src/features/privacy/erasure/service';
import { everyRecord } from '../../../support/every-record';
import { createResident } from '../../../support/factories';
import type { BareApp } from '../../../support/test-app';

let app: BareApp;
beforeAll(async () => {
  ({ app } = await everyRecord());
});
afterAll(() => app.close());

const NAME = 'Phạm Thị Hòa Yến';
const PHONE = '0938112233';
const SPELLINGS = [
  NAME,
  'PHẠM THỊ HOÀ YẾN',
  'Pham Thi Hoa Yen',
  'Phạm  Thi\u00a0hoa Yên',
  PHONE,
  '0938 112 233',
  '0938.112.233',
  '093-811-2233',
  '+84938112233',
  '84938112233',
  '0084 938 112 233',
  '+84 (0)938 112 233',
  '938112233',
];
/** What other people and accounts are called themselves, what is made from it, digits and a hash. */
const OTHERS_OWN = new Set([
  'newcomer.full_name',
  'newcomer.phone',
  'resident.full_name',
  'resident.name_folded',
  'resident.national_number_last4',
  'resident.phone',
  'resident.sort_name',
  'resident_search_key.key',
  'resident_search_key.name_order',
  'residential_group.leader_name',
  'residential_group.leader_phone',
  'user_account.display_name',
  'user_account.password_hash',
  'user_account.phone',
  'user_account.username',
]);

/** Numbers sealed or shortened, and keys of accounts: the demo ward has none, and no name is written there. */
const WITHOUT_ROW = ['import_effect', 'national_number_change', 'passkey', 'recovery_code', 'register_merge_number'];

interface Column {
  table: string;
  name: string;
}

/** The text columns of the data map in which an officer may have named others. */
async function textColumns(): Promise<Column[]> {
  const { rows } = await app.db.pool.query<Column>(
    `SELECT table_name AS table, column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type IN ('text', 'character varying') AND is_generated = 'NEVER'
       AND table_name IN (SELECT table_name FROM information_schema.columns WHERE column_name = 'ward_id') ORDER BY 1, 2`,
  );
  return rows.filter(
    ({ table, name }) => name in (DATA_MAP[table]?.words ?? {}) && !OTHERS_OWN.has(`${table}.${name}`),
  );
}

/** Writes a text into a column of one row of the ward. @returns whether there is such a row. */
async function write(wardId: string, { table, name }: Column, text: string): Promise<boolean> {
  const { rowCount } = await app.db.pool.query(
    `UPDATE ${table} SET ${name} = $2 WHERE ctid = (SELECT ctid FROM ${table} WHERE ward_id = $1 LIMIT 1)`,
    [wardId, text],
  );
  return rowCount === 1;
}

/** A reason may stand only beside who gave it, and digits only where they are digits: here any text may stand anywhere. */
async function dropChecks(): Promise<void> {
  const { rows } = await app.db.pool.query<{ drop: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop
     FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0 AND connamespace = 'public'::regnamespace`,
  );
  for (const { drop } of rows) await app.db.pool.query(drop);
}

test('erasing finds the name and the telephone number in every text of the ward, however they are spelled', async () => {
  const ward = await app.db.prisma.ward.findFirstOrThrow();
  const person = await createResident(app.db, ward, { fullName: NAME });
  await app.db.prisma.resident.update({ where: { id: person.id }, data: { phone: PHONE } });
  const others = `(${NAME.replace('Hòa', 'Hoàng')}, 09381122330)`;
  const text = `${others} ${SPELLINGS.map((spelling) => `Gọi ${spelling}, nhé.`).join('\n')}`;
  const withoutRow = new Set<string>();
  await dropChecks();
  await app.db.pool
    .query(`INSERT INTO public_request_outcome (id, ward_id, public_request_id, kind, note, decided_by, decided_at)
    SELECT gen_random_uuid(), p.ward_id, p.id, 'declined', '', u.id, now() FROM public_request p JOIN user_account u USING (ward_id) LIMIT 1`);
  await app.db.pool
    .query(`INSERT INTO entry_inquiry (id, ward_id, rule, entry_kind, writer_id, found_on, last_entry_at, entries, answer, asked_by, asked_at)
    SELECT gen_random_uuid(), ward_id, 'fast', 'visit', id, '2026-11-24', now(), 1, '', id, now() FROM user_account LIMIT 1`);
  for (const column of await textColumns()) {
    if (!(await write(ward.id, column, text))) withoutRow.add(column.table);
  }
  expect([...withoutRow]).toEqual(WITHOUT_ROW);
  expect(await eraseResident(app.context, { actor: null, wardId: ward.id, id: person.id })).toEqual({ kind: 'done' });
  const left: Record<string, string[]> = {};
  const cut: string[] = [];
  for (const { table, name } of await textColumns()) {
    const { rows } = await app.db.pool.query<{ text: string }>(
      `SELECT ${name} AS text FROM ${table} WHERE ward_id = $1 AND position('nhé' IN ${name}) > 0`,
      [ward.id],
    );
    for (const row of rows) {
      const found = SPELLINGS.filter((spelling) => row.text.includes(`Gọi ${spelling},`));
      if (found.length > 0) left[`${table}.${name}`] = found;
      else cut.push(row.text);
    }
  }
  expect(left).toEqual({});
  expect(cut.length).toBeGreaterThan(30);
  expect([...new Set(cut)]).toEqual([`${others} ${SPELLINGS.map(() => 'Gọi …, nhé.').join('\n')}`]);
});
