import { formatNumber, formatPercent } from '../../shared/numbers';
import { capitalise } from '../../shared/vietnamese-text';
import { definePage } from '../../web/page';
import { callWords, type CallBrief } from '../door-calls/call-words';
import { newCallHref } from '../door-calls/list-place';
import type { AwayDoor, HourFigure, LearnedHours } from '../rounds/learned-hours';
import type { CandidateDoor } from '../rounds/plan-queries';

/** With fewer tries than this, what is shown is mostly what is to be expected anywhere. */
const LITTLE = 20;

interface HourCell {
  band: string;
  chance: string;
  /** '811 trong 1.030 lần có người mở cửa'. */
  behind: string;
  isLittle: boolean;
  isBest: boolean;
}

interface HoursModel {
  bands: string[];
  /** The ward first, then its groups. */
  rows: { name: string; doors: string; planHref: string; cells: HourCell[] }[];
  best: string;
  tries: string;
  canPlan: boolean;
}

export const hoursPage = definePage<HoursModel>('answer-hours/hours');

export function hoursModel({ bands, ward, groups }: LearnedHours, names: readonly { id: string; name: string }[], canPlan: boolean): HoursModel {
  const named = names.flatMap(({ id, name }) => {
    const group = groups.find(({ groupId }) => groupId === id);
    return group ? [{ ...group, name, planHref: `/rounds/new?group=${id}` }] : [];
  });
  const without = groups.filter(({ groupId }) => !names.some(({ id }) => id === groupId)).map((group) => ({ ...group, name: group.groupId === null ? 'Chưa rõ tổ' : 'Tổ đã thôi', planHref: '' }));
  const best = bestOf(ward);
  const doors = groups.reduce((sum, group) => sum + group.doors, 0);
  const tries = ward.reduce((sum, figure) => sum + figure.tries, 0);
  return {
    bands: bands.map(capitalise),
    rows: [{ name: 'Cả phường', doors, planHref: '', figures: ward }, ...named, ...without]
      .map(({ name, doors: count, planHref, figures }) => ({ name, planHref, doors: `${formatNumber(count)} cửa`, cells: cellsOf(bands, figures) })),
    best: best < 0 ? '' : `Cả phường hay gặp nhất ${bands[best]!}.`,
    tries: formatNumber(tries), canPlan,
  };
}

function cellsOf(bands: readonly string[], figures: readonly HourFigure[]): HourCell[] {
  const best = bestOf(figures);
  return figures.map(({ chance, answered, tries }, index) => ({
    band: capitalise(bands[index]!), chance: formatPercent(Math.round(chance * 100), 100).replace(',0', ''),
    behind: tries === 0 ? 'chưa đến lần nào' : `${formatNumber(answered)} trong ${formatNumber(tries)} lần`,
    isLittle: tries < LITTLE, isBest: index === best,
  }));
}

/** Where most is to be expected, among those with enough tries; -1 when there are none. */
function bestOf(figures: readonly HourFigure[]): number {
  const chances = figures.map(({ chance, tries }) => (tries < LITTLE ? -1 : chance));
  const most = Math.max(...chances, -1);
  return most < 0 ? -1 : chances.indexOf(most);
}

// ---------------------------------------------------------------- doors that were away too often

export const DOORS_A_PAGE = 50;

interface AwayModel {
  counts: { all: string; phone: string; card: string };
  tabs: { label: string; href: string; isCurrent: boolean }[];
  rows: {
    id: string; address: string; href: string; lane: string; why: string; todo: string; kind: 'ask' | 'try';
    /** What came of the latest call; '' when nobody rang. */
    call: string;
    /** '' where there is nobody to ring. */
    callHref: string;
    /** Where the door agreed to a visit: what else it asks for is written down there. */
    requestHref: string;
  }[];
  nextHref: string | null;
  previousHref: string | null;
}

export const awayPage = definePage<AwayModel>('answer-hours/away-doors');

export type AwayKind = '' | 'phone' | 'card';

/** The rows of one page: those after a door, in walking order. */
export function awayRows(away: readonly AwayDoor[], kind: AwayKind, afterId: string | null): AwayDoor[] {
  const { wanted, start } = placeIn(away, kind, afterId);
  return wanted.slice(start, start + DOORS_A_PAGE + 1);
}

function placeIn(away: readonly AwayDoor[], kind: AwayKind, afterId: string | null): { wanted: AwayDoor[]; start: number } {
  const wanted = away.filter(({ instead }) => kind === '' || instead === kind);
  return { wanted, start: afterId ? wanted.findIndex(({ doorId }) => doorId === afterId) + 1 : 0 };
}

const TABS = [['', 'Tất cả'], ['phone', 'Gọi điện'], ['card', 'Để lại giấy hẹn']] as const;

export function awayModel(away: readonly AwayDoor[], kind: AwayKind, afterId: string | null, doors: readonly CandidateDoor[], calls: ReadonlyMap<string, CallBrief>): AwayModel {
  const rows = awayRows(away, kind, afterId);
  const byId = new Map(doors.map((door) => [door.id, door]));
  const counts = { all: away.length, phone: away.filter(({ instead }) => instead === 'phone').length, card: away.filter(({ instead }) => instead === 'card').length };
  const hrefOf = (after: string) => {
    const query = new URLSearchParams({ ...(kind && { instead: kind }), ...(after && { after }) }).toString();
    return query ? `/away-doors?${query}` : '/away-doors';
  };
  const { wanted, start } = placeIn(away, kind, afterId);
  const shown = rows.slice(0, DOORS_A_PAGE);
  return {
    counts: { all: formatNumber(counts.all), phone: formatNumber(counts.phone), card: formatNumber(counts.card) },
    tabs: TABS.map(([value, label]) => ({ label: `${label} (${formatNumber(value === '' ? counts.all : counts[value])})`, href: value ? `/away-doors?instead=${value}` : '/away-doors', isCurrent: value === kind })),
    rows: shown.flatMap(({ doorId, why, instead }) => {
      const door = byId.get(doorId);
      const call = calls.get(doorId) ?? null;
      return door ? [{
        id: doorId, address: door.addressLine, href: `/households/${doorId}`, lane: door.laneLabel, why: capitalise(why.replace(/: [^:]*$/, '')),
        todo: instead === 'phone' ? 'Gọi điện hẹn giờ' : 'Để lại giấy hẹn', kind: instead === 'phone' ? 'ask' as const : 'try' as const,
        call: callWords(call), callHref: instead === 'phone' ? newCallHref(doorId, { instead: kind, after: afterId }) : '',
        requestHref: call?.outcome === 'agreed' ? `/households/${doorId}/requests/new` : '',
      }] : [];
    }),
    nextHref: rows.length > DOORS_A_PAGE ? hrefOf(shown.at(-1)!.doorId) : null,
    previousHref: start > 0 ? hrefOf(wanted[start - DOORS_A_PAGE - 1]?.doorId ?? '') : null,
  };
}
