import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_OUTREACH_POLICY } from '../../../prisma/seed/reference-data';
import type { Transaction } from '../../db/database';
import type { Prisma } from '../../generated/prisma/client';
import { recordEvent } from '../audit/record';
import type { Actor } from '../auth/actor';
import { referenceRowsOf } from './reference-rows';

export interface NewWard {
  code: string;
  name: string;
  province: string;
  formerWards: string[];
  phone: string | null;
  isDemo?: boolean;
  admin: { username: string; displayName: string; passwordHash: string; mustChangePassword?: boolean };
}


export interface OpenedWard {
  wardId: string;
  admin: Actor;
  /** Ids by the keys of the reference data. */
  serviceIds: ReadonlyMap<string, string>;
  barrierIds: ReadonlyMap<string, string>;
}

/**
 * Opens a ward inside `tx`: its settings, catalogue, barriers, days off, targets and first administrator.
 * @param newId ids of the new rows; a demo ward passes its own so that it is the same every time.
 */
export async function openWard(tx: Transaction, ward: NewWard, now: Date, newId: () => string = uuidv7): Promise<OpenedWard> {
  const { admin: first, isDemo = false, ...settings } = ward;
  const wardId = newId();
  await tx.ward.create({
    data: { id: wardId, ...settings, isDemo, outreachPolicy: DEFAULT_OUTREACH_POLICY as unknown as Prisma.InputJsonObject, createdAt: now },
  });
  const rows = referenceRowsOf(wardId, newId);
  await tx.publicService.createMany({ data: rows.publicServices });
  await tx.barrier.createMany({ data: rows.barriers });
  await tx.calendarDay.createMany({ data: rows.calendarDays });
  await tx.indicatorTarget.createMany({ data: rows.targets });
  const { id, username, displayName, mustChangePassword } = await tx.userAccount.create({
    data: { id: newId(), wardId, role: 'admin', mustChangePassword: true, createdAt: now, ...first },
  });
  const admin: Actor = { id, wardId, wardName: ward.name, role: 'admin', username, displayName, mustChangePassword };
  await recordEvent(tx, {
    actor: admin, action: isDemo ? 'ward.open-demo' : 'ward.open', subject: { type: 'ward', id: wardId },
    details: { code: ward.code, name: ward.name, admin: username }, at: now,
  });
  return { wardId, admin, serviceIds: rows.serviceIds, barrierIds: rows.barrierIds };
}
