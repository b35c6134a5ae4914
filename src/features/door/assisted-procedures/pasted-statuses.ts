import { z } from 'zod';
import { AssistResult } from '../../../generated/prisma/enums';
import { formatDate, parseDateText, type LocalDate } from '../../../shared/dates';
import { holdsNationalNumber, NOT_IN_TEXT } from '../../../shared/national-number';
import { normalisePortalFileCode } from '../../../shared/portal-file-code';
import { backwardText, contradictedBy, PORTAL_STATUSES, SENT_BACK } from '../../../shared/portal-status';
import { foldVietnamese, normaliseText } from '../../../shared/vietnamese-text';
import { STATUS_ON } from '../../casework/follow-ups/follow-up';

// Statuses pasted from the portal: reading the lines, and validating each against the ward's files. Pure. Nothing is
// matched on a guess: whatever is not certain is left to a person.

export interface PastedLine {
  /** 1 for the first line of the text. */
  number: number;
  raw: string;
  /** In the stored form. */
  code: string;
  /** 1 to 10; null if the words are not the portal's. */
  status: number | null;
  statusText: string;
  /** Null if the line names no day, or none that exists. */
  on: LocalDate | null;
  /** The day as written, '' if the line names none. */
  dateText: string;
}

/** Maximum lines of one paste. */
export const MAX_LINES = 200;

const DATE = /\s*[,;]?\s*(?:ngày\s+)?(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})$/i;
const TIME = /\s+\d{1,2}:\d{2}(?::\d{2})?(?=\s|$)/;
const STATUS_BY_WORDS = new Map(PORTAL_STATUSES.map(({ code, name }) => [foldVietnamese(name), code as number]));

/**
 * The lines of a pasted text: a file code, a status by number or in the portal's words, perhaps a day, apart by tabs,
 * commas, semicolons or spaces: 'H26.12.3-261124-0007; 5. Yêu cầu bổ sung giấy tờ; 24/11/2026'. Accents and case of the
 * words do not matter. Empty lines are left out.
 */
export const readPastedLines = (text: string): PastedLine[] =>
  text
    .split(/\r?\n/)
    .map((raw, index) => ({ raw: normaliseText(raw.replaceAll('\t', ' ')), number: index + 1 }))
    .filter(({ raw }) => raw !== '')
    .map(({ raw, number }) => {
      const [, first = '', rest = ''] = /^([^\s,;]+)[\s,;]*(.*)$/.exec(raw) ?? [];
      const untimed = rest.replace(TIME, '');
      const dateText = DATE.exec(untimed)?.[1] ?? '';
      const statusText = untimed.replace(DATE, '').replace(/^[\s,;]+|[\s,;.]+$/g, '');
      return {
        number,
        raw,
        code: normalisePortalFileCode(first),
        status: readStatus(statusText),
        statusText,
        on: dateText ? parseDateText(dateText) : null,
        dateText,
      };
    });

/** '5', '05', '5. Yêu cầu bổ sung giấy tờ', 'yeu cau bo sung giay to' → 5; null for anything else. */
function readStatus(text: string): number | null {
  const [, digits, words = ''] = /^(?:0?(\d{1,2})\b[\s.):-]*)?(.*)$/.exec(text) ?? [];
  const byText = STATUS_BY_WORDS.get(foldVietnamese(words)) ?? null;
  if (digits === undefined) return byText;
  const byNumber = Number(digits);
  if (byNumber < 1 || byNumber > 10) return null;
  // A number and words that say different things: a person decides.
  return words === '' || byText === byNumber ? byNumber : null;
}

/** Letters and digits of a code only, to find codes that were written a little differently. */
export const codeKey = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** Day and number of a code, 'YYMMDD-NNNN', for lists that leave the unit out; null if it has none. */
export const codeTail = (code: string): string | null => /(?:^|-)(\d{6}-\d{3,8})$/.exec(code)?.[1] ?? null;

export const KNOWN_FILE = z.object({
  id: z.string(),
  fileCode: z.string(),
  residentName: z.string(),
  serviceName: z.string(),
  result: z.enum(AssistResult),
  visitedOn: z.string(),
  /** The newest first. */
  statuses: z.array(STATUS_ON),
});
export type KnownFile = z.infer<typeof KNOWN_FILE>;

/** What a person decided about a line, as typed; '' is nothing. */
export interface Decision {
  file: string;
  status: string;
  on: string;
  reason: string;
  cause: string;
  isSkipped: boolean;
}

type Question = 'file' | 'status' | 'on' | 'reason' | 'cause';

