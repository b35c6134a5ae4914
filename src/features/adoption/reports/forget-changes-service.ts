import type { Job } from '../../../jobs';

/** Notes of what changed serve figures of the same day; older ones tell nobody anything. */
export const forgetFigureChangesJob: Job = {
  name: 'forget-figure-changes',
  everyMs: 60 * 60_000,
  async run({ db }) {
    await db.pool.query("DELETE FROM figure_change WHERE at < now() - interval '2 days'");
  },
};
