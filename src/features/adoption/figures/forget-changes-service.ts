import type { Job } from '../../../jobs';

/** Deletes notes of changes: figures ask for those of the same day only. */
export const forgetFigureChangesJob: Job = {
  name: 'forget-figure-changes',
  everyMs: 60 * 60_000,
  async run({ db }) {
    await db.pool.query("DELETE FROM figure_change WHERE at < now() - interval '2 days'");
  },
};
