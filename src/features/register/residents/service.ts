import { newIdAt } from '../../../shared/new-id';
import type { AppContext } from '../../../context';
import type { Transaction } from '../../../db/database';
import { plainColumns, toDbDate } from '../../../db/dates';
import { lockOrNotFound } from '../../../db/locks';
import { LIVING_HERE } from '../../../shared/living-here';
import { RESIDENT_PLAIN } from '../../../shared/register-fields';
import { sentBefore } from '../../../shared/sent-before';
import { formatDate } from '../../../shared/dates';
import { DONE, invalid, STALE, UNCHANGED, type Done, type Stale, type Unchanged } from '../../../shared/outcome';
import type { Sealer } from '../../../shared/sealer';
import { changedFields } from '../../office/audit/changes';
import { done, transact } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import {
  findNumberTaken,
  isStoredNumber,
  keepNumberChange,
  numberColumns,
  catchNumberTaken,
  type NumberColumns,
  type NumberTaken,
} from '../national-numbers/service';
import { beforeBirthMessage } from '../events/event-labels';
import { getHome } from '../events/queries';
import { lockHouseholds, recordAct } from '../events/service';
import type { CorrectedResident, NewResident } from './forms';

type Context = Pick<AppContext, 'db' | 'now' | 'sealer'>;

const HEAD_TAKEN = invalid({
  relation: 'Hộ này đã có chủ hộ. Chọn quan hệ khác, hoặc dùng “Đổi chủ hộ” sau khi thêm.',
});

/** Registers a person as a member of a household. Sending the form twice registers one. */
export async function registerResident({ sealer, ...context }: Context, actor: Actor, form: NewResident) {
  const at = context.now();
  return catchNumberTaken(() =>
    recordAct(context, actor, { actId: newIdAt(at) }, async (tx, act) => {
      await lockHouseholds(tx, actor.wardId, [form.householdId]);
      const { householdId, relation, relationNote } = form;
      const columns = { ...typedColumns(form), residenceStatus: form.residenceStatus };
      const said = {
        ...columns,
        householdId,
        relation,
        relationNote,
        validFrom: toDbDate(form.since),
        hasNumber: true,
      };
      if (sentBefore(await getRegistered(tx, sealer, form), actor, said)) return DONE;
      const taken =
        form.nationalNumber &&
        (await findNumberTaken(tx, sealer, form.nationalNumber, { id: form.id, wardId: actor.wardId }));
      if (taken) return taken;
      const home = await getHome(tx, actor.wardId, form.householdId);
      if (form.relation === 'head' && home.members.some(({ relation }) => relation === 'head')) return HEAD_TAKEN;
      const early = beforeBirthMessage(form.birth, form.since);
      if (early) return invalid({ since: early });
      if (home.unoccupiedFrom && form.since < home.unoccupiedFrom) {
        return invalid({
          since: `Sổ ghi cửa này không có người ở từ ngày ${formatDate(home.unoccupiedFrom)}; chọn từ ngày đó trở đi.`,
        });
      }

      await act.write('resident', form.id, () =>
        tx.resident.create({
          data: {
            id: form.id,
            wardId: actor.wardId,
            ...columns,
            ...numberColumns(sealer, form.nationalNumber, { id: form.id, wardId: actor.wardId }),
            createdAt: at,
            updatedAt: at,
          },
        }),
      );
      await act.addMember({ householdId, residentId: form.id, relation, relationNote, since: form.since });
      if (form.arrival !== 'known')
        act.addEvent({
          kind: form.arrival,
          on: form.since,
          householdId: home.id,
          residentId: form.id,
          place: form.arrival === 'moved_in' ? form.place : '',
        });
      await act.reoccupy(home, form.since);
      return done('resident.register', form.id, {
        fullName: form.fullName,
        householdId,
        relation,
        since: form.since,
        last4: last4Of(form.nationalNumber),
      });
    }),
  );
}

