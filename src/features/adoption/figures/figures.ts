import { setTimeout as sleep } from 'node:timers/promises';
import type { BaseContext, Context } from '../../../context';
import type { LocalDate } from '../../../shared/dates';
import { sumOf, countOf, shareOf, type Count, type Share } from '../indicators/indicators';
import { firstFullMonthEnd, targetInForce, type TargetPath } from '../indicators/targets';
import { findNewestOfficialCounts, type OfficialCountRow } from '../official-counts/queries';
import { findNewestSamples, type SampleRow } from '../sample/queries';
import { comparedDays, fullWindowEnds, lastMonths, weekEnds, type DaySpan } from './adoption';
import {
  NO_GROUP,
  OWN_HOWS,
  WEEKS,
  type FileOutcome,
  type OwnHow,
  type PAUSES,
  type ReportScope,
  type SOURCES,
} from './figure-sql';
import {
  getWardVersion,
  MONTH_SPANS,
  readWardFacts,
  type CountedDays,
  type DoorCounts,
  type GroupRow,
  type SpanRow,
  type PeopleCounts,
  type MonthSpan,
  type ServiceRow,
  type Span,
  type WardFacts,
} from './figure-queries';
import { countWard, sumOfParts, type CountedWard, type Counting } from './incremental-counts';
import { lastingRows, type LastingRow } from './lasting';
import { pathsOf } from './target-queries';
import { renderTrend, type TrendPoint } from './trend-chart';

export interface Figures {
  scope: ReportScope;
  /** When the book was read for them. */
  readAt: Date;
  wardName: string;
  doors: Share<'household'>;
  /** The same doors on the last of the compared days of the previous month. */
  doorsBefore: Share<'household'>;
  doorsHelped: Count<'household'>;
  adults: Share<'person'>;
  /** The users among the adults by who held the phone in their best use, and by its source. */
  hows: Record<OwnHow, Count<'person'>>;
  sources: Record<(typeof SOURCES)[number], Count<'person'>>;
  /** By both; absent in months closed before, whose sources are of any use. */
  ways?: Record<OwnHow, Record<(typeof SOURCES)[number], Count<'person'>>>;
  doneForOnly: Count<'person'>;
  /** Absent in months closed before steps were told apart from uses. */
  stepsOnly?: Count<'person'>;
  /** The uses behind the users, by the account that wrote them; absent in months closed before. */
  writers?: Record<string, number>;
  vneid: { level2: Share<'person'>; unknown: Count<'person'>; locked: Count<'person'> };
  helped: Count<'person'>;
  priority: Share<'person'>;
  /** All who were taught, and those of them who were never reached to be asked; absent in months closed before. */
  taught?: { all: Count<'person'>; unasked: Count<'person'> };
  stuck: Count<'person'>;
  /** Whether it lasts, by cell; absent in months closed before. */
  lasting?: LastingRow[];
  topBarrier: { id: string; label: string; people: Count<'person'> } | null;
  invited: Share<'household'>;
  medianDays: number | null;
  paused: { all: Count<'household'>; kinds: Record<(typeof PAUSES)[number], Count<'household'>> };
  files: { sent: Count<'file'>; outcomes: Record<FileOutcome, Count<'file'>>; doneFor: Share<'file'> };
  time: { minutes: number; counted: Count<'file'>; uncounted: Count<'file'> };
  topics: { visits: Count<'visit'>; byTopic: { serviceId: string; name: string; visits: number }[] };
  /** Of the month's rounds that are over, each officer's added up; absent in months closed before, like the months below. */
  teamMinutes?: number;
  groupSessions: { sessions: Count<'session'>; named: number; others: number };
  adultsWithoutBirth: number;
  /** In months closed before the ward had lines to its targets, only `targetPercent`. */
  targets?: TargetPath[];
  targetPercent: number | null;
  groups: GroupRow[];
  /** `now` and `before`: files of the days that are compared; absent in months closed before. */
  services: (ServiceRow & { files: number; filesDone: number; now?: number; before?: number })[];
  /** The earliest use whose day is known, because the team saw it or asked back; null if there is none. */
  firstUse: LocalDate | null;
  /** The first day on which anything was written. */
  bookFrom: LocalDate;
  /** Whether the order in which the groups are reached was drawn by lot; absent in months closed before. */
  isOrderDrawn?: boolean;
  /** Only points whose 12-month window is covered by the ledger. */
  trend: TrendPoint[];
  /** '' when there are fewer than two points, because a line needs two. */
  trendImage: string;
  month: MonthFigures;
  /** The last six months, oldest first; the last is the month of the figures. */
  months?: (DaySpan & { activity: SpanRow })[];
  /** The newest random sample and the one before it. */
  samples: SampleRow[];
  /** Of the newest month and of the one before it, all services together. */
  officialCounts: OfficialCountRow[];
  /** Of the month of the figures, service by service. */
  serviceCounts: OfficialCountRow[];
}