export interface ValidatedLine {
  line: PastedLine;
  /**
   * ready: will be written. open: a person has to answer first. unchanged: the file has this status. unknown: the ward
   * has no such file. unsubmitted: the file was not submitted, as far as the ward knows. skipped: left out by a person.
   */
  state: 'ready' | 'open' | 'unchanged' | 'unknown' | 'unsubmitted' | 'skipped';
  file: KnownFile | null;
  /** Files that may be meant, if it is not certain. */
  candidates: KnownFile[];
  status: number | null;
  on: LocalDate;
  reason: string;
  barrierId: string | null;
  /** What a person has to answer, and why. */
  questions: Partial<Record<Question, string>>;
}

interface Paste {
  /** Files of the ward whose codes may be meant. */
  files: readonly KnownFile[];
  /** The ids of the barriers to choose from. */
  causes: readonly string[];
  decisionOf: (line: PastedLine) => Decision;
  /** The day of lines that name none. */
  asOf: LocalDate;
  today: LocalDate;
}

/** Validates the lines in order; an earlier line of a file counts for the later ones. */
export function validateLines(lines: readonly PastedLine[], paste: Paste): ValidatedLine[] {
  const added = new Map<string, { code: number; on: LocalDate }[]>();
  return lines.map((line) => {
    const validated = validateLine(line, paste, (file) =>
      newestFirst([...(added.get(file.id) ?? []), ...file.statuses]),
    );
    if (validated.state === 'ready' && validated.file && validated.status)
      added.set(validated.file.id, [
        { code: validated.status, on: validated.on },
        ...(added.get(validated.file.id) ?? []),
      ]);
    return validated;
  });
}

/** Of one day, those of the paste come first: they are written last. */
const newestFirst = (statuses: { code: number; on: LocalDate }[]) =>
  statuses.toSorted((a, b) => Number(a.on < b.on) - Number(a.on > b.on));

function validateLine(
  line: PastedLine,
  { files, causes, decisionOf, asOf, today }: Paste,
  statusesOf: (file: KnownFile) => readonly { code: number; on: LocalDate }[],
): ValidatedLine {
  const decision = decisionOf(line);
  const certain = files.find(({ fileCode }) => fileCode === line.code) ?? null;
  const tail = codeTail(line.code);
  const candidates = certain
    ? []
    : files.filter(
        ({ fileCode }) => codeKey(fileCode) === codeKey(line.code) || (tail !== null && codeTail(fileCode) === tail),
      );
  const file = certain ?? candidates.find(({ id }) => id === decision.file) ?? null;
  const status = line.status ?? (Number(decision.status) || null);
  const typedOn = decision.on === '' ? null : parseDateText(decision.on);
  const on = typedOn ?? line.on ?? asOf;
  const base = { line, file, candidates, status, on, reason: decision.reason, barrierId: null, questions: {} };
  if (!certain && candidates.length === 0) return { ...base, state: 'unknown' };
  if (decision.isSkipped) return { ...base, state: 'skipped' };
  if (file && file.result !== 'submitted') return { ...base, state: 'unsubmitted' };

  const questions: ValidatedLine['questions'] = {};
  if (!file) questions.file = 'Mã không khớp hẳn: chọn hồ sơ đúng.';
  if (status === null || !PORTAL_STATUSES.some(({ code }) => code === status))
    questions.status = `Cổng không có trạng thái “${line.statusText}”: chọn một trong mười.`;
  const dateProblem = problemOfDay(line, decision, on, { today, visitedOn: file?.visitedOn ?? null });
  if (dateProblem) questions.on = dateProblem;
  if (!file || questions.status || questions.on) return { ...base, state: 'open', questions };

  const known = statusesOf(file);
  const latest = known.find((each) => each.on <= on);
  if (latest?.code === status) return { ...base, state: 'unchanged' };
  const contradicted = contradictedBy(known, { code: status!, on });
  if (contradicted && decision.reason === '') questions.reason = backwardText(contradicted);
  else if (contradicted && holdsNationalNumber(decision.reason)) questions.reason = NOT_IN_TEXT;
  const barrierId = causes.find((id) => id === decision.cause) ?? null;
  const needsCause = SENT_BACK.includes(status!);
  if (needsCause && barrierId === null) questions.cause = 'Chọn vì sao hồ sơ bị trả lại.';
  const isReady = Object.keys(questions).length === 0;
  return {
    ...base,
    state: isReady ? 'ready' : 'open',
    questions,
    reason: contradicted ? decision.reason : '',
    barrierId: needsCause ? barrierId : null,
  };
}

function problemOfDay(
  line: PastedLine,
  decision: Decision,
  on: LocalDate,
  { today, visitedOn }: { today: LocalDate; visitedOn: LocalDate | null },
): string | null {
  const typed = decision.on || line.dateText;
  if (typed !== '' && parseDateText(typed) === null) return `Không có ngày ${typed}.`;
  if (on > today) return `Ngày ${formatDate(on)} chưa tới.`;
  return visitedOn && on < visitedOn ? `Ngày ${formatDate(on)} trước hôm đội đến giúp.` : null;
}
