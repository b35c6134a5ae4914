import { v7 as newId } from 'uuid';
import type { AppContext } from '../../../context';
import { violatedConstraint } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import type { LocalDate } from '../../../shared/dates';
import { DONE, UNCHANGED, type Done, type Unchanged } from '../../../shared/outcome';
import { NotFoundError } from '../../../web/errors';
import { recordEvent } from '../../office/audit/record';
import type { Actor } from '../../../actor';
import { portalUseOf } from '../visits/assist-rules';
import type { Submission } from './forms';
import type { AssistedProcedureFile } from './queries';

/**
 * Records that a prepared or blocked file was submitted on the portal. `unchanged`: it no longer waits for submission;
 * `code-taken`: another file of the ward has the code. The version of the visit is raised, so that an edit begun earlier
 * cannot undo the submission unnoticed.
 */
export async function submitFile(
  { db, now }: AppContext,
  actor: Actor,
  file: AssistedProcedureFile,
  { fileCode, submittedOn }: Submission,
): Promise<Done | Unchanged | { kind: 'code-taken' }> {
  const { wardId } = actor;
  const portalUse = portalUseOf(file.serviceKind, 'submitted', file.helpLevel);
  try {
    return await db.prisma.$transaction(async (tx): Promise<Done | Unchanged> => {
      const { count } = await tx.assistedProcedure.updateMany({
        where: { id: file.id, wardId, result: { in: ['prepared', 'blocked'] } },
        data: { result: 'submitted', ...(fileCode && { portalFileCode: fileCode.value }) },
      });
      if (count === 0) return UNCHANGED;
      await tx.visit.update({
        where: { id: file.visitId },
        data: { version: { increment: 1 }, updatedBy: actor.id, updatedAt: now() },
      });
      if (portalUse !== null) {
        await tx.portalUse.createMany({
          data: [
            {
              id: newId(),
              wardId,
              residentId: file.residentId,
              publicServiceId: file.serviceId,
              usedOn: toDbDate(submittedOn),
              how: portalUse,
              source: 'visit',
              assistedProcedureId: file.id,
              recordedBy: actor.id,
            },
          ],
        });
      }
      await recordEvent(tx, {
        actor,
        action: 'assisted-procedure.submit',
        subject: { type: 'assisted-procedure', id: file.id },
        at: now(),
        details: { submittedOn, hasCode: fileCode !== null, before: file.result },
      });
      return DONE;
    });
  } catch (error) {
    if (violatedConstraint(error)?.includes('assisted_procedure_file_code')) return { kind: 'code-taken' };
    throw error;
  }
}

interface NewStatus {
  id: string;
  code: number;
  on: LocalDate;
  note: string;
}

/**
 * Adds a portal status. Sent twice, it is added once, because the id comes with the form. @throws NotFoundError when the
 * id belongs to another file.
 */
export async function addStatus(
  { db, now }: AppContext,
  actor: Actor,
  file: AssistedProcedureFile,
  status: NewStatus,
): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    const { count } = await tx.fileStatus.createMany({
      data: [
        {
          id: status.id,
          wardId: actor.wardId,
          assistedProcedureId: file.id,
          status: status.code,
          statusOn: toDbDate(status.on),
          note: status.note,
          recordedBy: actor.id,
          recordedAt: now(),
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) {
      const isSame = await tx.fileStatus.count({ where: { id: status.id, assistedProcedureId: file.id } });
      if (!isSame) throw new NotFoundError();
      return;
    }
    await recordEvent(tx, {
      actor,
      action: 'assisted-procedure.add-status',
      subject: { type: 'assisted-procedure', id: file.id },
      at: now(),
      details: { status: status.code, on: status.on },
    });
  });
}
