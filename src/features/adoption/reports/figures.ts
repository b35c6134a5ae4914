import { setTimeout as sleep } from 'node:timers/promises';
import type { BaseContext } from '../../../context';
import type { LocalDate } from '../../../shared/dates';
import { sumOf, countOf, shareOf, type Count, type Share } from '../indicators/indicators';
import { targetInForce, type TargetPath } from '../indicators/targets';
import { findNewestOfficialCounts, type OfficialCountRow } from '../official-counts/queries';
import { findNewestSamples, type SampleRow } from '../sample/queries';
import { comparedDays, fullWindowEnds, usersAtEnds, weekEnds, type DaySpan } from './adoption';
import { WEEKS, type FileOutcome, type OwnHow, type PAUSES, type ReportScope, type SOURCES } from './counted';
import {
  getWardVersion,
  readAdoption,
  readTaughtAndRefused,
  readTotals,
  readWork,
  type GroupRow,
  type MonthRow,
  type ServiceRow,
} from './figure-queries';
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
  /** The users among the adults by who held the phone, and by source. */
  hows: Record<OwnHow, Count<'person'>>;
  sources: Record<(typeof SOURCES)[number], Count<'person'>>;
  doneForOnly: Count<'person'>;
  vneid: { level2: Share<'person'>; unknown: Count<'person'>; locked: Count<'person'> };
  helped: Count<'person'>;
  priority: Share<'person'>;
  confirmed: Share<'person'>;
  stuck: Count<'person'>;
  topBarrier: { id: string; label: string; people: Count<'person'> } | null;
  invited: Share<'household'>;
  medianDays: number | null;
  paused: { all: Count<'household'>; kinds: Record<(typeof PAUSES)[number], Count<'household'>> };
  files: { sent: Count<'file'>; outcomes: Record<FileOutcome, Count<'file'>>; doneFor: Share<'file'> };
  time: { minutes: number; counted: Count<'file'>; uncounted: Count<'file'> };
  topics: { visits: Count<'visit'>; byTopic: { serviceId: string; name: string; visits: number }[] };
  groupSessions: { sessions: Count<'session'>; named: number; others: number };
  adultsWithoutBirth: number;
  /** In months closed before the ward had lines to its targets, only `targetPercent`. */
  targets?: TargetPath[];
  targetPercent: number | null;
  groups: GroupRow[];
  services: (ServiceRow & { files: number; filesDone: number })[];
  /** The earliest use whose day is known, because the team saw it or asked back; null if there is none. */
  firstUse: LocalDate | null;
  /** The first day on which anything was written. */
  bookFrom: LocalDate;
  /** Only points whose 12-month window is covered by the ledger. */
  trend: TrendPoint[];
  /** '' when there are fewer than two points, because a line needs two. */
  trendImage: string;
  month: MonthFigures;
  /** The newest random sample and the one before it. */
  samples: SampleRow[];
  /** Of the newest month and of the one before it, all services together. */
  officialCounts: OfficialCountRow[];
  /** Of the month of the figures, service by service. */
  serviceCounts: OfficialCountRow[];
}

/** A month up to a day, and the days of it that are compared with the previous month. */
export interface MonthFigures {
  activity: MonthRow;
  now: DaySpan & { activity: MonthRow };
  before: DaySpan & { activity: MonthRow };
}

/** Days kept for each ward: today and the last months that somebody looked at. */
const KEPT_DAYS = 12;

export interface FiguresShown {
  figures: Figures;
  /** False while newer ones are still being computed. */
  areNewest: boolean;
}

/** @returns the figures of a ward on a day, today or earlier. */
type ReadFigures = (wardId: string, on: LocalDate, today: LocalDate) => Promise<FiguresShown>;

interface KeptFigures {
  /** The state of the ward's data of which `coming` is computed. */
  version: string;
  coming: Promise<Figures>;
  isComing: boolean;
  /** The last ones that were finished; null before the first. */
  last: Figures | null;
}

/**
 * The chairman's figures, computed at most once for each day asked for and each state of the ward's data. Every change
 * appends to the ward's audit chain, so kept figures are the newest until the length of the chain or the day changes.
 * Concurrent requests share one computation. Nobody waits for it longer than `patienceMs`, if there are figures of an
 * earlier state that were computed on the same day; see docs/adr/0007.
 */
export function createFigures({ db, now }: Pick<BaseContext, 'db' | 'now'>, patienceMs: number): ReadFigures {
  const kept = new Map<string, { today: LocalDate; days: Map<LocalDate, KeptFigures> }>();
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
      const coming = computeFigures(db, { wardId, on, today, adultAge: ward.adultAge }, ward.name, now());
      const started: KeptFigures = { version, coming, isComing: true, last: day?.last ?? null };
      day = started;
      if (!days.has(on) && days.size >= KEPT_DAYS) days.delete(days.keys().next().value!);
      days.set(on, started);
      coming.then(
        (figures) => Object.assign(started, { isComing: false, last: figures }),
        () => days.get(on) === started && days.delete(on),
      );
    }
    const isNewest = day.version === version;
    const inTime = await (day.last ? Promise.race([day.coming, sleep(patienceMs, null, { ref: false })]) : day.coming);
    return { figures: inTime ?? day.last!, areNewest: inTime !== null && isNewest };
  };
}

