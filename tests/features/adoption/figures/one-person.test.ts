import { randomUUID } from 'node:crypto';
import { taughtBy } from '../../../../src/features/adoption/figures/figure-sql';
import { getResidentFile } from '../../../../src/features/register/residents/file-queries';
import { serviceStates } from '../../../../src/features/casework/portal-use/states';
import { createUser, createWard } from '../../../support/factories';
import { bareApp } from '../../../support/test-app';
import { diceOf, writeBooks } from './random-book';
import { runs } from '../../../support/runs';

const TODAY = '2026-11-26';
const BOOKS = runs(30);
/** Another seed each time; BOOK_SEED repeats a run that failed. */
const SEED = Number(process.env.BOOK_SEED ?? Math.floor(Math.random() * 1e9));

test('the figure counts exactly those whose own page says that they are confirmed', async () => {
  const app = await bareApp();
  const { db } = app;
  const verdicts: boolean[] = [];
  // Few are confirmed: more books are drawn until one is.
  for (let first = 0; first === 0 || (!verdicts.includes(true) && first < 10 * BOOKS); first += BOOKS) {
    const books = [];
    for (let index = first; index < first + BOOKS; index += 1) {
      const ward = await createWard(db, { code: `R${index}`, name: `Phường ${index}` });
      const account = { role: 'staff', username: `r${index}`, displayName: 'x', passwordHash: randomUUID() } as const;
      const user = await createUser(db, ward, account);
      const dice = diceOf(SEED + index);
      books.push({ index, ward: { id: ward.id, userId: user.id }, dice, households: dice.int(2, 8) });
    }
    await writeBooks(db, books, TODAY);

    for (const { index, ward } of books) {
      const { text, values } = taughtBy({ wardId: ward.id, on: TODAY });
      const { rows } = await db.pool.query<{ id: string; services: string[]; is_confirmed: boolean }>(text, values);
      for (const { id, services, is_confirmed: isConfirmed } of rows) {
        const { facts } = (await getResidentFile(db, ward.id, id, TODAY)).portal;
        const confirmed = serviceStates(facts).filter(({ state }) => state === 'alone_confirmed');
        const ofPage = confirmed.some(({ service }) => services.includes(service.id));
        expect({ book: `BOOK_SEED=${SEED}, book ${index}`, id, isConfirmed }).toEqual({
          book: `BOOK_SEED=${SEED}, book ${index}`,
          id,
          isConfirmed: ofPage,
        });
        verdicts.push(ofPage);
      }
    }
  }
  expect(new Set(verdicts)).toEqual(new Set([true, false]));
  await app.close();
});
