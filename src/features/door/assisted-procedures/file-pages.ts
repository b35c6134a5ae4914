import { birthOf, formatDate, type LocalDate } from '../../../shared/dates';
import { ASSIST_RESULTS, optionsOf } from '../../../shared/labels';
import { PORTAL_STATUSES, portalStatusName } from '../../../shared/portal-status';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { errorSummary, typed, type FieldErrors, type FormValues, type Option } from '../../../web/form';
import { definePage } from '../../../web/page';
import { expectedOn, fileFollowUp, isOverdue } from '../../casework/follow-ups/follow-up';
import { deadlineWords, kindTag, type Tag } from '../../casework/follow-ups/words';
import { calledName, messageOfStatus, type Message } from '../../casework/messages/messages';
import { serviceLabel } from '../../office/catalogue/labels';
import { workingCalendar } from '../../office/calendar/working-days';
import { addressedName, ageOf, doorTitle } from '../visits/people';
import { helpWords, missingCodeWords } from '../visits/visit-words';
import type { Submission } from './forms';
import type { AssistedProcedureFile } from './queries';

interface Field {
  name: string;
  id: string;
  value: string;
  error: string;
}

interface FileModel {
  title: string;
  context: string;
  backHref: string;
  waiting: { tag: Tag; deadline: string; isOverdue: boolean; todo: string } | null;
  isLate: boolean;
  facts: { label: string; value: string }[];
  residentHref: string;
  visitHref: string;
  referralHref: string;
  editHref: string;
  statuses: { name: string; on: string; note: string; recordedBy: string; isFinal: boolean }[];
  /** What can be sent to the resident; null if there is nothing to tell. */
  message: Message | null;
  summary: { fieldId: string; message: string }[];
  submission: { action: string; note: string; fileCode: Field; submittedOn: Field } | null;
  newStatus: {
    action: string;
    key: string;
    status: { name: string; id: string; options: { value: string; label: string; selected: boolean }[]; error: string };
    statusOn: Field;
    cause: { name: string; id: string; options: Option[]; error: string };
    backwardReason: Field;
    note: Field;
  } | null;
}

export const filePage = definePage<FileModel>('door/assisted-procedures/show');

