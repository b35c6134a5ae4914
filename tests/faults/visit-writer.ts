import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { localDateOf, localTimeOf } from '../../src/shared/dates';
import { words, type TestAgent } from '../support/test-app';

/** What a writer logs: a resident of the household at the door, helped with one public service. */
export interface DoorToLog {
  householdId: string;
  residentId: string;
  serviceId: string;
}

/** Long enough for a busy machine that recovers, shorter than the statement timeout, which ends what never comes. */
const HANG_MS = 50_000;
const RETRY_AFTER_MS = 150;

/**
 * An officer who logs one visit after another. Each form is sent again, unchanged, until the application says that it
 * is saved, as a person does who sees the page of an outage.
 */
export class VisitWriter {
  /** The keys of the acknowledged forms, in order. */
  readonly acknowledged: string[] = [];
  /** How each attempt ended: the status, or 'no answer' when the connection broke. */
  readonly answers: (number | 'no answer')[] = [];
  /** Why connections broke. */
  readonly breaks = new Set<string>();
  /** The words of the pages that came instead of an acknowledgement. */
  readonly refusals = new Set<string>();
  private isStopping = false;
  private isAbandoned = false;

  constructor(
    readonly agent: TestAgent,
    private readonly door: DoorToLog,
    private readonly unit: string,
  ) {}

  async writeUntilStopped(): Promise<void> {
    while (!this.isStopping) await this.writeOne();
  }

  /** The current form is still sent until it is acknowledged. */
  stop(): void {
    this.isStopping = true;
  }

  /** Ends at once; for a test that has already failed. */
  abandon(): void {
    this.isStopping = true;
    this.isAbandoned = true;
  }

  private async writeOne(): Promise<void> {
    const clientKey = randomUUID();
    const at = new Date();
    const form = {
      clientKey,
      outcome: 'met',
      arrivedOn: localDateOf(at),
      arrivedTime: localTimeOf(at),
      presence: [this.door.residentId],
      assists: [
        {
          residentId: this.door.residentId,
          serviceId: this.door.serviceId,
          helpLevel: 'guided',
          result: 'submitted',
          fileCode: `${this.unit}-${localDateOf(at).slice(2).replaceAll('-', '')}-${1000 + this.acknowledged.length}`,
        },
      ],
      lateReason: 'mạng chập chờn', // counts as on time, asked for when the retries pass midnight
    };
    while ((await this.send(form)) !== 303) {
      if (this.isAbandoned) return;
      await sleep(RETRY_AFTER_MS);
    }
    this.acknowledged.push(clientKey);
  }

  private async send(form: object): Promise<number | 'no answer'> {
    const answer = await Promise.race([this.post(form), sleep(HANG_MS, 'hang' as const, { ref: false })]);
    if (answer === 'hang') throw new Error(`no answer within ${HANG_MS} ms`);
    this.answers.push(answer);
    return answer;
  }

  private async post(form: object): Promise<number | 'no answer'> {
    const response = await this.agent
      .post(`/households/${this.door.householdId}/visits/new`, form)
      .catch((error: Error) => {
        this.breaks.add(error.message);
        return null;
      });
    if (!response) return 'no answer';
    if (response.status === 303) await this.agent.get(response.headers.location!).catch(() => null); // as a browser does
    else this.refusals.add(`${response.status} ${words(response)}`);
    return response.status;
  }
}
