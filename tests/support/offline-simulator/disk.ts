import { isSameRevision, type SentVisit, type VisitStore, type WaitingVisit } from '../../../src/client/offline/queue';

/** What a laptop keeps when its browser is killed. All officers who use the laptop share it. */
export class Disk {
  visits: WaitingVisit[] = [];
  /** In the order of sending. */
  sent: (SentVisit & { author: string })[] = [];
  isFull = false;
  private lastPosition = 0;

  constructor(readonly name = '') {}

  list(author: string): WaitingVisit[] {
    return this.visits.filter((visit) => visit.author === author).sort((one, other) => one.position - other.position);
  }

  add(visit: Omit<WaitingVisit, 'position'>): boolean {
    this.refuseIfFull();
    if (this.visits.some(({ author, key }) => author === visit.author && key === visit.key)) return false;
    this.lastPosition += 1;
    this.visits.push(frozen({ ...visit, position: this.lastPosition }));
    return true;
  }

  replace(before: WaitingVisit, visit: WaitingVisit): boolean {
    this.refuseIfFull();
    const index = this.indexOf(before);
    if (index >= 0) this.visits[index] = frozen(visit);
    return index >= 0;
  }

  remove(visit: WaitingVisit, sent?: SentVisit): boolean {
    if (sent) this.refuseIfFull();
    const index = this.indexOf(visit);
    if (index < 0) return false;
    this.visits.splice(index, 1);
    if (sent) this.sent.push({ ...sent, author: visit.author });
    return true;
  }

  lastSent(author: string): SentVisit | null {
    return this.sent.findLast((sent) => sent.author === author) ?? null;
  }

  private indexOf(visit: WaitingVisit): number {
    return this.visits.findIndex((waiting) => isSameRevision(waiting, visit));
  }

  private refuseIfFull(): void {
    if (this.isFull) throw new Error('QuotaExceededError');
  }
}

/** A copy that cannot be changed by the way. */
function frozen(visit: WaitingVisit): WaitingVisit {
  const copy = structuredClone(visit);
  Object.freeze(copy.fields);
  return Object.freeze(copy);
}

/** A store on this disk. `call` decides when each call happens, and whether its caller learns of it. */
export function storeOn(disk: Disk, call: <Result>(act: () => Result) => Promise<Result>): VisitStore {
  return {
    list: (author) => call(() => disk.list(author)),
    add: (visit) => call(() => disk.add(visit)),
    replace: (before, visit) => call(() => disk.replace(before, visit)),
    remove: (visit, sent) => call(() => disk.remove(visit, sent)),
    lastSent: (author) => call(() => disk.lastSent(author)),
  };
}
