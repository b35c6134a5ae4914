import { createHash } from 'node:crypto';
import type { Home, HomeMember } from '../../events/queries';

/** The facts of a household that matter to a form about its people. */
type StampedHome = Pick<Home, 'id' | 'occupancy'> & {
  members: readonly Pick<HomeMember, 'membershipId' | 'relation' | 'relationNote' | 'status'>[];
};

/**
 * A short fingerprint of households when a form was opened. If it no longer matches, their people were changed since;
 * corrections of names or notes do not affect it.
 */
export const homesStamp = (...homes: (StampedHome | null)[]): string =>
  stampOf(homes.map((home) => home && homeState(home)));

/**
 * The same for a form about a person: covers the household left, the person's status and the household the person moves
 * to.
 */
export const personStamp = (
  { status, home }: Pick<HomeMember, 'status'> & { home: StampedHome | null },
  target: StampedHome | null = null,
): string => stampOf([status, home && homeState(home), target && homeState(target)]);

const homeState = ({ id, occupancy, members }: StampedHome): unknown[] => [
  id,
  occupancy,
  members
    .map(({ membershipId, relation, relationNote, status }) => [membershipId, relation, relationNote, status].join(' '))
    .toSorted(),
];

const stampOf = (state: unknown[]): string =>
  createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 16);
