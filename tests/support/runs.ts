/** Whether this is the run of `npm run test:all` that proves what `npm test` leaves out. */
const isFullRun = process.env.FULL_RUN === '1';

/**
 * How often a test of random cases runs its property: a fifth of `usual` in `npm test`, all of them in the full run,
 * FAST_CHECK times `usual` for whoever changed what the test is about. Each run draws other cases.
 */
export const runs = (usual: number): number =>
  Math.ceil(usual * Number(process.env.FAST_CHECK ?? (isFullRun ? 1 : 0.2)));

/** A test that only the full run runs. A plain `test` of its kind stays beside it. */
export const slowTest = Object.assign(
  (title: string, act: () => unknown, timeout?: number): void => {
    if (isFullRun) test(title, act as jest.ProvidesCallback, timeout);
  },
  { each: ((...cases: Parameters<jest.Each>) => (isFullRun ? test.each(...cases) : () => undefined)) as jest.Each },
);

/** Stories that only the full run tells. */
export const slowDescribe = (title: string, tell: () => void): void => {
  if (isFullRun) describe(title, tell);
};

/** All cases in the full run, otherwise the first. */
export const someOf = <Case>(cases: readonly Case[]): readonly Case[] => (isFullRun ? cases : cases.slice(0, 1));
