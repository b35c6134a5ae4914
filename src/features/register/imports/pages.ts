import type { ImportStatus } from '../../../generated/prisma/enums';
import { formatDateTime } from '../../../shared/dates';
import { NEEDS } from '../../../shared/needs';
import { formatNumber } from '../../../shared/numbers';
import { typed, type FieldErrors, type FormValues } from '../../../web/form';
import { definePage } from '../../../web/page';
import { MAX_FILE_BYTES, MAX_LIST_ROWS } from './reading/check-file';
import { DECLARABLE } from './reading/list-facts';
import type { ImportRun } from './runs/queries';

const STATUSES: Record<ImportStatus, { text: string; kind: 'ok' | 'ask' | 'need' | 'try' | 'plain' }> = {
  waiting: { text: 'Chờ đến lượt', kind: 'ask' },
  reading: { text: 'Đang đọc', kind: 'ask' },
  previewed: { text: 'Chờ xác nhận', kind: 'try' },
  confirming: { text: 'Đang ghi vào sổ', kind: 'ask' },
  confirmed: { text: 'Đã ghi vào sổ', kind: 'ok' },
  reverting: { text: 'Đang hoàn tác', kind: 'ask' },
  reverted: { text: 'Đã hoàn tác', kind: 'plain' },
  cancelled: { text: 'Đã dừng', kind: 'plain' },
  failed: { text: 'Không đọc được', kind: 'need' },
  discarded: { text: 'Đã bỏ', kind: 'plain' },
};

/** The status of an import in words; a list that waits for an answer waits for nobody else. */
export function statusOf({ status, options }: Pick<ImportRun, 'status' | 'options'>) {
  return status === 'waiting' && options?.question
    ? ({ text: 'Chờ bạn chọn cột', kind: 'try' } as const)
    : STATUSES[status];
}

export const importListPage = definePage<ReturnType<typeof importListModel>>('register/imports/index');

export function importListModel(runs: readonly ImportRun[]) {
  return {
    runs: runs.map((run) => ({
      href: `/imports/${run.id}`,
      fileName: run.fileName,
      when: formatDateTime(run.createdAt),
      by: run.createdByName,
      status: statusOf(run),
      result: resultOf(run),
    })),
  };
}

function resultOf({ status, failure, counts, revertedReason }: ImportRun): string {
  if (status === 'failed') return failure ?? '';
  if (status === 'reverted') return revertedReason;
  if (!counts || status === 'discarded') return '';
  if (counts.outcomes)
    return `${formatNumber(counts.outcomes.added)} người thêm, ${formatNumber(counts.outcomes.changed)} người sửa${
      counts.incomplete > 0 ? `, ${formatNumber(counts.incomplete)} người cần bổ sung` : ''
    }`;
  return `${formatNumber(counts.new)} mới, ${formatNumber(counts.changed)} thay đổi, ${formatNumber(counts.doubtful)} nghi trùng, ${formatNumber(counts.wrong)} sai`;
}

export const uploadPage = definePage<ReturnType<typeof uploadModel>>('register/imports/new');

/** The upload form with the submitted values. A browser does not keep a chosen file, so it must be chosen again. */
export function uploadModel(values: FormValues = {}, errors: FieldErrors = {}) {
  const chosen = [values.facts].flat();
  const { list = '', facts = '', factBasis = '', factFrom = '' } = errors;
  const fieldErrors = { list, facts, factBasis, factFrom };
  return {
    // An error of one of the facts leads to all of them.
    errors: Object.entries(errors).map(([name, message]) => {
      const [field = ''] = name.split('[');
      return { fieldId: field in fieldErrors ? field : '', message };
    }),
    fieldErrors,
    fileHint: `Excel (.xlsx) hoặc CSV, nhiều nhất ${MAX_FILE_BYTES / 1_048_576} MB và ${formatNumber(MAX_LIST_ROWS)} dòng.`,
    isFirstHead: typed(values, 'isFirstHead') !== '',
    facts: DECLARABLE.map((kind) => ({ value: kind, label: NEEDS[kind], hint: '', checked: chosen.includes(kind) })),
    factBasis: typed(values, 'factBasis'),
    factFrom: typed(values, 'factFrom'),
  };
}
