import type { Answer, Line, WaitingVisit } from './queue';

/** A request that takes longer has failed: the next attempt is better than waiting on. */
const PATIENCE_MS = 20_000;

/**
 * Fields of which the form has several for each person at the door, named by ids. Left empty they say nothing, and
 * would be half of what a weak line has to carry.
 */
const ABOUT_ONE_PERSON = /^(?:levels|readiness|helpers|answers|checkBacks|consents|promises)\[/;

/** What the server says about a carried round, or why it could not be asked. */
type State =
  | { kind: 'state'; officer: string; isRevoked: boolean; csrfToken: string; now: string }
  | { kind: 'sign-in' }
  /** Not this officer's, or unknown. */
  | { kind: 'foreign' }
  | { kind: 'unreachable' };

interface Reply {
  status: number;
  body: Record<string, unknown> | null;
}

/** Asks our server; null if it did not answer, or another server did (a sign-in page of a café's network). */
export async function askServer(path: string, fields?: [string, string][]): Promise<Reply | null> {
  try {
    const response = await fetch(path, {
      method: fields ? 'POST' : 'GET',
      headers: { Accept: 'application/json' },
      ...(fields && { body: new URLSearchParams(fields) }),
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body = (await response.json()) as unknown;
    return { status: response.status, body: body instanceof Object ? (body as Record<string, unknown>) : null };
  } catch {
    return null;
  }
}

/** Asks about a carried round; this also gives a form token and the server's time. */
export async function askState(carriedRoundId: string): Promise<State> {
  const reply = await askServer(`/carried-rounds/${carriedRoundId}`);
  if (reply?.body?.kind === 'state') return reply.body as unknown as State;
  if (reply?.body?.kind === 'sign-in') return { kind: 'sign-in' };
  return reply?.status === 404 ? { kind: 'foreign' } : { kind: 'unreachable' };
}

/**
 * The way of waiting visits to the server. It asks for a form token when it has none, and once more when the token is of
 * an earlier session.
 * @param announced the key of the visit whose form is open: the next page says that it was saved.
 */
export function createLine(
  carriedRoundId: string,
): Line & { hrefOf(key: string): string | null; announce(key: string): void } {
  let token: string | null = null;
  let announced = '';
  const hrefs = new Map<string, string>();

  async function send(visit: WaitingVisit, isLastTry = false): Promise<Answer> {
    if (token === null) {
      const state = await askState(carriedRoundId);
      if (state.kind === 'unreachable') return { kind: 'unreachable' };
      if (state.kind !== 'state' || state.officer !== visit.author) return { kind: 'sign-in' };
      token = state.csrfToken;
    }
    const { key, author, path, typedAt, fields } = visit;
    const reply = await askServer('/visits', [
      ...fields.filter(([name, value]) => name !== 'clientKey' && (value !== '' || !ABOUT_ONE_PERSON.test(name))),
      ['clientKey', key],
      ['author', author],
      ['path', path],
      ['typedAt', typedAt],
      ['announce', key === announced ? '1' : ''],
      ['_csrf', token],
    ]);
    if (reply?.body?.kind === 'forged-form' && !isLastTry) {
      token = null;
      return send(visit, true);
    }
    const answer = answerOf(reply);
    if (answer.kind === 'sign-in') token = null;
    if (answer.kind === 'saved') hrefs.set(answer.key, String(reply!.body!.href));
    return answer;
  }

  return {
    send: (visit) => send(visit),
    isReachable: async () => (await askState(carriedRoundId)).kind !== 'unreachable',
    /** Where the server wants to go on after a visit. */
    hrefOf: (key) => hrefs.get(key) ?? null,
    announce(key) {
      announced = key;
    },
  };
}

const TROUBLES = [403, 404, 409, 413, 422] as const;

/** Only what our server says in its own words counts as an answer. */
export function answerOf(reply: Reply | null): Answer {
  const body = reply?.body;
  if (!reply || !body) return { kind: 'unreachable' };
  const { status } = reply;
  if (body.kind === 'saved') {
    const { key, visitId, warnings } = body as { key: string; visitId: string; warnings: string[] };
    return { kind: 'saved', key, visitId, warnings };
  }
  if (body.kind === 'sign-in') return { kind: 'sign-in' };
  if (body.kind !== 'refused' && body.kind !== 'forged-form') return { kind: 'unreachable' };
  if (status === 429) return { kind: 'slow-down', seconds: Number(body.seconds) || 60 };
  if (status === 503) return { kind: 'unreachable' };
  const trouble = TROUBLES.find((known) => known === status) ?? 500;
  const errors = body.errors as Record<string, string> | undefined;
  return { kind: 'refused', trouble: { status: trouble, ...(errors && { errors }) } };
}
