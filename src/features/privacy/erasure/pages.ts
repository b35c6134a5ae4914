import { formatDateTime } from '../../../shared/dates';
import { errorSummary, type FieldErrors, type Summary } from '../../../web/form';
import { definePage } from '../../../web/page';
import type { ErasedPerson } from './queries';

interface ErasureModel {
  title: string;
  context: string;
  backHref: string;
  action: string;
  fileHref: string;
  /** '' while the data are there. */
  erased: string;
  blockers: readonly string[];
  canErase: boolean;
  errors: FieldErrors;
  summary: Summary[];
}

export const erasurePage = definePage<ErasureModel>('privacy/erasure/show');

export function erasureModel(
  { id, fullName, addressLine, erasedAt }: ErasedPerson,
  blockers: readonly string[],
  errors: FieldErrors = {},
): ErasureModel {
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
