import { randomUUID } from 'node:crypto';
import { formatDate, type LocalDate } from '../../../shared/dates';
import { ASSIST_RESULTS, optionsOf } from '../../../shared/labels';
import { PORTAL_STATUSES, portalStatusName } from '../../../shared/portal-status';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { errorSummary, formView, isId, typed, type Failed, type Option } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { expectedOn, fileFollowUp, isFollowUpOverdue } from '../../casework/follow-ups/follow-up';
import { deadlineText, kindTag } from '../../casework/follow-ups/labels';
import { calledName, messageOfStatus } from '../../casework/messages/messages';
import { serviceLabel } from '../../office/catalogue/labels';
import { workingCalendar } from '../../office/calendar/working-days';
import { addressedInText, ageOf, doorTitle } from '../visit-rules/people';
import { helpText, missingCodeText } from '../visit-rules/visit-labels';
import { statusForm, submissionForm, type Submission } from './forms';
import type { AssistedProcedureFile } from './queries';

/** The page of one assisted procedure: what it is, what it waits for, its statuses, and a form for its next change. */
export function filePage(
  file: AssistedProcedureFile,
  { opened, failed, canManage }: { opened: 'submission' | 'status'; failed?: Failed; canManage: boolean },
  today: LocalDate,
) {
  const failedOf = (form: typeof opened) => (form === opened ? failed : undefined);
  const dates = { today, visitedOn: file.visitedOn };
  const isWorking = workingCalendar(file.calendar);
  const followUp = fileFollowUp({ ...file, kind: 'file' }, isWorking);
  const waiting = followUp && followUp.from <= today ? followUp : null;
  const expected = expectedOn(file, isWorking);
  const isOpen = file.result === 'prepared' || file.result === 'blocked';
  return viewOf('door/assisted-procedures/show', {
    title: serviceLabel({ name: file.serviceName, code: file.serviceCode }),
    context: [
      file.residentName,
      uncapitalise(doorTitle(file.addressLine)),
      `đội giúp ngày ${formatDate(file.visitedOn)}`,
    ].join(' · '),
    backHref: '/waiting',
    waiting: waiting && {
      tag: kindTag(waiting.kind),
      deadline: deadlineText(waiting, today),
      isOverdue: isFollowUpOverdue(waiting, today),
      todo: waiting.todo,
    },
    isLate: file.isLate,
    facts: [
      { label: 'Mã hồ sơ', value: file.fileCode ?? 'chưa có' },
      { label: 'Kết quả', value: ASSIST_RESULTS[file.result] },
      { label: 'Ngày nộp', value: file.submittedOn ? formatDate(file.submittedOn) : '' },
      { label: 'Hẹn trả kết quả', value: expected ? `${formatDate(expected)} (${file.legalDays} ngày làm việc)` : '' },
      { label: 'Mức giúp', value: helpText(file) },
      { label: 'Vì sao làm thay', value: file.doneForReason },
      { label: 'Điều vướng', value: file.barrierLabel ?? '' },
      { label: 'Hẹn làm tiếp', value: file.againOn ? formatDate(file.againOn) : '' },
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
    /** What can be sent to the resident; null if there is nothing to tell. */
    message: messageOfStatus(file.statuses[0]?.code, {
      ward: file.ward,
      who: calledName({ fullName: file.residentName, gender: file.gender, birth: file.birth }, today),
      service: { name: file.serviceName, groupKey: file.serviceGroup },
    }),
    summary: errorSummary(failed?.errors ?? {}),
    submission:
      canManage && isOpen
        ? {
            action: `/assisted-procedures/${file.id}/submission`,
            note:
              file.helpLevel === 'explained'
                ? 'Đội chỉ giải thích nên sổ ghi lần nộp này là “chưa rõ ai bấm máy”.'
                : '',
            form: formView(
              submissionForm(dates),
              { fileCode: file.fileCode ?? '', submittedOn: formatDate(today) },
              failedOf('submission'),
            ),
          }
        : null,
    newStatus: canManage && file.result === 'submitted' ? newStatus(file, dates, failedOf('status')) : null,
  });
}

function newStatus(
  { id, causes }: AssistedProcedureFile,
  dates: { today: LocalDate; visitedOn: LocalDate },
  failed: Failed | undefined,
) {
  const schema = statusForm(
    dates,
    causes.map((cause) => cause.id),
  );
  const form = formView(schema, { statusOn: formatDate(dates.today) }, failed);
  const sentKey = typed(form.values, 'statusKey');
  return {
    action: `/assisted-procedures/${id}/statuses`,
    key: isId(sentKey) ? sentKey : randomUUID(),
    form,
    statuses: [
      { value: '', label: 'Chọn như ghi trên Cổng', selected: false },
      ...PORTAL_STATUSES.map(({ code, name }) => ({
        value: String(code),
        label: `${code}. ${name}`,
        selected: typed(form.values, 'status') === String(code),
      })),
    ],
    causes: causeOptions(causes, typed(form.values, 'cause')),
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
  return [missingCodeText(file.serviceName, addressedInText(file.residentName, file.gender, ageOf(file, submittedOn)))];
}

/** What differs when the submission was recorded before; null when it was recorded with the same code. */
export function otherSubmission(saved: AssistedProcedureFile, { fileCode }: Submission): string | null {
  const myCode = fileCode?.value ?? null;
  if (saved.result === 'submitted' && (myCode === null || saved.fileCode === myCode)) return null;
  return `Hồ sơ này đã có người ghi trước${saved.fileCode ? `, mã ${saved.fileCode}` : ''}.${myCode ? ` Mã ${myCode} của bạn chưa lưu: nếu đúng hơn, sửa ở lượt thăm.` : ''}`;
}
