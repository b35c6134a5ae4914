import { addMonths, formatDate, localDateOf, type LocalDate } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { optionsOf } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { formView, typed, type Failed, type FormValues } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { practiceSection } from '../practice/pages';
import { percent, quarterName } from '../sample/ward-share';
import { describeSides, earlierWindow, laterWindow, type DayWindow, type Side } from './description';
import { firstQuarters, PRIORITIES, reachDrawForm } from './forms';
import {
  isStrayed,
  quartersBetween,
  type measureEffect,
  type MeasuredEffect,
  type StudiedDraw,
} from './measured-effect';
import type { DrawRow, EffectFacts, ReachRow } from './queries';
import { lastingTables } from './lasting-tables';
import { calledTable, secondTryTable } from './opened-doors';
import type { LastingRow } from '../figures/lasting';
import { isOpen, LEAST_GROUPS } from './turns';
import {
  effectSentence,
  intervalText,
  nothingShown,
  pointsText,
  refusalText,
  resultNotes,
  type Reason,
} from './labels';

export function effectPage(
  facts: EffectFacts,
  {
    found,
    lasting,
    today,
    canDraw,
  }: { found: ReturnType<typeof measureEffect>; lasting: readonly LastingRow[]; today: LocalDate; canDraw: boolean },
  failed?: Failed,
) {
  const sentence = found.kind === 'measured' ? effectSentence(found.average.interval) : null;
  const current = facts.reach.filter(({ isCurrent }) => isCurrent);
  const open = current.filter(isOpen);
  const mayDraw = !facts.draw && open.length >= LEAST_GROUPS;
  return viewOf('adoption/effect/show', {
    context: `Số liệu đến hôm nay, ${formatDate(today)}. Trang này nói rõ điều gì chỉ là kể lại, điều gì đo được.`,
    // What may be said in public.
    sentence: sentence ?? '',
    reason: sentence === null ? reasonOf(found) : null,
    measured: found.kind === 'measured' ? { rows: measuredRows(found), notes: resultNotes(found) } : null,
    description: descriptionOf(facts, current, today),
    practice: practiceSection(facts.practice),
    secondTries: secondTryTable(facts.secondTries, today),
    called: calledTable(facts.called, today),
    lasting: lastingTables(lasting, today),
    draw: facts.draw && drawModel(facts.draw, facts, today),
    ...drawForm(open, current, today, failed),
    canDraw: mayDraw && canDraw,
    whyNoDraw: facts.draw || mayDraw ? '' : whyNoDraw(current, open.length),
  });
}

/** What is asked before the one draw of a ward. */
export const DRAW_QUESTION = {
  title: 'Bốc thăm thứ tự đến các tổ?',
  sentences: [
    'Mỗi phường bốc một lần, không bốc lại.',
    'Ít tổ, ít quý hay ít người trả lời thì cuối cùng có thể không kết luận được. Chia nhiều quý hơn hay hỏi mẫu lớn hơn thì thấy được chênh lệch nhỏ hơn.',
  ],
  changes: [],
  action: '/reports/effect/draw',
  confirmLabel: 'Đúng, bốc thăm',
};

function whyNoDraw(current: readonly ReachRow[], open: number): string {
  const reached = current.filter(({ reachedOn }) => reachedOn !== null).length;
  const needed = `cần ít nhất ${LEAST_GROUPS} tổ có người ở mà đội chưa đến, nay có ${open}.`;
  return reached === 0
    ? `Chưa bốc thăm được: ${needed}`
    : `Không còn bốc thăm được: đội đã đến từ một phần mười số cửa ở ${reached} trong ${current.length} tổ; ${needed}`;
}

function reasonOf(found: ReturnType<typeof measureEffect>): Reason {
  if (found.kind !== 'measured') return refusalText(found);
  return { title: 'Số liệu chưa cho thấy', text: nothingShown(found.average.interval) };
}

/** The draw with what became of it; null before it. */
export function studiedDraw({ draw, reach, cells }: EffectFacts): StudiedDraw | null {
  if (!draw) return null;
  const reachOf = new Map(reach.map((row) => [row.groupId, row]));
  return {
    seed: draw.seed,
    groups: draw.turns.map(({ groupId, priority, quarter }) => ({
      name: shortGroupName(reachOf.get(groupId)!.name),
      priority,
      turn: quarter,
      reachedOn: reachOf.get(groupId)!.reachedOn,
      samples: cells.filter((cell) => cell.groupId === groupId),
    })),
  };
}

function measuredRows({ average, bySince }: MeasuredEffect) {
  const row = (when: string, { difference, interval, permutation, jackknife }: MeasuredEffect['average']) => ({
    when,
    difference: pointsText(difference),
    interval: boundedText(interval),
    permutation: boundedText(permutation),
    jackknife: boundedText(jackknife),
  });
  return [
    row('Tính chung', average),
    ...bySince.map((part) => row(`${3 * part.quartersSince - 2}–${3 * part.quartersSince} tháng sau quý đến`, part)),
  ];
}

