import type { Actor } from '../../../actor';
import { formatDateTime } from '../../../shared/dates';
import type { ListFile } from '../../../shared/list-file';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import type { Failed } from '../../../web/form';
import type { PageList } from '../../../web/page-list';
import { exportFields, PERSONAL_DATA, type ExportModel } from '../../register/lists/export-pages';
import type { ListPage } from './whole-list';

/** The form that exports the list of a page: every page of it, with the filter of its address. */
export function listFileModel({ list, href }: ListPage, failed?: Failed): ExportModel {
  return {
    action: listFileHref(href),
    backHref: href,
    viewId: '',
    context: `${list.title}: mọi trang, với điều kiện lọc đang chọn`,
    facts: [
      { label: 'Danh sách', value: list.title },
      { label: 'Cột', value: list.columns.join(', ') },
    ],
    personal: list.columns.map(uncapitalise).join(', '),
    ...exportFields('', failed),
  };
}

const listFileHref = (page: string) => `/list-files?${new URLSearchParams({ page }).toString()}`;

/** In characters. */
const WIDEST = 44;

export function listFileOf(
  actor: Actor,
  { list, about, rows }: { list: PageList; about: string; rows: readonly (readonly (string | number)[])[] },
  { reason, now }: { reason: string; now: Date },
): ListFile {
  return {
    title: list.title,
    about: [
      actor.wardName,
      [about, `${formatNumber(rows.length)} dòng`].filter(Boolean).join(': '),
      `Lúc ${formatDateTime(now)}. Người lấy: ${actor.displayName}`,
      `Lý do: ${reason}`,
      ...(list.isPersonal ? [PERSONAL_DATA] : []),
    ],
    columns: list.columns.map((label, index) => {
      const longest = rows.reduce((most, row) => Math.max(most, String(row[index]).length), label.length);
      return {
        label,
        width: Math.min(longest, WIDEST) + 2,
        wraps: longest > WIDEST,
        isNumber: rows.length > 0 && rows.every((row) => typeof row[index] === 'number'),
      };
    }),
    rowCount: rows.length,
    madeAt: now,
  };
}
