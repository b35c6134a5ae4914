import { formatDateTime } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { definePage } from '../../../web/page';
import type { Blocker } from './writing/blocker-queries';
import type { ImportRun } from './runs/queries';

export const revertPage = definePage<ReturnType<typeof revertModel>>('register/imports/revert');

/** Maximum number of blockers shown. */
const MAX_SHOWN = 60;

export function revertModel(
  run: ImportRun,
  blockers: readonly Blocker[],
  typed: { reason: string; error: string } = { reason: '', error: '' },
) {
  return {
    id: run.id,
    fileName: run.fileName,
    context: `${run.finishedByName ?? ''} ghi vào sổ lúc ${run.finishedAt ? formatDateTime(run.finishedAt) : ''}`,
    consequences: consequencesOf(run),
    blockers: blockers.slice(0, MAX_SHOWN).map(({ name, href, what }) => ({ name, href, what })),
    more: blockers.length > MAX_SHOWN ? `và ${formatNumber(blockers.length - MAX_SHOWN)} chỗ khác` : '',
    reason: typed.reason,
    reasonError: typed.error,
    errors: typed.error ? [{ fieldId: 'reason', message: typed.error }] : [],
  };
}

/** The confirmation before an import is reverted. */
export function revertQuestion(run: ImportRun) {
  return {
    title: `Hoàn tác lần nhập ${run.fileName}?`,
    sentences: consequencesOf(run),
    changes: [],
    action: `/imports/${run.id}/reversion`,
    confirmLabel: 'Đúng, hoàn tác',
  };
}

/** The consequences of taking the import back, one sentence each. */
function consequencesOf({ counts }: ImportRun): string[] {
  const { added = 0, changed = 0 } = counts?.outcomes ?? {};
  return [
    ...(added > 0
      ? [`${formatNumber(added)} người mà lần nhập này thêm sẽ không còn trong sổ, cùng những hộ và tổ dân phố nó lập.`]
      : []),
    ...(changed > 0 ? [`${formatNumber(changed)} người mà lần nhập này sửa sẽ trở lại như trước.`] : []),
    'Danh sách dòng và kết quả của lần nhập vẫn xem được.',
  ];
}
