import { z } from 'zod';
import { formatDateTime } from '../../../shared/dates';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import type { ErasedPerson } from './queries';

export const erasureForm = z.object({
  confirmed: z.literal('yes', { error: 'Đánh dấu là đã hiểu: xóa rồi không lấy lại được.' }),
});

export const erasurePage = (
  { id, fullName, addressLine, erasedAt }: ErasedPerson,
  blockers: readonly string[],
  failed?: Failed,
) =>
  viewOf('privacy/erasure/show', {
    form: formView(erasureForm, {}, failed),
    title: `Xóa dữ liệu: ${fullName}`,
    context: addressLine ?? 'Không còn ở hộ nào của phường',
    backHref: `/residents/${id}`,
    action: `/residents/${id}/erasure`,
    fileHref: `/residents/${id}/data-file`,
    erased: erasedAt ? `Đã xóa lúc ${formatDateTime(erasedAt)}.` : '',
    blockers: erasedAt ? [] : blockers,
    canErase: !erasedAt && blockers.length === 0,
  });
