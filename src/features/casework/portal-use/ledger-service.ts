import { v7 as newId } from 'uuid';
import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import type { CheckBackOutcome, PortalAnswer, PortalUseHow } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { useAsTold } from './told-use';

/** What somebody says about using the portal in the last twelve months. */
export interface ToldUse {
  residentId: string;
  answer: PortalAnswer;
  serviceId: string | null;
  /** First day of the month; null when not known. */
  month: LocalDate | null;
}

/** Whether somebody could still do what they were taught. */
export interface CheckedBack {
  residentId: string;
  serviceId: string;
  /** The day of the lesson, at least seven days before. */
  taughtOn: LocalDate;
  outcome: CheckBackOutcome;
  /** Where they got stuck; null unless they did. */
  barrierId: string | null;
}

/** Where and when something was asked. */
export interface Asked {
  wardId: string;
  /** Null for a telephone call. */
  visitId: string | null;
  on: LocalDate;
  recordedBy: string;
  at: Date;
}

/** How a use found by asking back enters the ledger; null for outcomes that are none. */
export const HOW_CHECKED: Record<CheckBackOutcome, PortalUseHow | null> = {
  alone: 'alone',
  with_somebody: 'unknown',
  stuck: null,
  not_needed: null,
  not_reached: null,
};

/**
 * Keeps the answers of a visit or a call. Those of a visit replace what it held before, and answers that did not change
 * keep their place in time. Of two answers of one person on one day both are kept and the later one enters the ledger.
 * The caller has locked the residents.
 */
export async function saveAnswers(tx: Transaction, asked: Asked, told: readonly ToldUse[]): Promise<void> {
  const { wardId, visitId } = asked;
  const before = visitId === null ? [] : await tx.portalQuestion.findMany({ where: { wardId, visitId } });
  const rows = told.map(({ residentId, answer, serviceId, month }) => ({
    ...rowOf(asked),
    residentId,
    askedOn: toDbDate(asked.on),
    answer,
    publicServiceId: serviceId,
    usedMonth: month && toDbDate(month),
  }));
  const { gone, fresh } = difference(before, rows);
  if (gone.length > 0) await tx.portalQuestion.deleteMany({ where: { id: { in: gone.map(({ id }) => id) } } });
  if (fresh.length > 0) await tx.portalQuestion.createMany({ data: fresh });
  for (const { residentId, askedOn } of [...gone, ...fresh]) await enterAnswer(tx, { wardId, residentId, askedOn });
}

async function enterAnswer(tx: Transaction, day: { wardId: string; residentId: string; askedOn: Date }): Promise<void> {
  const { wardId, residentId, askedOn } = day;
  await tx.portalUse.deleteMany({ where: { wardId, residentId, portalQuestion: { askedOn } } });
  const last = await tx.portalQuestion.findFirst({
    where: day,
    orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }],
  });
  const use = last && useAsTold(last);
  if (!use) return;
  const { id: portalQuestionId, recordedBy } = last;
  await tx.portalUse.create({ data: { wardId, residentId, ...use, source: 'told', portalQuestionId, recordedBy } });
}

/** Keeps what was found out by asking back on a visit or a call, by the rules of saveAnswers. */
export async function saveCheckBacks(tx: Transaction, asked: Asked, checks: readonly CheckedBack[]): Promise<void> {
  const { wardId, visitId } = asked;
  const before = visitId === null ? [] : await tx.checkBack.findMany({ where: { wardId, visitId } });
  const rows = checks.map(({ residentId, serviceId, taughtOn, outcome, barrierId }) => ({
    ...rowOf(asked),
    residentId,
    publicServiceId: serviceId,
    taughtOn: toDbDate(taughtOn),
    checkedOn: toDbDate(asked.on),
    outcome,
    barrierId,
  }));
  const { gone, fresh } = difference(before, rows);
  if (gone.length > 0) await tx.checkBack.deleteMany({ where: { id: { in: gone.map(({ id }) => id) } } });
  if (fresh.length > 0) await tx.checkBack.createMany({ data: fresh });
  for (const { residentId, publicServiceId, checkedOn } of [...gone, ...fresh])
    await enterCheckBack(tx, { wardId, residentId, publicServiceId, checkedOn });
}

async function enterCheckBack(
  tx: Transaction,
  day: { wardId: string; residentId: string; publicServiceId: string; checkedOn: Date },
): Promise<void> {
  const { wardId, residentId, publicServiceId, checkedOn } = day;
  await tx.portalUse.deleteMany({ where: { wardId, residentId, checkBack: { publicServiceId, checkedOn } } });
  const last = await tx.checkBack.findFirst({ where: day, orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }] });
  const how = last && HOW_CHECKED[last.outcome];
  if (!how) return;
  const { id: checkBackId, recordedBy } = last;
  const use = { publicServiceId, usedOn: checkedOn, how, source: 'check_back' as const, checkBackId, recordedBy };
  await tx.portalUse.create({ data: { wardId, residentId, ...use } });
}

const rowOf = ({ wardId, visitId, recordedBy, at }: Asked) => ({
  id: newId(),
  wardId,
  visitId,
  recordedBy,
  recordedAt: at,
});

/** Rows to remove and rows to add. A different recorder or time alone is no change. */
function difference<Before extends Row, Wanted extends Row>(before: readonly Before[], wanted: readonly Wanted[]) {
  const contentOf = ({ id: _id, recordedBy: _by, recordedAt: _at, ...content }: Row) =>
    JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
  const kept = new Set(before.map(contentOf));
  const asked = new Set(wanted.map(contentOf));
  return {
    gone: before.filter((row) => !asked.has(contentOf(row))),
    fresh: wanted.filter((row) => !kept.has(contentOf(row))),
  };
}

type Row = { id: string; recordedBy: string; recordedAt: Date };
