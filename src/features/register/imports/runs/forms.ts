import { z } from 'zod';
import { checkbox, choice, listOf, optionalDateField, optionalText, requiredText } from '../../../../web/form';
import { DIFFERING_ORDER, type DifferingField } from '../comparing/field-rules';
import { ASKABLE, type AskableField } from '../reading/columns';
import { DECLARABLE } from '../reading/listed-person';

/** How to read the uploaded list, and what holds for all people on it. */
export const uploadForm = z
  .object({
    isFirstHead: checkbox(),
    facts: listOf(choice(DECLARABLE, 'Diện này không có trong danh mục.')),
    factBasis: optionalText(100),
    factFrom: optionalDateField('Ngày viết như 01/07/2026.'),
  })
  .refine(({ facts }) => !facts.includes('poor') || !facts.includes('near_poor'), {
    path: ['facts'],
    message: 'Hộ nghèo và hộ cận nghèo là hai danh sách khác nhau: chọn một.',
  });

/**
 * Keys 'r<row number>', values 'same_person:<id>' of a candidate, 'new_person' or 'skip'; of a row with wrong cells 'write'
 * or 'skip'.
 */
export const decisionsForm = z
  .object({
    decisions: z.record(
      z.string().regex(/^r\d{1,7}$/),
      z.string().regex(/^(new_person|skip|write|same_person:[0-9a-f-]{36})$/),
      { error: 'Chưa chọn dòng nào.' },
    ),
  })
  .transform(({ decisions }) =>
    Object.entries(decisions).map(([row, said]) => {
      const [decision, residentId = null] = said.split(':') as [
        'same_person' | 'new_person' | 'skip' | 'write',
        string?,
      ];
      return { rowNumber: Number(row.slice(1)), decision, residentId };
    }),
  );
export type Decision = z.output<typeof decisionsForm>[number];

const columnField = z.enum(['', ...ASKABLE], { error: 'Chọn cột này là gì trong danh sách có sẵn.' });

/** Keys 'c<column index>', values a field, or '' for a column that is not used. */
export const columnsForm = z
  .object({ columns: z.record(z.string().regex(/^c\d{1,3}$/), columnField, { error: 'Chọn cột ghi họ tên.' }) })
  .transform(({ columns }) =>
    Object.entries(columns).flatMap(([column, field]): [number, AskableField][] =>
      field === '' ? [] : [[Number(column.slice(1)), field]],
    ),
  )
  .refine((chosen) => chosen.some(([, field]) => field === 'fullName'), 'Chọn cột ghi họ tên.')
  .refine(
    (chosen) => new Set(chosen.map(([, field]) => field)).size === chosen.length,
    'Hai cột được chọn là một điều: mỗi điều chỉ chọn một cột.',
  );

const followsField = choice(['list', 'register'], 'Chọn theo danh sách hay giữ như sổ.').optional();

export const confirmationForm = z.object({
  leaveOutWrong: checkbox(),
  skipUndecided: checkbox(),
  createGroups: checkbox(),
  /** Code of the residential group for households without one; '' for none. */
  group: optionalText(20),
  /** Which side to follow in a field where the two differ; a field without a choice follows the default rule. */
  follow: z
    .object(
      Object.fromEntries(DIFFERING_ORDER.map((field) => [field, followsField])) as Record<
        DifferingField,
        typeof followsField
      >,
    )
    .default({}),
});
export type ConfirmedWith = z.output<typeof confirmationForm>;

export const revertForm = z.object({ reason: requiredText('Ghi vì sao hoàn tác lần nhập này.', 500) });
