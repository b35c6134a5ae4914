import type { LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { barrierForm, editBarrierForm } from './forms';
import { retiredText } from './pages';
import type { BarrierRecord } from './queries';

/** The barriers, each with its number of uses. */
export function barrierListPage(barriers: BarrierRecord[], canManage: boolean, today: LocalDate, failed?: Failed) {
  return viewOf('office/catalogue/barriers', {
    form: formView(barrierForm, {}, failed),
    canManage,
    barriers: barriers.map((barrier) => ({
      label: barrier.label,
      uses: formatNumber(barrier.uses),
      retired: retiredText({ isRetired: false, retiredOn: barrier.retiredOn }, today),
      editHref: `/barriers/${barrier.id}/edit`,
      retireAction: barrier.retiredOn ? null : `/barriers/${barrier.id}/retirement`,
    })),
  });
}

/** The form of one barrier. */
export function barrierFormPage(barrier: Omit<BarrierRecord, 'uses'>, failed?: Failed) {
  const { label, position, version } = barrier;
  const form = formView(editBarrierForm, { label, position: String(position), version: String(version) }, failed);
  return viewOf('office/catalogue/barrier', { form, action: `/barriers/${barrier.id}/edit` });
}
