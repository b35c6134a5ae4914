import { parentPort, workerData } from 'node:worker_threads';
import type { ReferralRow } from '../../casework/referrals/queries';
import { letterDocx } from './letter-docx';
import { reportDocx, type PaperPlace } from './report-docx';
import type { MonthlyReport } from './report-content';

// Runs in its own thread: a document takes a third of a second of processor time, in which no page would be answered.

export type PaperTask = { place: PaperPlace } & ({ report: MonthlyReport } | { people: ReferralRow[] });

if (parentPort) {
  const port = parentPort;
  const task = workerData as PaperTask;
  const made = 'people' in task ? letterDocx(task.people, task.place) : reportDocx(task.report, task.place);
  void made.then((bytes) => port.postMessage(bytes));
}
