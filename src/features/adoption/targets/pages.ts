import { v7 as uuidv7 } from 'uuid';
import { formatNumber } from '../../../shared/numbers';
import type { Conflict } from '../../../web/errors';
import { errorSummary, typed, type Failed, type FormValues } from '../../../web/form';
import { definePage } from '../../../web/page';
import { conflictOf, sentFields } from '../../office/audit/conflict';
import type { LastChange } from '../../office/audit/last-change';
import { targetTitle } from '../../office/wards/pages';
import { TARGETED } from '../indicators/targets';
import type { EditedTarget } from './queries';

export const targetPage = definePage<ReturnType<typeof newTargetModel | typeof targetModel>>('adoption/targets/form');

/** The form of a new target, or the typed values with their errors. */
export function newTargetModel(groups: readonly { id: string; name: string }[], failed?: Failed) {
  const values = failed?.values ?? { id: uuidv7() };
  const errors = failed?.errors ?? {};
  const options = (name: string, pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([value, label]) => ({ value, label, selected: value === typed(values, name) }));
  return {
    title: 'Đặt mục tiêu',
    indicator: '',
    action: '/ward/targets',
    values: targetValues(values),
    version: '',
    choices: {
      id: typed(values, 'id'),
      indicators: options('indicator', Object.entries(TARGETED)),
      groups: options('residentialGroupId', [['', 'Cả phường'], ...groups.map(({ id, name }) => [id, name] as const)]),
    },
    removalAction: '',
    errors,
    summary: errorSummary(errors),
  };
}

const targetValues = (values: FormValues) => ({
  period: typed(values, 'period'),
  value: typed(values, 'value'),
  legalBasis: typed(values, 'legalBasis'),
  note: typed(values, 'note'),
});

/** A target as stored, or the typed values with their errors. */
export function targetModel(target: EditedTarget, failed?: Failed) {
  const values = failed?.values ?? {
    period: target.period,
    value: formatNumber(target.value),
    legalBasis: target.legalBasis,
    note: target.note,
    version: String(target.version),
  };
  const errors = failed?.errors ?? {};
  return {
    title: 'Sửa mục tiêu',
    indicator: targetTitle(target),
    action: `/ward/targets/${target.id}/edit`,
    values: targetValues(values),
    version: typed(values, 'version'),
    choices: null,
    removalAction: `/ward/targets/${target.id}/removal`,
    errors,
    summary: errorSummary(errors),
  };
}

/** The page for two administrators who changed the targets or the settings: both versions of this target. */
export function targetConflict(target: EditedTarget, values: FormValues, last: LastChange | null): Conflict {
  const mine = targetModel(target, { values, errors: {} }).values;
  const rows = ({ period, value, legalBasis, note }: typeof mine) => [
    { label: 'Kỳ', value: period },
    { label: 'Mức (%)', value },
    { label: 'Căn cứ', value: legalBasis },
    { label: 'Ghi chú', value: note },
  ];
  return conflictOf({
    what: `Mục tiêu: ${targetTitle(target)}`,
    yours: rows(mine),
    theirs: rows(targetModel(target).values),
    last,
    action: `/ward/targets/${target.id}/edit`,
    version: target.version,
    fields: sentFields(mine),
  });
}
