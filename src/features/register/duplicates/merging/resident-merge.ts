import { compareStrings } from '../../../../shared/compare';
import type { LocalDate } from '../../../../shared/dates';
import { changedColumns, type RowSnapshot } from '../../../../shared/row-snapshot';
import { READINESS, READINESS_FIELDS } from '../../../../shared/readiness-fields';
import { MERGED_REFERENCES, type Reference } from '../../references/references';
import { mergedColumns } from './merged-fields';
import { isNewer, PERSON_MERGE, type MembershipColumns, type PersonChoices } from './person-fields';
import { extendedBy, fillGaps, freePart, overlaps, type Span } from './timeline';

/** Rows by reference. */
export type ReferringRows = Readonly<Record<string, readonly RowSnapshot[]>>;

interface ResidentMerge {
  /** The records themselves, without derived columns and without the national number. */
  kept: RowSnapshot;
  removed: RowSnapshot;
  /** All rows that refer to either record. */
  rows: ReferringRows;
  choices: PersonChoices;
  today: LocalDate;
  now: Date;
  actorId: string;
  newId: () => string;
}

type Membership = RowSnapshot & MembershipColumns & { resident_id: string };

/** Computes the rows of the merged resident. Pure: rows in, rows out. */
export function mergeResidents(merge: ResidentMerge) {
  const { kept, removed, rows } = merge;
  const keptId = String(kept.id);
  const own = (reference: string) => (rows[reference] ?? []).filter((row) => row.resident_id === keptId);
  const others = (reference: string) => (rows[reference] ?? []).filter((row) => row.resident_id === removed.id);
  const withoutDoubles = (reference: string, isDouble: (row: RowSnapshot, ofKept: RowSnapshot) => boolean) => [
    ...own(reference),
    ...others(reference)
      .filter((row) => !own(reference).some((ofKept) => isDouble(row, ofKept)))
      .map((row) => ({ ...row, resident_id: keptId })),
  ];
  const moved = movedRows(MERGED_REFERENCES.resident, rows, removed.id, keptId);
  const memberships = mergeMemberships(
    own('household_membership') as Membership[],
    others('household_membership') as Membership[],
    merge,
  );
  return {
    kept: mergedRecord(merge),
    /** Households whose head was this person and that may now have members but no head. */
    leftAsHead: memberships.leftAsHead,
    rows: {
      ...moved,
      visit_presence: withoutDoubles('visit_presence', (row, ofKept) => row.visit_id === ofKept.visit_id),
      group_session_attendee: withoutDoubles(
        'group_session_attendee',
        (row, ofKept) => row.group_session_id === ofKept.group_session_id,
      ),
      person_promise: mergePromises(own('person_promise'), others('person_promise'), keptId),
      readiness: mergeReadiness(own('readiness'), others('readiness'), merge),
      household_membership: memberships.rows,
      resident_absence: mergeAbsences(own('resident_absence'), others('resident_absence'), merge),
      priority_fact: mergeFacts([...own('priority_fact'), ...others('priority_fact')], 'resident_id', keptId),
      digital_helper: mergeTies(rows.digital_helper ?? [], removed.id, keptId),
      newcomer: mergeNewcomers(moved.newcomer ?? [], rows, merge),
      duplicate_pair: mergePairs(rows.duplicate_pair ?? [], keptId, String(removed.id)),
    },
  };
}

/** What one visit promised to both is one promise: both notes, and the earlier day. */
function mergePromises(own: readonly RowSnapshot[], others: readonly RowSnapshot[], keptId: string): RowSnapshot[] {
  const otherOf = (row: RowSnapshot) => others.find(({ visit_id }) => visit_id === row.visit_id);
  const joined = own.map((row) => {
    const other = otherOf(row);
    const days = [row.due_on, other?.due_on].filter((day) => typeof day === 'string').toSorted(compareStrings);
    return other ? { ...row, note: `${String(row.note)}; ${String(other.note)}`, due_on: days[0] ?? null } : row;
  });
  const alone = others.filter((row) => own.every(({ visit_id }) => visit_id !== row.visit_id));
  return [...joined, ...alone.map((row) => ({ ...row, resident_id: keptId }))];
}

/** What is known of either: for what, since when, and when both agreed first. */
function joinedTies(one: RowSnapshot, other: RowSnapshot): RowSnapshot {
  const union = (column: string) => [...new Set([one, other].flatMap((row) => row[column] as string[]))];
  const inOrder = (column: string) =>
    [one, other]
      .filter((row) => row[column] !== null)
      .toSorted((a, b) => compareStrings(String(a[column]), String(b[column])));
  const agreed = inOrder('agreed_on')[0] ?? one;
  return {
    ...one,
    phone: one.phone ?? other.phone,
    relation_note: one.relation_note === '' ? other.relation_note : one.relation_note,
    purposes: union('purposes'),
    valid_from: inOrder('valid_from')[0]!.valid_from,
    agreed_on: agreed.agreed_on,
    agreed_heard_by: agreed.agreed_heard_by,
    agreed_visit_id: agreed.agreed_visit_id,
    told_at: union('told_at'),
    told_only: one.told_only === true && other.told_only === true,
  };
}

