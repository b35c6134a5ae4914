/** A planned round affected by a new holiday, absence or the like. */
export interface AffectedRound {
  id: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
  /** The new objections to it, in sentences; absent if the question itself states them. */
  why?: readonly string[];
}

/** Nothing was written: the change affects these planned rounds, and the user has not confirmed it yet. */
export const unconfirmed = (rounds: readonly AffectedRound[]) => ({ kind: 'unconfirmed' as const, rounds });

/** Rolls a transaction back and carries the rounds that the user must confirm first. */
export class RoundsUnconfirmed extends Error {
  constructor(readonly rounds: readonly AffectedRound[]) {
    super('planned rounds are hit');
  }
}
