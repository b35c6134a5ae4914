import { v7 as newId } from 'uuid';
import type { AppContext } from '../../../context';
import { violatedConstraint } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import type { PortalUseHow } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { recordEvent } from '../../office/audit/record';
import type { Actor } from '../../../actor';
import type { AssistedProcedureFile } from './queries';

interface Submission {
  fileCode: string | null;
  submittedOn: LocalDate;
  portalUse: PortalUseHow | null;
}

/**
 * Records that a prepared or blocked file was submitted on the portal. 'already' when it no longer waits for
 * submission, 'code-taken' when another file got the code a moment earlier. The version of the visit is raised, so that
 * an edit begun earlier cannot undo the submission unnoticed.
 */
export async function submitFile(
  { db, now }: AppContext,
  actor: Actor,
  file: AssistedProcedureFile,
  submission: Submission,
): Promise<'done' | 'already' | 'code-taken'> {
  const { wardId } = actor;
  try {
    return await db.prisma.$transaction(async (tx) => {
      const { count } = await tx.assistedProcedure.updateMany({
        where: { id: file.id, wardId, result: { in: ['prepared', 'blocked'] } },
        data: { result: 'submitted', ...(submission.fileCode !== null && { portalFileCode: submission.fileCode }) },
      });
      if (count === 0) return 'already';
      await tx.visit.update({
        where: { id: file.visitId },
        data: { version: { increment: 1 }, updatedBy: actor.id, updatedAt: now() },
      });
      if (submission.portalUse !== null) {
        await tx.portalUse.createMany({
          data: [
            {
              id: newId(),
              wardId,
              residentId: file.residentId,
              publicServiceId: file.serviceId,
              usedOn: toDbDate(submission.submittedOn),
              how: submission.portalUse,
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
        details: { submittedOn: submission.submittedOn, hasCode: submission.fileCode !== null, before: file.result },
      });
      return 'done';
    });
  } catch (error) {
    if (violatedConstraint(error)?.includes('assisted_procedure_file_code')) return 'code-taken';
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
 * Adds a portal status. The id comes with the form, so sending the form twice adds one row; false when it was already
 * there.
 */
export async function addStatus(
  { db, now }: AppContext,
  actor: Actor,
  file: AssistedProcedureFile,
  status: NewStatus,
): Promise<boolean> {
  return db.prisma.$transaction(async (tx) => {
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
    if (count === 0) return false;
    await recordEvent(tx, {
      actor,
      action: 'assisted-procedure.add-status',
      subject: { type: 'assisted-procedure', id: file.id },
      at: now(),
      details: { status: status.code, on: status.on },
    });
    return true;
  });
}
