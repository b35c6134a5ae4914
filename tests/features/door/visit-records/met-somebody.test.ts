import { createHousehold, createVisit } from '../../../support/factories';
import { appForEach } from '../../../support/test-app';

const app = appForEach();

it('the database refuses a visit that met a resident but does not say "met"', async () => {
  const household = await createHousehold(app.db, app.ward);
  await expect(
    createVisit(app.db, app.ward, { household, by: app.users.officer, outcome: 'refused', metSomebody: true }),
  ).rejects.toThrow(/visit_met_somebody/);
});
