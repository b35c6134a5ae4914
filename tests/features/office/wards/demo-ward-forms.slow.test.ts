import { DEMO_PASSWORD } from '../../../../prisma/seed/demo-accounts';
import { formOf } from '../../../support/forms';
import { DEMO_ACCOUNTS } from '../../../support/running-app';
import { demoApp, type BareApp } from '../../../support/test-app';

let app: BareApp;
beforeAll(async () => {
  app = await demoApp();
});
afterAll(() => app.close());

// The register of the demo ward is inserted as rows (prisma/seed/demo-rows.ts); all that followed was told to service
// functions, which refuse what a page would refuse.
test.each([
  ['staff', 'residents', 'edit', 'SELECT id FROM resident'],
  ['staff', 'residents', 'readiness', 'SELECT DISTINCT resident_id AS id FROM readiness'],
  ['staff', 'households', 'edit', 'SELECT id FROM household'],
  ['staff', 'residential-groups', 'edit', 'SELECT id FROM residential_group'],
  ['admin', 'users', 'edit', 'SELECT id FROM user_account'],
  ['admin', 'users', 'availability', 'SELECT DISTINCT user_id AS id FROM officer_availability'],
] as const)('the page of %s /%s/:id/%s takes what the demo ward holds', async (role, section, page, rows) => {
  const agent = app.anonymous();
  await agent.signIn(DEMO_ACCOUNTS[role], DEMO_PASSWORD);
  const { rows: records } = await app.db.pool.query<{ id: string }>(rows);
  expect(records.length).toBeGreaterThan(0);
  const refused: string[] = [];
  for (const { id } of records) {
    const address = `/${section}/${id}/${page}`;
    const { status } = await agent.post(address, await formOf(agent, address));
    if (status !== 303) refused.push(`${status} ${address}`);
  }
  expect(refused).toEqual([]);
});
