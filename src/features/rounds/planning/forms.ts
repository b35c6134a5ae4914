import { z } from 'zod';
import {
  choice,
  dateField,
  idField,
  isId,
  listOf,
  longText,
  onceRight,
  optionalIdField,
  optionalText,
  requiredText,
  timeField,
  typed,
  versionField,
  type FormValues,
} from '../../../web/form';
import { parseDateText, parseTimeText, type LocalDate } from '../../../shared/dates';
import { roundTimeProblem } from '../../office/calendar/outreach-time';

/** The most doors that two people could visit on the longest day; a larger number is a mistake. */
export const MAX_DOORS = 60;
export const MIN_REASON_LENGTH = 10;
const MAX_REASON_LENGTH = 800;
/** A reason that is appended to the round's existing one. */
const MAX_ADDED_LENGTH = 280;

/** The usual evening round in most wards; offered on the first day that allows it. */
export const USUAL = { from: '18:30', to: '20:30' };

const timeFields = {
  date: dateField('Nhập ngày ra quân, ví dụ 26/11/2026.'),
  from: timeField('Nhập giờ bắt đầu, ví dụ 18:30.'),
  to: timeField('Nhập giờ kết thúc, ví dụ 20:45.'),
};

const teamFields = {
  officers: listOf(idField('Người này không có trong danh sách.'), 20),
  escort: optionalText(120),
  // Longer than anybody types: notes of rounds before December 2026 may end in a record of the things taken along.
  note: longText(10_000),
  outOfHoursReason: optionalText(MAX_REASON_LENGTH),
};

const NO_POSITION = 'Thứ tự là một số từ 1 đến 999.';
/** Household or door id → the number typed beside it; '' keeps the walking order. */
const positions = z
  .record(
    z.string(),
    z
      .string({ error: NO_POSITION })
      .trim()
      .regex(/^\d{0,3}$/, NO_POSITION),
  )
  .default({})
  .transform(
    (typedNumbers) =>
      new Map(
        Object.entries(typedNumbers)
          .filter(([, number]) => number !== '')
          .map(([id, number]) => [id, Number(number)]),
      ),
  );

const refuseImpossibleTime = ({ from, to }: { from: string; to: string }, issues: z.core.$RefinementCtx) => {
  const problem = roundTimeProblem(from, to);
  if (problem) issues.addIssue({ code: 'custom', path: ['to'], message: problem });
};

export const planForm = z
  .object({
    /** Created with the empty form, so that a form sent twice is one round. */
    id: idField('Biểu mẫu thiếu mã. Hãy mở lại trang lập buổi.'),
    ...timeFields,
    ...teamFields,
    doors: listOf(idField('Có cửa không còn trong sổ.'), 3000),
    position: positions,
    proposal: optionalIdField().catch(null),
  })
  .superRefine(refuseImpossibleTime, onceRight('from', 'to'));

/** The time alone, for what is computed before a round is planned. */
export const timeForm = z.object(timeFields).superRefine(refuseImpossibleTime, onceRight('from', 'to'));

export const changeForm = z
  .object({ version: versionField(), ...timeFields, ...teamFields })
  .superRefine(refuseImpossibleTime, onceRight('from', 'to'));

export const addDoorForm = z.object({ householdId: idField('Chọn một nhà để thêm.') });
/** The typed numbers, and the doors in the order the page showed. */
export const orderForm = z.object({
  position: positions,
  shown: listOf(idField('Có cửa không còn trong sổ.'), 3000).refine(
    (ids) => ids.length > 0,
    'Trang này đã cũ. Tải lại rồi đổi thứ tự.',
  ),
});
export const cancellationForm = z.object({ version: versionField(), reason: requiredText('Ghi lý do hủy buổi.', 500) });
/** A reason is asked for only if the round now takes an officer beyond the ward's limits. */
export const restorationForm = z.object({ outOfHoursReason: optionalText(MAX_ADDED_LENGTH) });
export const replacementForm = z.object({
  version: versionField(),
  out: idField('Chọn ai không đi.'),
  in: idField('Chọn ai đi thay.'),
  outOfHoursReason: optionalText(MAX_ADDED_LENGTH),
});

export type Replacement = z.output<typeof replacementForm>;

/** Whether a team is back. */
export const returnForm = z.object({ isBack: choice(['yes', 'no'], 'Chọn đội đã về hay chưa.') });

/** Whether a form was opened from the review, so that it leads back there. */
export const cameFromReview = (input: unknown): boolean => typed((input ?? {}) as FormValues, 'cameFrom') === 'review';

/** Back to the review if the form was opened from there, otherwise to the round. */
export const hrefAfterChange = (input: unknown, id: string): string =>
  cameFromReview(input) ? '/rounds?view=review' : `/rounds/${id}`;

const texts = (max: number) => listOf(z.string().max(300), max).catch([]);
const lenient = z.object({
  id: z.uuid().nullable().catch(null),
  group: optionalIdField().catch(null),
  lanes: texts(100),
  officers: texts(20),
  doors: texts(3000),
  people: texts(200),
  position: z.record(z.string(), z.string()).catch({}),
  mode: z.literal('evening').nullable().catch(null),
  locked: texts(200),
  proposal: z.uuid().nullable().catch(null),
});

/** Reads a draft from a query or a body; unreadable values count as not typed. */
export function readPlanDraft(input: unknown, fresh: { id: string; date: LocalDate; from: string; to: string }) {
  const values = (input ?? {}) as FormValues;
  const known = lenient.parse(values);
  // An emptied field stays empty: an error beside a field that was filled in again would be confusing.
  const time = (name: 'date' | 'from' | 'to') => (values[name] === undefined ? fresh[name] : typed(values, name));
  return {
    id: known.id ?? fresh.id,
    date: time('date'),
    from: time('from'),
    to: time('to'),
    groupId: known.group,
    laneKeys: known.lanes,
    officerIds: known.officers.filter(isId),
    doorIds: known.doors.filter(isId),
    /** People of a list whose doors are wanted. */
    peopleIds: known.people.filter(isId),
    /** Doors already on the page: those not ticked were removed on purpose. */
    positions: new Map(Object.entries(known.position).filter(([id]) => isId(id))),
    /** The doors are an evening with times, not the doors of lanes to tick. */
    isEvening: known.mode === 'evening',
    /** Doors that stay when others are suggested. */
    lockedIds: known.locked.filter(isId),
    /** Who of the neighbourhood walks along; '' for none. */
    escort: typed(values, 'escort'),
    note: typed(values, 'note'),
    outOfHoursReason: typed(values, 'outOfHoursReason'),
    /** The proposal for a week that this round belongs to. */
    proposalId: known.proposal,
  };
}

/** The unvalidated input that GET /rounds/new, the "Xem cửa" button and a failed form share. */
export type PlanDraft = ReturnType<typeof readPlanDraft>;

/** The time of a draft if it can be validated already, otherwise null. */
export function draftTime(draft: Record<'date' | 'from' | 'to', string>) {
  const [date, from, to] = [parseDateText(draft.date), parseTimeText(draft.from), parseTimeText(draft.to)];
  return date && from && to && roundTimeProblem(from, to) === null ? { date, from, to } : null;
}

/** Which rounds the list shows. */
export const listQuery = z.object({ view: choice(['upcoming', 'past', 'review'], '').catch('upcoming') });
