import { z } from 'zod';
import { idField, listOf, requiredText } from '../../../web/form';

const items = (message: string) => listOf(idField(message), 100).refine((ids) => ids.length > 0, message);

export const takeOutForm = z.object({
  items: items('Đánh dấu ít nhất một món mang đi.'),
  takenBy: idField('Chọn người nhận.'),
});
export const bringBackForm = z.object({ handOvers: items('Đánh dấu ít nhất một món đã mang về.') });
export const lossForm = z.object({ note: requiredText('Ghi vì sao không mang về được.', 300) });
export const newItemForm = z.object({ name: requiredText('Nhập tên món, ví dụ Máy in cầm tay.', 80) });
