import { z } from 'zod';
import { idField, requiredText } from '../../../web/form';
import { password } from '../../office/auth/forms';

export const carryForm = z.object({
  roundId: idField('Chọn buổi.'),
  laptopName: requiredText('Đặt tên cho máy này, ví dụ: Máy số 2.', 60),
  currentPassword: password,
});
