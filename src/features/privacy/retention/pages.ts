import { formatDateTime } from '../../../shared/dates';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { LAST_CHECK_DAYS } from '../../casework/portal-use/waves';
import { retentionForm } from './forms';
import type { getRetention } from './queries';
import { retentionCountsText, dueSentences, PERIOD_NAMES, PERIODS, type RetentionDue } from './rules';

export function retentionPage(
  { retention, runs }: Awaited<ReturnType<typeof getRetention>>,
  { due, canChoose }: { due: RetentionDue; canChoose: boolean },
  failed?: Failed,
) {
  const stored = Object.fromEntries(PERIOD_NAMES.map((name) => [name, String(retention[name] ?? '')]));
  const form = formView(retentionForm, stored, failed);
  return viewOf('privacy/retention/index', {
    form,
    fields: PERIOD_NAMES.map((name) => ({
      name,
      label: PERIODS[name].label,
      hint: `${PERIODS[name].hint} Để trống thì không tự ${name === 'warnedDays' ? 'báo' : 'dọn'}.`,
      value: typed(form.values, name),
    })),
    // What would go if the run came now.
    due: retentionCountsText(due.counts),
    dueNames: canChoose ? dueSentences(due) : [],
    // The shortest choice keeps a name longer than the last question about a lesson comes.
    lasting: `Hỏi lại sau khi dạy kéo dài đến ${LAST_CHECK_DAYS} ngày: không số nào chọn được ở đây làm mất một lần hỏi hay câu trả lời.`,
    runs: runs.map(({ ranAt, counts }) => ({
      when: formatDateTime(new Date(ranAt)),
      what: retentionCountsText(counts),
    })),
    canChoose,
  });
}
