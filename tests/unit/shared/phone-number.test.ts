import { formatPhoneNumber, maskPhoneNumber, parsePhoneNumber } from '../../../src/shared/phone-number';

describe('parsePhoneNumber', () => {
  test.each([
    ['0912345678', '0912345678'],
    [' 0912 345 678 ', '0912345678'],
    ['0912.345.678', '0912345678'],
    ['0912-345-678', '0912345678'],
    ['0912\u00a0345\u00a0678', '0912345678'],
    ['+84 912 345 678', '0912345678'],
    ['84912345678', '0912345678'],
    ['0084912345678', '0912345678'],
    ['+84 (0) 912 345 678', '0912345678'],
    ['912345678', '0912345678'],
    ['841234567', '0841234567'],
    ['(024) 3734 5678', '02437345678'],
    ['+84 24 3734 5678', '02437345678'],
    ['2437345678', '02437345678'],
  ])('reads %j as %s', (text, value) => {
    expect(parsePhoneNumber(text)).toEqual({ ok: true, value });
  });

  test.each([
    ['', 'Nhập số'],
    [' . ', 'Nhập số'],
    ['0512345678', 'chưa đúng'],
    ['0752345678', 'chưa đúng'],
    ['091234567', 'chưa đúng'],
    ['09123456789', 'chưa đúng'],
    ['02838123456', 'chưa đúng'],
    ['0912345678, 0987654321', 'chưa đúng'],
    ['không có', 'chưa đúng'],
    ['01681234567', '11 số cũ'],
  ])('refuses %j: %s', (text, message) => {
    expect(parsePhoneNumber(text)).toEqual({ ok: false, message: expect.stringContaining(message) });
  });
});

test('a number is shown in groups', () => {
  expect(formatPhoneNumber('0912345678')).toBe('0912 345 678');
  expect(formatPhoneNumber('02437345678')).toBe('024 3734 5678');
});

test('a masked number shows only its last three digits', () => {
  expect(maskPhoneNumber('0912345678')).toBe('•••• ••• 678');
});
