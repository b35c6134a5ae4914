import { z } from 'zod';
import type { LocalDate } from '../../../shared/dates';
import { idField, pastDateOrNull, optionalIdField, optionalText, requiredText, versionField } from '../../../web/form';

/** On what a ward relies for a rule, when the office checked it, and which services do it. */
export const dueRuleForm = (today: LocalDate) =>
  z.object({
    version: versionField(),
    service: idField('Chọn dịch vụ.'),
    service2: optionalIdField(),
    service3: optionalIdField(),
    law: requiredText('Ghi căn cứ: luật, nghị định, điều.', 300, null),
    source: optionalText(300, null).refine((text) => /^(https?:\/\/\S+)?$/.test(text), 'Ghi địa chỉ trang: https://…'),
    checkedOn: pastDateOrNull('Ngày kiểm chưa đúng. Ví dụ: 26/11/2026.', today),
  });
export type DueRuleForm = z.output<ReturnType<typeof dueRuleForm>>;
