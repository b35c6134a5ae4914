import type { z } from 'zod';
import type { AppContext } from '../../src/context';
import { features } from '../../src/features';
import { shapeOf } from '../../src/web/form';
import { drawnFields } from '../../src/web/page';
import { createHousehold, createResident, createService } from '../support/factories';
import { testApp } from '../support/test-app';
import { createLesson } from '../support/worlds/casework';
import { actorOf } from '../support/worlds/office';

/** Ids, versions, marks of a form, and lists of people by their ids. */
const NOT_SHOWN =
  /^(id|\w+Id|version|seen|shown\w*|confirmed|stamp|subject|relations|vacates|leave|target|people|returning|accept|forgetNationalNumber)$/;

/** Drawn in another case of the same form, by a template of its own, or once for each service. */
const ELSEWHERE = [
  '/residents/:id/membership place',
  '/households/:id/split address',
  '/residents/:id/check-backs situationAnswer',
  '/residents/:id/check-backs answers',
];

/** Forms of one field, shown without its label: the page has other forms. */
const ONE_FIELD = ['/households/:id/way-to-door', '/residents/:id/consent-withdrawals'];

/** Rows of preferred times, which have a line of their own. */
const HOURS = ['times', 'wishes'];

test('a form about a merged record shows everything that was typed: its page draws each field', async () => {
  const app = await testApp();
  const household = await createHousehold(app.db, app.ward);
  await createResident(app.db, app.ward, { household, relation: 'head' });
  const { id: residentId } = await createResident(app.db, app.ward, { household, relation: 'wife' });
  // Without a lesson there is nothing to ask again.
  const { id: serviceId } = await createService(app.db, app.ward, { name: 'Đăng ký tạm trú' });
  await createLesson(app, { household, residentId, serviceId, on: '2026-11-12' });
  // Leads past the steps that come before a form.
  const { id: elsewhere } = await createHousehold(app.db, app.ward);
  const body = { householdId: elsewhere, newHeadId: residentId, leave: [residentId], target: 'outside' };
  const missing: string[] = [];
  for (const { path, schema, asTyped } of features.flatMap(({ routes }) =>
    routes({ ...app.context, auth: {} } as unknown as AppContext),
  )) {
    const [, place] = /^\/(residents|households)\/:id\//.exec(path) ?? [];
    if (!place || !schema || ONE_FIELD.includes(path)) continue;
    const id = place === 'residents' ? residentId : household.id;
    const asked = { req: { query: {}, body }, body, actor: actorOf(app), id } as never;
    const form = await asTyped?.(asked).catch((error: Error) => missing.push(`${path}: ${error.message}`) && null);
    const drawn = form ? drawnFields(form).map(({ name }) => name) : [];
    const read = typeof schema === 'function' ? await schema(asked) : (schema as z.ZodType);
    missing.push(
      ...Object.keys(shapeOf(read))
        .filter((name) => !drawn.includes(name) && !HOURS.includes(name) && !NOT_SHOWN.test(name))
        .map((name) => `${path} ${name}`)
        .filter((field) => !ELSEWHERE.includes(field)),
    );
  }
  await app.close();
  // Missing? Draw the field in the template with `form`, the form of its model.
  expect(missing).toEqual([]);
});
