import { createHash } from 'node:crypto';
import { HOUSEHOLD_MERGE, type HouseholdSide } from './household-merge';
import { namesOf, type MergedFields } from './merged-fields';
import { PERSON_MERGE, type PersonSide } from './person-fields';

/** Fingerprint of what a reviewer was shown of two residents. If it differs, they were changed since. */
export const fingerprintOfPeople = (sides: readonly PersonSide[]): string =>
  digest(
    sides.map((side) => [
      ...shownOf(PERSON_MERGE, side, side.person),
      side.memberships.map((row) => [row.id, row.household_id, row.relation, row.valid_from, row.valid_to]),
    ]),
  );

export const fingerprintOfHouseholds = (sides: readonly HouseholdSide[]): string =>
  digest(sides.map((side) => shownOf(HOUSEHOLD_MERGE, side, side.household)));

const shownOf = <Field extends string, Side>(
  fields: MergedFields<Field, Side>,
  side: Side,
  { id, version }: { id?: unknown; version?: unknown },
) => [id, version, namesOf(fields).map((name) => fields[name].text(side))];

const digest = (shown: unknown): string =>
  createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 22);