/** A month up to a day, and the days of it that are compared with the previous month. */
export interface MonthFigures {
  activity: SpanRow;
  now: DaySpan & { activity: SpanRow };
  before: DaySpan & { activity: SpanRow };
}

/** Days kept for each ward: today and the last months that were read. */
const KEPT_DAYS = 12;

export interface FiguresShown {
  figures: Figures;
  /** False while newer ones are still being computed. */
  areNewest: boolean;
}

type Reads = Parameters<typeof readWardFacts>[0];

/** @returns the figures of a ward on a day, today or earlier. */
type ReadFigures = (wardId: string, on: LocalDate, today: LocalDate) => Promise<FiguresShown>;

interface KeptFigures {
  /** The state of the ward's data of which `coming` is computed. */
  version: string;
  coming: Promise<Figures>;
  isComing: boolean;
  /** The last ones that were finished, with the counts of today's; null before the first. */
  last: { figures: Figures; counted: CountedWard | null } | null;
}

/** By ward: its figures by the day that they describe, kept until `today` is over. */
type Keeper = Map<string, { today: LocalDate; days: Map<LocalDate, KeptFigures> }>;
const KEEPERS = new WeakMap<BaseContext['db'], Keeper>();

/**
 * The chairman's figures, computed at most once for each day asked for and each state of the ward's data. Every change
 * writes an event to the ward's audit log, so kept figures are the newest until the number of changes or the day
 * changes. Concurrent requests share one computation. No request waits for it longer than `patienceMs`, if there are
 * figures of an earlier state that were computed on the same day; see docs/adr/0007.
 */
export function createFigures({ db, now }: Context, patienceMs: number): ReadFigures {
  const kept: Keeper = KEEPERS.get(db) ?? new Map();
  KEEPERS.set(db, kept);
  const daysOf = (wardId: string, today: LocalDate) => {
    if (kept.get(wardId)?.today !== today) kept.set(wardId, { today, days: new Map() });
    return kept.get(wardId)!.days;
  };
  return async (wardId, on, today) => {
    const ward = await getWardVersion(db, wardId);
    const version = `${ward.changes} ${ward.adultAge}`;
    const days = daysOf(wardId, today);
    let day = days.get(on);
    if (!day || (day.version !== version && !day.isComing)) {
      const last = day?.last ?? null;
      const scope = { wardId, on, today, adultAge: ward.adultAge };
      const head = { wardName: ward.name, readAt: now() };
      const computed = computeFigures(db, scope, head, { before: last?.counted });
      const coming = computed.then(({ figures }) => figures);
      const started: KeptFigures = { version, coming, isComing: true, last };
      day = started;
      if (!days.has(on) && days.size >= KEPT_DAYS) days.delete(days.keys().next().value!);
      days.set(on, started);
      computed.then(
        ({ figures, counted }) =>
          Object.assign(started, { isComing: false, last: { figures, counted: on === today ? counted : null } }),
        () => days.get(on) === started && days.delete(on),
      );
    }
    const isNewest = day.version === version;
    const inTime = await (day.last ? Promise.race([day.coming, sleep(patienceMs, null, { ref: false })]) : day.coming);
    return { figures: inTime ?? day.last!.figures, areNewest: inTime !== null && isNewest };
  };
}

/**
 * Everything that is counted.
 * @param readAt the time of reading. @param counting see countWard.
 */
