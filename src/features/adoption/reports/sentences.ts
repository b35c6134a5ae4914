import { formatNumber } from '../../../shared/numbers';
import { type LocalDate, monthEndOf, monthName } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { capitalise } from '../../../shared/vietnamese-text';
import { countOf, formatCount } from '../indicators/indicators';
import { quarterName, wardShare, wholePercent } from '../sample/ward-share';
import { linked, listHref, sentence, type Part } from '../figures/figure-labels';
import type { Figures } from '../figures/figures';
import { isCountChanged, isShareRisen } from './beyond-chance';
import { differenceOf, NUMBERS } from './public-statement';

// What happened, and what is to be done: at most three sentences, made by rules. A change is only said if chance hardly
// explains it. Pure; the page and the paper print them.

export interface Sentence {
  kind: 'files' | 'sample' | 'groups' | 'done-for' | 'overdue' | 'asked-back' | 'open-month';
  /** What its colour means, also in a word. */
  tone: 'better' | 'worse' | 'to-do';
  /** Ends with a full stop. */
  parts: Part[];
  /** Opens the list of what it says. */
  action: { label: string; href: string };
  /** The heavier ones are said first. */
  weight: number;
}

export type SentenceFacts = Pick<Figures, 'scope' | 'month' | 'groups' | 'taught' | 'samples'> & {
  /** Overdue requests of today; 0 for another day. */
  overdue: number;
  /** The first day of a month that can be closed and is not; null if there is none. */
  openMonth: LocalDate | null;
};

const MOST = 3;
/** Fewer files in both spans together are too few to speak of a change. */
const MIN_FILES = 20;
/** A change of visits by less than this many per cent is none. */
const UNCHANGED = 5;
/** From the reach of an interval of 95 % to one of 99 %, by which a sentence is as careful here as with counts. */
const TO_99 = 2.576 / 1.96;
/** Fewer who were not asked back are left to the list of calls. */
const MIN_UNASKED = 20;
/** Fewer overdue requests matter less than people who were never asked. */
const MANY_OVERDUE = 5;

/** At most three sentences, the heaviest first; none if nothing changed beyond chance and nothing is to be done. */
export const sentencesOf = (facts: SentenceFacts): Sentence[] =>
  [filesChanged, sampleChanged, groupsUnmet, doneForRose, overdue, askedBack, openMonth]
    .flatMap((rule) => rule(facts) ?? [])
    .sort((one, other) => other.weight - one.weight)
    .slice(0, MOST);

/** The sentence as plain words. */
export const sentenceText = ({ parts }: Sentence): string => parts.map(({ text }) => text).join('');

const key = (text: string, href = ''): Part => ({ text, href, isKey: true });

/** 'tháng 10' of a full comparison, '28 ngày đầu tháng 3' of a part of the month. */
const daysName = ({ to }: { to: LocalDate }, isWhole: boolean): string =>
  isWhole ? monthName(to).replace(/\/\d+$/, '') : `${Number(to.slice(8))} ngày đầu tháng ${Number(to.slice(5, 7))}`;

const spansOf = ({ scope, month: { now, before } }: SentenceFacts) => ({
  now: capitalise(daysName(now, now.to === scope.on)),
  before: daysName(before, before.to === monthEndOf(before.to) && now.to === scope.on),
  filesNow: (filter: Record<string, string> = {}) => listHref('files', now.to, { ...filter, from: now.from }),
  /** The files of the whole month: a closing keeps no shorter list. */
  filesOfMonth: (filter: Record<string, string> = {}) => listHref('files', scope.on, { ...filter, from: now.from }),
  filesBefore: listHref('files', before.to, { from: before.from }),
});

function filesChanged(facts: SentenceFacts): Sentence | null {
  const { now, before } = facts.month;
  const [files, filesBefore] = [now.activity.files, before.activity.files];
  if (files + filesBefore < MIN_FILES || !isCountChanged(filesBefore, files)) return null;
  const fell = files < filesBefore;
  const spans = spansOf(facts);
  const count = key(formatCount(countOf('file', files)), spans.filesNow());
  const countBefore = { text: formatNumber(filesBefore), href: spans.filesBefore };
  const visits = visitsText(before.activity.visits, now.activity.visits, fell);
  return {
    kind: 'files',
    tone: fell ? 'worse' : 'better',
    parts: sentence`${spans.now} nộp ${count}, ${changeText(filesBefore, files)} so với ${spans.before} (${countBefore})${visits}.`,
    action: fell
      ? { label: 'Vì sao', href: `/stuck-files?month=${facts.scope.on.slice(0, 7)}` }
      : { label: 'Xem hồ sơ', href: spans.filesOfMonth() },
    weight: 7,
  };
}

const FRACTIONS: Readonly<Record<number, string>> = { 25: 'một phần tư', 33: 'một phần ba', 50: 'một nửa' };

// Divided last: 57 of 200 is 28.5 and becomes 29; 100 × 0.285 would be 28.4999….
const percentOf = (part: number, whole: number) => Math.round((100 * part) / whole);
const percentText = (part: number, whole: number) => `${percentOf(part, whole)} %`;

const percentBetween = (before: number, now: number) => percentOf(Math.abs(now - before), before);

/** 'giảm một phần ba', 'tăng 48 %', 'tăng gấp đôi', 'tăng từ 0'. */
function changeText(before: number, now: number): string {
  if (before === 0) return 'tăng từ 0';
  const percent = percentBetween(before, now);
  if (now > before) return percent === 100 ? 'tăng gấp đôi' : `tăng ${formatNumber(percent)} %`;
  return `giảm ${FRACTIONS[percent] ?? `${percent} %`}`;
}

