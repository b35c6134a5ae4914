import type { ScamPattern } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { optionsOf, SCAM_CHANNELS, SCAM_PATTERNS } from '../../../shared/labels';
import { fieldId, inputOf, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { pairForDoor, turnOf } from '../../casework/practice/choosing';
import { practiceQuestion, STOPS } from '../../casework/practice/fields';
import type { Situation } from '../../office/situations/queries';
import type { VisitChoices } from './form-queries';
import { nameOn } from './person-parts';

/**
 * What the form of a new visit offers to practise: one situation before the talk and one after it, and what nearly
 * happened to a member of the household.
 * @param alert the pattern that the ward warns of; null for none.
 */
export function practicePart(
  values: FormValues,
  { members, practised, offered: { situations } }: VisitChoices,
  {
    errors,
    day,
    householdId,
    alert,
  }: { errors: FieldErrors; day: LocalDate; householdId: string; alert: ScamPattern | null },
) {
  const sent = (values.practice ?? {}) as FormValues;
  const missed = (values.nearMiss ?? {}) as FormValues;
  const shown = [typed(sent, 'firstId'), typed(sent, 'secondId')].map((id) => situations.find((one) => one.id === id));
  const pair = shown.every((one) => one !== undefined)
    ? (shown as [Situation, Situation])
    : pairForDoor(situations, { seen: new Set(practised), alert, turn: turnOf(householdId) });
  const nameOf = nameOn(day);
  const select = (label: string, [group, field]: ['practice' | 'nearMiss', string], labels: Record<string, string>) => {
    const name = `${group}[${field}]`;
    const options = optionsOf(labels, typed(group === 'practice' ? sent : missed, field));
    return { label, name, id: fieldId(name), options, error: errors[name] ?? '' };
  };
  const question = (situation: Situation, legend: string, moment: 'before' | 'after', idField: string) => {
    const { value: chosen, ...asked } = inputOf(`practice[${moment}]`, typed(sent, moment), errors);
    return practiceQuestion(situation, { ...asked, legend, idName: `practice[${idField}]`, chosen });
  };
  return {
    questions: pair
      ? [
          question(pair[0], 'Trước khi nói chuyện lừa đảo, đọc và hỏi', 'before', 'firstId'),
          question(pair[1], 'Nói xong, hỏi chuyện khác cùng kiểu', 'after', 'secondId'),
        ]
      : [],
    who: select('Ai trả lời', ['practice', 'residentId'], {
      '': 'Không ghi tên',
      ...Object.fromEntries(members.map((member) => [member.id, nameOf(member)])),
    }),
    nearMiss: [
      select('Suýt bị lừa kiểu', ['nearMiss', 'pattern'], { '': 'Không có', ...SCAM_PATTERNS }),
      select('Qua', ['nearMiss', 'channel'], { '': 'Chọn', ...SCAM_CHANNELS }),
      select('Nhờ đâu không mất', ['nearMiss', 'stoppedBy'], { '': 'Chọn', ...STOPS }),
    ],
    isOpen:
      ['before', 'after'].some((field) => typed(sent, field) !== '') ||
      typed(missed, 'pattern') !== '' ||
      Object.keys(errors).some((name) => name.startsWith('practice[') || name.startsWith('nearMiss[')),
  };
}
