import { shortGroupName } from '../../../shared/group-name';
import { formatNumber } from '../../../shared/numbers';
import { capitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import type { HourFigure, LearnedHours } from '../planner-thread/learned-hours';

/** With fewer tries than this, a share says little: the planner's expectation stands in its place. */
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
  return figures.map((figure, index) => ({
    band: capitalise(bands[index]!),
    share: shareText(figure),
    behind: behindText(figure),
    isBest: index === best,
  }));
}

/** '79 %': the share of tries at which a door opened; after too few, 'ước 75 %': what the planner expects. */
function shareText({ chance, answered, tries }: HourFigure): string {
  const percent = Math.round(100 * (tries < FEW_TRIES ? chance : answered / tries));
  return `${tries < FEW_TRIES ? 'ước ' : ''}${formatNumber(percent)} %`;
}

/** '811/1.030 lần' a door opened. */
const behindText = ({ answered, tries }: HourFigure): string =>
  tries === 0 ? 'chưa đến' : `${formatNumber(answered)}/${formatNumber(tries)} lần`;

/** The band with the highest share among those with enough tries; -1 if there is none. */
function bestOf(figures: readonly HourFigure[]): number {
  const shares = figures.map(({ answered, tries }) => (tries < FEW_TRIES ? -1 : answered / tries));
  const most = Math.max(...shares, -1);
  return most < 0 ? -1 : shares.indexOf(most);
}