/** The page of one assisted procedure: what it is, what it waits for, its statuses, and a form for its next change. */
export function fileModel(
  file: AssistedProcedureFile,
  form: { values: FormValues; errors: FieldErrors; statusKey: string; canManage: boolean },
  today: LocalDate,
): FileModel {
  const { values, errors } = form;
  const field = (name: string, fallback: string): Field => ({
    name,
    id: name,
    value: name in values ? typed(values, name) : fallback,
    error: errors[name] ?? '',
  });
  const isWorking = workingCalendar(file.calendar);
  const followUp = fileFollowUp({ ...file, kind: 'file' }, isWorking);
  const waiting = followUp && followUp.from <= today ? followUp : null;
  const expected = expectedOn(file, isWorking);
  const isOpen = file.result === 'prepared' || file.result === 'blocked';
  return {
    title: serviceLabel({ name: file.serviceName, code: file.serviceCode }),
    context: [
      file.residentName,
      uncapitalise(doorTitle(file.addressLine)),
      `đội giúp ngày ${formatDate(file.visitedOn)}`,
    ].join(' · '),
    backHref: '/waiting',
    waiting: waiting && {
      tag: kindTag(waiting.kind),
      deadline: deadlineWords(waiting, today),
      isOverdue: isOverdue(waiting, today),
      todo: waiting.todo,
    },
    isLate: file.isLate,
    facts: [
      { label: 'Mã hồ sơ', value: file.fileCode ?? 'chưa có' },
      { label: 'Kết quả', value: ASSIST_RESULTS[file.result] },
      { label: 'Ngày nộp', value: file.submittedOn ? formatDate(file.submittedOn) : '' },
      { label: 'Hẹn trả kết quả', value: expected ? `${formatDate(expected)} (${file.legalDays} ngày làm việc)` : '' },
      { label: 'Mức giúp', value: helpWords(file) },
      { label: 'Vì sao làm thay', value: file.doneForReason },
      { label: 'Điều vướng', value: file.barrierLabel ?? '' },
      { label: 'Ghi chú', value: file.note },
      { label: 'Người ghi', value: file.loggedBy },
    ].filter(({ value }) => value !== ''),
    residentHref: `/residents/${file.residentId}`,
    visitHref: `/visits/${file.visitId}`,
    referralHref: `/residents/${file.residentId}/referrals/new?visit=${file.visitId}`,
    editHref: `/visits/${file.visitId}/edit`,
    statuses: file.statuses.map(({ code, on, note, recordedBy, cause, backwardReason }) => ({
      name: portalStatusName(code),
      on: formatDate(on),
      note: [cause, note, backwardReason && `đi lùi: ${backwardReason}`].filter(Boolean).join(' · '),
      recordedBy,
      isFinal: PORTAL_STATUSES.some((status) => status.code === code && status.isFinal),
    })),
    message: messageOfStatus(file.statuses[0]?.code, {
      ward: file.ward,
      who: calledName({ fullName: file.residentName, gender: file.gender, birth: birthOf(file) }, today),
      service: { name: file.serviceName, groupKey: file.serviceGroup },
    }),
    summary: errorSummary(errors),
    submission:
      form.canManage && isOpen
        ? {
            action: `/assisted-procedures/${file.id}/submission`,
            note:
              file.helpLevel === 'explained'
                ? 'Đội chỉ giải thích nên sổ ghi lần nộp này là “chưa rõ ai bấm máy”.'
                : '',
            fileCode: field('fileCode', file.fileCode ?? ''),
            submittedOn: field('submittedOn', formatDate(today)),
          }
        : null,
    newStatus:
      form.canManage && file.result === 'submitted'
        ? {
            action: `/assisted-procedures/${file.id}/statuses`,
            key: form.statusKey,
            status: {
              name: 'status',
              id: 'status',
              error: errors.status ?? '',
              options: [
                { value: '', label: 'Chọn như ghi trên Cổng', selected: false },
                ...PORTAL_STATUSES.map(({ code, name }) => ({
                  value: String(code),
                  label: `${code}. ${name}`,
                  selected: typed(values, 'status') === String(code),
                })),
              ],
            },
            statusOn: field('statusOn', formatDate(today)),
            cause: {
              name: 'cause',
              id: 'cause',
              error: errors.cause ?? '',
              options: causeOptions(file.causes, typed(values, 'cause')),
            },
            backwardReason: field('backwardReason', ''),
            note: field('statusNote', ''),
          }
        : null,
  };
}

/** The choices of why a file was sent back. */
const causeOptions = (causes: readonly { id: string; label: string }[], selected: string): Option[] => [
  { value: '', label: 'Không bị trả lại', selected: selected === '' },
  ...optionsOf(Object.fromEntries(causes.map(({ id, label }) => [id, label])), selected),
];

/** What to check after a file was recorded as submitted: a code that looks odd, or that no code is known yet. */
export function submissionWarnings(file: AssistedProcedureFile, { fileCode, submittedOn }: Submission): string[] {
  if (fileCode) return fileCode.warning ? [`${fileCode.value}: ${fileCode.warning}`] : [];
  if (file.fileCode) return [];
  return [missingCodeWords(file.serviceName, addressedName(file.residentName, file.gender, ageOf(file, submittedOn)))];
}

/** What differs when the submission was recorded before; null when it was recorded with the same code. */
export function otherSubmission(saved: AssistedProcedureFile, { fileCode }: Submission): string | null {
  const myCode = fileCode?.value ?? null;
  if (saved.result === 'submitted' && (myCode === null || saved.fileCode === myCode)) return null;
  return `Hồ sơ này đã có người ghi trước${saved.fileCode ? `, mã ${saved.fileCode}` : ''}.${myCode ? ` Mã ${myCode} của bạn chưa lưu: nếu đúng hơn, sửa ở lượt thăm.` : ''}`;
}
