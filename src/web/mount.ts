import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import type { Config } from '../config';
import type { AppContext } from '../context';
import { isPermitted } from '../permissions';
import { unnamedFile } from '../unnamed-file';
import { currentUser } from './current-user';
import { requirePermission } from './require-permission';
import { flash } from './flash';
import { readControls, refuseNulFields } from './middleware/refuse-nul';
import { uploadQueue } from './middleware/upload-queue';
import { HttpError } from '../shared/errors';
import { PayloadTooLargeError } from './errors';
import { listFileHref, type ListSource } from './list-source';
import type { Feature, Route } from './route';

const parseUrlencoded = express.urlencoded({
  extended: true,
  limit: '512kb',
  parameterLimit: 3000,
  verify: readControls,
});

/**
 * Uploads keep disk and processor busy until they are sealed and stored, so only two run at a time; two rather than
 * one, because the first may come over a slow line. A proxy gives up after a minute without reads: the wait ends
 * before that.
 */
const UPLOADS = { atOnce: 2, waiting: 8, patienceMs: 45_000 };

/**
 * Builds the router of all features. Every route gets, in this order: body, permission, token (POST), handler. The body
 * comes first so that a form sent after the session ended can be offered again after signing in.
 * @param checkToken refuses a form without the token of our page.
 */
export function mountFeatures(
  features: readonly Feature[],
  context: AppContext,
  checkToken: RequestHandler,
): RequestHandler {
  const routers = new Map<string, Router>();
  const steps = { queue: uploadQueue(UPLOADS), checkToken };
  const mounted: Route[] = [];
  for (const feature of features) {
    for (const route of feature.routes(context, () => mounted)) {
      const place = firstSegment(route.path);
      const router = routers.get(place) ?? Router();
      routers.set(place, router);
      router[route.method](route.path, ...chain(route, context.config, steps));
      mounted.push(route);
    }
  }
  // A router tries its routes one after the other, and there are hundreds.
  return (req, res, next) => {
    const router = routers.get(firstSegment(req.path));
    if (router) router(req, res, next);
    else next();
  };
}

/** '/households/:id' → 'households'. Routes of one first segment are tried in the order of their features. */
const firstSegment = (path: string): string => path.slice(1).split('/', 1)[0]!.toLowerCase();

function chain(
  route: Route,
  config: Config,
  { queue, checkToken }: Record<'queue' | 'checkToken', RequestHandler>,
): RequestHandler[] {
  const permission = requirePermission(config, route.permission);
  if (route.method === 'get')
    return [
      permission,
      markReader,
      ...(route.list && !route.list.isOfferedByPage ? [offerFile(route.list)] : []),
      route.handler,
    ];
  if (route.needsNoToken) return [parseUrlencoded, permission, route.handler];
  return route.upload
    ? [permission, queue, withFile(route, checkToken)]
    : [parseUrlencoded, permission, checkToken, sayDropped, route.handler];
}

const markReader: RequestHandler = (req, _res, next) => {
  if (req.user) req.user = { ...req.user, isReading: true };
  next();
};

/** No form stores control characters (shared/vietnamese-text): a user who sent some is told so on the next page. */
const sayDropped: RequestHandler = (req, _res, next) => {
  if (req.holdsControls)
    flash(
      req,
      'Chữ vừa gửi có ký tự điều khiển không nhìn thấy, thường do chép từ tệp khác: sổ đã bỏ các ký tự ấy.',
      'warning',
    );
  next();
};

/** The layout links the page's list as a file, with the filter of the address, for readers who may take it. */
const offerFile =
  ({ permission }: ListSource): RequestHandler =>
  (req, res, next) => {
    if (!permission || isPermitted(currentUser(req).role, permission))
      res.locals.listFileHref = listFileHref(req.originalUrl);
    next();
  };

declare global {
  // oxlint-disable-next-line typescript/no-namespace
  namespace Express.Multer {
    interface File {
      handle: FileHandle;
    }
  }
}

/**
 * Multer calls `_removeFile` if the rest of the form cannot be read. The stream is not destroyed on an error, because multer
 * would report that instead of a full disk.
 */
const UNNAMED: StorageEngine = {
  _handleFile(_req, { stream }, done) {
    unnamedFile(stream.iterator({ destroyOnReturn: false })).then((handle) => done(null, { handle }), done);
  },
  _removeFile: (_req, { handle }, done) => void handle.close().then(() => done(null), done),
};

/** Runs one step of a request. @returns false if it has answered by itself. */
const passes = (step: RequestHandler, req: Request, res: Response): Promise<boolean> =>
  new Promise((resolve, reject) => {
    res.once('close', () => res.headersSent && resolve(false));
    step(req, res, (error?: unknown) => (error ? reject(error as Error) : resolve(true)));
  });

/**
 * Receives one file of a multipart form and keeps it open until the handler ends, even if the client leaves before. A
 * file that is too big is a 413 with the limit in words, anything else unreadable a 400.
 */
function withFile({ upload, handler }: Route, checkToken: RequestHandler): RequestHandler {
  const { field, maxBytes, advice } = upload!;
  const receive = multer({
    storage: UNNAMED,
    limits: { fileSize: maxBytes, files: 1, fields: 20, parts: 25, fieldNestingDepth: 0 },
  }).single(field);
  return async (req, res, next) => {
    try {
      await promisify(receive)(req, res).catch((error: Error) => {
        if ('syscall' in error) throw error; // the disk failed, not the form
        if (!(error instanceof MulterError) || error.code !== 'LIMIT_FILE_SIZE')
          throw new HttpError(400, 'Biểu mẫu gửi tệp không đúng hoặc bị đứt giữa chừng.');
        throw new PayloadTooLargeError(`Tệp lớn hơn ${Math.round(maxBytes / 1_048_576)} MB. ${advice}`);
      });
      if ((await passes(refuseNulFields, req, res)) && (await passes(checkToken, req, res)))
        await handler(req, res, next);
    } finally {
      await req.file?.handle.close();
    }
  };
}
