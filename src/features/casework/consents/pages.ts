import { v7 as newId } from 'uuid';
import { formatDateTime, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { paragraphsOf } from '../../office/privacy-notices/pages';
import { giverText, PURPOSES } from './consent';
import { consentFields } from './fields';
import { consentForm, undoForm } from './forms';
import type { undoingOf } from './policy';
import type { ConsentFile, ConsentRecord } from './queries';
import { ANSWERS, PURPOSE_LABELS } from './section-pages';

export function consentPage(file: ConsentFile, today: LocalDate, failed?: Failed) {
  const form = formView(consentForm, { id: newId() }, failed);
  return viewOf('casework/consents/new', {
    form,
    context: [addressedName(file, today), file.addressLine].filter(Boolean).join(' · '),
    backHref: `/residents/${file.residentId}`,
    fullName: file.fullName,
    action: `/residents/${file.residentId}/consents/new`,
    noticeId: file.notice?.id ?? '',
    // What to read aloud: '' and empty if the ward has no notice.
    noticeName: file.notice ? `Đọc cho nghe: bản ${file.notice.version}` : '',
    notice: file.notice ? paragraphsOf(file.notice.body) : [],
    fields: consentFields(form.values, form.errors),
  });
}

export function undoPage(record: ConsentRecord, undoing: ReturnType<typeof undoingOf>, failed?: Failed) {
  const needsReason = undoing === 'with-reason';
  return viewOf('casework/consents/undo', {
    form: formView(undoForm(needsReason), {}, failed),
    backHref: `/residents/${record.residentId}`,
    fullName: record.fullName,
    action: `/consents/${record.id}/removal`,
    facts: [
      ...(record.readAloud === null
        ? []
        : [{ label: 'Thông báo về dữ liệu', value: record.readAloud ? 'Đã đọc' : 'Chưa đọc' }]),
      ...PURPOSES.filter((purpose) => record[purpose] !== null).map((purpose) => ({
        label: PURPOSE_LABELS[purpose],
        value: ANSWERS[purpose][record[purpose] ? 'yes' : 'no'],
      })),
      { label: 'Ai nói', value: giverText(record) || 'Không ghi' },
      { label: 'Ghi', value: `${record.recordedBy}, ${formatDateTime(record.recordedAt)}` },
    ],
    // Why it cannot be undone, or not by this reader; '' if it can.
    closed: closedText(record, undoing),
    needsReason,
  });
}

export const UNDO_REFUSED = 'Chỉ người đã ghi, trong ngày, hoặc văn phòng mới hoàn tác được lần ghi này.';

function closedText({ undoneAt }: ConsentRecord, undoing: ReturnType<typeof undoingOf>): string {
  if (undoneAt) return `Đã hoàn tác ${formatDateTime(undoneAt)}.`;
  return undoing === 'refused' ? UNDO_REFUSED : '';
}
