import { backgroundPace } from '../../src/background-pace';

function workFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

it('gives other work its turn after some milliseconds, for as long as the work took', async () => {
  const pace = backgroundPace();
  let turns = 0;
  const page = setInterval(() => {
    turns += 1;
  }, 1);
  workFor(20);
  expect(turns).toBe(0);
  const restedFrom = performance.now();
  await pace();
  clearInterval(page);
  expect(performance.now() - restedFrom).toBeGreaterThanOrEqual(15);
  expect(turns).toBeGreaterThan(1);
});

it('does not rest while the steps are short', async () => {
  const pace = backgroundPace();
  let hadTurn = false;
  setImmediate(() => {
    hadTurn = true;
  });
  for (let step = 0; step < 5; step += 1) await pace();
  expect(hadTurn).toBe(false);
});
