import { Client } from 'pg';
import { eventually } from './patience';

/** Two connections besides the application's own, for what several people press at the same moment. */
export interface OneMoment {
  /**
   * Takes the locks of `hold`, sends the requests one by one into them, sees each wait in the database, and releases
   * them all at once.
   */
  pressAtOnce: <Answer>(
    hold: string,
    ids: readonly string[],
    requests: readonly (() => Promise<Answer>)[],
  ) => Promise<Answer[]>;
  close: () => Promise<void>;
}

export async function oneMoment(databaseUrl: string): Promise<OneMoment> {
  const [holder, observer] = [
    new Client({ connectionString: databaseUrl }),
    new Client({ connectionString: databaseUrl }),
  ];
  await Promise.all([holder.connect(), observer.connect()]);

  /** Waits until exactly `count` transactions of the application wait for a lock; returns on how many connections. */
  async function untilWaiting(count: number): Promise<number> {
    return eventually(
      async () => {
        const { rows } = await observer.query<{ pid: number }>(
          `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rows.length === count && new Set(rows.map(({ pid }) => pid)).size;
      },
      () => `never were ${count} transactions waiting`,
    );
  }

  return {
    async pressAtOnce(hold, ids, requests) {
      await holder.query('BEGIN');
      await holder.query(hold, [ids]);
      const answers: ReturnType<(typeof requests)[number]>[] = [];
      try {
        for (const request of requests) {
          answers.push(request());
          expect(await untilWaiting(answers.length)).toBe(answers.length);
        }
      } finally {
        await holder.query('COMMIT');
      }
      return Promise.all(answers);
    },
    close: async () => {
      await Promise.all([holder.end(), observer.end()]);
    },
  };
}
