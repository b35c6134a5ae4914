import { createHash } from 'node:crypto';
import { HOUSEHOLD_MERGE, HOUSEHOLD_MERGE_FIELDS, type HouseholdSide } from './household-merge';
import { PERSON_FIELDS, PERSON_MERGE, type PersonSide } from './person-fields';

/** Fingerprint of what a reviewer was shown of two residents. If it differs, they were changed since. */
export function fingerprintOfPeople(sides: readonly PersonSide[]): string {
  return digest(
    sides.map((side) => [
      side.person.id,
      side.person.version,
      PERSON_FIELDS.map((field) => PERSON_MERGE[field].text(side)),
      side.memberships.map((row) => [row.id, row.household_id, row.relation, row.valid_from, row.valid_to]),
    ]),
  );
}

/** Fingerprint of what a reviewer was shown of two households. */
export function fingerprintOfHouseholds(sides: readonly HouseholdSide[]): string {
  return digest(
    sides.map((side) => [
      side.household.id,
      side.household.version,
      HOUSEHOLD_MERGE_FIELDS.map((field) => HOUSEHOLD_MERGE[field].text(side)),
    ]),
  );
}

function digest(shown: unknown): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 22);
}
