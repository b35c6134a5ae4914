import { v7 as uuidv7 } from 'uuid';
import { optionsOf } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { targetTitle } from '../../office/wards/pages';
import { TARGETED } from '../indicators/targets';
import { newTargetForm, targetForm } from './forms';
import type { EditedTarget } from './queries';

/** The form of a new target, or the typed values with their errors. */
export function newTargetPage(groups: readonly { id: string; name: string }[], failed?: Failed) {
  const form = formView(newTargetForm, { id: uuidv7() }, failed);
  return viewOf('adoption/targets/form', {
    form,
    title: 'Đặt mục tiêu',
    indicator: '',
    action: '/ward/targets',
    choices: {
      indicators: optionsOf(TARGETED, typed(form.values, 'indicator')),
      groups: optionsOf(
        { '': 'Cả phường', ...Object.fromEntries(groups.map(({ id, name }) => [id, name])) },
        typed(form.values, 'residentialGroupId'),
      ),
    },
    removalAction: '',
  });
}

const storedValues = ({ period, value, legalBasis, note }: EditedTarget) => ({
  period,
  value: formatNumber(value),
  legalBasis,
  note,
});

/** A target as stored, or the typed values with their errors. */
export const editTargetPage = (target: EditedTarget, failed?: Failed) =>
  viewOf('adoption/targets/form', {
    form: formView(targetForm, { ...storedValues(target), version: String(target.version) }, failed),
    title: 'Sửa mục tiêu',
    indicator: targetTitle(target),
    action: `/ward/targets/${target.id}/edit`,
    choices: null,
    removalAction: `/ward/targets/${target.id}/removal`,
  });
