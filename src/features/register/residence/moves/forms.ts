import { z } from 'zod';
import { HouseholdRelation } from '../../../../generated/prisma/enums';
import type { LocalDate } from '../../../../shared/dates';
import { keysOf } from '../../../../shared/labels';
import {
  checkbox,
  choice,
  idField,
  isId,
  listOf,
  optionalDateField,
  optionalIdField,
  optionalText,
  problemAt,
  pastDateOrToday,
  typed,
  type FormValues,
  type Failed,
} from '../../../../web/form';
import { relationNamed, STATUSES_HERE } from '../../residents/forms';

/**
 * `actId` is issued with the form, so that a form sent twice is one act; `stamp` is the state for which it was filled
 * in.
 */
export const actFields = {
  actId: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
  stamp: optionalText(40, null),
  note: optionalText(300),
};

const relationFields = {
  relation: choice(keysOf(HouseholdRelation), 'Chọn quan hệ với chủ hộ.'),
  relationNote: optionalText(100),
};

/** Resident → relation to the head, for each member whose relation the act decides. */
const relationsField = z.record(z.uuid(), z.object(relationFields).refine(...relationNamed)).default({});
export type Relations = z.output<typeof relationsField>;

/** Who succeeds a head who leaves, and the relations of the others to the new head. */
const successionFields = {
  newHeadId: optionalIdField('Chọn một người trong hộ.'),
  relations: relationsField,
  vacates: checkbox(),
};

export const moveForm = (today: LocalDate) =>
  z
    .object({
      ...actFields,
      ...successionFields,
      ...relationFields,
      householdId: idField('Chọn hộ.'),
      since: pastDateOrToday(today),
      residenceStatus: choice(STATUSES_HERE, 'Chọn tình trạng cư trú.'),
      place: optionalText(200),
    })
    .refine(...relationNamed);
export type Move = z.output<ReturnType<typeof moveForm>>;

export const relationForm = (today: LocalDate) =>
  z
    .object({ stamp: actFields.stamp, ...relationFields, since: pastDateOrToday(today) })
    .refine(...relationNamed)
    .refine(
      ({ relation }) => relation !== 'head',
      problemAt('relation', 'Muốn ghi người này làm chủ hộ, dùng “Đổi chủ hộ”.'),
    );
export type RelationChange = z.output<ReturnType<typeof relationForm>>;

export const departureForm = (today: LocalDate) =>
  z.object({ ...actFields, ...successionFields, on: pastDateOrToday(today), place: optionalText(200) });
export type Departure = z.output<ReturnType<typeof departureForm>>;

export const deathForm = (today: LocalDate) =>
  z.object({
    ...actFields,
    ...successionFields,
    on: pastDateOrToday(today),
    isMourning: checkbox(),
    mourningUntil: optionalDateField('Ngày chưa đúng. Ví dụ: 31/12/2026.', today).refine(
      (date) => date === null || date >= today,
      'Ngày này đã qua.',
    ),
  });
export type Death = z.output<ReturnType<typeof deathForm>>;

/** The question who becomes head, asked on a page before the form. */
export const headChoiceForm = z.object({ head: idField('Chọn một người.') });

export const headForm = (today: LocalDate) =>
  z.object({
    ...actFields,
    newHeadId: idField('Chọn một người trong hộ.'),
    relations: relationsField,
    on: pastDateOrToday(today),
  });
export type HeadChange = z.output<ReturnType<typeof headForm>>;

// ------------------------------------------------------------ splitting

const TARGETS = ['here', 'address', 'outside'] as const;

export const splitForm = (today: LocalDate) =>
  z.object({
    ...actFields,
    ...successionFields,
    on: pastDateOrToday(today),
    place: optionalText(200),
    leave: listOf(idField('Chọn người trong hộ.')).refine((ids) => ids.length > 0, 'Đánh dấu ít nhất một người.'),
    target: choice(TARGETS, 'Chọn nơi đến.'),
    address: optionalText(300),
    /** An existing household that they join; null for a household of their own. */
    joinId: optionalIdField('Chọn một hộ.'),
    /** Head of their own household. */
    leavingHeadId: optionalIdField('Chọn một người trong số chuyển đi.'),
    /** Id of their own household, issued with the form. */
    newHouseholdId: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
  });
export type Split = z.output<ReturnType<typeof splitForm>>;

/** The question about the heads of both sides, asked on a page before the form. */
export const splitHeadsForm = z.object({ leavingHeadId: optionalText(200, null), head: optionalText(200, null) });

/** The choices made so far in the steps of a split; also read from a rejected form. */
export function readSplitChoice(given: FormValues) {
  const idOf = (name: string) => {
    const value = typed(given, name);
    return isId(value) ? value : null;
  };
  return {
    leave: [given.leave].flat().filter(isId),
    target: TARGETS.find((value) => value === typed(given, 'target')) ?? null,
    address: typed(given, 'address').trim().slice(0, 300),
    /** 'new' for a household of their own at an address that is already registered; null before the question. */
    join: typed(given, 'join') === 'new' ? 'new' : idOf('join'),
    leavingHeadId: idOf('leavingHeadId'),
    /** 'none' when no member succeeds the head; null before the question. */
    newHeadId: readNewHead(given),
  };
}
export type SplitChoice = ReturnType<typeof readSplitChoice>;

/**
 * The chosen successor of a head who leaves: an id, 'none', or null before the question. A rejected form names the
 * successor in a hidden field, where '' is none.
 */
export function readNewHead(query: FormValues, failed?: Failed): string | null {
  if (failed) return typed(failed.values, 'newHeadId') || 'none';
  const value = typed(query, 'head');
  return value === 'none' || isId(value) ? value : null;
}
