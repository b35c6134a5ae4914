import type { Actor } from '../../../actor';
import { formatDateTime } from '../../../shared/dates';
import { cardsOf, optionsOf } from '../../../shared/labels';
import type { ListFile } from '../../../shared/list-file';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { listFileHref, type FoundList } from '../../../web/list-source';
import { viewOf } from '../../../web/page';
import { FORMATS, listFileForm, USUAL_REASONS } from './forms';

const FORMAT_HINTS: Record<keyof typeof FORMATS, string> = {
  xlsx: 'Nên chọn: mở đúng trên mọi máy, giữ số 0 ở đầu.',
  csv: 'Cho phần mềm khác. Mở bằng Excel có thể dồn vào một cột.',
};

/** The form that takes a list along: why, and as which kind of file. @param href of the page of the list. */
export function listFilePage({ title, about, columns, personal }: FoundList, href: string, failed?: Failed) {
  const form = formView(listFileForm, { format: 'xlsx' }, failed);
  return viewOf('desk/list-files/new', {
    action: listFileHref(href),
    backHref: href,
    context: `${title}: mọi trang, với điều kiện lọc đang chọn`,
    facts: [
      { label: 'Danh sách', value: title },
      ...(about.length > 0 ? [{ label: 'Dòng', value: about.join('. ') }] : []),
      { label: 'Cột', value: columns.join(', ') },
    ],
    personal: personal.map(uncapitalise).join(', '),
    form,
    reasons: optionsOf({ '': 'Chọn lý do', ...USUAL_REASONS }, typed(form.values, 'usualReason')),
    formats: cardsOf(FORMATS, typed(form.values, 'format') || 'xlsx', FORMAT_HINTS),
    formatError: form.errors.format ?? '',
  });
}

/** What stands above the rows: a printed sheet must say where it comes from and what it is for. */
export const listFileOf = (
  actor: Actor,
  { title, about, columns, personal }: FoundList,
  { rowCount, reason, now }: { rowCount: number; reason: string; now: Date },
): ListFile => ({
  title,
  about: [
    actor.wardName,
    ...about,
    `${formatNumber(rowCount)} dòng, lúc ${formatDateTime(now)}. Người lấy: ${actor.displayName}`,
    `Lý do: ${reason}`,
    ...(personal.length > 0
      ? ['Có dữ liệu cá nhân: chỉ dùng cho việc trên, không gửi qua mạng xã hội, dùng xong thì xóa.']
      : []),
  ],
  columns,
  rowCount,
  madeAt: now,
});
