import type { z } from 'zod';
import type { AppContext } from '../../src/context';
import { features } from '../../src/features';
import { TYPED_LABELS } from '../../src/web/follow-merged';
import { shapeOf } from '../../src/web/form';
import { createHousehold, createResident } from '../support/factories';
import { testApp } from '../support/test-app';
import { actorOf } from '../support/worlds/office';

/** Ids, versions, marks of a form, and lists of people by their ids. */
const NOT_SHOWN =
  /^(id|\w+Id|version|seen|shown\w*|confirmed|stamp|subject|relations|vacates|leave|target|people|returning|accept|forgetNationalNumber)$/;

/** Rows of preferred times, which have a line of their own. */
const HOURS = ['times', 'wishes'];

test('a form about a merged record shows everything that was typed: each field has a label', async () => {
  const app = await testApp();
  const { id: householdId } = await createHousehold(app.db, app.ward);
  const { id: residentId } = await createResident(app.db, app.ward);
  const missing: string[] = [];
  for (const { path, schema } of features.flatMap(({ routes }) =>
    routes({ ...app.context, auth: {} } as unknown as AppContext),
  )) {
    const [, place] = /^\/(residents|households)\/:id\//.exec(path) ?? [];
    if (!place || !schema) continue;
    const asked = { req: {}, body: {}, actor: actorOf(app), id: place === 'residents' ? residentId : householdId };
    const read = typeof schema === 'function' ? await schema(asked as never) : (schema as z.ZodType);
    missing.push(
      ...Object.keys(shapeOf(read))
        .filter((name) => !(name in TYPED_LABELS) && !HOURS.includes(name) && !NOT_SHOWN.test(name))
        .map((name) => `${path} ${name}`),
    );
  }
  await app.close();
  // Missing? Add the label to shared/register-fields.ts, or to TYPED_LABELS in src/web/follow-merged.ts.
  expect(missing).toEqual([]);
});
