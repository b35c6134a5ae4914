import { z } from 'zod';
import type { LocalDate } from '../../../shared/dates';
import { optionalDateField, optionalText, requiredText, versionField } from '../../../web/form';

/** On what a ward relies for a rule, and when the office checked it. */
export const dueRuleForm = (today: LocalDate) =>
  z.object({
    version: versionField(),
    law: requiredText('Ghi căn cứ: luật, nghị định, điều.', 300, null),
    source: optionalText(300, null).refine((text) => /^(https?:\/\/\S+)?$/.test(text), 'Ghi địa chỉ trang: https://…'),
    checkedOn: optionalDateField('Ngày kiểm chưa đúng. Ví dụ: 26/11/2026.', today).refine(
      (day) => day === null || day <= today,
      'Ngày này chưa đến.',
    ),
  });
