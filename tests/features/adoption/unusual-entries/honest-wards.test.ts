import { listFindings } from '../../../../src/features/adoption/unusual-entries/queries';
import { FALSE_ALARMS, HONEST_WARDS, MOST_OF_A_WARD } from '../../../../src/features/adoption/unusual-entries/rules';
import type { Database } from '../../../../src/db/database';
import { localDateOf } from '../../../../src/shared/dates';
import { demoApp, testApp, THURSDAY_MORNING } from '../../../support/test-app';
import { HonestWard, LAST } from './honest-ward';

const rulesMet = async (db: Database, wardId: string, at: Date) =>
  (await listFindings(db, { wardId, today: localDateOf(at) }, {})).map(({ rule }) => rule);

test('honest wards are asked about as seldom as the page says, at most twice a month', async () => {
  const app = await testApp();
  const wards = Array.from({ length: HONEST_WARDS }, (_, index) => new HonestWard(index + 1));
  await HonestWard.save(app.db, wards);
  const found = [];
  for (const { wardId } of wards) found.push(await rulesMet(app.db, wardId, LAST));
  await app.close();
  const counts: Record<string, number> = {};
  for (const rule of found.flat()) counts[rule] = (counts[rule] ?? 0) + 1;
  expect(counts).toEqual(FALSE_ALARMS);
  expect(Math.max(...found.map(({ length }) => length))).toBe(MOST_OF_A_WARD);
  expect(found.flat().length / HONEST_WARDS).toBeLessThanOrEqual(2);
});

test('and nothing is asked about in the demo ward', async () => {
  const demo = await demoApp();
  const { id } = await demo.db.prisma.ward.findFirstOrThrow();
  expect(await rulesMet(demo.db, id, THURSDAY_MORNING)).toEqual([]);
  await demo.close();
});
