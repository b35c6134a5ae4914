import { cardsOf, CONSENT_CHANNELS, CONSENT_GIVERS } from '../../../shared/labels';
import { inputOf, typed, type FieldErrors, type FormValues } from '../../../web/form';

/** The questions about one person as views/casework/consents/fields.ejs prints them. */
export type ConsentFields = ReturnType<typeof consentFields>;

const YES_NO = { yes: 'Đồng ý', no: 'Không' };

/**
 * The questions of the notice. Nothing is chosen beforehand: silence is no consent.
 * @param prefix of the field names: '' or 'consents[<resident id>]'.
 */
export function consentFields(values: FormValues, errors: FieldErrors, prefix = '') {
  const nameOf = (field: string) => (prefix ? `${prefix}[${field}]` : field);
  const text = (field: string) => inputOf(nameOf(field), typed(values, field), errors);
  const question = (field: string, legend: string, labels: Record<string, string>) => {
    const { value, ...asked } = text(field);
    return { ...asked, legend, options: cardsOf(labels, value) };
  };
  return {
    // Up to who said it; then the representative; then the rest.
    before: [
      question('readAloud', 'Đã đọc thông báo cho nghe?', { yes: 'Đã đọc', no: 'Chưa đọc' }),
      question('survey', 'Cho hỏi khảo sát?', YES_NO),
      question('photo', 'Cho chụp ảnh đăng báo?', YES_NO),
      question('givenBy', 'Ai nói?', CONSENT_GIVERS),
    ],
    after: [
      question('channel', 'Bằng cách nào?', CONSENT_CHANNELS),
      question('contact', 'Đội còn đến nhà, gọi điện được không?', { yes: 'Được', no: 'Không liên hệ nữa' }),
    ],
    representative: { name: text('representativeName'), relation: text('representativeRelation') },
  };
}
