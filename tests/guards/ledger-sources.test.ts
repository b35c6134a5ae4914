import { createResident, createService } from '../support/factories';
import { formOf } from '../support/forms';
import { sharedApp, type TestAgent } from '../support/test-app';
import { createLesson } from '../support/worlds/casework';
import { fullForm, openDoor, THURSDAY_EVENING, type OpenDoor } from '../support/worlds/door';

// Every value that the ledger knows can be entered on a page of a real ward: a figure never rests on something that only
// a demo ward holds.

/** The column in which each enum of the ledger is stored. */
const COLUMNS = {
  portal_use_source: 'SELECT source::text AS value FROM portal_use',
  portal_use_how: 'SELECT how::text AS value FROM portal_use',
  portal_answer: 'SELECT answer::text AS value FROM portal_question UNION SELECT answer::text FROM sample_answer',
  check_back_outcome: 'SELECT outcome::text AS value FROM check_back',
  help_level: 'SELECT help_level::text AS value FROM assisted_procedure',
  use_date_precision: 'SELECT date_precision::text AS value FROM portal_use',
} as const;

const app = sharedApp();
let world: OpenDoor;
let staff: TestAgent;

beforeAll(async () => {
  world = await openDoor(app);
  app.setNow(THURSDAY_EVENING);
  staff = await app.as('staff');
});

async function valuesOf(type: string): Promise<string[]> {
  const { rows } = await app.db.pool.query<{ value: string }>(
    'SELECT enumlabel AS value FROM pg_enum WHERE enumtypid = $1::regtype ORDER BY enumsortorder',
    [type],
  );
  return rows.map(({ value }) => value);
}

/** A visit with a line for each way of helping. */
async function visit(): Promise<void> {
  const officer = await app.as('officer');
  const lines = (await valuesOf('help_level')).map((helpLevel, index) => ({
    residentId: [world.sau, world.mai, world.nam][index % 3]!.id,
    serviceId: index < 3 ? world.pension.id : world.residence.id,
    helpLevel,
    doneForReason: helpLevel === 'done_for' ? 'Mắt kém, không đọc được chữ nhỏ.' : '',
    result: helpLevel === 'explained' ? 'prepared' : 'submitted',
  }));
  const everybody = [world.sau, world.mai, world.nam].map(({ id }) => id);
  const saved = await officer.post(
    `/round-doors/${world.door.id}/visit`,
    fullForm(world, { presence: everybody, assists: lines }),
  );
  expect(saved.status).toBe(303);
}

/** One call for each answer, a quarter apart: no resident is asked more often. */
async function answers(): Promise<void> {
  for (const [index, answer] of (await valuesOf('portal_answer')).entries()) {
    const asked = new Date(Date.UTC(2027, 3 * index, 26, 3));
    app.setNow(asked);
    staff = await app.as('staff');
    const path = `/residents/${world.mai.id}/portal-answers`;
    const form = await formOf(staff, `${path}/new`);
    const month = answer === 'alone' ? asked.toISOString().slice(0, 7) : '';
    await staff.post(path, { ...form, answer, month });
  }
}

/** A sample of which one person gives each answer. */
async function sample(): Promise<void> {
  for (let index = 0; index < 30; index += 1)
    await createResident(app.db, app.ward, { household: world.nextHousehold, relation: 'child' });
  await staff.post('/samples', { size: '30' });
  const members = await app.db.prisma.sampleMember.findMany();
  for (const [index, answer] of (await valuesOf('portal_answer')).entries()) {
    const { id } = members[index]!;
    await staff.post(`/sample-members/${id}/answers`, { ...(await formOf(staff, `/sample-members/${id}`)), answer });
  }
}

/** A lesson and its learner for each outcome of asking back. */
async function checkBacks(): Promise<void> {
  for (const [index, outcome] of (await valuesOf('check_back_outcome')).entries()) {
    const service = await createService(app.db, app.ward, { name: `Dịch vụ ${index}` });
    const learner = await createResident(app.db, app.ward, { household: world.household, relation: 'child' });
    await createLesson(app, {
      household: world.household,
      residentId: learner.id,
      serviceId: service.id,
      on: '2026-11-10',
    });
    const path = `/residents/${learner.id}/check-backs`;
    const said = {
      outcome,
      barrierId: outcome === 'stuck' ? world.barrier.id : '',
      helper: outcome === 'with_somebody' ? 'family' : '',
    };
    const answers = Object.entries(said).map(([part, value]) => [`answers[${service.id}][${part}]`, value]);
    await staff.post(path, { ...(await formOf(staff, path)), ...Object.fromEntries(answers) });
  }
}

test('every value of the ledger is written by a page', async () => {
  await visit();
  await checkBacks();
  await answers();
  await sample();
  for (const [type, query] of Object.entries(COLUMNS)) {
    const { rows } = await app.db.pool.query<{ value: string }>(query);
    const written = new Set(rows.map(({ value }) => value));
    // A new value of an enum? A page must write it, and this test must use that page.
    expect([type, (await valuesOf(type)).filter((value) => !written.has(value))]).toEqual([type, []]);
  }
});
