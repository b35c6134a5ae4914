import { formatDateTime, localDateOf, type LocalDate } from '../../../shared/dates';
import { cardsOf, optionsOf } from '../../../shared/labels';
import type { Cell, ListFile } from '../../../shared/list-file';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import type { Actor } from '../../../actor';
import { shownColumns, type ListRow } from './columns';
import { exportForm, FORMATS, USUAL_REASONS, type ExportForm } from './forms';
import { listHref, listQuery, type ListSpec } from './list-spec';
import { countText, factsOf, filterSentence } from './pages';
import { orderOf } from './orders';
import type { FilterPlaces } from './queries';

export type ExportModel = ReturnType<typeof exportModel>;
export const exportPage = (model: ExportModel) => viewOf('register/lists/export', model);

/** What every file with personal data says above its rows. */
export const PERSONAL_DATA =
  'Có dữ liệu cá nhân: chỉ dùng cho việc trên, không gửi qua mạng xã hội, dùng xong thì xóa.';

const FORMAT_HINTS: Record<keyof typeof FORMATS, string> = {
  xlsx: 'Nên chọn: mở đúng trên mọi máy, giữ số 0 ở đầu.',
  csv: 'Cho phần mềm khác. Mở bằng Excel có thể dồn vào một cột.',
};

/** The form for any list: why, and as which kind of file. @param query of a list that the form carries. */
export function exportFields(query: string, failed?: Failed) {
  const form = formView(exportForm, { query, format: 'xlsx' }, failed);
  return {
    form,
    reasons: optionsOf({ '': 'Chọn lý do', ...USUAL_REASONS }, typed(form.values, 'usualReason')),
    formats: cardsOf(FORMATS, typed(form.values, 'format') || 'xlsx', FORMAT_HINTS),
    formatError: form.errors.format ?? form.errors.query ?? '',
  };
}

export function exportModel(
  list: ListSpec,
  given: { title: string; count: number; places: FilterPlaces; viewId: string },
  failed?: Failed,
) {
  const { subject } = list;
  return {
    action: `/lists/${subject}/export`,
    backHref: listHref(list, given.viewId ? { view: given.viewId } : {}),
    viewId: given.viewId,
    context: `${given.title}: ${uncapitalise(countText(subject, given.count))}`,
    facts: factsOf(list, given.places),
    /** The selected columns with personal data; '' when there are none. */
    personal: shownColumns(list)
      .filter((column) => column.isPersonal)
      .map(({ label }) => uncapitalise(label))
      .join(', '),
    ...exportFields(listQuery(list).toString(), failed),
  };
}

/** The heading above the rows of a file: a printed sheet must say where it comes from and what it is for. */
export function fileOf(
  actor: Actor,
  list: ListSpec,
  given: { title: string; places: FilterPlaces; count: number; form: ExportForm; now: Date },
): ListFile {
  const { subject } = list;
  return {
    title: given.title,
    about: [
      actor.wardName,
      `Lọc: ${filterSentence(list, given.places)}. Thứ tự: ${orderOf(subject, list.sort).label}`,
      `${formatNumber(given.count)} ${subject === 'residents' ? 'người' : 'hộ'}, lúc ${formatDateTime(given.now)}. Người lấy: ${actor.displayName}`,
      `Lý do: ${given.form.reason}`,
      PERSONAL_DATA,
    ],
    columns: shownColumns(list).map(({ label, width, wraps = false, isNumber = false }) => ({
      label,
      width,
      wraps,
      isNumber,
    })),
    rowCount: given.count,
    madeAt: given.now,
  };
}

/** 'danh-sach-nguoi-2026-11-24.xlsx': without the name of the list, which may reveal whom it is about. */
export function fileNameOf({ subject }: ListSpec, format: keyof typeof FORMATS, now: Date): string {
  return `danh-sach-${subject === 'residents' ? 'nguoi' : 'ho'}-${localDateOf(now)}.${format}`;
}

/** The rows of a list, converted to cells. */
export async function* cellBatches(
  list: ListSpec,
  batches: AsyncIterable<ListRow[]>,
  today: LocalDate,
): AsyncGenerator<Cell[][]> {
  const shown = shownColumns(list);
  for await (const batch of batches) yield batch.map((row) => shown.map((column) => column.cell(row, today)));
}
