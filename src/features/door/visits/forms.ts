import { z } from 'zod';
import type { AssistResult, DoorOutcome, HelpLevel, NextStep, VneidLevel } from '../../../generated/prisma/enums';
import { ASSIST_RESULTS, DOOR_OUTCOMES, HELP_LEVELS, NEXT_STEPS, VNEID_LEVELS } from '../../../shared/labels';
import {
  idField,
  listOf,
  longText,
  optionalChoice,
  optionalDateField,
  optionalIdField,
  optionalText,
  optionalTimeField,
} from '../../../web/form';
import type { AssistDraft, VisitDraft } from './visit-draft';
import { promisedStep } from './visit-rules';

export const MAX_ASSISTS = 40;

const keysOf = <Key extends string>(labels: Record<Key, string>) => Object.keys(labels) as [Key, ...Key[]];
const PICK = 'Chọn một mục trong danh sách.';

const assistFields = z
  .object({
    id: optionalIdField(),
    residentId: optionalIdField(),
    serviceId: optionalIdField(),
    serviceText: optionalText(500),
    helpLevel: optionalChoice<[HelpLevel, ...HelpLevel[]]>(keysOf(HELP_LEVELS), PICK),
    doneForReason: optionalText(500),
    result: optionalChoice<[AssistResult, ...AssistResult[]]>(keysOf(ASSIST_RESULTS), PICK),
    fileCode: optionalText(100),
    barrierId: optionalIdField(),
    note: longText(1000),
  })
  .transform((line) => (line.serviceId === null ? line : { ...line, serviceText: '' }));

/** An empty line, or one ticked "Bỏ việc này", becomes null, so that the other lines keep their positions. */
const assistRow = z.preprocess((row) => (isEmptyRow(row) ? null : row), assistFields.nullable());

function isEmptyRow(row: unknown): boolean {
  if (!(row instanceof Object)) return row === undefined || row === '';
  const { id: _id, remove, ...typed } = row as Record<string, unknown>;
  return (
    remove !== undefined || Object.values(typed).every((value) => typeof value === 'string' && value.trim() === '')
  );
}

/**
 * Repeated lines arrive as an array, or as an object with numeric keys when there are many. Keeps one line more than
 * the maximum, so that the schema can refuse it, and ignores the rest.
 */
export function rowsOf(assists: unknown): unknown[] {
  const rows: unknown[] = Array.isArray(assists) ? assists : Object.values(assists instanceof Object ? assists : {});
  return rows.slice(0, MAX_ASSISTS + 1);
}

const levels = z.preprocess(
  (value) =>
    Object.fromEntries(Object.entries(value instanceof Object ? value : {}).filter(([, level]) => level !== '')),
  z.record(z.uuid(), z.enum(keysOf<VneidLevel>(VNEID_LEVELS), { error: PICK })),
);

export const visitForm = z
  .object({
    outcome: optionalChoice<[DoorOutcome, ...DoorOutcome[]]>(keysOf(DOOR_OUTCOMES), 'Chọn kết quả ở cửa.'),
    refusalReason: longText(1000),
    arrivedOn: optionalDateField('Ngày đến chưa đúng. Ví dụ: 24/11/2026.'),
    arrivedTime: optionalTimeField('Giờ đến chưa đúng. Ví dụ: 19:30.'),
    leftTime: optionalTimeField('Giờ về chưa đúng. Ví dụ: 19:55.'),
    presence: listOf(idField('Có người không thuộc hộ này.'), 100),
    othersPresent: optionalText(300),
    assists: z.preprocess(
      rowsOf,
      z
        .array(assistRow)
        .max(
          MAX_ASSISTS,
          `Một lượt thăm ghi được nhiều nhất ${MAX_ASSISTS} việc: trang này giữ ${MAX_ASSISTS} việc đầu.`,
        ),
    ),
    topics: listOf(idField('Nội dung này không có trong danh mục.'), 100),
    levels,
    nextStep: optionalChoice<[NextStep, ...NextStep[]]>(keysOf(NEXT_STEPS), PICK),
    nextStepDue: optionalDateField('Ngày hẹn chưa đúng. Ví dụ: 30/11/2026.'),
    nextStepFrom: optionalTimeField('Giờ hẹn chưa đúng. Ví dụ: 19:00.'),
    nextStepTo: optionalTimeField('Giờ hẹn chưa đúng. Ví dụ: 20:00.'),
    nextStepNote: optionalText(500),
    note: longText(4000),
    lateReason: optionalText(500),
  })
  .transform(({ presence, topics, nextStep, assists, ...rest }): VisitDraft => ({
    ...rest,
    presentIds: presence,
    topicIds: topics,
    nextStep: promisedStep({ outcome: rest.outcome, nextStep: nextStep ?? 'none' }),
    assists: assists as (AssistDraft | null)[],
  }));

/** The form of a new visit also asks for the way to the door if nobody has described it; the household stores it. */
export const newVisitForm = visitForm.and(z.object({ howToFind: optionalText(300) }));
