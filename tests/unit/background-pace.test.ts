import { backgroundPace } from '../../src/background-pace';

it('gives other work its turn after some milliseconds, for as long as the work took', async () => {
  let worked = 0;
  const pace = backgroundPace(() => worked);
  let turns = 0;
  const page = setInterval(() => {
    turns += 1;
  }, 1);
  worked += 20;
  const restedFrom = performance.now();
  await pace();
  clearInterval(page);
  expect(performance.now() - restedFrom).toBeGreaterThanOrEqual(15);
  expect(turns).toBeGreaterThan(0);
});

it('does not rest while the steps are short', async () => {
  const pace = backgroundPace(() => 0);
  let hadTurn = false;
  setImmediate(() => {
    hadTurn = true;
  });
  for (let step = 0; step < 5; step += 1) await pace();
  expect(hadTurn).toBe(false);
});
