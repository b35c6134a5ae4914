import type { Request } from 'express';
import { NotFoundError } from '../shared/errors';
import { isId } from './form';

/** The id in a route's path ('/users/:id'). @throws NotFoundError for anything that cannot be one. */
export function idParam(req: Request, name = 'id'): string {
  const value = req.params[name];
  if (!isId(value)) throw new NotFoundError();
  return value;
}