const boundedText = (interval: MeasuredEffect['average']['interval']): string =>
  Number.isFinite(interval.high - interval.low) ? intervalText(interval) : 'không rõ';

function descriptionOf({ uses, cells }: EffectFacts, current: readonly ReachRow[], today: LocalDate) {
  const newest = cells
    .map(({ quarter }) => quarter)
    .sort()
    .at(-1);
  const { reached, waiting } = describeSides(
    current,
    uses,
    cells.filter(({ quarter }) => quarter === newest),
  );
  const row = (name: string, side: Side) => ({
    name,
    groups: formatNumber(side.groups),
    adults: formatNumber(side.adults),
    before: `${formatNumber(side.before)} người`,
    now: `${formatNumber(side.now)} người`,
    sample:
      side.answered === 0
        ? 'chưa có'
        : `${formatNumber(side.alone)} / ${formatNumber(side.answered)} (${percentOf(side)})`,
  });
  return {
    columns: {
      before: `Sổ biết đã dùng, ${daysText(earlierWindow(today))}`,
      now: `Sổ biết đã dùng, ${daysText(laterWindow(today))}`,
      sample: newest ? `Tự bấm máy trong mẫu hỏi ${quarterName(newest)}` : 'Tự bấm máy trong mẫu hỏi',
    },
    rows: [row('Tổ đội đã đến', reached), row('Tổ đội chưa đến', waiting)],
    note: 'Đã đến: đội đã tới từ một phần mười số cửa có người ở của tổ. Hai khoảng dài bằng nhau, 90 ngày; lần dùng chỉ biết năm thì không nằm trong khoảng nào. Bảng chỉ kể lại: ở tổ đã đến đội hỏi nhiều hơn nên sổ biết nhiều hơn, và tổ được đến trước có thể vốn đã khác. Đừng suy ra đội đến có ích hay không.',
  };
}

const percentOf = ({ alone, answered }: Side): string => percent(alone / answered);
const daysText = ({ from, to }: DayWindow): string => `${formatDate(from)}–${formatDate(to)}`;

function drawModel(draw: DrawRow, { reach, cells }: EffectFacts, today: LocalDate) {
  const reachOf = new Map(reach.map((row) => [row.groupId, row]));
  const rows = draw.turns.map(({ groupId, priority, position, quarter, doors, visitedDoors }) => {
    const { name, reachedOn } = reachOf.get(groupId)!;
    return {
      position: formatNumber(position),
      group: shortGroupName(name),
      priority: PRIORITIES[String(priority) as keyof typeof PRIORITIES],
      quarter: quarterName(quarter),
      visited: `${formatNumber(visitedDoors)} / ${formatNumber(doors)}`,
      reached: reachedOn ? formatDate(reachedOn) : 'chưa',
      isStrayed: isStrayed(today)({ turn: quarter, reachedOn }),
    };
  });
  // A sample is needed from the quarter before the first turn to the one before the last.
  const unsampled = quartersBetween(addMonths(draw.firstQuarter, -3), draw.turns.at(-1)!.quarter).filter(
    (quarter) => quarter <= today && cells.every((cell) => cell.quarter !== quarter),
  );
  return {
    unsampled: unsampled.length === 0 ? '' : `Chưa bốc mẫu hỏi: ${unsampled.map(quarterName).join(', ')}.`,
    context: `${draw.drawnByName} bốc thăm ${formatNumber(rows.length)} tổ ngày ${formatDate(localDateOf(draw.drawnAt))}, mỗi quý ${formatNumber(draw.perQuarter)} tổ từ ${quarterName(draw.firstQuarter)}, số gieo ${draw.seed}. Ai có số gieo và mã của các tổ trong sổ cũng bốc lại ra đúng thứ tự này.`,
    rows,
  };
}

function drawForm(open: readonly ReachRow[], current: readonly ReachRow[], today: LocalDate, failed?: Failed) {
  const form = formView(reachDrawForm(today), { perQuarter: String(Math.max(1, Math.floor(open.length / 4))) }, failed);
  const priorities = (form.values.priorities ?? {}) as FormValues;
  const left = current.filter((row) => !isOpen(row)).map(({ name }) => shortGroupName(name));
  return {
    form,
    quarters: optionsOf(
      Object.fromEntries(
        firstQuarters(today).map((quarter) => [
          quarter,
          `${quarterName(quarter)}, từ ${formatDate(quarter)} đến trước ${formatDate(addMonths(quarter, 3))}`,
        ]),
      ),
      typed(form.values, 'firstQuarter'),
    ),
    groups: open.map(({ groupId, name, doors, visitedDoors }) => ({
      name: `priorities[${groupId}]` as const,
      label: shortGroupName(name),
      hint: `${formatNumber(doors)} cửa, đã đến ${formatNumber(visitedDoors)}`,
      options: optionsOf(PRIORITIES, typed(priorities, groupId) || '1'),
    })),
    left: left.length === 0 ? '' : `Không bốc, vì đội đã đến hoặc chưa có hộ: ${left.join(', ')}.`,
  };
}
