import { z } from 'zod';
import type { ProposedDoor } from '../planner/planner-output';

/** When the team is expected at a door of a round. */
export const EXPECTED_TIME = z.object({
  /** Null if unknown, and for a door that is visited only if time allows. */
  expectedAt: z.string().nullable(),
  /** The door lies beyond what the round is expected to hold. */
  isIfTimeAllows: z.boolean(),
});
export type ExpectedTime = z.infer<typeof EXPECTED_TIME>;

/** By household. */
export type ExpectedTimes = ReadonlyMap<string, ExpectedTime>;

export const NO_TIME: ExpectedTime = { expectedAt: null, isIfTimeAllows: false };

export const timesOf = (doors: readonly ProposedDoor[]): ExpectedTimes =>
  new Map(
    doors.map(({ doorId, expectedAt, isIfTimeAllows }) => [
      doorId,
      { expectedAt: isIfTimeAllows ? null : expectedAt, isIfTimeAllows },
    ]),
  );

/** 'dự kiến 19:05', 'nếu còn giờ', or '' if the time is unknown. */
export function expectedText({ expectedAt, isIfTimeAllows }: ExpectedTime): string {
  if (isIfTimeAllows) return 'nếu còn giờ';
  return expectedAt === null ? '' : `dự kiến ${expectedAt}`;
}
