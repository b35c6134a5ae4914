import type { BaseContext } from '../../context';
import { addDays, addMonths, type LocalDate } from '../../shared/dates';
import { countRequests } from '../requests/queries';
import { usersAtEnds, weekEnds, type Share } from './adoption';
import { renderTrend } from './trend-chart';
import {
  getActivity, getTotals, getWardVersion, readAdoption, type GroupRow, type MonthRow, type ReportScope, type ServiceRow,
} from './queries';

export interface TrendPoint extends Share {
  /** Last day of the week, or today in the running one. */
  until: LocalDate;
}

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
  trend: TrendPoint[];
  trendImage: string;
  month: { from: LocalDate; activity: MonthRow; before: MonthRow };
  /** Requests for help of all time, and those of households that had refused before; none above COUNT_LIMIT + 1. */
  requests: { afterRefusal: number; all: number };
}

const WEEKS = 26;

/**
 * The chairman's figures, computed at most once for each state of the ward's book: every change appends to the
 * ward's audit chain, so figures stay right until its number of changes moves or the day does. People who ask at
 * the same moment wait for one computation.
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
  const monthStart = `${scope.on.slice(0, 7)}-01`;
  const [{ groups, services, uses, doneForOnly }, totals, activity, before, requests] = await Promise.all([
    readAdoption(db, scope, ends[0]!),
    getTotals(db, scope),
    getActivity(db, scope.wardId, monthStart, scope.on),
    getActivity(db, scope.wardId, addMonths(monthStart, -1), addDays(monthStart, -1)),
    countRequests(db, scope.wardId, scope.on),
  ]);
  const sum = (pick: (row: GroupRow) => number) => groups.reduce((total, row) => total + pick(row), 0);
  const adults = sum((row) => row.adults);
  const counts = usersAtEnds(uses, ends);
  const trend = ends.map((until, index) => ({ until, numerator: counts[index]!, denominator: adults }));
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
    trendImage: await renderTrend(trend),
    month: { from: monthStart, activity, before },
    requests: { afterRefusal: requests['after-refusal'], all: requests.all },
  };
}
