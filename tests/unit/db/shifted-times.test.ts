import { PrismaPg } from '@prisma/adapter-pg';
import { openDatabase, type Database } from '../../../src/db/database';
import { findShiftedTimes, requireUnshiftedTimes } from '../../../src/db/shifted-times';
import { openWard } from '../../../src/features/office/wards/service';
import { PrismaClient } from '../../../src/generated/prisma/client';
import { PATIENCE_MS } from '../../support/patience';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

let database: TestDatabase;
let db: Database;

beforeEach(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, () => undefined, 2, PATIENCE_MS);
});
afterEach(async () => {
  await db.close();
  await database.drop();
});

const WARD = {
  code: '00004',
  name: 'Phường Ba Đình',
  province: 'Thành phố Hà Nội',
  formerWards: [],
  phone: null,
  admin: { username: 'quantri', displayName: 'Lê Thị Quản', passwordHash: 'none' },
};

/** Opens a ward as versions did that took the time zone from the server. */
async function openWardInServerZone(isDemo = false): Promise<void> {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url }) });
  await prisma.$transaction((tx) => openWard(tx, { ...WARD, isDemo }, new Date()));
  await prisma.$disconnect();
}

test('a ward opened in UTC has correct times', async () => {
  await db.prisma.$transaction((tx) => openWard(tx, WARD, new Date()));
  expect(await findShiftedTimes(db.pool)).toBeNull();
  expect(await requireUnshiftedTimes(db.pool, false)).toBeNull();
});

test("times that an earlier version stored in the server's zone are found, with their offset and first day", async () => {
  const before = new Date();
  await openWardInServerZone();
  const shifted = await findShiftedTimes(db.pool);
  expect(shifted).toMatchObject({ rows: 2, hours: -7 });
  expect(shifted!.from.getTime()).toBeGreaterThanOrEqual(before.getTime());
  expect(shifted!.to.getTime()).toBeLessThanOrEqual(Date.now());
});

test('a demo ward is left out, whose visits are as far from their ids as the hour of its start has it', async () => {
  await openWardInServerZone(true);
  expect(await findShiftedTimes(db.pool)).toBeNull();
});

test('a start on shifted times is refused in one line, unless they are accepted', async () => {
  await openWardInServerZone();
  await expect(requireUnshiftedTimes(db.pool, false)).rejects.toThrow(
    /^Giờ ghi từ \d\d\/\d\d\/\d{4} đến \d\d\/\d\d\/\d{4} trong cơ sở dữ liệu sớm hơn giờ thật 7 giờ \(thấy ở 2 dòng\).*KEEP_SHIFTED_TIMES=1.*\.$/,
  );
  expect(await requireUnshiftedTimes(db.pool, true)).toMatch(/sớm hơn giờ thật 7 giờ .*giữ nguyên\.$/);
});
