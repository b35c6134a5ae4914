import { z } from 'zod';
import { checkbox, longText, optionalIdField, optionalText, versionField } from '../../../web/form';
import { linesOf, stepsOfText } from './guide-text';

const MAX_STEPS = 20;
/** What fits on the card in two lines of large print. */
const MAX_ACTION = 90;
const MAX_DETAIL = 140;
/** What an officer can read aloud without losing the listener. */
const MAX_PARAGRAPH = 500;
const MAX_PREREQUISITES = 10;
const MAX_PREREQUISITE = 140;

/** A new version of a guide, or of a topic's script. */
export const guideForm = (isTopic: boolean) =>
  z
    .object({
      title: optionalText(120),
      steps: longText(8000),
      prerequisites: longText(2000),
      firstTaskId: optionalIdField(),
      source: optionalText(300),
      isDraft: checkbox(),
      version: versionField(),
    })
    .superRefine(({ steps }, issues) => refuse(issues, 'steps', stepsProblem(steps, isTopic)))
    .superRefine(({ prerequisites }, issues) => refuse(issues, 'prerequisites', prerequisitesProblem(prerequisites)))
    .transform(({ steps, prerequisites, ...form }) => ({
      ...form,
      steps: stepsOfText(steps, isTopic),
      prerequisites: linesOf(prerequisites),
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

function prerequisitesProblem(text: string): string {
  const lines = linesOf(text);
  if (lines.length > MAX_PREREQUISITES) return `Nhiều quá ${MAX_PREREQUISITES} dòng.`;
  const long = lines.findIndex((line) => line.length > MAX_PREREQUISITE);
  return long >= 0 ? `Dòng ${long + 1} dài quá ${MAX_PREREQUISITE} ký tự.` : '';
}
