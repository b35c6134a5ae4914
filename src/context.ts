import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { AuditAction, AuditLabels } from './audit-vocabulary';
import type { Config } from './config';
import type { Database } from './db/database';
import type { Actor } from './actor';
import type { Sealer } from './shared/sealer';

/** Where a page's reads are sent. */
export type { Reads } from './db/database';

/** Everything that comes from outside. Code below reads no clock, environment variable or global. */
export interface BaseContext {
  readonly config: Config;
  readonly db: Database;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly sealer: Sealer;
  readonly accessLog: AccessLog;
  readonly jobs: JobWaker;
}

export interface AppContext extends BaseContext {
  readonly auth: PassportParts;
  readonly auditLabels: AuditLabels;
}

export interface AccessLog {
  /**
   * Resolves once the reading is committed to the audit log; await it before the file is shown. Nothing is logged if the
   * ward has no such record.
   */
  opened(actor: Actor, action: AuditAction, subject: Subject, details?: Record<string, unknown>): Promise<void>;
  /**
   * The same as `opened` for a continuing reading, such as a search while the user types: one user's looking around
   * counts as one reading for five minutes or fifty answers. So a user who asks for all residents still shows in the
   * log, as many readings.
   */
  keptOpen(actor: Actor, action: AuditAction, subject: Subject): Promise<void>;
}

export interface Subject {
  type: string;
  /** Several for as many events. */
  id: string | readonly string[] | null;
}

export interface JobWaker {
  /** Runs the job at once, or right after its current run. Does not wait; errors are logged. */
  wake(name: string): void;
}

export interface PassportParts {
  /** For every request: determines who is signed in. */
  middleware: RequestHandler;
  /** Checks the username and password of a valid form; the request says from where and which browser. */
  checkPassword(req: Request, typed: TypedPassword): Promise<SignInOutcome>;
}

export interface TypedPassword {
  username: string;
  password: string;
}

export type SignInOutcome =
  /** `mustEnrol`: the ward requires a second step of this account, which has none yet. */
  | { kind: 'done'; actor: Actor; mustEnrol: boolean }
  /** The password is right; a code is still missing. */
  | { kind: 'code'; actor: Actor }
  | { kind: 'wrong' }
  /** The right first password, too late. */
  | { kind: 'expired' }
  | { kind: 'throttled'; retryAfterSeconds: number };

/** What a service function needs of it. */
export type Context = Pick<BaseContext, 'db' | 'now'>;
