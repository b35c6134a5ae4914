import { v7 as newId } from 'uuid';
import type { LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { errorSummary, isId, typed, type Failed, type Summary } from '../../../web/form';
import { definePage } from '../../../web/page';
import { paragraphsOf } from '../../office/privacy-notices/pages';
import { consentFields, type ConsentFields } from './fields';
import type { ConsentFile } from './queries';

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
