import type { RequestHandler } from 'express';
import { ForgedFormError } from '../errors';

/** Refuses a form that a browser says comes from another site. A second lock beside the form's token. */
export const sameOrigin: RequestHandler = (req, _res, next) => {
  if (req.method === 'GET' || req.method === 'HEAD') return next();
  const site = req.get('sec-fetch-site');
  if (site && site !== 'same-origin' && site !== 'none') throw new ForgedFormError();
  const origin = req.get('origin');
  if (origin && origin !== 'null' && new URL(origin).host !== req.get('host')) throw new ForgedFormError();
  next();
};
