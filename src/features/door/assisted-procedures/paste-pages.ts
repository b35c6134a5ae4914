import { formatDate, type LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { PORTAL_STATUSES, portalStatusName } from '../../../shared/portal-status';
import { formView, type Failed, type Option } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pasteForm } from './forms';
import type { Decision, ValidatedLine, KnownFile, PastedLine } from './pasted-statuses';

export const pastePage = (failed: Failed | undefined, pasteKey: string, today: LocalDate) =>
  viewOf('door/assisted-procedures/paste', {
    form: formView(pasteForm(today), { asOf: formatDate(today) }, failed),
    pasteKey,
    statuses: PORTAL_STATUSES.map(({ code, name }) => `${code} ${name}`),
  });

interface Preview {
  pasteKey: string;
  text: string;
  asOf: LocalDate;
  decisionOf: (line: PastedLine) => Decision;
  causes: readonly { id: string; label: string }[];
  /** The officer tried to save. */
  isRefused: boolean;
}

/** The lines as they will be written, and what a person has to answer first. */
export function previewPage(validated: readonly ValidatedLine[], preview: Preview) {
  const count = (state: ValidatedLine['state']) => validated.filter((each) => each.state === state).length;
  const parts = [
    `${formatNumber(count('ready'))} dòng sẽ ghi`,
    count('open') > 0 && `${formatNumber(count('open'))} dòng cần bạn xem`,
    count('unchanged') > 0 && `${formatNumber(count('unchanged'))} dòng không đổi`,
    count('unknown') > 0 && `${formatNumber(count('unknown'))} mã không có trong sổ`,
    count('unsubmitted') > 0 && `${formatNumber(count('unsubmitted'))} hồ sơ chưa ghi là đã nộp`,
    count('skipped') > 0 && `${formatNumber(count('skipped'))} dòng bỏ qua`,
  ];
  const rows = validated.map((each) => rowOf(each, preview));
  return viewOf('door/assisted-procedures/paste-preview', {
    pasteKey: preview.pasteKey,
    text: preview.text,
    asOf: formatDate(preview.asOf),
    context: `${parts.filter(Boolean).join(', ')}. Chưa ghi gì vào sổ.`,
    // What needs a person comes first.
    rows: [
      ...rows.filter((_, index) => validated[index]!.state === 'open'),
      ...rows.filter((_, index) => validated[index]!.state !== 'open'),
    ],
    canSave: count('ready') + count('open') > 0,
    /** Lines that need a person; empty until the officer tried to save. */
    summary: preview.isRefused
      ? validated.flatMap(({ questions, line }) =>
          Object.entries(questions).map(([name, message]) => ({
            fieldId: `${name}-${line.number}`,
            message: `Dòng ${line.number}: ${message}`,
          })),
        )
      : [],
  });
}

function rowOf(validated: ValidatedLine, { decisionOf, causes }: Preview) {
  const { line, file, candidates, questions, state } = validated;
  const decision = decisionOf(line);
  const control = (name: string, label: string, error: string | undefined) => ({
    label,
    name: `${name}-${line.number}`,
    id: `${name}-${line.number}`,
    error: error ?? '',
  });
  // A control that was answered stays, so that the answer is sent again.
  const asks = (name: keyof ValidatedLine['questions'], answer: string) =>
    questions[name] !== undefined || answer !== '';
  const options = (choices: readonly (readonly [string, string])[], none: string, selected: string): Option[] => [
    { value: '', label: none, selected: selected === '' },
    ...choices.map(([value, label]) => ({ value, label, selected: value === selected })),
  ];
  return {
    number: line.number,
    raw: line.raw,
    person: file?.residentName ?? '',
    service: file ? `${file.serviceName} · ${file.fileCode}` : '',
    fileHref: file ? `/assisted-procedures/${file.id}` : '',
    change: changeText(validated),
    isWritten: state === 'ready',
    file:
      candidates.length > 0
        ? {
            ...control('file', 'Hồ sơ nào', questions.file),
            options: options(
              candidates.map((each) => [each.id, candidateWords(each)]),
              'Chưa chọn',
              decision.file,
            ),
          }
        : null,
    status: asks('status', line.status === null ? decision.status : '')
      ? {
          ...control('status', 'Trạng thái', questions.status),
          options: options(
            PORTAL_STATUSES.map(({ code, name }) => [String(code), `${code}. ${name}`]),
            'Chưa chọn',
            decision.status,
          ),
        }
      : null,
    on: asks('on', decision.on)
      ? { ...control('on', 'Ngày', questions.on), value: decision.on || line.dateText }
      : null,
    reason: asks('reason', decision.reason)
      ? { ...control('reason', 'Vì sao đi lùi', questions.reason), value: decision.reason }
      : null,
    cause: asks('cause', decision.cause)
      ? {
          ...control('cause', 'Vì sao bị trả lại', questions.cause),
          options: options(
            causes.map(({ id, label }) => [id, label]),
            'Chưa chọn',
            decision.cause,
          ),
        }
      : null,
    skip:
      state === 'open' || state === 'skipped'
        ? { name: `skip-${line.number}`, id: `skip-${line.number}`, checked: decision.isSkipped }
        : null,
  };
}

const candidateWords = ({ fileCode, residentName, serviceName }: KnownFile) =>
  `${fileCode}: ${residentName}, ${serviceName}`;

function changeText({ state, file, status, on, line }: ValidatedLine): string {
  switch (state) {
    case 'unknown':
      return 'Sổ không có mã này: không ghi.';
    case 'unsubmitted':
      return 'Sổ chưa ghi hồ sơ này là đã nộp: mở hồ sơ, ghi ngày nộp trước.';
    case 'skipped':
      return 'Bỏ qua dòng này.';
    case 'unchanged':
      return `Vẫn là “${portalStatusName(status!)}”: không ghi thêm.`;
    default: {
      const [latest] = file?.statuses ?? [];
      const from = latest ? `${portalStatusName(latest.code)} (${formatDate(latest.on)})` : 'chưa có trạng thái';
      return `${file ? `${from} → ` : ''}${status ? portalStatusName(status) : line.statusText || 'chưa rõ'}, ngày ${formatDate(on)}`;
    }
  }
}
