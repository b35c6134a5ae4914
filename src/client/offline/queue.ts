import { createPace } from './pace';

/**
 * Visits that wait on this laptop until the server has them. Nothing here knows a browser: the store, the line to the
 * server, the lock and the clock are passed in, so that a simulator can run the same rules.
 */

/** A visit as it was typed: the fields of its form, ready to be sent. */
export interface WaitingVisit {
  /** The form's client key, made on the laptop or by the page; the server saves one visit for it. */
  key: string;
  /** Account id of the officer who typed it. No other officer may read or send it. */
  author: string;
  /** Where its form sends it: '/round-doors/<id>/visit' or '/households/<id>/visits/new'. */
  path: string;
  /** What the officer calls it: 'Số 52 Phạm Hồng Thái'. */
  label: string;
  /** The form's fields in page order, without secrets and tokens. */
  fields: [name: string, value: string][];
  /** When it was first saved on this laptop, by its clock (ISO). It stays when the visit is corrected. */
  typedAt: string;
  /** Ascending in the order of saving; kept when the visit is corrected. */
  position: number;
  /** Counts corrections: an answer to an earlier revision does not remove a later one. */
  revision: number;
  /** Why a person has to look at it; null while it only waits to be sent. */
  trouble: Trouble | null;
}

/** What the server said against a visit. */
export interface Trouble {
  status: 403 | 404 | 409 | 413 | 422 | 500;
  /** Field name → Vietnamese message; only of 422. */
  errors?: Record<string, string>;
  at: string;
}

/** What became of one sending. `unreachable`: no answer, or one that is not the server's own. */
export type Answer =
  | { kind: 'saved'; key: string; visitId: string; warnings: string[] }
  | { kind: 'refused'; trouble: Omit<Trouble, 'at'> }
  | { kind: 'sign-in' }
  | { kind: 'slow-down'; seconds: number }
  | { kind: 'unreachable' };

/** What a laptop remembers of a visit that has been sent. */
export interface SentVisit {
  key: string;
  label: string;
  visitId: string;
  sentAt: string;
}

/** Where visits wait. Each call happens whole or not at all, and rejects when it did not happen (a full disk). */
export interface VisitStore {
  /** The author's visits, by position. */
  list(author: string): Promise<WaitingVisit[]>;
  /** Keeps a new visit at a position never used before on this laptop. False if the author has one with this key. */
  add(visit: Omit<WaitingVisit, 'position'>): Promise<boolean>;
  /** Puts `visit` in the place of `before`. False, and nothing changed, unless `isSameRevision` of what waits there. */
  replace(before: WaitingVisit, visit: WaitingVisit): Promise<boolean>;
  /** Removes the visit under the same condition as `replace`; given `sent`, remembers that as well. */
  remove(visit: WaitingVisit, sent?: SentVisit): Promise<boolean>;
  /** What the author sent last from this laptop. */
  lastSent(author: string): Promise<SentVisit | null>;
}

/** Nothing else of the author can be mistaken for it: positions are never used twice. */
export const isSameRevision = (one: WaitingVisit, other: WaitingVisit): boolean =>
  one.author === other.author &&
  one.key === other.key &&
  one.position === other.position &&
  one.revision === other.revision;

/** The way to the server. It answers in a bounded time; another account than the author's is `sign-in`. */
export interface Line {
  send(visit: WaitingVisit): Promise<Answer>;
  /** Whether the server answers at all. */
  isReachable(): Promise<boolean>;
}

/** At most one holder on the laptop, over all tabs; free again when its tab is gone. */
export interface Lock {
  /** Null, without running, if another tab holds it. */
  run<Result>(work: () => Promise<Result>): Promise<Result | null>;
}

/** A filled-in form, as the page hands it over. */
export type TypedVisit = Pick<WaitingVisit, 'key' | 'path' | 'label' | 'fields'>;

/** What became of one round of sending. */
export interface Sending {
  /** The server's answers for what it has saved, in order. */
  saved: Extract<Answer, { kind: 'saved' }>[];
  /** Why it ended before everything was tried. `storage`: the laptop could not be read. */
  stoppedBy: 'unreachable' | 'sign-in' | 'slow-down' | 'storage' | null;
  /** Seconds until it is worth trying again; null if nothing waits that could go by itself. */
  retryIn: number | null;
}

export interface QueueState {
  /** Everything that has not been sent, in order. */
  visits: WaitingVisit[];
  /** How many of them wait for a person. */
  troubled: number;
  lastSentAt: string | null;
}

export type Queue = ReturnType<typeof createQueue>;

/** How often one visit may get no answer from a server that is there, before it holds up the others no longer. */
const PATIENCE = 3;

/** Whether a visit needs no person before it is sent: a fault of the server (500) passes by itself, other troubles do not. */
export const canGoByItself = ({ trouble }: WaitingVisit): boolean => trouble === null || trouble.status === 500;

