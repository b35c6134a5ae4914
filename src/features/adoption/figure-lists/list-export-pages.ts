import type { Actor } from '../../../actor';
import { formatDateTime, isRealDate, parseDateText } from '../../../shared/dates';
import type { Cell, ListFile } from '../../../shared/list-file';
import { uncapitalise } from '../../../shared/vietnamese-text';
import type { Failed } from '../../../web/form';
import { exportFields, PERSONAL_DATA, type ExportModel } from '../../register/lists/export-pages';
import type { FigureList, WholeList } from './list-pages';

// A list behind a figure as a file: the columns of the page, and all rows.

export function listExportModel({ path }: FigureList, whole: WholeList, failed?: Failed): ExportModel {
  return {
    action: `${path}/export`,
    backHref: whole.href,
    viewId: '',
    context: `${whole.title}: ${whole.context}`,
    facts: [
      { label: 'Danh sách', value: whole.title },
      { label: 'Dòng', value: whole.context },
      { label: 'Cột', value: whole.columns.join(', ') },
    ],
    personal: whole.columns.map(uncapitalise).join(', '),
    ...exportFields(whole.exportHref.split('?')[1] ?? '', failed),
  };
}

/** In characters: columns that hold sentences are wide and wrap. */
const WIDE = new Set(['Địa chỉ', 'Dịch vụ', 'Vì sao', 'Kết quả', 'Hỏi lại']);
const NARROW = 16;

export function listFileOf(actor: Actor, whole: WholeList, { reason, now }: { reason: string; now: Date }): ListFile {
  return {
    title: whole.title,
    about: [
      actor.wardName,
      whole.context,
      `Lúc ${formatDateTime(now)}. Người lấy: ${actor.displayName}`,
      `Lý do: ${reason}`,
      PERSONAL_DATA,
    ],
    columns: whole.columns.map((label) => ({
      label,
      width: WIDE.has(label) ? 40 : NARROW + (label === 'Họ tên' || label === 'Chủ hộ' ? 10 : 0),
      wraps: WIDE.has(label),
      isNumber: false,
    })),
    rowCount: whole.total,
    madeAt: now,
  };
}

/** Numbers stay numbers, and what is a whole day on the page is a date in the file. */
export async function* listCells(
  batches: WholeList['batches'] | Iterable<readonly (readonly (string | number)[])[]>,
): AsyncGenerator<Cell[][]> {
  for await (const batch of batches) yield batch.map((row) => row.map(cellOf));
}

function cellOf(cell: string | number): Cell {
  if (typeof cell === 'number') return { kind: 'number', value: cell };
  const day = /^\d\d\/\d\d\/\d{4}$/.test(cell) ? parseDateText(cell) : null;
  return day && isRealDate(day) ? { kind: 'date', value: day } : { kind: 'text', value: cell };
}
