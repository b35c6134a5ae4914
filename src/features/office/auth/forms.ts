import { z } from 'zod';
import { requiredText } from '../../../web/form';

// In NFC, as it is hashed, so that the comparisons below match what people see.
export const password = z
  .string({ error: 'Nhập mật khẩu.' })
  .min(1, 'Nhập mật khẩu.')
  .max(1000, 'Mật khẩu dài quá.')
  .transform((text) => text.normalize('NFC'));

export const signInForm = z.object({
  username: z
    .string({ error: 'Nhập tên đăng nhập.' })
    .trim()
    .min(1, 'Nhập tên đăng nhập.')
    .max(100, 'Tên đăng nhập dài quá.'),
  password,
});

/** The user of a signed-in machine proves that the account is theirs. */
export const confirmedPasswordForm = z.object({ currentPassword: password });

/** What one's own passkey is called. */
export const passkeyForm = z.object({ name: requiredText('Đặt tên để nhận ra khóa, ví dụ Máy bàn ở phường.', 60) });

export const changePasswordForm = z
  .object({ currentPassword: password, newPassword: password, repeatedPassword: password })
  .refine((form) => form.newPassword === form.repeatedPassword, {
    path: ['repeatedPassword'],
    error: 'Hai lần nhập mật khẩu mới chưa giống nhau.',
  })
  .refine((form) => form.newPassword !== form.currentPassword, {
    path: ['newPassword'],
    error: 'Mật khẩu mới phải khác mật khẩu đang dùng.',
  });