/** The waiting visits of one officer on this laptop; those of others are neither seen nor touched. */
export function createQueue(ports: {
  store: VisitStore;
  line: Line;
  lock: Lock;
  now: () => Date;
  author: string;
  /** Called after every change of what waits. */
  onChange?: () => void;
}) {
  const { store, line, lock, now, author, onChange = () => {} } = ports;
  const unanswered = new Map<string, number>();
  const pace = createPace(now);

  const find = async (key: string) => (await store.list(author)).find((visit) => visit.key === key);

  /** Keeps what was typed; resolves only when it is kept. A visit with this key that still waits is corrected. */
  async function save(typed: TypedVisit): Promise<void> {
    while (!(await tryToKeep(typed)));
    onChange();
  }

  /** False if another tab changed the visit meanwhile. */
  async function tryToKeep({ key, path, label, fields }: TypedVisit): Promise<boolean> {
    const before = await find(key);
    const typedAt = now().toISOString();
    if (!before) return store.add({ key, author, path, label, fields, typedAt, revision: 1, trouble: null });
    return store.replace(before, { ...before, path, label, fields, revision: before.revision + 1, trouble: null });
  }

  /** Forgets a visit, because a person decided so. False if it is gone, or not the one that was shown any more. */
  async function discard(shown: WaitingVisit): Promise<boolean> {
    const isRemoved = shown.author === author && (await store.remove(shown));
    onChange();
    return isRemoved;
  }

  /** Lets a visit in trouble be sent again as it is, because a person asked for it. */
  async function release(key: string): Promise<void> {
    const visit = await find(key);
    if (visit) await store.replace(visit, { ...visit, trouble: null });
    onChange();
  }

  /** Sends what waits, oldest first, unless the server asked to slow down. Null if another tab is at it. */
  const send = (): Promise<Sending | null> =>
    lock.run(async () => {
      const rest = pace.secondsOfRest();
      if (rest > 0) return { saved: [], stoppedBy: 'slow-down', retryIn: rest };
      const sending = await sendAll();
      const left = await store.list(author).catch(() => null);
      const isDone = left !== null && !left.some(canGoByItself);
      if (isDone) pace.startAfresh();
      const isWaiting = !isDone && sending.stoppedBy !== 'sign-in';
      return { ...sending, retryIn: isWaiting ? pace.secondsToNext({ hasSaved: sending.saved.length > 0 }) : null };
    });

  /** `send` at once, whatever happened before: a person asked for it. */
  function sendNow(): Promise<Sending | null> {
    pace.startAfresh();
    return send();
  }

  async function sendAll(): Promise<Omit<Sending, 'retryIn'>> {
    const saved: Sending['saved'] = [];
    const tried = new Set<string>();
    for (;;) {
      // Read again each time: another tab may have saved, corrected or discarded something.
      const visits = await store.list(author).catch(() => null);
      if (!visits) return { saved, stoppedBy: 'storage' };
      const visit = visits.find((one) => canGoByItself(one) && !tried.has(nameOf(one)));
      if (!visit) return { saved, stoppedBy: null };
      tried.add(nameOf(visit));
      const answer = await ask(visit);
      switch (answer.kind) {
        case 'saved':
          saved.push(answer);
          await settle(visit, answer.visitId);
          break;
        case 'refused':
          await mark(visit, answer.trouble);
          break;
        case 'slow-down':
          pace.restFor(answer.seconds);
          return { saved, stoppedBy: 'slow-down' };
        case 'sign-in':
          return { saved, stoppedBy: 'sign-in' };
        case 'unreachable':
          if (!(await isOnlyThisOne(visit))) return { saved, stoppedBy: 'unreachable' };
          await mark(visit, { status: 500 });
      }
    }
  }

  /** An answer about another visit is not this server's: a proxy stands between. */
  async function ask(visit: WaitingVisit): Promise<Answer> {
    const answer = await line.send(visit).catch((): Answer => ({ kind: 'unreachable' }));
    return answer.kind === 'saved' && answer.key !== visit.key ? { kind: 'unreachable' } : answer;
  }

  /** The server is there, and yet this visit gets no answer again and again. */
  async function isOnlyThisOne(visit: WaitingVisit): Promise<boolean> {
    if (!(await line.isReachable().catch(() => false))) return false;
    const times = (unanswered.get(nameOf(visit)) ?? 0) + 1;
    unanswered.set(nameOf(visit), times);
    return times >= PATIENCE || visit.trouble !== null;
  }

  // If the laptop cannot write, the visit is sent again later and the server answers the same.
  async function settle(visit: WaitingVisit, visitId: string): Promise<void> {
    const { key, label } = visit;
    await store.remove(visit, { key, label, visitId, sentAt: now().toISOString() }).catch(() => false);
    onChange();
  }

  async function mark(visit: WaitingVisit, trouble: Omit<Trouble, 'at'>): Promise<void> {
    await store.replace(visit, { ...visit, trouble: { ...trouble, at: now().toISOString() } }).catch(() => false);
    onChange();
  }

  async function state(): Promise<QueueState> {
    const visits = await store.list(author);
    const last = await store.lastSent(author);
    const troubled = visits.filter((visit) => !canGoByItself(visit)).length;
    return { visits, troubled, lastSentAt: last?.sentAt ?? null };
  }

  return { save, send, sendNow, discard, release, state };
}

/** Of one author. */
const nameOf = ({ position, revision }: WaitingVisit) => `${position}/${revision}`;
