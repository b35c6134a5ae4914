import { z } from 'zod';
import { parsePhoneNumber } from '../../../shared/phone-number';
import { optionalText } from '../../../web/form';
import { CONTACT_WAYS, type ContactWay, type ContactWish } from '../../../shared/contact-wish';

/** The choice for a resident who said nothing. */
export const NOT_STATED = 'none';
const WAYS = [NOT_STATED, ...(Object.keys(CONTACT_WAYS) as ContactWay[])] as const;

/** `shown` is the wish that the form was opened with (contactWishText). A name and a number belong to a relative only. */
export const contactWishForm = z
  .object({
    way: z.enum(WAYS, { error: 'Chọn một ý.' }),
    name: optionalText(100),
    phone: optionalText(30, null),
    shown: optionalText(200, null),
  })
  .transform(({ way, name, phone, shown }, context): { wish: ContactWish | null; shown: string } => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message, input: way });
    if (way !== 'relative') {
      if (name !== '') refuse('name', 'Tên này chỉ ghi khi chọn “Qua người thân”.');
      if (phone !== '') refuse('phone', 'Số này chỉ ghi khi chọn “Qua người thân”.');
      return { wish: way === NOT_STATED ? null : { way }, shown };
    }
    if (name === '') refuse('name', 'Ghi người thân là ai, ví dụ: con gái Nguyễn Thị Mai.');
    const number = phone === '' ? null : parsePhoneNumber(phone);
    if (!number?.ok) {
      refuse('phone', number ? number.message : 'Ghi số điện thoại của người thân.');
      return z.NEVER;
    }
    return { wish: { way, name, phone: number.value }, shown };
  });

export type StatedWish = z.output<typeof contactWishForm>;
