import { createHousehold } from '../../../support/factories';
import { cellsOf, read, sharedApp, words } from '../../../support/test-app';

// What the administrator should ask about, from the access log.

const app = sharedApp();
let doors: string[];
beforeAll(async () => {
  doors = [];
  for (let number = 1; number <= 40; number += 1)
    doors.push((await createHousehold(app.db, app.ward, { address: `${number} Châu Long` })).id);
});

/** An account opens so many different files, from an instant on, ten seconds apart. */
async function opens(role: 'officer' | 'staff', from: string, files: readonly string[]): Promise<void> {
  const user = app.users[role];
  for (const [index, id] of files.entries()) {
    app.setNow(new Date(Date.parse(from) + index * 10_000));
    await app.context.accessLog.opened(
      { ...user, wardName: app.ward.name, mustChangePassword: false },
      'household.open',
      { type: 'household', id },
      {},
    );
  }
}

async function shown(): Promise<string[][]> {
  app.setNow(new Date('2026-11-26T08:00:00Z'));
  const page = read(await (await app.as('admin')).get('/unusual-readings'));
  return cellsOf(page('tbody tr'));
}

test('an ordinary week shows nothing; a hasty hour, a night and one door again and again do', async () => {
  for (let day = 16; day <= 20; day += 1)
    await opens('staff', `2026-11-${day}T02:00:00Z`, doors.slice(day - 16, day - 8));
  // Readings of people who were erased since.
  await app.db.pool.query(
    `INSERT INTO audit_event (chain_id, at, actor_id, actor_name, action, is_change, subject_type)
     SELECT $1, timestamptz '2026-11-10T03:00Z' + day * interval '1 day', $2, '', 'resident.open', false, 'resident' FROM generate_series(0, 7) day`,
    [app.ward.id, app.users.officer.id],
  );
  expect((await shown()).filter(([, who]) => who === app.users.officer.displayName)).toEqual([]);

  await opens('staff', '2026-11-24T07:00:00Z', doors.slice(0, 35));
  // Half past ten in the evening in Hà Nội, and past midnight: one night.
  await opens('officer', '2026-11-24T15:30:00Z', doors.slice(0, 3));
  await opens('officer', '2026-11-24T18:30:00Z', doors.slice(3, 6));
  for (let day = 10; day <= 14; day += 1) await opens('officer', `2026-11-${day}T03:00:00Z`, [doors[9]!]);
  const rows = (await shown()).map(([on, who, why]) => [on!.slice(0, 10), who, why]);
  expect(rows).toContainEqual([
    '24/11/2026',
    app.users.staff.displayName,
    '35 hồ sơ trong một giờ, từ 14:00; giờ bận nhất của ngày thường: 8',
  ]);
  expect(rows).toContainEqual(['24/11/2026', app.users.officer.displayName, '6 hồ sơ ban đêm, từ 22:00 đến 06:00']);
  expect(rows).toContainEqual([
    '14/11/2026',
    app.users.officer.displayName,
    'Cùng một hộ trong 5 ngày khác nhau, không ghi gì',
  ]);
});

test('a user who writes about a door may look at it every day', async () => {
  for (let day = 10; day <= 16; day += 1) await opens('officer', `2026-11-${day}T03:00:00Z`, [doors[20]!]);
  app.setNow(new Date('2026-11-16T03:00:00Z'));
  const before = (await shown()).length;
  await (
    await app.as('officer')
  ).post(`/households/${doors[20]!}/way-to-door`, { howToFind: 'sau quán phở', version: '1' });
  expect((await shown()).length).toBe(before - 1);
});

test('another ward’s readings stay there', async () => {
  const other = await app.as('admin', 'other');
  expect(words(await other.get('/unusual-readings'))).toContain('Không thấy gì khác thường');
});