export async function computeFigures(
  reads: Reads,
  scope: ReportScope,
  { wardName, readAt }: Pick<Figures, 'wardName' | 'readAt'>,
  counting: Counting = {},
): Promise<{ figures: Figures; counted: CountedWard }> {
  const { wardId, on } = scope;
  const { now, before: sameDays } = comparedDays(on);
  const facts = readWardFacts(reads, scope, readAt);
  const coming = facts.then(({ bookFrom }): CountedDays => {
    const firstEnd = firstFullMonthEnd(bookFrom);
    return {
      spans: { ...monthSpans(on), now, before: sameDays },
      ends: weekEnds(on, WEEKS),
      startOn: firstEnd <= on ? firstEnd : null,
    };
  });
  const [ward, days, counted, samples, officialCounts] = await Promise.all([
    facts,
    coming,
    countWard(reads, scope, coming, counting),
    findNewestSamples(reads, wardId, on),
    findNewestOfficialCounts(reads, wardId, on),
  ]);
  const sums = { people: sumOfParts(counted.people), homes: sumOfParts(counted.doors) };
  const figures = makeFigures(scope, days, ward, sums);
  const trendImage = figures.trend.length > 1 ? renderTrend(figures.trend) : '';
  return {
    figures: {
      ...figures,
      readAt,
      wardName,
      trendImage,
      samples,
      officialCounts: officialCounts.whole,
      serviceCounts: officialCounts.services,
    },
    counted,
  };
}

/** The month up to a day, and the months before it. */
function monthSpans(on: LocalDate) {
  const months = lastMonths(on, MONTH_SPANS.length);
  return Object.fromEntries(MONTH_SPANS.map((span, index) => [span, months[index]!])) as Record<MonthSpan, DaySpan>;
}

function makeFigures(
  scope: ReportScope,
  { spans, ends, startOn }: CountedDays,
  ward: WardFacts,
  { people, homes }: { people: PeopleCounts; homes: DoorCounts },
): Omit<Figures, 'readAt' | 'wardName' | 'trendImage' | 'samples' | 'officialCounts' | 'serviceCounts'> {
  const groups = groupRows(ward, people, homes);
  const sum = (column: keyof Omit<GroupRow, 'groupId' | 'groupName' | 'formerName'>) =>
    groups.reduce((total, row) => total + (row[column] ?? 0), 0);
  const [adults, doors] = [sum('adults'), sum('doors')];
  const isFull = new Set(fullWindowEnds(ends, ward.firstUse));
  const trend = ends.flatMap((until, index) =>
    isFull.has(until) ? [{ until, ...shareOf('person', people.usersAtEnds[index] ?? 0, adults) }] : [],
  );
  const { sent, doneFor, minutes, withoutMinutes, ...outcomes } = people.files;
  const hows = countsOf('person', people.hows);
  const { all: allPaused, ...paused } = homes.paused;
  const targets = pathsOf(
    ward.targets,
    scope.on,
    startOn === null ? null : { on: startOn, value: adults === 0 ? 0 : (100 * people.usersAtStart) / adults },
  );
  const activityOf = (span: Span): SpanRow => {
    const { waits, ...counted } = homes.activity[span];
    return { ...counted, ...people.activity[span], settled: waits.length, medianWait: median(waits) };
  };
  return {
    scope,
    doors: shareOf('household', sum('doorsReached'), doors),
    doorsBefore: shareOf('household', sum('doorsReachedBefore'), doors),
    doorsHelped: countOf('household', sum('doorsHelped')),
    adults: { numerator: sumOf('person', Object.values(hows)), denominator: countOf('person', adults) },
    hows,
    sources: countsOf('person', people.sources),
    ways: Object.fromEntries(OWN_HOWS.map((how) => [how, countsOf('person', people.ways[how])])) as NonNullable<
      Figures['ways']
    >,
    doneForOnly: countOf('person', people.doneForOnly),
    stepsOnly: countOf('person', people.stepsOnly),
    writers: people.writers,
    vneid: {
      level2: shareOf('person', people.vneid.level2, adults),
      unknown: countOf('person', people.vneid.unknown),
      locked: countOf('person', people.vneid.locked),
    },
    helped: countOf('person', people.helped),
    priority: shareOf('person', sum('priorityHelped'), sum('priority')),
    taught: { all: countOf('person', people.taught), unasked: countOf('person', people.unasked) },
    stuck: countOf('person', people.stuck),
    lasting: lastingRows(people.lasting, ward.services),
    topBarrier: topBarrier(ward, people),
    invited: shareOf('household', homes.invitedAfter.length, homes.refused),
    medianDays: median(homes.invitedAfter),
    paused: { all: countOf('household', allPaused), kinds: countsOf('household', paused) },
    files: {
      sent: countOf('file', sent),
      outcomes: countsOf('file', outcomes),
      doneFor: shareOf('file', doneFor, sent),
    },
    time: { minutes, counted: countOf('file', sent - withoutMinutes), uncounted: countOf('file', withoutMinutes) },
    topics: { visits: countOf('visit', homes.visitsWithTopic), byTopic: topicRows(ward, homes) },
    teamMinutes: ward.teamMinutes,
    groupSessions: { ...ward.groupSessions, sessions: countOf('session', ward.groupSessions.sessions) },
    adultsWithoutBirth: people.adultsWithoutBirth,
    targets,
    targetPercent: targetInForce(targets, { indicator: 'knownUsers', groupId: null, on: scope.on })?.value ?? null,
    groups,
    services: serviceRows(ward, people),
    firstUse: ward.firstUse,
    bookFrom: ward.bookFrom,
    isOrderDrawn: ward.isOrderDrawn,
    trend,
    month: {
      activity: activityOf('month'),
      now: { ...spans.now, activity: activityOf('now') },
      before: { ...spans.before, activity: activityOf('before') },
    },
    months: MONTH_SPANS.toReversed().map((span) => ({ ...spans[span], activity: activityOf(span) })),
  };
}

