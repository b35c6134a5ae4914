import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHousehold, createResident, createService, createTopic, createVisit } from '../../../support/factories';
import { testApp, type TestApp } from '../../../support/test-app';

const MIGRATION = join(__dirname, '../../../../prisma/migrations/20261126140700_mark_visits_that_met/migration.sql');

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

it('the database refuses a visit that met a resident but does not say "met"', async () => {
  const household = await createHousehold(app.db, app.ward);
  await expect(
    createVisit(app.db, app.ward, { household, by: app.users.officer, outcome: 'refused', metSomebody: true }),
  ).rejects.toThrow(/visit_met_somebody/);
});

it('old visits are recomputed from who was present, what was done and what was said', async () => {
  const { db, ward, users } = app;
  const household = await createHousehold(db, ward);
  const resident = await createResident(db, ward, { household });
  const visit = (outcome: 'met' | 'refused' = 'met') =>
    createVisit(db, ward, { household, by: users.officer, outcome, metSomebody: false });
  const [present, others, helped, taught, empty, refused] = [
    await visit(),
    await visit(),
    await visit(),
    await visit(),
    await visit(),
    await visit('refused'),
  ];
  await db.prisma.visitPresence.create({ data: { visitId: present.id, residentId: resident.id, wardId: ward.id } });
  await db.prisma.visit.update({ where: { id: others.id }, data: { othersPresent: 'cô giúp việc' } });
  await db.prisma.assistedProcedure.create({
    data: {
      wardId: ward.id,
      visitId: helped.id,
      position: 1,
      residentId: resident.id,
      publicServiceId: (await createService(db, ward)).id,
      helpLevel: 'guided',
      result: 'prepared',
    },
  });
  await db.prisma.topicTaught.create({
    data: { visitId: taught.id, publicServiceId: (await createTopic(db, ward)).id, wardId: ward.id },
  });

  // The table as it was before the migration.
  await db.pool.query(
    'ALTER TABLE visit DROP COLUMN met_somebody; CREATE INDEX visit_ward_day ON visit (ward_id, visited_on, outcome, household_id)',
  );
  await db.pool.query(readFileSync(MIGRATION, 'utf8'));

  const { rows } = await db.pool.query<{ id: string }>('SELECT id FROM visit WHERE met_somebody');
  expect(rows.map(({ id }) => id).sort()).toEqual([present.id, others.id, helped.id, taught.id].sort());
  const kept = await db.prisma.visit.findMany({
    where: { id: { in: [empty.id, refused.id] } },
    select: { outcome: true },
    orderBy: { outcome: 'asc' },
  });
  expect(kept.map(({ outcome }) => outcome).sort()).toEqual(['met', 'refused']);
});
