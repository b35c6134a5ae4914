import type { BaseContext } from '../../../context';
import type { LocalDate } from '../../../shared/dates';
import { countRequests } from '../../casework/requests/queries';
import { findLatestOfficialCount, type OfficialCountRow } from '../official-counts/queries';
import { findLatestSample, type SampleRow } from '../sample/queries';
import { comparedDays, fullWindowEnds, usersAtEnds, weekEnds, type DaySpan, type Share } from './adoption';
import { renderTrend, type TrendPoint } from './trend-chart';
import {
  getActivity,
  getTotals,
  getWardVersion,
  readAdoption,
  type GroupRow,
  type MonthRow,
  type ReportScope,
  type ServiceRow,
} from './queries';

export interface Figures {
  scope: ReportScope;
  wardName: string;
  doors: Share;
  adults: Share;
  level2: Share;
  helped: number;
  doneForOnly: number;
  adultsWithoutBirth: number;
  targetPercent: number | null;
  groups: GroupRow[];
  services: ServiceRow[];
  /** The first day in the portal use ledger; null while it is empty. */
  firstUse: LocalDate | null;
  /** Only points whose 12-month window is covered by the ledger. */
  trend: TrendPoint[];
  /** '' when there are fewer than two points, because a line needs two. */
  trendImage: string;
  month: MonthFigures;
  /** The newest random sample; null while none was drawn. */
  sample: SampleRow | null;
  /** Of the newest month, all services together; null while none was typed in. */
  officialCount: OfficialCountRow | null;
  /**
   * All requests for help ever made, and those from households that had refused before. Both stop at COUNT_LIMIT + 1.
   */
  requests: { afterRefusal: number; all: number };
}

/** The current month up to today, and the days of it that are compared with the previous month. */
export interface MonthFigures {
  activity: MonthRow;
  now: DaySpan & { activity: MonthRow };
  before: DaySpan & { activity: MonthRow };
}

const WEEKS = 26;

/**
 * The chairman's figures, computed at most once for each state of the ward's data. Every change appends to the ward's
 * audit chain, so cached figures stay valid until the length of the chain or the day changes. Concurrent requests share
 * one computation.
 */
export function createFigures({ db }: Pick<BaseContext, 'db'>): (wardId: string, on: LocalDate) => Promise<Figures> {
  const kept = new Map<string, { version: string; figures: Promise<Figures> }>();
  return async (wardId, on) => {
    const ward = await getWardVersion(db, wardId);
    const version = `${ward.changes} ${on} ${ward.adultAge}`;
    const known = kept.get(wardId);
    if (known?.version === version) return known.figures;
    const figures = computeFigures(db, { wardId, on, today: on, adultAge: ward.adultAge }, ward.name);
    kept.set(wardId, { version, figures });
    figures.catch(() => kept.delete(wardId));
    return figures;
  };
}

async function computeFigures(db: BaseContext['db'], scope: ReportScope, wardName: string): Promise<Figures> {
  const ends = weekEnds(scope.on, WEEKS);
  const [{ groups, services, uses, doneForOnly }, totals, month, requests, sample, officialCount] = await Promise.all([
    readAdoption(db, scope, ends[0]!),
    getTotals(db, scope),
    readMonth(db, scope),
    countRequests(db, scope.wardId, scope.on),
    findLatestSample(db, scope.wardId),
    findLatestOfficialCount(db, scope.wardId),
  ]);
  const sum = (pick: (row: GroupRow) => number) => groups.reduce((total, row) => total + pick(row), 0);
  const adults = sum((row) => row.adults);
  const fullEnds = fullWindowEnds(ends, totals.firstUse);
  const counts = usersAtEnds(uses, fullEnds);
  const trend = fullEnds.map((until, index) => ({ until, numerator: counts[index]!, denominator: adults }));
  const trendImage = trend.length > 1 ? await renderTrend(trend) : '';
  return {
    scope,
    wardName,
    doors: { numerator: sum((row) => row.doorsReached), denominator: sum((row) => row.doors) },
    adults: { numerator: sum((row) => row.users), denominator: adults },
    level2: { numerator: sum((row) => row.level2), denominator: adults },
    ...totals,
    doneForOnly,
    groups,
    services,
    trend,
    trendImage,
    month,
    sample,
    officialCount,
    requests: { afterRefusal: requests['after-refusal'], all: requests.all },
  };
}

async function readMonth(db: BaseContext['db'], { wardId, on }: ReportScope): Promise<MonthFigures> {
  const { now, before } = comparedDays(on);
  const activityOf = ({ from, to }: DaySpan) => getActivity(db, wardId, from, to);
  const [activity, ofBefore] = await Promise.all([activityOf({ from: now.from, to: on }), activityOf(before)]);
  const soFar = now.to === on ? activity : await activityOf(now);
  return {
    activity,
    now: { ...now, activity: soFar },
    before: { ...before, activity: ofBefore },
  };
}
