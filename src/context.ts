import type { Logger } from 'pino';
import type { PassportParts } from './features/auth/passport';
import type { AccessLog } from './features/audit/access-log';
import type { Config } from './config';
import type { Database } from './db/database';
import type { JobWaker } from './jobs';
import type { Sealer } from './shared/sealer';

/** What the outside gives. Nothing below reads a clock, an environment variable or a global. */
export interface BaseContext {
  readonly config: Config;
  readonly db: Database;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly sealer: Sealer;
  readonly accessLog: AccessLog;
  readonly jobs: JobWaker;
}

/** What every route is built with. */
export interface AppContext extends BaseContext {
  readonly auth: PassportParts;
}
