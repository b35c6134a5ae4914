import type { LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import type { Conflict } from '../../../web/errors';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { conflictOf, sentFields } from '../audit/conflict';
import type { LastChange } from '../audit/last-change';
import { barrierForm, editBarrierForm, type EditedBarrier } from './forms';
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

/** The page for two administrators who edit one barrier at the same time. */
export function barrierConflict(
  barrier: Omit<BarrierRecord, 'uses'>,
  form: EditedBarrier,
  last: LastChange | null,
): Conflict {
  const rows = (given: { label: string; position: number }) => [
    { label: 'Tên', value: given.label },
    { label: 'Thứ tự', value: String(given.position) },
  ];
  return conflictOf({
    what: 'Rào cản này vừa được người khác sửa.',
    yours: rows(form),
    theirs: rows(barrier),
    last,
    action: `/barriers/${barrier.id}/edit`,
    version: barrier.version,
    fields: sentFields({ label: form.label, position: String(form.position) }),
  });
}
