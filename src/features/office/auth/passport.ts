import type { Request, RequestHandler } from 'express';
import passport from 'passport';
import type { Actor } from '../../../actor';
import type { BaseContext, PassportParts, SignInOutcome, TypedPassword } from '../../../context';
import { callerAddress } from '../../../web/caller-address';
import { knownDevices } from '../../../web/known-device';
import { findActor } from './queries';
import { accountName, createSignIn } from './sign-in';

/** Checks the username and password of a valid form; the request says from where and which browser. */
class PasswordStrategy extends passport.Strategy {
  override readonly name = 'password';
  private readonly signIn: ReturnType<typeof createSignIn>;
  private readonly devices: ReturnType<typeof knownDevices>;

  constructor(context: BaseContext) {
    super();
    this.signIn = createSignIn(context);
    this.devices = knownDevices(context.config);
  }

  override authenticate(req: Request, { username, password }: TypedPassword): void {
    const account = accountName(username);
    const [address, device] = [callerAddress(req.ip), this.devices.find(req, account)];
    this.signIn({ username: account, password, address, device }).then(
      (outcome) => (outcome.kind === 'done' ? this.success(outcome.actor, outcome) : this.fail(outcome, 401)),
      (error: unknown) => this.error(error),
    );
  }
}

/** Passport, built per application, so that tests can run several in one process. */
export function createPassport(context: BaseContext): PassportParts {
  const instance = new passport.Passport() as unknown as passport.Authenticator<RequestHandler, RequestHandler>;
  instance.use(new PasswordStrategy(context));
  instance.serializeUser<string>((user, done) => done(null, user.id));
  instance.deserializeUser<string, Request>((req, id, done) => {
    // Just read together with the session.
    if (req.sessionActor !== undefined) return done(null, req.sessionActor?.id === id ? req.sessionActor : false);
    findActor(context.db, id).then((actor) => done(null, actor ?? false), done);
  });
  return {
    middleware: instance.session(),
    checkPassword: (req, typed) =>
      new Promise((resolve, reject) => {
        const done = (error: Error | null, _actor: unknown, outcome: SignInOutcome) =>
          error ? reject(error) : resolve(outcome);
        void instance.authenticate('password', typed as passport.AuthenticateOptions, done)(req, req.res!, reject);
      }),
  };
}

/** Signs `actor` in under a new session id. */
export const signInto = (req: Request, actor: Actor, { keepSessionInfo = false } = {}): Promise<void> =>
  new Promise((resolve, reject) => {
    req.logIn(actor, { session: true, keepSessionInfo }, (error: unknown) =>
      error ? reject(error as Error) : resolve(),
    );
  });
