import type { NextFunction, Request, Response } from 'express';
import type { z } from 'zod';
import type { Actor } from '../actor';
import type { AuditVocabulary } from '../audit-vocabulary';
import type { AppContext } from '../context';
import type { Job } from '../jobs';
import type { Permission } from '../permissions';
import { answerOf } from './ask-again';
import { currentUser } from './current-user';
import type { FormValues, FormView } from './form';
import { idParam } from './id-param';
import type { ListSource } from './list-source';
import type { View } from './page';

/**
 * One line of a feature's URL table. The permission is part of the type, so that no route can lack one: 'public' needs
 * no account, 'signed-in' any account.
 */
export interface Route {
  method: 'get' | 'post';
  path: string;
  permission: Permission | 'public' | 'signed-in';
  /** A multipart form with one file (`req.file.handle`) of at most this size, and what to do about a bigger one. Without it a POST is an urlencoded form. */
  upload?: { field: string; maxBytes: number; advice: string };
  /**
   * A public form that does nothing in the name of its sender. It needs neither a token nor a cookie, so that it also
   * works on a page left open for days and on a phone that refuses cookies. The same-origin check stays.
   */
  needsNoToken?: true;
  /** Of a page that lists records: its list, to be taken along as a file. */
  list?: ListSource;
  /** Of a form that is declared (web/form-route): the schema of its fields. */
  schema?: z.ZodType | ((asked: never) => z.ZodType | Promise<z.ZodType>);
  /** Likewise its page, with what was typed; null if the page has no such form. */
  asTyped?: (asked: never) => Promise<View<{ form: FormView }> | null>;
  handler: (req: Request, res: Response, next: NextFunction) => unknown;
}

/** A request, as a handler reads it. */
export interface Asked {
  req: Request;
  query: Request['query'];
  /** What was typed, unchecked; empty if a page is only asked for. */
  body: FormValues;
  /** Who is signed in; not to be read by a public route. */
  readonly actor: Actor;
  /** The id in the path; '' if the path has none. Reading it throws NotFoundError for anything that cannot be one. */
  readonly id: string;
  /** The sender has said yes to the question of a form (web/ask-again). */
  readonly isConfirmed: boolean;
}

export const askedOf = (req: Request): Asked => ({
  req,
  query: req.query,
  body: (req.body ?? {}) as FormValues,
  get actor() {
    return currentUser(req);
  },
  get id() {
    return 'id' in req.params ? idParam(req) : '';
  },
  get isConfirmed() {
    return answerOf(req.body) === 'sure';
  },
});

const routeOf =
  (method: Route['method']) =>
  (path: string, permission: Route['permission'], handler: (asked: Asked, res: Response) => unknown): Route => ({
    method,
    path,
    permission,
    handler: (req, res) => handler(askedOf(req), res),
  });

/** A line of the URL table. */
export const get = routeOf('get');
/** Likewise, for a POST that is neither a declared form nor a button (web/form-route). */
export const post = routeOf('post');

/** A room as it is mounted; `Action` are the audit actions that it labels. */
export interface Feature<Action extends string = string> {
  /** @param mounted the routes of all features, once all are mounted. */
  routes: (context: AppContext, mounted?: () => readonly Route[]) => Route[];
  /** The audit page's names for its events. */
  audit?: AuditVocabulary<Action>;
  jobs?: readonly Job[];
}

/** Declares a room at the end of its routes.ts. Its actions can be recorded because `features.ts` lists the room. */
export const defineFeature = <Action extends string = never>(feature: Feature<Action>): Feature<Action> => feature;
