import { formatDateTime } from '../../../shared/dates';
import { errorSummary, type FieldErrors } from '../../../web/form';
import { definePage } from '../../../web/page';
import type { ErasedPerson } from './queries';

export const erasurePage = definePage<ReturnType<typeof erasureModel>>('privacy/erasure/show');

export function erasureModel(
  { id, fullName, addressLine, erasedAt }: ErasedPerson,
  blockers: readonly string[],
  errors: FieldErrors = {},
) {
  return {
    title: `Xóa dữ liệu: ${fullName}`,
    context: addressLine ?? 'Không còn ở hộ nào của phường',
    backHref: `/residents/${id}`,
    action: `/residents/${id}/erasure`,
    fileHref: `/residents/${id}/data-file`,
    erased: erasedAt ? `Đã xóa lúc ${formatDateTime(erasedAt)}.` : '',
    blockers: erasedAt ? [] : blockers,
    canErase: !erasedAt && blockers.length === 0,
    errors,
    summary: errorSummary(errors),
  };
}