/** A helper who still helps is kept once, the kept person's own first; none helps themselves. */
function mergeTies(ties: readonly RowSnapshot[], from: unknown, to: string): RowSnapshot[] {
  const ofKept = (row: RowSnapshot) => row.resident_id === to || row.helped_id === to;
  const keyOf = (row: RowSnapshot) =>
    [row.household_id, row.helped_id, row.resident_id ?? `${String(row.name)} ${String(row.phone)}`].join();
  const merged = new Map<unknown, RowSnapshot>();
  for (const tie of [...ties.filter(ofKept), ...ties.filter((row) => !ofKept(row))]) {
    const row = replaceIds(tie, ['resident_id', 'helped_id'], from, to);
    const key = row.valid_to === null ? keyOf(row) : row.id;
    if (row.resident_id === row.helped_id) continue;
    const first = merged.get(key);
    merged.set(key, first ? joinedTies(first, row) : row);
  }
  return [...merged.values()];
}

/**
 * Merging a person reported from a door with one whom the office knows ends the wait: the register had this person. Two
 * people who were both only reported still wait.
 */
function mergeNewcomers(
  merged: RowSnapshot[],
  { newcomer = [] }: ReferringRows,
  { kept, removed }: ResidentMerge,
): RowSnapshot[] {
  const isWaiting = ({ id }: RowSnapshot) => newcomer.some((row) => row.resident_id === id && row.is_waiting === true);
  if (isWaiting(kept) && isWaiting(removed)) return merged;
  return merged.map((row) => ({ ...row, is_waiting: false }));
}

const mergedRecord = ({ kept, removed, choices, now }: ResidentMerge): RowSnapshot => ({
  ...kept,
  ...mergedColumns(PERSON_MERGE, choices, { kept, removed }),
  version: Number(kept.version) + 1,
  updated_at: now.toISOString(),
});

/** The rows of each reference with the id of the kept record in the place of the removed one's. */
export const movedRows = (references: readonly Reference[], rows: ReferringRows, from: unknown, to: string) =>
  Object.fromEntries(
    references.map(({ name, refs }) => [name, (rows[name] ?? []).map((row) => replaceIds(row, refs, from, to))]),
  );

export const replaceIds = (row: RowSnapshot, columns: readonly string[], from: unknown, to: string): RowSnapshot => ({
  ...row,
  ...Object.fromEntries(columns.map((column) => [column, row[column] === from ? to : row[column]])),
});

// ------------------------------------------------------------ residence history

const spanOf = ({ valid_from, valid_to }: Membership): Span => ({ from: valid_from, to: valid_to });

/**
 * Combines two residence histories: the chosen side's stays are kept, and the other side's stays fill the days in
 * between. Two overlapping stays in one household become one. A stay with no days left keeps its first day and zero
 * length, so that the household's history still shows that the person was registered there.
 */
function mergeMemberships(
  own: readonly Membership[],
  others: readonly Membership[],
  { kept, choices, today }: ResidentMerge,
): { rows: RowSnapshot[]; leftAsHead: string[] } {
  const [chosen, rest] = choices.residence === 'removed' ? [others, own] : [own, others];
  const isOpen = (row: Membership) => row.valid_to === null;
  const byStart = (a: Membership, b: Membership) =>
    compareStrings(a.valid_from, b.valid_from) || compareStrings(a.id, b.id);
  const lastDay =
    chosen.flatMap((row) => row.valid_to ?? []).reduce((last, day) => (day > last ? day : last), '') || today;
  const endedLike = (row: Membership): Membership => ({
    ...row,
    valid_to: row.valid_from > lastDay ? row.valid_from : lastDay,
  });
  const livesSomewhere = chosen.some(isOpen);
  const inOrder = [
    ...chosen.filter(isOpen),
    ...chosen.filter((row) => !isOpen(row)).sort(byStart),
    ...[...rest].sort(byStart).map((row) => (isOpen(row) && !livesSomewhere ? endedLike(row) : row)),
  ];
  const placed: Membership[] = [];
  for (const row of inOrder) {
    const twin = placed.findIndex(
      (other) => other.household_id === row.household_id && overlaps(spanOf(other), spanOf(row)),
    );
    if (twin >= 0)
      placed[twin] = combineStays(
        placed[twin]!,
        row,
        placed.filter((_, index) => index !== twin),
      );
    else placed.push({ ...row, ...columnsOf(freePart(spanOf(row), placed.map(spanOf))) });
  }
  const heads = [...own, ...others]
    .filter((row) => isOpen(row) && row.relation === 'head')
    .map((row) => row.household_id);
  const stillHeads = placed.filter((row) => isOpen(row) && row.relation === 'head').map((row) => row.household_id);
  return {
    rows: placed.map((row) => ({ ...row, resident_id: kept.id })),
    leftAsHead: heads.filter((id) => !stillHeads.includes(id)),
  };
}

const columnsOf = ({ from, to }: Span): Pick<Membership, 'valid_from' | 'valid_to'> => ({
  valid_from: from,
  valid_to: to,
});

