import { shortGroupName } from '../../../shared/group-name';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { capitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import type { HourFigure, LearnedHours } from '../planner-thread/learned-hours';

/** With fewer tries than this, the figures are mostly the general expectation. */
const FEW_TRIES = 20;

export function hoursPage(
  { bands, ward, groups }: LearnedHours,
  names: readonly { id: string; name: string }[],
  canPlan: boolean,
) {
  const named = names.flatMap(({ id, name }) => {
    const group = groups.find(({ groupId }) => groupId === id);
    return group ? [{ ...group, name: shortGroupName(name), planHref: `/rounds/new?group=${id}` }] : [];
  });
  const without = groups
    .filter(({ groupId }) => !names.some(({ id }) => id === groupId))
    .map((group) => ({ ...group, name: group.groupId === null ? 'Chưa rõ tổ' : 'Tổ đã thôi', planHref: '' }));
  const best = bestOf(ward);
  const doors = groups.reduce((sum, group) => sum + group.doors, 0);
  const tries = ward.reduce((sum, figure) => sum + figure.tries, 0);
  return viewOf('rounds/answer-hours/hours', {
    bands: bands.map(capitalise),
    rows: [{ name: 'Cả phường', doors, planHref: '', figures: ward }, ...named, ...without].map(
      ({ name, doors: count, planHref, figures }) => ({
        name,
        planHref,
        doors: `${formatNumber(count)} cửa`,
        cells: cellsOf(bands, figures),
      }),
    ),
    best: best < 0 ? '' : `Cả phường hay gặp nhất ${bands[best]!}.`,
    tries: formatNumber(tries),
    isEmpty: doors === 0,
    canPlan,
  });
}

function cellsOf(bands: readonly string[], figures: readonly HourFigure[]) {
  const best = bestOf(figures);
  return figures.map(({ chance, answered, tries }, index) => ({
    band: capitalise(bands[index]!),
    chance: formatPercent(Math.round(chance * 100), 100).replace(',0', ''),
    behind: behindText(answered, tries),
    isBest: index === best,
  }));
}

/** '811/1.030 lần' a door opened; in brackets after too few tries: '(3/5 lần)'. */
function behindText(answered: number, tries: number): string {
  if (tries === 0) return 'chưa đến';
  const words = `${formatNumber(answered)}/${formatNumber(tries)} lần`;
  return tries < FEW_TRIES ? `(${words})` : words;
}

/** The band with the highest chance among those with enough tries; -1 if there is none. */
function bestOf(figures: readonly HourFigure[]): number {
  const chances = figures.map(({ chance, tries }) => (tries < FEW_TRIES ? -1 : chance));
  const most = Math.max(...chances, -1);
  return most < 0 ? -1 : chances.indexOf(most);
}
