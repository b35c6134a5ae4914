import { parentPort, workerData } from 'node:worker_threads';
import { reportDocx, type PaperPlace } from './report-docx';
import type { MonthlyReport } from './report-content';

// Runs in its own thread: a document takes a third of a second of processor time, in which no page would be answered.

export interface PaperTask {
  report: MonthlyReport;
  place: PaperPlace;
}

if (parentPort) {
  const port = parentPort;
  const { report, place } = workerData as PaperTask;
  void reportDocx(report, place).then((bytes) => port.postMessage(bytes));
}