/** What the team's visits did meanwhile; '' if there were none before. */
function visitsText(before: number, now: number, fell: boolean): string {
  if (before === 0) return '';
  const percent = percentBetween(before, now);
  if (percent < UNCHANGED) return '; lượt thăm gần như không đổi';
  const isAlike = now < before === fell;
  return `; lượt thăm ${isAlike ? 'cũng' : 'lại'} ${now < before ? 'giảm' : 'tăng'} ${formatNumber(percent)} %`;
}

function sampleChanged({ samples: [sample, before] }: SentenceFacts): Sentence | null {
  const [now, earlier] = [sample, before].map((each) => each && wardShare(each.strata, 'alone'));
  if (!sample || !before || !now || !earlier) return null;
  const { share, low, high } = differenceOf(earlier, now);
  const rose = share > 0;
  const [way, to] = rose ? ['tăng', 'lên'] : ['giảm', 'xuống'];
  if (Math.abs(share) <= TO_99 * (rose ? share - low : high - share)) return null;
  return {
    kind: 'sample',
    tone: rose ? 'better' : 'worse',
    parts: sentence`Theo mẫu hỏi, người lớn tự nộp trên Cổng ${key(`${way} từ ${whole(earlier.share)} ${to} ${whole(now.share)}`)} so với ${quarterName(before.quarter)}.`,
    action: { label: 'Xem mẫu hỏi', href: `/samples/${sample.id}` },
    weight: 6,
  };
}

const whole = (share: number) => `${wholePercent(share)} %`;

/** The groups where no door was met; none before the first door of the ward was. */
export const unmetGroups = (groups: Figures['groups']): Figures['groups'] =>
  groups.some(({ doorsReached }) => doorsReached > 0)
    ? groups.filter(({ groupId, doors, doorsReached }) => groupId && doors > 0 && doorsReached === 0)
    : [];

function groupsUnmet({ groups, scope: { on, today } }: SentenceFacts): Sentence | null {
  const unmet = unmetGroups(groups);
  if (unmet.length === 0) return null;
  const doorsOf = (group: string) => listHref('doors', on, { reached: 'no', group });
  const [first] = unmet;
  const allUnmet =
    on === today
      ? { label: 'Xem bảng phủ', href: '/coverage' }
      : { label: 'Xem các cửa', href: listHref('doors', on, { reached: 'no' }) };
  const named = unmet.flatMap(({ groupName, groupId }, index) => {
    const name = { text: shortGroupName(groupName!).replace(/^Tổ (?=\d)/, ''), href: doorsOf(groupId!) };
    return sentence`${index === 0 ? ': ' : ', '}${name}`;
  });
  return {
    kind: 'groups',
    tone: 'to-do',
    parts: sentence`${capitalise(NUMBERS[unmet.length] ?? formatNumber(unmet.length))} tổ ${key('chưa gặp cửa nào')}${named}.`,
    action: unmet.length === 1 ? { label: 'Xem các cửa', href: doorsOf(first!.groupId!) } : allUnmet,
    weight: 5,
  };
}

function doneForRose(facts: SentenceFacts): Sentence | null {
  const { now, before } = facts.month;
  const [doneFor, doneForBefore] = [now.activity.doneFor ?? 0, before.activity.doneFor ?? 0];
  const [files, filesBefore] = [now.activity.files, before.activity.files];
  if (Math.min(files, filesBefore) === 0 || files + filesBefore < MIN_FILES) return null;
  if (!isShareRisen([doneForBefore, filesBefore], [doneFor, files])) return null;
  const spans = spansOf(facts);
  const count = { text: formatNumber(doneFor), href: spans.filesNow({ how: 'done_for' }) };
  return {
    kind: 'done-for',
    tone: 'worse',
    parts: sentence`${spans.now} đội làm thay ${key(`${percentText(doneFor, files)} hồ sơ`)} (${count} trên ${formatNumber(files)}), ${spans.before} là ${percentText(doneForBefore, filesBefore)}.`,
    action: { label: 'Xem hồ sơ', href: spans.filesOfMonth({ how: 'done_for' }) },
    weight: 4,
  };
}

function overdue({ overdue: count }: SentenceFacts): Sentence | null {
  if (count === 0) return null;
  const href = '/reports/requests?wait=overdue';
  return {
    kind: 'overdue',
    tone: 'to-do',
    parts: sentence`${key(`${formatNumber(count)} đề nghị`, href)} đã quá hạn mà đội chưa đến.`,
    action: { label: 'Xem đề nghị', href },
    weight: count >= MANY_OVERDUE ? 3 : 1,
  };
}

function askedBack({ scope: { on }, taught }: SentenceFacts): Sentence | null {
  if (!taught || taught.unasked.value < MIN_UNASKED) return null;
  const href = listHref('taught', on, { result: 'unasked' });
  return {
    kind: 'asked-back',
    tone: 'to-do',
    parts: sentence`${{ ...linked(taught.unasked, href), isKey: true }} đã dạy, chưa ai hỏi lại.`,
    action: { label: 'Danh sách hỏi lại', href },
    weight: 2,
  };
}

function openMonth({ openMonth: month }: SentenceFacts): Sentence | null {
  if (month === null) return null;
  return {
    kind: 'open-month',
    tone: 'to-do',
    parts: sentence`${capitalise(monthName(month))} ${key('chưa chốt')}, số còn có thể đổi.`,
    action: { label: 'Xem việc còn mở', href: `/month-closings?month=${month.slice(0, 7)}` },
    weight: 0,
  };
}