/** Everything that is counted, read at once. @param readAt the time of reading. */
export async function computeFigures(
  reads: Parameters<typeof readAdoption>[0],
  scope: ReportScope,
  wardName: string,
  readAt: Date,
): Promise<Figures> {
  const { wardId, on } = scope;
  const ends = weekEnds(on, WEEKS);
  const { now, before } = comparedDays(on);
  const coming = readTotals(reads, scope);
  const [adoption, work, people, totals, targets, samples, officialCounts] = await Promise.all([
    readAdoption(reads, scope, { ends, doorsBefore: before.to }),
    readWork(reads, scope, [{ from: now.from, to: on }, now, before]),
    readTaughtAndRefused(reads, scope),
    coming,
    coming.then((known) => pathsOf(reads, scope, known)),
    findNewestSamples(reads, wardId, on),
    findNewestOfficialCounts(reads, wardId, on),
  ]);
  const { services } = adoption;
  const groups = adoption.groups.map((row) => {
    const formerName = totals.formerNames[row.groupId ?? ''];
    return formerName && formerName.name !== row.groupName ? { ...row, formerName } : row;
  });
  const sum = (pick: (row: GroupRow) => number) => groups.reduce((total, row) => total + pick(row), 0);
  const [adults, doors] = [sum((row) => row.adults), sum((row) => row.doors)];
  const counts = usersAtEnds(adoption.weeks, ends.length);
  const isFull = new Set(fullWindowEnds(ends, totals.firstUse));
  const trend = ends.flatMap((until, index) =>
    isFull.has(until) ? [{ until, ...shareOf('person', counts[index]!, adults) }] : [],
  );
  const { sent, doneFor, minutes, withoutMinutes, ...outcomes } = work.files;
  const filesOf = new Map(work.serviceFiles.map((row) => [row.serviceId, row]));
  const hows = countsOf('person', adoption.hows);
  const { all: allPaused, ...paused } = people.paused;
  const [activity, ofNow, ofBefore] = work.activity;
  const trendImage = trend.length > 1 ? await renderTrend(trend) : '';
  return {
    scope,
    readAt,
    wardName,
    doors: shareOf(
      'household',
      sum((row) => row.doorsReached),
      doors,
    ),
    doorsBefore: shareOf(
      'household',
      sum((row) => row.doorsReachedBefore),
      doors,
    ),
    doorsHelped: countOf(
      'household',
      sum((row) => row.doorsHelped),
    ),
    adults: { numerator: sumOf('person', Object.values(hows)), denominator: countOf('person', adults) },
    hows,
    sources: countsOf('person', adoption.sources),
    doneForOnly: countOf('person', adoption.doneForOnly),
    vneid: {
      level2: shareOf('person', adoption.vneid.level2, adults),
      unknown: countOf('person', adoption.vneid.unknown),
      locked: countOf('person', adoption.vneid.locked),
    },
    helped: countOf('person', work.helped),
    priority: shareOf('person', totals.priorityHelped, totals.priority),
    confirmed: shareOf('person', people.confirmed, people.taught),
    stuck: countOf('person', people.stuck),
    topBarrier: people.topBarrier && {
      ...people.topBarrier,
      people: countOf('person', people.topBarrier.people),
    },
    invited: shareOf('household', people.invited, people.refused),
    medianDays: people.medianDays,
    paused: { all: countOf('household', allPaused), kinds: countsOf('household', paused) },
    files: {
      sent: countOf('file', sent),
      outcomes: countsOf('file', outcomes),
      doneFor: shareOf('file', doneFor, sent),
    },
    time: { minutes, counted: countOf('file', sent - withoutMinutes), uncounted: countOf('file', withoutMinutes) },
    topics: { visits: countOf('visit', work.visitsWithTopic), byTopic: work.topics },
    groupSessions: { ...work.groupSessions, sessions: countOf('session', work.groupSessions.sessions) },
    adultsWithoutBirth: totals.adultsWithoutBirth,
    targets,
    targetPercent: targetInForce(targets, { indicator: 'knownUsers', groupId: null, on })?.value ?? null,
    groups,
    services: services.map((service) => {
      const files = filesOf.get(service.serviceId);
      return { ...service, files: files?.sent ?? 0, filesDone: files?.done ?? 0 };
    }),
    firstUse: totals.firstUse,
    bookFrom: totals.bookFrom,
    trend,
    trendImage,
    month: {
      activity: activity!,
      now: { ...now, activity: ofNow! },
      before: { ...before, activity: ofBefore! },
    },
    samples,
    officialCounts: officialCounts.whole,
    serviceCounts: officialCounts.services,
  };
}

function countsOf<Of extends 'person' | 'household' | 'file', Key extends string>(
  unit: Of,
  values: Record<Key, number>,
): Record<Key, Count<Of>> {
  return Object.fromEntries(
    Object.entries<number>(values).map(([key, value]) => [key, countOf(unit, value)]),
  ) as Record<Key, Count<Of>>;
}
