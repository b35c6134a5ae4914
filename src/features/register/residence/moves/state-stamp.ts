import { createHash } from 'node:crypto';
import type { HouseholdOccupancy, HouseholdRelation, ResidenceStatus } from '../../../../generated/prisma/enums';

/** What of a household matters to a form about its people. */
interface StampedHome {
  id: string;
  occupancy: HouseholdOccupancy;
  members: readonly {
    membershipId: string;
    relation: HouseholdRelation;
    relationNote: string;
    status: ResidenceStatus;
  }[];
}

/**
 * How households stood when a form was opened, in a few letters. A form whose stamp is no longer true was filled in for
 * a state that somebody else has changed since; corrections of names or notes leave it true.
 */
export function homesStamp(...homes: (StampedHome | null)[]): string {
  return stampOf(homes.map((home) => home && homeState(home)));
}

/** The same for a form about a person, of the household left, the person's status and the household the person moves to. */
export function personStamp(
  person: { home: StampedHome | null; status: ResidenceStatus },
  target: StampedHome | null = null,
): string {
  return stampOf([person.status, person.home && homeState(person.home), target && homeState(target)]);
}

function homeState({ id, occupancy, members }: StampedHome): unknown[] {
  return [
    id,
    occupancy,
    members
      .map(({ membershipId, relation, relationNote, status }) =>
        [membershipId, relation, relationNote, status].join(' '),
      )
      .toSorted(),
  ];
}

function stampOf(state: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 16);
}
