import type { Part, ReportScope } from './figure-sql';
import {
  countDoors,
  countPeople,
  divideWard,
  findTouched,
  type CountedDays,
  type DoorCounts,
  type PeopleCounts,
} from './figure-queries';

// A ward is counted in parts of about 500 people or doors, and its figures are the sums. The counts of a part stay
// right until something about one of its people or doors is written; see docs/adr/0007.

type Reads = Parameters<typeof divideWard>[0];

export interface CountedWard {
  /** What the counts depend on besides the rows. */
  key: string;
  /** The database's snapshot that was counted (pg_current_snapshot). */
  snapshot: string;
  people: CountedPart<PeopleCounts>[];
  doors: CountedPart<DoorCounts>[];
}

interface CountedPart<Counts> extends Part {
  /** Null until it is counted. */
  readonly counts: Counts | null;
}

const PART_SIZE = 500;
/** Maximum number of parts counted at the same time; the other connections are left to the pages. */
const AT_ONCE = 3;

export interface Counting {
  /** The counts of an earlier state of the register: parts that nothing was written about since are not counted again. */
  before?: CountedWard | null;
  /** Approximate number of people, or doors, of a part. */
  partSize?: number;
}

/**
 * Counts the ward's people and doors; with `before`, only the parts about which something was written since.
 * @param coming the days; the parts are found while they are awaited.
 */
export async function countWard(
  reads: Reads,
  scope: ReportScope,
  coming: Promise<CountedDays>,
  { before, partSize = PART_SIZE }: Counting,
): Promise<CountedWard> {
  const [divided, days] = await Promise.all([
    before ? withoutTouched(reads, scope.wardId, before) : divide(reads, scope.wardId, partSize),
    coming,
  ]);
  const key = JSON.stringify([scope, days]);
  const { snapshot, people, doors } = !before || before.key === key ? divided : uncountedOf(divided);
  const uncounted = [
    ...people.map((part) => ({ part, count: () => countPeople(reads, scope, days, part) })),
    ...doors.map((part) => ({ part, count: () => countDoors(reads, scope, days, part) })),
  ].filter(({ part }) => part.counts === null);
  const counted = new Map<Part, PeopleCounts | DoorCounts>();
  const countNext = async () => {
    for (let next = uncounted.pop(); next; next = uncounted.pop()) counted.set(next.part, await next.count());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, countNext));
  const withCounts = <Counts>(parts: readonly CountedPart<Counts>[]): CountedPart<Counts>[] =>
    parts.map((part) => ({ ...part, counts: part.counts ?? (counted.get(part) as Counts | undefined) ?? null }));
  return { key, snapshot, people: withCounts(people), doors: withCounts(doors) };
}

/** The ward's parts, nothing counted. */
async function divide(reads: Reads, wardId: string, partSize: number): Promise<Omit<CountedWard, 'key'>> {
  const { snapshot, people, doors } = await divideWard(reads, wardId, partSize);
  const partsBetween = (borders: readonly string[]) =>
    [null, ...borders].map((from, index) => ({ from, until: borders[index] ?? null, counts: null }));
  return { snapshot, people: partsBetween(people), doors: partsBetween(doors) };
}

/** The same parts, nothing counted. */
function uncountedOf({ snapshot, people, doors }: Omit<CountedWard, 'key'>): Omit<CountedWard, 'key'> {
  const forget = (part: Part) => ({ ...part, counts: null });
  return { snapshot, people: people.map(forget), doors: doors.map(forget) };
}

/** The same parts, without the counts of those that may have changed. */
async function withoutTouched(reads: Reads, wardId: string, before: CountedWard): Promise<Omit<CountedWard, 'key'>> {
  const { snapshot, isEverything, people, doors } = await findTouched(reads, wardId, before.snapshot);
  const forget = <Counts>(parts: readonly CountedPart<Counts>[], ids: readonly string[]) => {
    const touched = new Set<Part | undefined>(
      ids.map((id) => parts.findLast(({ from }) => from === null || from <= id)),
    );
    return parts.map((part): CountedPart<Counts> =>
      isEverything || touched.has(part) ? { ...part, counts: null } : part,
    );
  };
  return { snapshot, people: forget(before.people, people), doors: forget(before.doors, doors) };
}

/** How many neighbouring parts have a sum of their own, which is kept until one of them is counted again. */
const KEPT_TOGETHER = 10;
const KEPT_SUMS = new WeakMap<object, { of: readonly object[]; sum: Tree }>();

/** The counts of all parts together: numbers are added up, lists are joined. */
export function sumOfParts<Counts extends object>(parts: readonly CountedPart<Counts>[]): Counts {
  const counted = parts.flatMap(({ counts }) => (counts ? [counts] : []));
  const sum: Tree = {};
  for (let from = 0; from < counted.length; from += KEPT_TOGETHER)
    addTo(sum, keptSum(counted.slice(from, from + KEPT_TOGETHER)));
  return sum as Counts;
}

function keptSum(counted: readonly object[]): Tree {
  const kept = KEPT_SUMS.get(counted[0]!);
  if (kept?.of.length === counted.length && kept.of.every((counts, index) => counts === counted[index]))
    return kept.sum;
  const sum: Tree = {};
  for (const counts of counted) addTo(sum, counts as Tree);
  KEPT_SUMS.set(counted[0]!, { of: counted, sum });
  return sum;
}

/** Numbers by name, in as many levels as there are. */
type Tree = { [name: string]: number | number[] | Tree };

/** Adds the counts of a part in place: copying the sum for each part took longer than all of its statements. */
function addTo(sum: Tree, counts: Tree): void {
  for (const name in counts) {
    const value = counts[name]!;
    if (typeof value === 'number') sum[name] = ((sum[name] as number | undefined) ?? 0) + value;
    else if (Array.isArray(value)) ((sum[name] ??= []) as number[]).push(...value);
    else addTo((sum[name] ??= {}) as Tree, value);
  }
}
