import { ADDRESS_COLUMNS } from '../../../../shared/address';
import type { LocalDate } from '../../../../shared/dates';
import type { RowSnapshot } from '../../../../shared/row-snapshot';
import { HOUSEHOLD_FIELDS, HOUSEHOLD_PLAIN } from '../../../../shared/register-fields';
import { MERGED_REFERENCES } from '../../references/references';
import { mergedColumns, ownField, plainFields, type Choices, type MergedField } from './merged-fields';
import { mergeFacts, mergePairs, movedRows, replaceIds, type ReferringRows } from './resident-merge';
import { fillGaps } from './timeline';

/** One of two households, with the facts that a choice needs. */
export interface HouseholdSide {
  household: RowSnapshot;
  code: string | null;
  groupName: string | null;
  /** The current head; null when there is none. */
  headName: string | null;
}

const own = (name: keyof typeof HOUSEHOLD_FIELDS, given: Partial<MergedField<HouseholdSide>> = {}) => ({
  ...ownField(name, HOUSEHOLD_FIELDS[name], ({ household }: HouseholdSide) => household),
  ...given,
});

const { note, ...PLAIN } = plainFields(HOUSEHOLD_PLAIN, ({ household }: HouseholdSide) => household);

export const HOUSEHOLD_MERGE = {
  address: own('address', { columns: ADDRESS_COLUMNS, detail: 'addressLine' }),
  // Unique in the ward, so it is written apart.
  code: own('code', { columns: [], text: ({ code }) => code ?? '', format: ({ code }) => code ?? '' }),
  residential_group: own('residentialGroupId', {
    detail: 'group',
    format: ({ groupName }) => groupName ?? '',
    logged: ({ groupName }) => groupName,
  }),
  ...PLAIN,
  occupancy: own('occupancy', {
    prefer: (kept, removed) =>
      kept.household.occupancy !== 'occupied' && removed.household.occupancy === 'occupied' ? 'removed' : 'kept',
  }),
  note,
  head: {
    label: 'Chủ hộ',
    columns: [],
    detail: 'head',
    text: ({ headName }) => headName ?? '',
    format: ({ headName }) => headName ?? '',
  },
} satisfies Record<string, MergedField<HouseholdSide>>;
export type HouseholdField = keyof typeof HOUSEHOLD_MERGE;
export type HouseholdChoices = Choices<HouseholdField>;

/** Relation note of a former head. */
export const FORMER_HEAD = 'chủ hộ của hộ đã gộp vào';

interface HouseholdMerge {
  kept: RowSnapshot;
  removed: RowSnapshot;
  rows: ReferringRows;
  choices: HouseholdChoices;
  today: LocalDate;
  now: Date;
}

/** Computes the rows of the merged household. Pure: rows in, rows out. */
export function mergeHouseholds(merge: HouseholdMerge) {
  const { kept, removed, rows } = merge;
  const keptId = String(kept.id);
  const of = (reference: string, id: unknown) => (rows[reference] ?? []).filter((row) => row.household_id === id);
  const { visits, doors } = mergeRounds(
    rows.visit ?? [],
    of('round_door', keptId),
    of('round_door', removed.id),
    merge,
  );
  const helpers = of('digital_helper', keptId);
  const isKnownHelper = (row: RowSnapshot) =>
    row.resident_id !== null &&
    row.valid_to === null &&
    helpers.some((other) => other.valid_to === null && other.resident_id === row.resident_id);
  return {
    kept: mergedRecord(merge),
    rows: {
      ...movedRows(MERGED_REFERENCES.household, rows, removed.id, keptId),
      visit: visits,
      round_door: doors,
      household_membership: withOneHead(rows.household_membership ?? [], merge),
      unoccupied_period: mergePeriods(of('unoccupied_period', keptId), of('unoccupied_period', removed.id), merge),
      priority_fact: mergeFacts(
        [...of('priority_fact', keptId), ...of('priority_fact', removed.id)],
        'household_id',
        keptId,
      ),
      digital_helper: [
        ...helpers,
        ...of('digital_helper', removed.id)
          .filter((row) => !isKnownHelper(row))
          .map((row) => ({ ...row, household_id: keptId })),
      ],
      duplicate_household_pair: mergePairs(rows.duplicate_household_pair ?? [], keptId, String(removed.id)),
    },
  };
}

const mergedRecord = ({ kept, removed, choices, now }: HouseholdMerge): RowSnapshot => ({
  ...kept,
  ...mergedColumns(HOUSEHOLD_MERGE, choices, { kept, removed }),
  version: Number(kept.version) + 1,
  updated_at: now.toISOString(),
});

/** A household has one head; the other head stays a member with a note that says so. */
function withOneHead(memberships: readonly RowSnapshot[], { kept, removed, choices }: HouseholdMerge): RowSnapshot[] {
  const heads = memberships.filter((row) => row.valid_to === null && row.relation === 'head');
  const loser =
    heads.length > 1
      ? heads.find((row) => row.household_id === (choices.head === 'removed' ? kept.id : removed.id))
      : undefined;
  return memberships.map((row) => ({
    ...replaceIds(row, ['household_id'], removed.id, String(kept.id)),
    ...(row === loser && { relation: 'other', relation_note: FORMER_HEAD }),
  }));
}

/** Keeps the unoccupied periods of the chosen household and adds those of the other where they do not overlap. */
function mergePeriods(
  own: readonly RowSnapshot[],
  others: readonly RowSnapshot[],
  { kept, choices, today }: HouseholdMerge,
): RowSnapshot[] {
  const [chosen, rest] = choices.occupancy === 'removed' ? [others, own] : [own, others];
  return fillGaps(chosen, rest, 'began_on', today).map((row) => ({ ...row, household_id: kept.id }));
}

/**
 * A round visits a door once. If both households were on one round, one of its doors is removed. The visit of the
 * removed door moves to the other door, unless that has a visit of its own.
 */
function mergeRounds(
  visits: readonly RowSnapshot[],
  own: readonly RowSnapshot[],
  others: readonly RowSnapshot[],
  { kept, removed }: HouseholdMerge,
) {
  const doors = new Map(own.map((door) => [door.id, door]));
  const places = new Map<unknown, unknown>();
  const isVisited = (door: RowSnapshot) => visits.some((visit) => visit.round_door_id === door.id);
  for (const door of others) {
    const twin = own.find((each) => each.round_id === door.round_id);
    if (!twin) {
      doors.set(door.id, { ...door, household_id: kept.id });
      continue;
    }
    const takesPlace = isVisited(door) && !isVisited(twin);
    places.set(door.id, takesPlace ? twin.id : null);
    if (takesPlace) doors.set(twin.id, { ...twin, is_open: false });
  }
  const moved = visits.map((visit) => ({
    ...replaceIds(visit, ['household_id'], removed.id, String(kept.id)),
    ...(places.has(visit.round_door_id) && { round_door_id: places.get(visit.round_door_id) }),
  }));
  return { visits: moved, doors: [...doors.values()] };
}

/**
 * The codes of open rounds on which both households wait to be visited: one door cannot be visited twice, and an
 * officer may be standing in front of it. Empty when at most one of them waits.
 */
export const sharedOpenRounds = (doors: readonly { householdId: string; code: string }[]): string[] =>
  new Set(doors.map((door) => door.householdId)).size > 1 ? [...new Set(doors.map((door) => door.code))] : [];
