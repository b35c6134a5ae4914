/**
 * How often a test of random cases runs its property: `usual` times, or FAST_CHECK times as often. `npm test` has to stay
 * quick, and draws other cases each time; whoever changed what the test is about lets it draw more.
 */
export const runs = (usual: number): number => Math.ceil(usual * Number(process.env.FAST_CHECK ?? 1));
