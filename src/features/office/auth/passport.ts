import type { Request, RequestHandler } from 'express';
import passport from 'passport';
import type { Actor } from '../../../actor';
import type { BaseContext, PassportParts } from '../../../context';
import { callerAddress } from '../../../web/caller-address';
import { knownDevices } from '../../../web/known-device';
import { findActor } from './queries';
import { accountName, createSignIn } from './sign-in';

/**
 * Passport, which keeps who is signed in in the session, built per application, so that tests can run several in one
 * process.
 */
export function createPassport(context: BaseContext): PassportParts {
  const instance = new passport.Passport() as unknown as passport.Authenticator<RequestHandler, RequestHandler>;
  const signIn = createSignIn(context);
  const devices = knownDevices(context.config);
  instance.serializeUser<string>((user, done) => done(null, user.id));
  instance.deserializeUser<string, Request>((req, id, done) => {
    // Just read together with the session.
    if (req.sessionActor !== undefined) return done(null, req.sessionActor?.id === id ? req.sessionActor : false);
    findActor(context.db, id).then((actor) => done(null, actor ?? false), done);
  });
  return {
    middleware: instance.session(),
    checkPassword: (req, { username, password }) => {
      const account = accountName(username);
      return signIn({
        username: account,
        password,
        address: callerAddress(req.ip),
        device: devices.find(req, account),
      });
    },
  };
}

/** Signs `actor` in under a new session id. */
export function signInto(req: Request, actor: Actor, { keepSessionInfo = false } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    req.logIn(actor, { session: true, keepSessionInfo }, (error: unknown) =>
      error ? reject(error as Error) : resolve(),
    );
  });
}
