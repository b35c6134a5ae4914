import type { DemoRandom } from '../../../prisma/seed/demo-random';
import {
  type Answer,
  type createQueue,
  type Line,
  type Lock,
  type Queue,
  type VisitStore,
  type WaitingVisit,
} from '../../../src/client/offline/queue';
import { Disk, storeOn } from './disk';
import type { Judge } from './judge';
import { NOBODY, type Moments, type Owner } from './moments';
import type { Server } from './server';
import { fieldOf } from './typed-visit';

/** What all laptops share. */
export interface World {
  random: DemoRandom;
  moments: Moments;
  server: Server;
  judge: Judge;
  /** Nothing is lost on the way and no disk refuses any more. */
  isHealed: boolean;
  makeQueue: typeof createQueue;
  note(what: string): void;
  /** Counts what happened, so that a test can see that everything did. */
  count(what: string): void;
}

/** An open page of an officer, with a queue of its own. */
export interface Tab extends Owner {
  author: string;
  queue: Queue;
}

const UNREACHABLE: Answer = { kind: 'unreachable' };
const START = Date.parse('2026-11-26T11:00:00Z');
export const DAY = 24 * 60 * 60;

export class Laptop {
  readonly disk: Disk;
  /** The account of the cookie that all tabs share; null once it has expired. */
  session: string | null;
  isOnline = true;
  /** Seconds that its clock has been moved by hand. */
  clockError = 0;
  tabs: Tab[];
  private lockHolder: Tab | null = null;
  /** Requests on their way, of tabs that wait for the answer. */
  private asking: { tab: Tab; key: string }[] = [];

  constructor(
    readonly world: World,
    name: string,
    author: string,
  ) {
    this.disk = new Disk(name);
    this.session = author;
    this.tabs = [this.open(author), this.open(author)];
  }

  now(): Date {
    return new Date(START + (this.world.moments.count * 2 + this.clockError) * 1000);
  }

  keysOnTheWay(): string[] {
    this.asking = this.asking.filter(({ tab }) => tab.isAlive);
    return this.asking.map(({ key }) => key);
  }

  /** The tab is killed, or leaves the page; what it was doing never goes on. */
  reload(index: number, author: string): void {
    const old = this.tabs[index]!;
    old.isAlive = false;
    if (this.lockHolder === old) this.lockHolder = null;
    this.tabs[index] = this.open(author);
  }

  private open(author: string): Tab {
    const { world } = this;
    const tab = { author, isAlive: true } as Tab;
    const [store, line, lock] = [this.storeFor(tab), this.lineFor(tab), this.lockFor(tab)];
    tab.queue = world.makeQueue({ store, line, lock, now: () => this.now(), author });
    return tab;
  }

  private storeFor(tab: Tab): VisitStore {
    const { moments, judge, random, count } = this.world;
    const store = storeOn(this.disk, (act) =>
      moments.call(tab, () => {
        if (!this.world.isHealed && random.chance(0.01)) throw new Error('UnknownError');
        try {
          const result = act();
          judge.checkLaptop(this.disk);
          return result;
        } catch (error) {
          count('full disk');
          throw error;
        }
      }),
    );
    const ownOnly = (author: string, what: string) => {
      if (author !== tab.author) judge.find(`${tab.author} ${what} visits of ${author}`);
    };
    return {
      list: (author) => (ownOnly(author, 'reads'), store.list(author)),
      add: (visit) => (ownOnly(visit.author, 'adds'), store.add(visit)),
      replace: (before, visit) => {
        ownOnly(before.author, 'changes');
        for (const part of ['key', 'author', 'typedAt', 'position'] as const)
          if (before[part] !== visit[part]) judge.find(`${before.key} lost its ${part}`);
        return store.replace(before, visit);
      },
      remove: (visit, sent) => (ownOnly(visit.author, 'removes'), store.remove(visit, sent)),
      lastSent: (author) => (ownOnly(author, 'reads'), store.lastSent(author)),
    };
  }

  private lockFor(tab: Tab): Lock {
    const { moments, count } = this.world;
    return {
      run: async (work) => {
        const isMine = await moments.call(tab, () => {
          if (this.lockHolder) return false;
          this.lockHolder = tab;
          return true;
        });
        if (!isMine) count('lock held by another');
        if (!isMine) return null;
        try {
          return await work();
        } finally {
          this.lockHolder = null;
        }
      },
    };
  }

  private lineFor(tab: Tab): Line {
    return {
      send: async (visit) => {
        const { judge, note } = this.world;
        if (tab.author !== visit.author) judge.find(`${tab.author} sends ${visit.key} of ${visit.author}`);
        if (this.keysOnTheWay().length > 0) judge.find(`${this.disk.name} sends two visits at the same time`);
        this.asking.push({ tab, key: visit.key });
        const answer = await this.exchange(tab, structuredClone(visit));
        this.asking = this.asking.filter((other) => other.tab !== tab);
        judge.answered(this.disk, visit, answer);
        note(`${this.disk.name} ${visit.key}/${visit.revision}: ${wordsOf(answer)}`);
        return answer;
      },
      isReachable: () => this.world.moments.call(tab, () => this.isOnline && !this.fails('check lost', 0.06)),
    };
  }

  /** One request: lost, late, doubled, cut off, or answered. */
  private exchange(tab: Tab, visit: WaitingVisit): Promise<Answer> {
    const { moments } = this.world;
    return new Promise((resolve) => {
      const tell = (answer: Answer) => moments.later(tab, () => resolve(answer));
      moments.later(tab, () => {
        if (!this.isOnline || fieldOf(visit, 'flaw') === 'cut' || this.fails('request lost', 0.1))
          return tell(UNREACHABLE);
        // The cookie goes with the request, no matter who is signed in when it arrives.
        const { session } = this;
        const arrive = (isFirst: boolean) => {
          const answer = this.arrive(visit, session);
          if (!isFirst) return;
          if (this.fails('answer lost', 0.1)) return tell(UNREACHABLE);
          if (this.fails('answer of somebody else', 0.02))
            return tell({ kind: 'saved', key: 'another', visitId: 'x', warnings: [] });
          tell(answer);
        };
        const isLate = this.fails('request late', 0.08);
        moments.later(NOBODY, () => arrive(!isLate));
        if (isLate) tell(UNREACHABLE);
        if (this.fails('request doubled', 0.1)) moments.later(NOBODY, () => arrive(false));
      });
    });
  }

  private fails(what: string, probability: number): boolean {
    const isSo = !this.world.isHealed && this.world.random.chance(probability);
    if (isSo) this.world.count(what);
    return isSo;
  }

  private arrive(visit: WaitingVisit, session: string | null): Answer {
    const { server, judge } = this.world;
    server.onSaved = (saved) => judge.arrived(this.disk, saved);
    return server.answer(visit, session);
  }
}

function wordsOf(answer: Answer): string {
  if (answer.kind === 'refused') return `refused ${answer.trouble.status}`;
  return answer.kind === 'saved' ? `saved ${answer.key}` : answer.kind;
}
