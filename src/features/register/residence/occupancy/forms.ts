import { z } from 'zod';
import type { LocalDate } from '../../../../shared/dates';
import {
  choice,
  idField,
  listOf,
  optionalChoice,
  optionalDateField,
  optionalText,
  problemAt,
  pastDateOrToday,
} from '../../../../web/form';
import { actFields } from '../moves/forms';
import { STATUSES_HERE } from '../../residents/forms';

/** For one person and for a whole household; the expected return may be in the future. */
export const absenceForm = (today: LocalDate) =>
  z
    .object({
      actId: actFields.actId,
      stamp: actFields.stamp,
      from: pastDateOrToday(today),
      expectedUntil: optionalDateField('Ngày chưa đúng. Ví dụ: 31/12/2026.', today),
      reason: optionalText(300),
    })
    .refine(
      ({ from, expectedUntil }) => expectedUntil === null || expectedUntil >= from,
      problemAt('expectedUntil', 'Ngày dự kiến về phải sau ngày bắt đầu vắng.', 'from'),
    );
export type Absence = z.output<ReturnType<typeof absenceForm>>;

export const returnForm = (today: LocalDate) =>
  z.object({
    ...actFields,
    on: pastDateOrToday(today),
    residenceStatus: choice(STATUSES_HERE, 'Chọn tình trạng cư trú.'),
  });
export type Return = z.output<ReturnType<typeof returnForm>>;

export const vacancyForm = (today: LocalDate) =>
  z.object({
    actId: actFields.actId,
    stamp: actFields.stamp,
    from: pastDateOrToday(today),
    reason: optionalText(300),
    place: optionalText(200),
    /** What happened to those still registered as members; null when there are none. */
    people: optionalChoice(['moved_out', 'absent'], 'Chọn những người còn trong sổ ở hộ này nay thế nào.'),
  });
export type Vacancy = z.output<ReturnType<typeof vacancyForm>>;

export const householdReturnForm = (today: LocalDate) =>
  z.object({ ...actFields, on: pastDateOrToday(today), returning: listOf(idField('Chọn người trong hộ.')) });
export type HouseholdReturn = z.output<ReturnType<typeof householdReturnForm>>;
