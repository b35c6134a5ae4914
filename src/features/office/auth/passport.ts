import type { Request, RequestHandler } from 'express';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { BaseContext, PassportParts, SignInOutcome } from '../../../context';
import { callerAddress } from '../../../web/caller-address';
import type { Actor } from '../../../actor';
import { knownDevices } from './known-device';
import { findActor } from './queries';
import { accountName, createSignIn } from './sign-in';

/** Passport local, built per application, so that tests can run several in one process. */
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
  instance.use(
    new LocalStrategy({ passReqToCallback: true }, (req, username, password, done) => {
      const account = accountName(username);
      signIn({ username: account, password, address: callerAddress(req.ip), device: devices.find(req, account) }).then(
        (outcome) =>
          done(null, outcome.kind === 'done' ? outcome.actor : false, outcome as unknown as { message: string }),
        (error: unknown) => done(error),
      );
    }),
  );
  return {
    middleware: [instance.initialize(), instance.session()],
    checkPassword: (req) =>
      new Promise((resolve, reject) => {
        const done = (
          error: unknown,
          _user: Actor | false,
          outcome: SignInOutcome | { message: string } | undefined,
        ) => {
          if (error) reject(error instanceof Error ? error : new Error('sign-in failed'));
          else resolve(outcome && 'kind' in outcome ? outcome : { kind: 'wrong' });
        };
        const check = instance.authenticate('local', done) as RequestHandler;
        void check(req, {} as never, reject);
      }),
  };
}