/** The groups in which there is a door or an adult, in the order of their codes; last, what lies in no group. */
const groupRows = ({ groups, formerNames }: WardFacts, people: PeopleCounts, homes: DoorCounts): GroupRow[] =>
  [...groups, { id: NO_GROUP, name: null }].flatMap(({ id, name }) => {
    const [door, adult, priority] = [homes.groups[id], people.groups[id], people.priority[id]];
    if (!door && !adult && !priority) return [];
    const formerName = formerNames[id];
    return [
      {
        groupId: name === null ? null : id,
        groupName: name,
        doors: door?.doors ?? 0,
        doorsReached: door?.reached ?? 0,
        doorsReachedBefore: door?.reachedBefore ?? 0,
        doorsHelped: door?.helped ?? 0,
        adults: adult?.adults ?? 0,
        users: adult?.users ?? 0,
        level2: adult?.level2 ?? 0,
        priority: priority?.people ?? 0,
        priorityHelped: priority?.helped ?? 0,
        ...(formerName && formerName.name !== name && { formerName }),
      },
    ];
  });

/** The services that residents used and those of the 25 essential ones that are in force, the most used first. */
const serviceRows = ({ services }: WardFacts, people: PeopleCounts): Figures['services'] =>
  services
    .flatMap(({ id, isAlwaysListed, ...service }) => {
      const [used, files] = [people.services[id], people.serviceFiles[id]];
      if (!used && !isAlwaysListed) return [];
      const row = {
        ...service,
        serviceId: id,
        users: used?.users ?? 0,
        doneFor: used?.doneFor ?? 0,
        hows: used?.hows ?? NOBODY,
        files: files?.sent ?? 0,
        filesDone: files?.done ?? 0,
        now: files?.now ?? 0,
        before: files?.before ?? 0,
      };
      return [{ row, order: used?.users ?? -1 }];
    })
    .sort((a, b) => b.order - a.order)
    .map(({ row }) => row);

const NOBODY = Object.fromEntries(OWN_HOWS.map((how) => [how, 0])) as Record<OwnHow, number>;

/** The topics taught, the most frequent first. */
const topicRows = ({ services }: WardFacts, { topics }: DoorCounts): Figures['topics']['byTopic'] =>
  services
    .flatMap(({ id, name }) => (topics[id] ? [{ serviceId: id, name, visits: topics[id] }] : []))
    .sort((a, b) => b.visits - a.visits);

/** What most of the people who are stuck met with; null if none is. */
function topBarrier({ barriers }: WardFacts, people: PeopleCounts): Figures['topBarrier'] {
  const [first] = barriers
    .map((barrier) => ({ ...barrier, people: countOf('person', people.barriers[barrier.id] ?? 0) }))
    .sort((a, b) => b.people.value - a.people.value);
  return first && first.people.value > 0 ? first : null;
}

/** The lower median; null of no numbers. */
const median = (numbers: readonly number[]): number | null =>
  numbers.toSorted((a, b) => a - b)[Math.ceil(numbers.length / 2) - 1] ?? null;

const countsOf = <Of extends 'person' | 'household' | 'file', Key extends string>(
  unit: Of,
  values: Record<Key, number>,
): Record<Key, Count<Of>> =>
  Object.fromEntries(Object.entries<number>(values).map(([key, value]) => [key, countOf(unit, value)])) as Record<
    Key,
    Count<Of>
  >;
