import type { ScamPattern } from '../../../generated/prisma/enums';
import { optionsOf, SCAM_CHANNELS, SCAM_PATTERNS } from '../../../shared/labels';
import { inputOf, typed } from '../../../web/form';
import { pairForDoor, turnOf } from '../../casework/practice/choosing';
import { practiceQuestion, STOPS } from '../../casework/practice/fields';
import type { Situation } from '../../office/situations/queries';
import { asRow, holdsInput, named, type FormShown } from './person-parts';

/**
 * What the form of a new visit offers to practise: one situation before the talk and one after it, and what nearly
 * happened to a member of the household.
 * @param alert the pattern that the ward warns of; null for none.
 */
export function practicePart(
  form: Pick<FormShown, 'values' | 'choices' | 'errors' | 'day'>,
  { householdId, alert }: { householdId: string; alert: ScamPattern | null },
) {
  const { values, errors } = form;
  const { members, practised, offered } = form.choices;
  const { situations } = offered;
  const sent = asRow(values.practice);
  const shown = [typed(sent, 'firstId'), typed(sent, 'secondId')].map((id) => situations.find((one) => one.id === id));
  const pair = shown.every((one) => one !== undefined)
    ? (shown as [Situation, Situation])
    : pairForDoor(situations, { seen: new Set(practised), alert, turn: turnOf(householdId) });
  const inputIn = (group: 'practice' | 'nearMiss', part: string) =>
    inputOf(`${group}[${part}]`, typed(asRow(values[group]), part), errors);
  const select = (label: string, group: 'practice' | 'nearMiss', part: string, labels: Record<string, string>) => {
    const { value, ...field } = inputIn(group, part);
    return { label, ...field, options: optionsOf(labels, value) };
  };
  const question = (situation: Situation, legend: string, moment: 'before' | 'after', idField: string) => {
    const { value: chosen, ...asked } = inputIn('practice', moment);
    return practiceQuestion(situation, { ...asked, legend, idName: `practice[${idField}]`, chosen });
  };
  return {
    questions: pair
      ? [
          question(pair[0], 'Trước khi nói chuyện lừa đảo, đọc và hỏi', 'before', 'firstId'),
          question(pair[1], 'Nói xong, hỏi chuyện khác cùng kiểu', 'after', 'secondId'),
        ]
      : [],
    who: select('Ai trả lời', 'practice', 'residentId', {
      '': 'Không ghi tên',
      ...Object.fromEntries(named(members, form.day).map(({ id, name }) => [id, name])),
    }),
    nearMiss: [
      select('Suýt bị lừa kiểu', 'nearMiss', 'pattern', { '': 'Không có', ...SCAM_PATTERNS }),
      select('Qua', 'nearMiss', 'channel', { '': 'Chọn', ...SCAM_CHANNELS }),
      select('Nhờ đâu không mất', 'nearMiss', 'stoppedBy', { '': 'Chọn', ...STOPS }),
    ],
    isOpen:
      [sent.before, sent.after, asRow(values.nearMiss).pattern].some(holdsInput) ||
      Object.keys(errors).some((name) => name.startsWith('practice[') || name.startsWith('nearMiss[')),
  };
}
