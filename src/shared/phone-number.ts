type PhoneNumberResult = { ok: true; value: string } | { ok: false; message: string };

/** Vietnamese mobile prefixes since the change of 2018, ten digits. */
const MOBILE = /^0(?:3[2-9]|5[2-9]|7[06-9]|8[1-9]|9[0-9])\d{7}$/;
const HANOI_LANDLINE = /^024\d{8}$/;
const ELEVEN_DIGIT_MOBILE = /^01[2689]\d{8}$/;

/**
 * Parses a Vietnamese phone number as typed or as found in a list cell; `value` is digits only with the leading 0: a
 * mobile of 10 digits or a Hà Nội landline 024 of 11. Spaces, dots, hyphens and brackets are dropped, +84, 84 and 0084
 * become 0, and a leading 0 removed by Excel is restored. Otherwise not ok, with a message for the form field. Source:
 * the numbering in force since mobile numbers changed to 10 digits in 2018.
 */
export function parsePhoneNumber(text: string): PhoneNumberResult {
  const typed = text.replace(/[\s.()-]/g, '');
  if (typed === '') return { ok: false, message: 'Nhập số điện thoại.' };
  const national = typed.replace(/^(?:\+|00)?840?(?=\d{9,10}$)/, '0');
  const value = /^(?:\d{9}|24\d{8})$/.test(national) ? `0${national}` : national;
  if (MOBILE.test(value) || HANOI_LANDLINE.test(value)) return { ok: true, value };
  if (ELEVEN_DIGIT_MOBILE.test(value)) {
    return { ok: false, message: 'Đây là số di động 11 số cũ, đã đổi đầu số từ năm 2018. Hỏi lại số 10 số.' };
  }
  return {
    ok: false,
    message:
      'Số điện thoại chưa đúng: di động có 10 số, bắt đầu bằng 03, 05, 07, 08 hoặc 09; số bàn Hà Nội là 024 và 8 số.',
  };
}

/** A stored number for reading aloud: '0912345678' → '0912 345 678', '02437345678' → '024 3734 5678'. */
export const formatPhoneNumber = (value: string): string =>
  value.length === 11
    ? value.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3')
    : value.replace(/^(\d{4})(\d{3})(\d{3})$/, '$1 $2 $3');

/** A stored number with all but its last three digits hidden: '0912345678' → '•••• ••• 678'. */
export const maskPhoneNumber = (value: string): string => `•••• ••• ${value.slice(-3)}`;