/** If either record is the current head of the household, so is the merged person. */
function combineStays(row: Membership, other: Membership, placed: readonly Membership[]): Membership {
  const isHead = row.valid_to === null && other.valid_to === null && other.relation === 'head';
  return {
    ...row,
    ...columnsOf(extendedBy(spanOf(row), spanOf(other), placed.map(spanOf))),
    ...(isHead && { relation: 'head', relation_note: '' }),
  };
}

/** Absences fill each other's gaps. */
function mergeAbsences(
  own: readonly RowSnapshot[],
  others: readonly RowSnapshot[],
  { kept, choices, today }: ResidentMerge,
): RowSnapshot[] {
  const [chosen, rest] = choices.residence === 'removed' ? [others, own] : [own, others];
  return fillGaps(chosen, rest, 'absent_from', today).map((row) => ({ ...row, resident_id: kept.id }));
}

/** Overlapping facts of one kind become one fact, from the earliest start to the latest end. */
export function mergeFacts(
  facts: readonly RowSnapshot[],
  owner: 'resident_id' | 'household_id',
  keptId: string,
): RowSnapshot[] {
  const spanOfFact = (row: RowSnapshot): Span => ({ from: String(row.valid_from), to: row.valid_to as string | null });
  const kept: RowSnapshot[] = [];
  for (const fact of facts) {
    let joined: RowSnapshot = { ...fact, [owner]: keptId };
    for (;;) {
      const other = kept.findIndex((row) => row.kind === joined.kind && overlaps(spanOfFact(row), spanOfFact(joined)));
      if (other < 0) break;
      joined = combineFacts(kept.splice(other, 1)[0]!, joined);
    }
    kept.push(joined);
  }
  return kept;
}

/** Keeps the source of the fact that began first, and the later end. */
function combineFacts(row: RowSnapshot, other: RowSnapshot): RowSnapshot {
  const [first, second] = String(other.valid_from) < String(row.valid_from) ? [other, row] : [row, other];
  const lasts = (fact: RowSnapshot) => (fact.valid_to as string | null) ?? '9999-12-31';
  const { valid_to, ended_by, ended_at } = lasts(second) > lasts(first) ? second : first;
  return { ...first, valid_to, ended_by, ended_at };
}

// ------------------------------------------------------------ readiness and pairs

/**
 * All rows of both records, one of them the latest. If a choice differs from the latest row, a new row of today records
 * it.
 */
function mergeReadiness(
  own: readonly RowSnapshot[],
  others: readonly RowSnapshot[],
  merge: ResidentMerge,
): RowSnapshot[] {
  const latestOf = (rows: readonly RowSnapshot[]) => rows.find((row) => row.is_latest === true) ?? null;
  const [ofKept, ofRemoved] = [latestOf(own), latestOf(others)];
  const newest = isNewer(ofRemoved, ofKept) ? ofRemoved : ofKept;
  const all = [...own, ...others].map((row) => ({ ...row, resident_id: merge.kept.id, is_latest: row === newest }));
  if (!newest || !ofKept || !ofRemoved) return all;
  const chosen: RowSnapshot = Object.fromEntries(
    READINESS_FIELDS.map((field) => {
      const { column } = READINESS[field];
      return [column, (merge.choices[column] === 'removed' ? ofRemoved : ofKept)[column]];
    }),
  );
  if (changedColumns(newest, chosen).length === 0) return all;
  const now = merge.now.toISOString();
  const written = {
    ...newest,
    ...chosen,
    id: merge.newId(),
    resident_id: merge.kept.id,
    recorded_on: merge.today,
    source: 'office',
    visit_id: null,
    observed: [],
    recorded_by: merge.actorId,
    created_at: now,
  };
  return [...all.map((row) => ({ ...row, is_latest: false })), { ...written, is_latest: true }];
}

/**
 * Pairs of the removed record with a third person become pairs of the kept record. A decision "two people" about either
 * applies to the merged record.
 */
export function mergePairs(pairs: readonly RowSnapshot[], keptId: string, removedId: string): RowSnapshot[] {
  const partner = (pair: RowSnapshot, id: string) => String(pair.one_id === id ? pair.other_id : pair.one_id);
  const isOf = (pair: RowSnapshot, id: string) => pair.one_id === id || pair.other_id === id;
  const merged = pairs.filter((pair) => isOf(pair, keptId) && !isOf(pair, removedId));
  for (const pair of pairs.filter((each) => isOf(each, removedId) && !isOf(each, keptId))) {
    const third = partner(pair, removedId);
    const [one_id, other_id] = keptId < third ? [keptId, third] : [third, keptId];
    const known = merged.findIndex((each) => partner(each, keptId) === third);
    if (known < 0) merged.push({ ...pair, one_id, other_id });
    else if (merged[known]!.distinct_at === null && pair.distinct_at !== null) {
      merged[known] = {
        ...merged[known],
        distinct_at: pair.distinct_at,
        distinct_by: pair.distinct_by,
        distinct_note: pair.distinct_note,
      };
    }
  }
  return merged;
}
