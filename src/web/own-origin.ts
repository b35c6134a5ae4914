import type { Request } from 'express';
import type { Config } from '../config';

/** The application setting that holds PUBLIC_ORIGIN; null if it is unset. */
export const PUBLIC_ORIGIN = 'public origin';

/**
 * The origin of this site, 'https://gocua.phuong.vn': the operator's setting, otherwise the one in the request. Never
 * from X-Forwarded-Host, which a proxy passes on as the client wrote it.
 */
export const ownOrigin = (req: Request): string => publicOrigin(req) ?? `${req.protocol}://${req.get('host') ?? ''}`;

/** The site for an address that is kept: the operator's setting, otherwise where the program listens. No request changes it. */
export const keptOrigin = ({ publicOrigin, host, port }: Pick<Config, 'publicOrigin' | 'host' | 'port'>): string =>
  publicOrigin ?? `http://${['0.0.0.0', '::'].includes(host) ? 'localhost' : host}:${port}`;

/** Whether a browser's Origin header names this site. The scheme is compared only if PUBLIC_ORIGIN gives it. */
export function isOwnOrigin(req: Request, origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  const known = publicOrigin(req);
  return known ? url.origin === known : url.host === req.get('host');
}

const publicOrigin = (req: Request): string | null => req.app.get(PUBLIC_ORIGIN) as string | null;
