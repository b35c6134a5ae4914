import { randomBytes } from 'node:crypto';
import helmet from 'helmet';
import type { RequestHandler, Response } from 'express';
import type { Config } from '../../config';

/**
 * Helmet: nothing from other origins, nothing inline, no framing. Only scripts that the layout marks with the nonce of
 * this response run, so that injected markup cannot run even a file of our own.
 */
export const securityHeaders = (config: Config): RequestHandler[] => [
  (_req, res, next) => {
    res.locals.nonce = randomBytes(16).toString('base64');
    next();
  },
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: [(_req, res) => `'nonce-${nonceOf(res as Response)}'`],
        workerSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Other sites learn nothing; our own forms keep an Origin that the same-origin check can read.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: config.cookieSecure ? { maxAge: 63_072_000, includeSubDomains: true } : false,
    xFrameOptions: { action: 'deny' },
  }),
  (_req, res, next) => {
    res.setHeader(
      'Permissions-Policy',
      'camera=(), microphone=(), geolocation=(), payment=(), publickey-credentials-create=(self), publickey-credentials-get=(self)',
    );
    next();
  },
];

/** Lets the page of this response record sound, or read the code of a card, which no other page may. */
export function allowDevice(res: Response, device: 'microphone' | 'camera'): void {
  const policy = String(res.getHeader('Permissions-Policy'));
  res.setHeader('Permissions-Policy', policy.replace(`${device}=()`, `${device}=(self)`));
}

/** Pages are for the user who requested them, on that machine, now: no cache keeps them. */
export const noStore: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};

/** The nonce of this response, for the script elements of its page. */
export const nonceOf = (res: Response): string => res.locals.nonce as string;
