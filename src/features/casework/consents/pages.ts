import { v7 as newId } from 'uuid';
import { formatDateTime, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { errorSummary, isId, typed, type Failed, type FieldErrors, type Summary } from '../../../web/form';
import { definePage } from '../../../web/page';
import { paragraphsOf } from '../../office/privacy-notices/pages';
import { giverWords, PURPOSES } from './consent';
import { consentFields, type ConsentFields } from './fields';
import type { undoingOf } from './policy';
import type { ConsentFile, ConsentRecord } from './queries';
import { ANSWERS, PURPOSE_LABELS } from './section-pages';

interface ConsentModel {
  context: string;
  backHref: string;
  fullName: string;
  action: string;
  id: string;
  noticeId: string;
  /** What to read aloud: '' and empty if the ward has no notice. */
  noticeName: string;
  notice: string[];
  fields: ConsentFields;
  summary: Summary[];
}

export const consentPage = definePage<ConsentModel>('casework/consents/new');

export function consentModel(file: ConsentFile, today: LocalDate, failed?: Failed): ConsentModel {
  const errors = failed?.errors ?? {};
  const sentId = typed(failed?.values ?? {}, 'id');
  return {
    context: [addressedName(file, today), file.addressLine].filter(Boolean).join(' · '),
    backHref: `/residents/${file.residentId}`,
    fullName: file.fullName,
    action: `/residents/${file.residentId}/consents/new`,
    id: isId(sentId) ? sentId : newId(),
    noticeId: file.notice?.id ?? '',
    noticeName: file.notice ? `Đọc cho nghe: bản ${file.notice.version}` : '',
    notice: file.notice ? paragraphsOf(file.notice.body) : [],
    fields: consentFields(failed?.values ?? {}, errors),
    summary: errorSummary(errors),
  };
}

interface UndoModel {
  backHref: string;
  fullName: string;
  action: string;
  facts: { label: string; value: string }[];
  /** Why it cannot be undone, or not by this reader; '' if it can. */
  closed: string;
  needsReason: boolean;
  reason: string;
  errors: FieldErrors;
  summary: Summary[];
}

export const undoPage = definePage<UndoModel>('casework/consents/undo');

export function undoModel(record: ConsentRecord, undoing: ReturnType<typeof undoingOf>, failed?: Failed): UndoModel {
  const errors = failed?.errors ?? {};
  return {
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
      { label: 'Ai nói', value: giverWords(record) || 'Không ghi' },
      { label: 'Ghi', value: `${record.recordedBy}, ${formatDateTime(record.recordedAt)}` },
    ],
    closed: closedWords(record, undoing),
    needsReason: undoing === 'with-reason',
    reason: typed(failed?.values ?? {}, 'reason'),
    errors,
    summary: errorSummary(errors),
  };
}

export const UNDO_REFUSED = 'Chỉ người đã ghi, trong ngày, hoặc văn phòng mới hoàn tác được lần ghi này.';

function closedWords({ undoneAt }: ConsentRecord, undoing: ReturnType<typeof undoingOf>): string {
  if (undoneAt) return `Đã hoàn tác ${formatDateTime(undoneAt)}.`;
  return undoing === 'refused' ? UNDO_REFUSED : '';
}
