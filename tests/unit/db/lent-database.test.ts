import { lendDatabase, type LentDatabase } from '../../support/lent-database';

const nameOfWard = async ({ db }: LentDatabase) =>
  (await db.pool.query<{ name: string }>("SELECT name FROM ward WHERE code = '00004'")).rows[0]?.name;
const nextEvent = async ({ db }: LentDatabase) =>
  (await db.pool.query<{ next: number }>("SELECT nextval(pg_get_serial_sequence('audit_event', 'seq')) AS next"))
    .rows[0]!.next;

describe('a database that a test gave back', () => {
  test('is lent again, with the rows and sequences it began with', async () => {
    const first = await lendDatabase('with-two-wards');
    const { prisma, hotPool, pool } = first.db;
    const began = [await nameOfWard(first), await nextEvent(first)];
    await pool.query("UPDATE ward SET name = 'Phường khác'");
    await prisma.userSession.create({ data: { sid: 'một', sess: {}, expire: new Date(0) } });
    await hotPool.query('SELECT 1');
    await first.giveBack();
    const second = await lendDatabase('with-two-wards');
    expect(second.url).toBe(first.url);
    expect([await nameOfWard(second), await nextEvent(second)]).toEqual(began);
    expect(await second.db.prisma.userSession.count()).toBe(0);
    await second.giveBack();
  });

  test.each([
    ['a table was changed', 'ALTER TABLE ward ADD COLUMN colour text'],
    [
      'it grew',
      "INSERT INTO user_session (sid, sess, expire) SELECT n, to_json(repeat('x', 900)), now() FROM generate_series(1, 9000) n",
    ],
  ])('is dropped if %s', async (_what, change) => {
    const first = await lendDatabase('with-two-wards');
    await first.db.pool.query(change);
    await first.giveBack();
    const second = await lendDatabase('with-two-wards');
    expect(second.url).not.toBe(first.url);
    await second.giveBack();
  });

  test('is dropped while something in it is still running', async () => {
    const first = await lendDatabase('with-two-wards');
    const client = await first.db.hotPool.connect();
    await first.giveBack();
    const second = await lendDatabase('with-two-wards');
    expect(second.url).not.toBe(first.url);
    client.release();
    await second.giveBack();
  });

  test('belongs to one test, also when it is given back twice', async () => {
    const first = await lendDatabase('empty');
    await first.giveBack();
    await first.giveBack();
    const [second, third] = [await lendDatabase('empty'), await lendDatabase('empty')];
    expect(second.url).not.toBe(third.url);
    expect(() => first.db.pool.query('SELECT 1')).toThrow('given its database back');
    await second.giveBack();
    await third.giveBack();
  });
});
