import { Client } from 'pg';
import { lockTogether, ofWard, type RowsToLock } from '../../../src/db/locks';
import { createHousehold, createResident, createWard } from '../../support/factories';
import { eventually } from '../../support/patience';
import { bareApp, type BareApp } from '../../support/test-app';

let app: BareApp;
let others: Client;

beforeAll(async () => {
  app = await bareApp();
  others = new Client({ connectionString: app.context.config.databaseUrl! });
  await others.connect();
});
afterAll(async () => {
  await others.end();
  await app.close();
});

test('rows are locked table after table: a session that waits for one holds those before it, and none after it', async () => {
  const ward = await createWard(app.db, { code: '00004', name: 'Phường Ba Đình' });
  const household = await createHousehold(app.db, ward);
  // Rows of one table are locked in the order of their ids, which are drawn.
  const people = [await createResident(app.db, ward), await createResident(app.db, ward)];
  const [one, two] = people.map(({ id }) => id).toSorted() as [string, string];
  const rows = (table: RowsToLock['table'], ...ids: string[]) => ({
    table,
    condition: ofWard({ ids, wardId: ward.id }),
  });
  const isFree = async (table: string, id: string) => {
    const { rowCount } = await others.query(`SELECT FROM ${table} WHERE id = $1 FOR UPDATE SKIP LOCKED`, [id]);
    return rowCount === 1;
  };
  /** What is free while the three rows are being locked and `id` is held by another session. */
  const whileHeld = async (table: string, id: string) => {
    await others.query('BEGIN');
    await others.query(`SELECT FROM ${table} WHERE id = $1 FOR UPDATE`, [id]);
    const locked = app.db.prisma.$transaction((tx) =>
      lockTogether(tx, [rows('household', household.id), rows('resident', two, one)]),
    );
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await eventually(
      async () => (await others.query(waiting)).rowCount === 1,
      () => 'nobody waited',
    );
    const free = [
      await isFree('household', household.id),
      await isFree('resident', one),
      await isFree('resident', two),
    ];
    await others.query('COMMIT');
    return { free, locked: await locked };
  };
  const locked = [[household.id], [one, two]];
  // The observer locks what it holds itself, and what is free.
  expect(await whileHeld('household', household.id)).toEqual({ free: [true, true, true], locked });
  expect(await whileHeld('resident', one)).toEqual({ free: [false, true, true], locked });
  expect(await whileHeld('resident', two)).toEqual({ free: [false, false, true], locked });
});
