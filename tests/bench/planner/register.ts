import type { Outing } from './office';

export type Outcome = 'met' | 'nobody_home' | 'refused' | 'come_back_later' | 'moved_or_vacant';

export interface Try {
  door: string;
  date: string;
  /** Minutes after midnight. */
  arrived: number;
  left: number;
  outcome: Outcome;
  outing: number;
}

/** When they say that a resident will be at home. */
export interface PreferredTime {
  weekdays: readonly number[];
  from: number;
  to: number;
}

export interface Request {
  id: string;
  door: string;
  /** The day on which they asked. */
  since: string;
  preferredTime: PreferredTime | null;
  metOn: string | null;
  /** Whether they called themselves; otherwise the office did. */
  isOwn: boolean;
}

/** A call by the office to a household. */
export interface OfficeCall {
  door: string;
  date: string;
  /** When they say they are at home; null without an answer or a named time. */
  preferredTime: PreferredTime | null;
}

/** What a resident said at the door: come back on that day, at about that time. */
export interface Promise {
  door: string;
  date: string;
  from: number;
  to: number;
}

/** What the ward's office knows: all that a way of planning may use (the oracles look elsewhere). */
export class Register {
  readonly tries: Try[] = [];
  readonly met = new Map<string, string>();
  /** Doors that asked not to be visited, and doors found empty. */
  readonly closed = new Set<string>();
  readonly requests: Request[] = [];
  readonly openRequests = new Map<string, Request>();
  readonly officeCalls: OfficeCall[] = [];
  readonly promises = new Map<string, Promise>();
  readonly outings: (Outing & { doors: readonly string[]; isOver: boolean })[] = [];

  /** The team does not knock there any more: met without a later request, closed, or empty. */
  isDone(door: string): boolean {
    return this.closed.has(door) || (this.met.has(door) && !this.openRequests.has(door));
  }

  addRequest(request: Request): void {
    const open = this.openRequests.get(request.door);
    // A household's own request replaces a time that the office had only agreed with them.
    if ((open && (open.isOwn || !request.isOwn)) || this.closed.has(request.door)) return;
    this.requests.push(request);
    this.openRequests.set(request.door, request);
  }

  addTry(attempt: Try): void {
    this.tries.push(attempt);
    const { door, date, outcome } = attempt;
    if (outcome === 'moved_or_vacant') this.closed.add(door);
    if (outcome !== 'met') return;
    if (!this.met.has(door)) this.met.set(door, date);
    const request = this.openRequests.get(door);
    if (request) request.metOn = date;
    this.openRequests.delete(door);
    this.promises.delete(door);
  }
}
