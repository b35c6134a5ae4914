import { z } from 'zod';
import { idField, isId, longText, optionalChoice, typed, type FormValues } from '../../../../web/form';
import { readPlace, type PagePlace } from '../../../../web/pager';
import type { GivenChoices } from './pair-kind';
import type { PairFilter } from './queries';

const CHOICES = ['kept', 'removed', 'both'] as const;

/** A reviewer's choices, field by field. A field without a choice gets the proposed value. */
export const mergeForm = <Field extends string>(fields: readonly Field[]) =>
  z.object({
    keptId: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
    removedId: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
    seen: z.string({ error: 'Biểu mẫu thiếu mã. Tải lại trang.' }).min(1, 'Biểu mẫu thiếu mã. Tải lại trang.').max(50),
    choose: z
      .object(Object.fromEntries(fields.map((field) => [field, optionalChoice(CHOICES, 'Chọn một bên.')])))
      .default({})
      .transform((choices) => choices as GivenChoices<Field>),
  });

export const distinctionForm = z.object({ note: longText(500) });

export const newPairForm = z.object({ oneId: idField(), otherId: idField() });

/** Reads the filter from the query; invalid values are ignored. */
export function readPairFilter(query: FormValues): PairFilter & PagePlace {
  const band = typed(query, 'band');
  const groupId = typed(query, 'group');
  return {
    state: typed(query, 'state') === 'distinct' ? 'distinct' : 'open',
    band: band === 'sure' || band === 'possible' ? band : null,
    groupId: isId(groupId) ? groupId : null,
    ...readPlace(query),
  };
}
