import type { Request } from 'express';

/** The setting of the application that holds PUBLIC_ORIGIN; null when nobody set it. */
export const PUBLIC_ORIGIN = 'public origin';

/**
 * Where this site is reached, as 'https://gocua.phuong.vn': as the operator set it, else as the request names it. Never by
 * X-Forwarded-Host, which a proxy passes on as anybody wrote it.
 */
export function ownOrigin(req: Request): string {
  return publicOrigin(req) ?? `${req.protocol}://${req.get('host') ?? ''}`;
}

/** True when a browser's Origin header names this site. The scheme counts only where PUBLIC_ORIGIN says it. */
export function isOwnOrigin(req: Request, origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  const known = publicOrigin(req);
  return known ? url.origin === known : url.host === req.get('host');
}

function publicOrigin(req: Request): string | null {
  return req.app.get(PUBLIC_ORIGIN) as string | null;
}
