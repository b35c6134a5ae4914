import {
  nextStepText,
  promisedDayAndHours,
  promisedHours,
  type PromisedTime,
} from '../../../src/shared/promise-labels';
import { spanProblem, spanText } from '../../../src/shared/time-span';

const at = (
  nextStepDue: string | null,
  nextStepFrom: string | null = null,
  nextStepTo: string | null = null,
): PromisedTime => ({ nextStepDue, nextStepFrom, nextStepTo });

it.each([
  [at('2026-11-30'), '', '30/11', 'hạn 30/11/2026'],
  [at('2026-11-30', '19:30'), '19:30', '30/11, 19:30', '30/11/2026 khoảng 19:30'],
  [at('2026-11-30', '08:00', '09:30'), '8:00–9:30', '30/11, 8:00–9:30', '30/11/2026 8:00–9:30'],
])('a promised time in words: %j', (promise, hours, dayAndHours, whole) => {
  expect([promisedHours(promise), promisedDayAndHours(promise)]).toEqual([hours, dayAndHours]);
  expect(nextStepText({ ...promise, nextStep: 'revisit', nextStepNote: '' })).toBe(`Quay lại nhà, ${whole}`);
  expect(nextStepText({ ...promise, nextStep: 'revisit', nextStepNote: 'mang mẫu đơn' })).toBe(
    `Quay lại nhà, ${whole}: mang mẫu đơn`,
  );
});

it('a step may have no time, and there may be no step', () => {
  expect(nextStepText({ ...at(null), nextStep: 'revisit', nextStepNote: '' })).toBe('Quay lại nhà');
  expect(nextStepText({ ...at(null), nextStep: 'none', nextStepNote: '' })).toBe('');
});

it('whatever was typed is repeated, even invalid hours', () => {
  expect(
    nextStepText({ nextStepDue: null, nextStepFrom: '19:00', nextStepTo: '', nextStep: 'revisit', nextStepNote: '' }),
  ).toBe('Quay lại nhà, khoảng 19:00');
  expect(
    nextStepText({ nextStepDue: null, nextStepFrom: '', nextStepTo: '20:00', nextStep: 'revisit', nextStepNote: '' }),
  ).toBe('Quay lại nhà, –20:00');
});

it('two hours are in order, and the second does not stand alone', () => {
  expect([spanProblem('', ''), spanProblem('19:00', ''), spanProblem('19:00', '20:00')]).toEqual([null, null, null]);
  expect(spanProblem('', '20:00')).toMatchObject({ at: 'from' });
  expect([spanProblem('20:00', '20:00'), spanProblem('20:00', '09:00')]).toMatchObject([{ at: 'to' }, { at: 'to' }]);
  expect(spanText({ from: '08:00', to: '11:00' })).toBe('8:00–11:00');
});
