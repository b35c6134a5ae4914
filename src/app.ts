import compression from 'compression';
import express, { type Express, type Request } from 'express';
import { alarmOf } from './features/office/audit/log-status';
import { createPassport } from './features/office/auth/passport';
import { logForbidden } from './features/office/auth/refusals';
import { limitReadings } from './features/office/auth/reading-rate-limit';
import { auditLabelsOf } from './features/office/audit/labels';
import { features } from './features';
import { findKept } from './features/register/duplicates/merging/queries';
import { findFile, opensFile } from './features/register/places/area-queries';
import type { AppContext, BaseContext } from './context';
import { findErased } from './features/privacy/erasure/queries';
import { readMenuCounts } from './features/desk/today/what-waits';
import { createFormTokens } from './web/middleware/csrf';
import { healthCheck } from './web/middleware/health-check';
import { keepToArea } from './web/middleware/keep-to-area';
import { menuCounts } from './web/middleware/menu-counts';
import { refuseErased } from './web/middleware/refuse-erased';
import { requestLog } from './web/middleware/request-log';
import { refuseNul } from './web/middleware/refuse-nul';
import { requestRate } from './web/middleware/request-rate';
import { sameOrigin } from './web/middleware/same-origin';
import { noStore, securityHeaders } from './web/middleware/security-headers';
import { sessions } from './web/middleware/session';
import { untilOpen, type DemoProgress } from './web/middleware/until-open';
import { errorHandler, notFound } from './web/error-handler';
import { followMerged } from './web/follow-merged';
import { mountFeatures } from './web/mount';
import { PUBLIC_ORIGIN } from './web/own-origin';
import { publicDir } from './web/page';

/**
 * The whole application, as production and tests build it.
 * @param demoProgress null once the demo ward, if one is written, has ended.
 */
export function createApp(base: BaseContext, demoProgress: () => DemoProgress | null = () => null): Express {
  const { config, db, logger } = base;
  const context: AppContext = {
    ...base,
    accessLog: limitReadings(base),
    auth: createPassport(base),
    auditLabels: auditLabelsOf(features),
  };
  const formTokens = createFormTokens(config);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set(PUBLIC_ORIGIN, config.publicOrigin);
  app.set('query parser', 'simple');
  app.set('etag', false);
  // On the prototype: a function made for each request would stay until old garbage is collected (docs/adr/0048).
  app.request.csrfToken = function (this: Request) {
    return formTokens.tokenFor(this);
  };

  app.use(requestLog(logger));
  app.use(securityHeaders(config));
  app.use(
    '/assets',
    express.static(`${publicDir}/assets`, { immutable: true, maxAge: '1y', index: false, acceptRanges: false }),
  );
  // Listed by name, so that no other request touches the disk.
  app.get(
    ['/favicon.svg', '/icons.svg'],
    express.static(publicDir, { maxAge: '1h', index: false, extensions: [], acceptRanges: false }),
  );
  // A browser asks for it again before every use that is a day apart, and after each new version.
  app.get('/service-worker.js', express.static(publicDir, { maxAge: 0, index: false, acceptRanges: false }));
  app.use(untilOpen(demoProgress));
  app.get(
    '/healthz',
    healthCheck(
      () => db.pool.query({ name: 'healthz', text: 'SELECT 1' }),
      () => alarmOf(db, base.now())?.kind,
    ),
  );
  app.use(noStore);
  app.use(requestRate(config));
  app.use(refuseNul);
  app.use(sameOrigin);
  app.use(sessions(context));
  // After the sessions, so that a session is saved before the compressed response ends: a failure to save it then cuts
  // nothing off. Level 1 takes half the time of the usual 6; a visit form has 31 kB then instead of 26.
  app.use(compression({ level: 1 }));
  app.use(context.auth.middleware);
  app.use(menuCounts((reader) => readMenuCounts(context, reader)));
  app.use(refuseErased((wardId, id) => findErased(db, wardId, id)));
  const guarded = features.map(keepToArea(config, opensFile, (...asked) => findFile(base, ...asked)));
  app.use(mountFeatures(guarded, context, formTokens.protection));
  app.use(notFound);
  app.use(followMerged((wardId, kind, id) => findKept(db, wardId, kind, id)));
  app.use(logForbidden(base));
  app.use(errorHandler(logger, base.now));
  return app;
}
