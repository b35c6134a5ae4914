import { z } from 'zod';
import {
  idField,
  longText,
  onceRight,
  pastDateOrNull,
  optionalIdField,
  optionalText,
  versionField,
} from '../../../web/form';
import type { LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { linesOf, stepsOfText } from './guide-text';
import type { Sound } from './sound-file';

const MAX_STEPS = 20;
/** What fits on the card in two lines of large print. */
const MAX_ACTION = 90;
const MAX_DETAIL = 140;
/** What an officer can read aloud without losing the listener. */
const MAX_PARAGRAPH = 500;
const MAX_LINES = 10;
const MAX_LINE = 200;

/** Lists with one thing a line. */
const LISTS = ['prerequisites', 'papers', 'papersFromData'] as const;

/** A new version of a guide, or of a topic's script. @param today in Vietnam. */
export const guideForm = (isTopic: boolean, today: LocalDate) =>
  z
    .object({
      title: optionalText(120),
      steps: longText(8000),
      prerequisites: longText(2000),
      papers: longText(2000),
      papersFromData: longText(2000),
      mustBePresent: optionalText(300),
      fee: optionalText(300),
      trouble: optionalText(200),
      troubleAnswer: optionalText(300),
      firstTaskId: optionalIdField(),
      source: optionalText(600, null),
      sourceCheckedOn: pastDateOrNull('Ngày xem chưa đúng. Ví dụ: 26/11/2026.', today),
      version: versionField(),
    })
    .superRefine(({ steps }, issues) => refuse(issues, 'steps', stepsProblem(steps, isTopic)), onceRight('steps'))
    .superRefine(
      (form, issues) => {
        for (const name of LISTS) refuse(issues, name, linesProblem(form[name]));
      },
      onceRight(...LISTS),
    )
    .transform(({ steps, prerequisites, papers, papersFromData, ...form }) => ({
      ...form,
      steps: stepsOfText(steps, isTopic),
      prerequisites: linesOf(prerequisites),
      papers: linesOf(papers),
      papersFromData: linesOf(papersFromData),
    }));

export type WrittenGuide = z.output<ReturnType<typeof guideForm>>;

function refuse(issues: z.core.$RefinementCtx, field: string, message: string): void {
  if (message) issues.addIssue({ code: 'custom', path: [field], message });
}

function stepsProblem(text: string, isTopic: boolean): string {
  const steps = stepsOfText(text, isTopic);
  const noun = isTopic ? 'Đoạn' : 'Bước';
  const maxAction = isTopic ? MAX_PARAGRAPH : MAX_ACTION;
  if (steps.length === 0) return isTopic ? 'Viết lời nói.' : 'Viết các bước.';
  if (steps.length > MAX_STEPS) return `Nhiều quá ${MAX_STEPS} ${noun.toLowerCase()}.`;
  const long = steps.findIndex(({ action }) => action.length > maxAction);
  if (long >= 0) return `${noun} ${long + 1}: ${isTopic ? 'đoạn' : 'dòng đầu'} dài quá ${maxAction} ký tự.`;
  const wordy = steps.findIndex(({ detail }) => detail.length > MAX_DETAIL);
  return wordy >= 0 ? `Bước ${wordy + 1}: lời giải thích dài quá ${MAX_DETAIL} ký tự.` : '';
}

function linesProblem(text: string): string {
  const lines = linesOf(text);
  if (lines.length > MAX_LINES) return `Nhiều quá ${MAX_LINES} dòng.`;
  const long = lines.findIndex((line) => line.length > MAX_LINE);
  return long >= 0 ? `Dòng ${long + 1} dài quá ${MAX_LINE} ký tự.` : '';
}

export const MAX_SOUND_SECONDS = 30;
/** Thirty seconds of speech are 120 kB from a browser, and 250 kB from most telephones. */
export const MAX_SOUND_BYTES = 400_000;

/** How a step is said; its sound is a file beside these fields. */
export const spokenStepForm = z.object({
  step: idField(),
  language: optionalText(40),
  text: optionalText(MAX_ACTION + MAX_DETAIL),
  /** The id of what was saved when the form was opened, which every save changes; null if nothing was. */
  seen: optionalIdField(),
});
export type SpokenStepForm = z.output<typeof spokenStepForm>;

/** What is wrong with a sound; '' if nothing is. @param sound null if the file is no sound. */
export function soundProblem(size: number, sound: Sound | null): string {
  if (size > MAX_SOUND_BYTES)
    return `Tệp nặng ${formatNumber(Math.ceil(size / 1000))} kB, quá ${MAX_SOUND_BYTES / 1000} kB.`;
  if (!sound) return 'Tệp này không phải bản ghi âm của trình duyệt hay điện thoại (webm, ogg, m4a).';
  return sound.seconds > MAX_SOUND_SECONDS
    ? `Dài ${formatNumber(Math.ceil(sound.seconds))} giây, quá ${MAX_SOUND_SECONDS} giây: nói ngắn lại.`
    : '';
}
