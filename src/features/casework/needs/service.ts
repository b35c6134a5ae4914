import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockOrNotFound, lockRows } from '../../../db/locks';
import type { Transaction } from '../../../db/database';
import type { PriorityFact } from '../../../generated/prisma/client';
import { sentBefore } from '../../../shared/sent-before';
import { formatDate, type LocalDate } from '../../../shared/dates';
import { DONE, invalid, STALE, type Done, type Invalid, type Stale, UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import { changedFields } from '../../office/audit/changes';
import { done, verb } from '../../office/audit/transact';
import { correct } from '../../office/audit/correct';
import type { Actor } from '../../../actor';
import { endAfter, isOverlapping, lastDayOf, overlapMessage, rivalsOf, type StatedFact } from './fact-rules';
import { OUTSIDER_WITHOUT_PHONE, SELF } from './forms';
import type { CorrectedFact, CorrectedHelper, EndedHelper, NewFact, NewHelper, RecordedReadiness } from './forms';
import { listKnownHelpers } from './queries';
import { mergeReadiness } from './readiness-merge';
import {
  NOTHING_ASKED,
  type ReadinessFacts,
  readinessFactsOf,
  type ReadinessField,
} from '../../../shared/readiness-fields';

// ------------------------------------------------------------ readiness

/**
 * Both people gave another answer to `clashing`. `mine` is saved over `theirs` if it is checked against the row
 * `theirId`.
 */
export interface ReadinessClash extends Stale {
  clashing: ReadinessField[];
  mine: ReadinessFacts;
  theirs: ReadinessFacts;
  theirId: string;
}

/**
 * Adds a dated row with a person's readiness. Answers left as the form showed them keep their value of that day, so
 * that two people who answer different questions at the same time both keep their answers. Without a new answer nothing
 * changes.
 */
export const recordReadiness = verb(
  async ({ tx, actor, now }, residentId: string, form: RecordedReadiness): Promise<Done | ReadinessClash> => {
    const { recordedOn, shownId, ...mine } = form;
    await lockOrNotFound(tx, 'resident', { id: residentId, wardId: actor.wardId });
    const rows = await tx.readiness.findMany({
      where: { residentId },
      orderBy: [{ recordedOn: 'desc' }, { isLatest: 'desc' }, { createdAt: 'desc' }],
    });
    const inForce = rows.find((row) => fromDbDate(row.recordedOn) <= recordedOn);
    const shown = rows.find((row) => row.id === shownId);
    const before = factsOf(inForce);
    const { facts, clashing } = mergeReadiness(shown ? factsOf(shown) : NOTHING_ASKED, mine, before);
    if (clashing.length > 0) return { ...STALE, clashing, mine: facts, theirs: before, theirId: inForce!.id };
    const changes = changedFields(before, facts);
    if (changes.length === 0 && inForce && fromDbDate(inForce.recordedOn) === recordedOn) return DONE;
    const at = now();
    await tx.readiness.create({
      data: {
        id: newIdAt(at),
        ...facts,
        wardId: actor.wardId,
        residentId,
        recordedOn: toDbDate(recordedOn),
        source: 'office',
        recordedBy: actor.id,
        createdAt: at,
      },
    });
    return done('resident.record-readiness', residentId, { recordedOn, changes });
  },
);

const factsOf = (row: ReadinessFacts | undefined) => (row ? readinessFactsOf(row) : NOTHING_ASKED);

// ------------------------------------------------------------ priority facts

/** Two people may write one fact at the same moment. */
const WRITTEN_MEANWHILE = {
  priority_fact_: invalid({ validFrom: 'Vừa có người ghi diện này cho những ngày đó. Tải lại trang để xem.' }),
};

/** Records a priority fact. Sent twice, it is one fact. */
export const recordFact = verb(WRITTEN_MEANWHILE, async ({ tx, actor, now }, householdId: string, form: NewFact) => {
  const { id, kind, subject: residentId, validFrom, validTo, source, sourceNote } = form;
  await lockOrNotFound(tx, 'household', { id: householdId, wardId: actor.wardId });
  if (residentId !== null) await lockOrNotFound(tx, 'resident', { id: residentId, wardId: actor.wardId });
  const of = residentId === null ? { householdId } : { residentId };
  const period = { validFrom: toDbDate(validFrom), validTo: validTo && toDbDate(validTo) };
  const columns = { ...of, kind, ...period, source, sourceNote };
  if (sentBefore(await tx.priorityFact.findUnique({ where: { id } }), actor, columns)) return DONE;
  if (residentId !== null) {
    if (!(await isMember(tx, householdId, residentId))) return invalid({ subject: 'Người này không còn ở trong hộ.' });
    const early = await whyBeforeBirth(tx, residentId, validFrom);
    if (early) return early;
  }
  const overlap = await findOverlap(tx, of, { kind, validFrom, validTo }, id);
  if (overlap) return overlap;
  const isOver = validTo !== null;
  await tx.priorityFact.create({
    data: {
      id,
      wardId: actor.wardId,
      ...columns,
      recordedBy: actor.id,
      recordedAt: now(),
      ...(isOver && { endedBy: actor.id, endedAt: now() }),
    },
  });
  return done('priority-fact.record', id, {
    fact: kind,
    householdId,
    residentId,
    validFrom,
    lastDay: lastDayOf({ validFrom, validTo }),
    factSource: source,
    sourceNote,
  });
});

/** Corrects the period and the source of a fact. Its kind and subject cannot change: a wrong one is withdrawn. */
export const correctFact = verb(WRITTEN_MEANWHILE, async ({ tx, actor, now }, id: string, form: CorrectedFact) => {
  const { version, validFrom, validTo, source, sourceNote } = form;
  const before = await lockFact(tx, actor.wardId, id);
  if (before.withdrawnReason !== '') return WITHDRAWN;
  const period = { validFrom: toDbDate(validFrom), validTo: validTo && toDbDate(validTo) };
  return correct(before, { version, ...period, source, sourceNote }, async (data, changes) => {
    const early = before.residentId && (await whyBeforeBirth(tx, before.residentId, validFrom));
    if (early) return early;
    const overlap = await findOverlap(tx, ofFact(before), { kind: before.kind, validFrom, validTo }, id);
    if (overlap) return overlap;
    await tx.priorityFact.update({
      where: { id },
      data: { ...data, ...endedColumns(before, validTo, actor, now()) },
    });
    const details = { fact: before.kind, ...ofFact(before), changes: changes.map(withLastDay) };
    return done('priority-fact.correct', id, details);
  });
});

/** Ends a fact on its last day. Ending it twice on the same day is one end; another day is a correction. */
export const endFact = verb(async ({ tx, actor, now }, id: string, lastDay: LocalDate) => {
  const validTo = endAfter(lastDay)!;
  const fact = statedOf(await lockFact(tx, actor.wardId, id));
  if (fact.withdrawnReason !== '') return WITHDRAWN;
  if (fact.validTo === validTo) return DONE;
  if (fact.validTo !== null) {
    return invalid({
      endsOn: `Diện này đã được ghi là hưởng đến hết ${formatDate(lastDayOf(fact)!)}. Muốn đổi ngày đó, dùng “Sửa”.`,
    });
  }
  if (lastDay < fact.validFrom) {
    return invalid({
      endsOn: `Diện này bắt đầu từ ${formatDate(fact.validFrom)}: ngày cuối không thể ở trước. Nếu ghi nhầm thì rút lại.`,
    });
  }
  await tx.priorityFact.update({
    where: { id },
    data: { validTo: toDbDate(validTo), endedBy: actor.id, endedAt: now(), version: { increment: 1 } },
  });
  return done('priority-fact.end', id, { fact: fact.kind, ...ofFact(fact), lastDay });
});

/**
 * Withdraws a fact that was never true: it holds on no day and stays in the history with the reason. Doing it twice
 * does nothing.
 */
export const withdrawFact = verb(async ({ tx, actor, now }, id: string, reason: string) => {
  const fact = statedOf(await lockFact(tx, actor.wardId, id));
  if (fact.withdrawnReason !== '') return UNCHANGED;
  await tx.priorityFact.update({
    where: { id },
    data: {
      validTo: toDbDate(fact.validFrom),
      withdrawnReason: reason,
      endedBy: actor.id,
      endedAt: now(),
      version: { increment: 1 },
    },
  });
  const details = { fact: fact.kind, ...ofFact(fact), validFrom: fact.validFrom, lastDay: lastDayOf(fact), reason };
  return done('priority-fact.withdraw', id, details);
});

// ------------------------------------------------------------ digital helpers

const TIED = 'Người này đã là người giúp số của người ấy.';
const TIED_MEANWHILE = { digital_helper_once: invalid({ residentId: TIED }) };
const CORRECTED_MEANWHILE = { digital_helper_once: invalid({ helpedId: TIED }) };
const ANOTHER_NAME = 'Đã chọn người có hồ sơ tên khác: xóa ô này. Không phải người ấy thì chọn “Người ở ngoài hộ”.';
const NO_MEMBER = invalid({ helpedId: 'Người này không còn ở trong hộ.' });

/**
 * Records who helps a member of a household. Sent twice, or for somebody who already helps them, it is one helper. An
 * outsider who may be a resident is asked about first.
 */
export const recordHelper = verb(TIED_MEANWHILE, async ({ tx, actor, now }, householdId: string, form: NewHelper) => {
  const { wardId } = actor;
  const { id, isOutsider, validFrom, agreedOn, ...typed } = form;
  const { helpedId, residentId, name } = typed;
  const told = { ...typed, name: residentId === null ? name : '' };
  await lockOrNotFound(tx, 'household', { id: householdId, wardId });
  await lockRows(tx, 'resident', { ids: [helpedId!, residentId].filter((one) => one !== null), wardId });
  const columns = { ...told, validFrom: toDbDate(validFrom), agreedOn: agreedOn && toDbDate(agreedOn) };
  if (sentBefore(await tx.digitalHelper.findUnique({ where: { id } }), actor, columns)) return DONE;
  if (!(await isMember(tx, householdId, helpedId!))) return NO_MEMBER;
  const known = isOutsider || name === '' ? [] : await listKnownHelpers(tx, wardId, form);
  if (residentId !== null) {
    if (name !== '' && known.every((one) => one.id !== residentId)) return invalid({ name: ANOTHER_NAME });
    const isHere = {
      OR: [{ residenceStatus: 'elsewhere' as const }, { householdMemberships: { some: { validTo: null } } }],
    };
    if ((await tx.resident.count({ where: { wardId, id: residentId, ...isHere } })) === 0)
      return invalid({ residentId: 'Người này không còn ở phường.' });
    const tied = { OR: [{ helpedId }, { householdId }], residentId, validTo: null };
    if ((await tx.digitalHelper.count({ where: tied })) > 0) return invalid({ residentId: TIED });
  } else if (known.length > 0)
    return invalid({ residentId: 'Sổ có người cùng tên hoặc cùng số: chọn người ấy, hoặc “Không phải ai ở trên”.' });
  await tx.digitalHelper.create({
    data: { id, wardId, ...columns, agreedHeardBy: agreedOn && actor.id, recordedBy: actor.id, recordedAt: now() },
  });
  return done('digital-helper.record', id, { ...told, agreedOn, since: validFrom });
});

/**
 * Corrects what is known of a tie. A helper of a whole household becomes that of the chosen member, an outsider the
 * resident whom the office found. Saving the stored values changes nothing.
 */
export const correctHelper = verb(CORRECTED_MEANWHILE, async ({ tx, actor }, id: string, form: CorrectedHelper) => {
  const before = await lockHelper(tx, actor.wardId, id);
  const residentId = before.residentId ?? form.residentId;
  const isOutside = residentId === null;
  if (isOutside && form.name === '') return invalid({ name: 'Nhập họ tên người giúp.' });
  if (isOutside && form.phone === null) return invalid({ phone: OUTSIDER_WITHOUT_PHONE });
  const helpedId = before.helpedId ?? form.helpedId;
  if (helpedId && helpedId === residentId) return invalid({ [before.residentId ? 'helpedId' : 'residentId']: SELF });
  if (before.residentId === null && residentId !== null) {
    const known = await listKnownHelpers(tx, actor.wardId, before);
    if (known.every((one) => one.id !== residentId)) return invalid({ residentId: 'Người này không còn ở phường.' });
  }
  if (before.householdId && helpedId && !(await isMember(tx, before.householdId, helpedId))) return NO_MEMBER;
  const told = { ...form, helpedId, residentId, name: isOutside ? form.name : '' };
  const agreedOn = form.agreedOn && toDbDate(form.agreedOn);
  return correct(before, { ...told, agreedOn }, async (data, changes) => {
    const isHeard = changes.some(({ field }) => field === 'agreedOn');
    await tx.digitalHelper.update({
      where: { id },
      data: {
        ...data,
        toldOnly: false,
        ...(helpedId && { householdId: null }),
        ...(isHeard && { agreedHeardBy: agreedOn && actor.id, agreedVisitId: null }),
      },
    });
    return done('digital-helper.correct', id, { householdId: before.householdId, helpedId, changes });
  });
});

/** Ends a tie from a day on, by the word of either or because it never was. Doing it twice does nothing. */
export const endHelper = verb(async ({ tx, actor, now }, id: string, { endedWord, endsOn }: EndedHelper) => {
  const helper = await lockHelper(tx, actor.wardId, id);
  if (helper.validTo !== null) return UNCHANGED;
  const from = fromDbDate(helper.validFrom);
  if (endsOn < from) return invalid({ endsOn: `Người này giúp từ ${formatDate(from)}: ngày thôi không thể ở trước.` });
  await tx.digitalHelper.update({
    where: { id },
    data: {
      ...{ validTo: toDbDate(endsOn), endedWord, endedBy: actor.id, endedAt: now(), version: { increment: 1 } },
      // Nothing hangs any more on the visit at which it was told.
      ...(endedWord === 'neither' && { toldOnly: false, agreedVisitId: null }),
    },
  });
  const { householdId, helpedId, residentId, name } = helper;
  return done('digital-helper.end', id, { householdId, helpedId, residentId, name, endedWord, endsOn });
});

/** Takes an ending by the word of either back, unless the same tie was recorded since. Doing it twice does nothing. */
export const resumeHelper = verb({ digital_helper_once: UNCHANGED }, async ({ tx, actor }, id: string) => {
  const { householdId, helpedId, residentId, name, endedWord } = await lockHelper(tx, actor.wardId, id);
  // A tie that a death or a move ended has no word.
  if (endedWord === null) return UNCHANGED;
  const data = { validTo: null, endedWord: null, endedBy: null, endedAt: null, version: { increment: 1 } };
  await tx.digitalHelper.update({ where: { id }, data });
  return done('digital-helper.resume', id, { householdId, helpedId, residentId, name, endedWord });
});

// ------------------------------------------------------------ helpers

const WITHDRAWN = invalid({ '': 'Diện này đã được rút vì ghi nhầm. Ghi diện mới nếu cần.' });

async function lockFact(tx: Transaction, wardId: string, id: string) {
  const known = await tx.priorityFact.findFirst({ where: { id, wardId } });
  if (!known) throw new NotFoundError();
  if (known.householdId) await lockOrNotFound(tx, 'household', { id: known.householdId, wardId });
  if (known.residentId) await lockOrNotFound(tx, 'resident', { id: known.residentId, wardId });
  await lockOrNotFound(tx, 'priority_fact', { id, wardId });
  return tx.priorityFact.findUniqueOrThrow({ where: { id } });
}

async function lockHelper(tx: Transaction, wardId: string, id: string) {
  await lockOrNotFound(tx, 'digital_helper', { id, wardId });
  return tx.digitalHelper.findUniqueOrThrow({ where: { id } });
}

const isMember = async (tx: Transaction, householdId: string, residentId: string): Promise<boolean> =>
  (await tx.householdMembership.count({ where: { householdId, residentId, validTo: null } })) > 0;

async function whyBeforeBirth(tx: Transaction, residentId: string, validFrom: LocalDate): Promise<Invalid | null> {
  const { birthDate } = await tx.resident.findUniqueOrThrow({ where: { id: residentId }, select: { birthDate: true } });
  return birthDate && validFrom < fromDbDate(birthDate)
    ? invalid({ validFrom: 'Ngày này ở trước ngày sinh của người đó.' })
    : null;
}

async function findOverlap(
  tx: Transaction,
  of: ReturnType<typeof ofFact>,
  fact: Pick<StatedFact, 'kind' | 'validFrom' | 'validTo'>,
  exceptId: string,
): Promise<Invalid | null> {
  const rivals = await tx.priorityFact.findMany({
    where: { ...of, kind: { in: rivalsOf(fact.kind) }, id: { not: exceptId } },
    orderBy: { validFrom: 'desc' },
  });
  const other = rivals.map(statedOf).find((rival) => isOverlapping(rival, fact));
  return other ? invalid({ validFrom: overlapMessage(other) }) : null;
}

const ofFact = ({ householdId, residentId }: Pick<PriorityFact, 'householdId' | 'residentId'>) =>
  householdId !== null ? { householdId } : { residentId: residentId! };

const statedOf = (row: PriorityFact) => ({
  ...row,
  validFrom: fromDbDate(row.validFrom),
  validTo: row.validTo && fromDbDate(row.validTo),
});

/** Who set the end of a fact: the last editor, or null if it has no end. */
function endedColumns(before: { validTo: Date | null }, validTo: LocalDate | null, actor: Actor, at: Date) {
  const known = before.validTo && fromDbDate(before.validTo);
  if (known === validTo) return {};
  return validTo === null ? { endedBy: null, endedAt: null } : { endedBy: actor.id, endedAt: at };
}

/** The audit names the last day, as people do, not the day after it. */
function withLastDay({ field, before, after }: { field: string; before: unknown; after: unknown }) {
  if (field === 'source') return { field: 'factSource', before, after };
  if (field !== 'validTo') return { field, before, after };
  const lastDay = (value: unknown) =>
    typeof value === 'string' ? lastDayOf({ validFrom: value, validTo: value }) : null;
  return { field: 'lastDay', before: lastDay(before), after: lastDay(after) };
}
