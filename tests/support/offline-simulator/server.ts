import type { DemoRandom } from '../../../prisma/seed/demo-random';
import type { Answer, Trouble, WaitingVisit } from '../../../src/client/offline/queue';
import { contentOf, fieldOf } from './typed-visit';

const FLAWS: Record<string, Trouble['status']> = { wrong: 422, long: 413, gone: 404, broken: 500 };

export interface StoredVisit {
  id: string;
  key: string;
  author: string;
  path: string;
  /** The one sent first, then what the office made of it. */
  versions: string[];
}

/** The server in a few rules: one visit for each key and each door, by the account that is signed in. */
export class Server {
  readonly visits = new Map<string, StoredVisit>();
  /** Doors at which an officer without a laptop logged a visit. */
  readonly takenDoors = new Set<string>();
  readonly withoutPermission = new Set<string>();
  /** Nothing fails by chance any more. */
  isHealed = false;
  onSaved: (visit: WaitingVisit) => void = () => {};

  constructor(
    private readonly random: DemoRandom,
    private readonly count: (what: string) => void,
  ) {}

  /** Answers a request that was sent with this session. */
  answer(visit: WaitingVisit, session: string | null): Answer {
    if (this.fails(0.04)) return this.killed('before saving');
    if (this.fails(0.05)) return { kind: 'slow-down', seconds: 60 };
    if (this.fails(0.03)) return refuse(500);
    if (session === null) return { kind: 'sign-in' };
    if (session !== visit.author) return this.random.chance(0.5) ? { kind: 'sign-in' } : refuse(403);
    if (this.withoutPermission.has(session)) return refuse(403);
    const stored = this.visits.get(visit.key);
    const status = this.refusalOf(visit);
    if (status !== null) return refuse(status);
    const { id } = stored ?? this.save(visit);
    if (this.fails(0.05)) return this.killed('after saving');
    return { kind: 'saved', key: visit.key, visitId: id, warnings: [] };
  }

  /** What blocks this visit until it is fixed. */
  refusalOf(visit: WaitingVisit): Trouble['status'] | null {
    const flaw = FLAWS[fieldOf(visit, 'flaw')];
    if (flaw) return flaw;
    const stored = this.visits.get(visit.key);
    if (stored) return stored.author === visit.author && stored.versions.at(-1) === contentOf(visit) ? null : 409;
    const isTaken =
      this.takenDoors.has(visit.path) || [...this.visits.values()].some(({ path }) => path === visit.path);
    return isTaken ? 409 : null;
  }

  private save(visit: WaitingVisit): StoredVisit {
    const { key, author, path } = visit;
    const stored = { id: `v${this.visits.size + 1}`, key, author, path, versions: [contentOf(visit)] };
    this.visits.set(key, stored);
    this.onSaved(visit);
    return stored;
  }

  private killed(when: string): Answer {
    this.count(`server killed ${when}`);
    return { kind: 'unreachable' };
  }

  private fails(probability: number): boolean {
    return !this.isHealed && this.random.chance(probability);
  }
}

const refuse = (status: Trouble['status']): Answer => ({ kind: 'refused', trouble: { status } });