/** The resident with the id of the form, the household they were entered in, and whether the form's number is theirs. */
async function getRegistered(tx: Transaction, sealer: Sealer, { id, nationalNumber }: NewResident) {
  const stored = await tx.resident.findUnique({
    where: { id },
    include: { householdMemberships: { orderBy: { id: 'asc' }, take: 1 } },
  });
  if (!stored) return null;
  const { nationalNumberHash: hash } = stored;
  const hasNumber = nationalNumber ? isStoredNumber(sealer, hash, nationalNumber) : hash === null;
  return { ...stored.householdMemberships[0], ...stored, hasNumber };
}

/** Nothing was written: a stored number, given by its last digits, would change, and the user has not confirmed that. */
interface UnconfirmedNumber {
  kind: 'unconfirmed';
  before: string;
  after: string | null;
}
type Corrected = Done | Unchanged | Stale | NumberTaken | UnconfirmedNumber;

/**
 * Corrects a person's own facts. Saving unchanged values does nothing. A stored national number is changed or removed
 * only after confirmation; both numbers are stored.
 */
export const correctResident = async (
  { sealer, ...context }: Context,
  actor: Actor,
  id: string,
  form: CorrectedResident & { isSure: boolean },
): Promise<Corrected> =>
  catchNumberTaken(() =>
    transact(context, actor, async (tx): Promise<Corrected> => {
      const at = context.now();
      await lockOrNotFound(tx, 'resident', { id, wardId: actor.wardId });
      const before = await tx.resident.findUniqueOrThrow({ where: { id } });
      const taken = form.nationalNumber && (await findNumberTaken(tx, sealer, form.nationalNumber, before));
      if (taken) return taken;

      const isAway = !LIVING_HERE.includes(before.residenceStatus);
      const after = {
        ...typedColumns(form),
        residenceStatus: isAway || !form.residenceStatus ? before.residenceStatus : form.residenceStatus,
      };
      const number = numberChange(sealer, before, form);
      const isReplacing = number !== null && before.nationalNumberLast4 !== null;
      const isFirst = number !== null && !isReplacing;
      const changes = [
        ...changedFields(before, after),
        ...(isFirst ? [{ field: 'last4', before: null, after: number.nationalNumberLast4 }] : []),
      ];
      if (changes.length === 0 && !number) return UNCHANGED;
      if (before.version !== form.version) return STALE;
      if (isReplacing && !form.isSure)
        return { kind: 'unconfirmed', before: before.nationalNumberLast4!, after: number.nationalNumberLast4 };
      await tx.resident.update({
        where: { id },
        data: { ...after, ...number, version: { increment: 1 }, updatedAt: at },
      });
      if (isReplacing) await keepNumberChange(tx, sealer, actor, { residentId: id, before, after: number, at });
      return changes.length > 0 ? done('resident.correct', id, { changes }) : DONE;
    }),
  );

// ------------------------------------------------------------ helpers

function typedColumns(form: Omit<NewResident | CorrectedResident, 'residenceStatus'>) {
  const { fullName, birth, phone } = form;
  return {
    fullName,
    birthDate: birth && toDbDate(birth.date),
    birthPrecision: birth && birth.precision,
    phone,
    ...plainColumns(RESIDENT_PLAIN, form),
  };
}

/** The columns to write when the form changes or removes the number; null when it stays. */
function numberChange(
  sealer: Sealer,
  resident: NumberColumns & { id: string; wardId: string },
  form: CorrectedResident,
): NumberColumns | null {
  const storedHash = resident.nationalNumberHash;
  if (form.nationalNumber)
    return isStoredNumber(sealer, storedHash, form.nationalNumber)
      ? null
      : numberColumns(sealer, form.nationalNumber, resident);
  return form.forgetNationalNumber && storedHash !== null ? numberColumns(sealer, null, resident) : null;
}

const last4Of = (number: string | null): string | null => number && number.slice(-4);
