import { v5 as nameBasedId } from 'uuid';
import { newIdAt } from '../../../shared/new-id';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockRow, lockRows } from '../../../db/locks';
import { sentBefore } from '../../../shared/sent-before';
import { backwardText, contradictedBy } from '../../../shared/portal-status';
import { DONE, invalid, UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { done, verb } from '../../office/audit/transact';
import { portalUseOf } from '../visit-rules/assist-rules';
import type { NewStatus, Submission } from './forms';
import { listMeantFiles } from './pasted-queries';
import type { ValidatedLine, KnownFile, PastedLine } from './pasted-statuses';
import type { AssistedProcedureFile } from './queries';

const CODE_TAKEN = invalid({ fileCode: 'Mã hồ sơ này đã ghi ở một việc khác. Xem lại giấy hẹn.' });

/**
 * Records that a prepared or blocked file was submitted on the portal. `unchanged`: it no longer waits for submission.
 * The version of the visit is raised, so that an edit begun earlier cannot undo the submission unnoticed.
 */
export const submitFile = verb(
  { assisted_procedure_file_code: CODE_TAKEN },
  async ({ tx, actor, now }, file: AssistedProcedureFile, { fileCode, submittedOn }: Submission) => {
    const { wardId } = actor;
    const portalUse = portalUseOf(file.serviceKind, 'submitted', file.helpLevel);
    const { count } = await tx.assistedProcedure.updateMany({
      where: { id: file.id, wardId, result: { in: ['prepared', 'blocked'] } },
      data: { result: 'submitted', againOn: null, ...(fileCode && { portalFileCode: fileCode.value }) },
    });
    if (count === 0) return UNCHANGED;
    const at = now();
    await tx.visit.update({
      where: { id: file.visitId },
      data: { version: { increment: 1 }, updatedBy: actor.id, updatedAt: at },
    });
    if (portalUse !== null) {
      await tx.portalUse.createMany({
        data: [
          {
            id: newIdAt(at),
            wardId,
            residentId: file.residentId,
            publicServiceId: file.serviceId,
            usedOn: toDbDate(submittedOn),
            how: portalUse,
            source: 'visit',
            assistedProcedureId: file.id,
            recordedBy: actor.id,
            recordedAt: at,
          },
        ],
      });
    }
    return done('assisted-procedure.submit', file.id, { submittedOn, hasCode: fileCode !== null, before: file.result });
  },
);

/**
 * Adds a portal status; it needs a reason if the file has one, written meanwhile perhaps, that it contradicts. Sent twice,
 * it is added once, because the id comes with the form. @throws NotFoundError when the id belongs to another file.
 */
export const addStatus = verb(
  async (
    { tx, actor, now },
    file: Pick<AssistedProcedureFile, 'id' | 'result'>,
    { statusKey: id, status, statusOn, statusNote: note, cause: barrierId, backwardReason }: NewStatus,
  ) => {
    if (file.result !== 'submitted')
      return invalid({ status: 'Hồ sơ chưa nộp nên chưa có trạng thái trên Cổng. Ghi ngày nộp trước.' });
    await lockRow(tx, 'assisted_procedure', { id: file.id, wardId: actor.wardId }, 'NO KEY UPDATE');
    const known = await tx.fileStatus.findMany({
      where: { assistedProcedureId: file.id },
      orderBy: [{ statusOn: 'desc' }, { recordedAt: 'desc' }, { id: 'desc' }],
    });
    const contradicted = known.some((each) => each.id === id)
      ? null
      : contradictedBy(
          known.map((each) => ({ code: each.status, on: fromDbDate(each.statusOn) })),
          { code: status, on: statusOn },
        );
    if (contradicted && backwardReason === '') return invalid({ backwardReason: backwardText(contradicted) });
    const columns = { status, statusOn: toDbDate(statusOn), note, barrierId };
    const stored = await tx.fileStatus.findUnique({ where: { id } });
    if (stored && stored.assistedProcedureId !== file.id) throw new NotFoundError();
    // A reason that was not needed was not stored.
    if (sentBefore(stored, actor, { ...columns, ...(stored?.backwardReason && { backwardReason }) })) return DONE;
    await tx.fileStatus.create({
      data: {
        id,
        wardId: actor.wardId,
        assistedProcedureId: file.id,
        ...columns,
        backwardReason: contradicted ? backwardReason : '',
        recordedBy: actor.id,
        recordedAt: now(),
      },
    });
    return done('assisted-procedure.add-status', file.id, { status, on: statusOn, backwardReason });
  },
);

/** The namespace of the ids of pasted statuses. */
const PASTED = '5f0e2a1c-6d5b-4f7e-9a54-0d1f7b0c9e11';

/**
 * Writes the statuses of a pasted list, all or none. `open`: a line still needs a person, as of now. Sent twice, every
 * line is written once, because its id comes from the paste, its number and its words.
 * @param validate the lines against the files as they are now.
 */
export const recordPastedStatuses = verb(
  async (
    { tx, actor, now },
    { pasteKey, lines }: { pasteKey: string; lines: readonly PastedLine[] },
    validate: (files: readonly KnownFile[]) => ValidatedLine[],
  ) => {
    const idOf = ({ line }: ValidatedLine) => nameBasedId(`${pasteKey} ${line.number} ${line.raw}`, PASTED);
    const meant = await listMeantFiles(tx, actor.wardId, lines);
    await lockRows(tx, 'assisted_procedure', { ids: meant.map(({ id }) => id), wardId: actor.wardId }, 'NO KEY UPDATE');
    const validated = validate(await listMeantFiles(tx, actor.wardId, lines));
    const written = await tx.fileStatus.findMany({
      where: { wardId: actor.wardId, id: { in: validated.map(idOf) } },
      select: { id: true },
    });
    const left = validated.filter((each) => !written.some(({ id }) => id === idOf(each)));
    if (left.some(({ state }) => state === 'open')) return { kind: 'open' as const };
    const ready = left.filter(({ state }) => state === 'ready');
    const at = now();
    await tx.fileStatus.createMany({
      data: ready.map((each, index) => ({
        id: idOf(each),
        wardId: actor.wardId,
        assistedProcedureId: each.file!.id,
        status: each.status!,
        statusOn: toDbDate(each.on),
        barrierId: each.barrierId,
        backwardReason: each.reason,
        recordedBy: actor.id,
        // The order of the lines is the order of statuses of one day.
        recordedAt: new Date(at.getTime() + index),
      })),
    });
    const details = { count: ready.length, files: ready.map(({ file, status }) => `${file!.id}: ${status}`) };
    const pasted = done('assisted-procedure.paste-statuses', { type: 'ward', id: actor.wardId }, details);
    return { ...(ready.length > 0 ? pasted : DONE), count: written.length + ready.length };
  },
);
