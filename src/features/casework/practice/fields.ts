import { z } from 'zod';
import { keysOf, SCAM_CHANNELS, SCAM_PATTERNS, SCAM_STOPS } from '../../../shared/labels';
import { fieldId, optionalChoice, optionalIdField, typed, type FieldErrors, type FormValues } from '../../../web/form';
import type { Situation } from '../../office/situations/queries';

const PICK = 'Chọn một câu.';

/** The answer to a situation: '' or absent while it was not asked. */
export const answerField = () =>
  optionalChoice(['1', '2', '3'], PICK).transform((answer) => (answer === null ? null : Number(answer)));

/** A loss is no near miss. */
export const LOST = 'lost';
export const STOPS = { ...SCAM_STOPS, [LOST]: 'Không kịp: đã mất' };
export const LOST_WORDS =
  'Đã mất tiền hay thông tin thì không ghi là suýt bị lừa: mở hồ sơ người ấy, bấm Giới thiệu đi nơi khác, chọn Công an.';

/** What was practised at a door, as the form of a visit sends it. */
export const practiceFields = z
  .object({
    firstId: optionalIdField(),
    before: answerField(),
    secondId: optionalIdField(),
    after: answerField(),
    residentId: optionalIdField(),
  })
  .prefault({});
export type PracticeDraft = z.output<typeof practiceFields>;

/** A near miss that was told at a door; empty unless something was chosen. */
export const nearMissAtDoor = z
  .object({
    pattern: optionalChoice(keysOf(SCAM_PATTERNS), PICK),
    channel: optionalChoice(keysOf(SCAM_CHANNELS), PICK),
    stoppedBy: optionalChoice(keysOf(STOPS), PICK),
  })
  .prefault({});
export type NearMissDraft = z.output<typeof nearMissAtDoor>;

/** A situation to ask, as views/casework/practice/question.ejs prints it. */
export type PracticeQuestion = ReturnType<typeof practiceQuestion>;

/** @param names of the fields of the answer and of the situation's id. */
export const practiceQuestion = (
  { id, story, answers, pictures, rightAnswer, why }: Situation,
  { chosen, ...asked }: Record<'legend' | 'name' | 'idName' | 'chosen' | 'error', string>,
) => ({
  ...asked,
  id: fieldId(asked.name),
  situationId: id,
  story,
  options: answers.map((text, index) => ({
    value: String(index + 1),
    text,
    picture: pictures[index]!,
    checked: chosen === String(index + 1),
  })),
  isAsked: chosen !== '',
  why: `Đúng là: ${answers[rightAnswer - 1]!}. ${why}`,
});

/** The fields of a call about a situation. */
export const callFields = { situationId: optionalIdField(), situationAnswer: answerField() };
export const NOT_HEARD = 'Chưa hỏi được câu trên thì chọn “Chưa hỏi”.';
export const NOT_SHOWN = 'Người này không được hỏi tình huống này lần này. Tải lại trang, hoặc chọn “Chưa hỏi”.';

/** What was answered in a call; null if it was not asked. */
export const practisedIn = ({
  situationId,
  situationAnswer,
}: { [Field in keyof typeof callFields]: z.output<(typeof callFields)[Field]> }) =>
  situationId && situationAnswer ? { situationId, answer: situationAnswer } : null;

/** The question of a call; an answer to another situation is not shown. @param legend what to say first. */
export const callQuestion = (situation: Situation, legend: string, values: FormValues, errors: FieldErrors) =>
  practiceQuestion(situation, {
    legend,
    name: 'situationAnswer',
    idName: 'situationId',
    chosen: typed(values, 'situationId') === situation.id ? typed(values, 'situationAnswer') : '',
    error: errors.situationAnswer ?? '',
  });
