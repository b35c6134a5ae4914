import type { OutreachPolicy } from '../calendar/outreach-time';
import type { Database } from '../../db/database';
import { NotFoundError } from '../../web/errors';

export interface WardRecord {
  id: string;
  code: string;
  name: string;
  province: string;
  formerWards: string[];
  phone: string | null;
  adultAge: number;
  outreachPolicy: OutreachPolicy;
  version: number;
}

export interface TargetRecord {
  id: string;
  indicator: string;
  period: string;
  value: number;
  legalBasis: string;
  note: string;
}

/** The ward's own settings. */
export async function getWard({ prisma }: Database, wardId: string): Promise<WardRecord> {
  const ward = await prisma.ward.findUnique({
    where: { id: wardId },
    select: { id: true, code: true, name: true, province: true, formerWards: true, phone: true, adultAge: true, outreachPolicy: true, version: true },
  });
  if (!ward) throw new NotFoundError();
  return { ...ward, outreachPolicy: ward.outreachPolicy as unknown as OutreachPolicy };
}

const targetColumns = { id: true, indicator: true, period: true, value: true, legalBasis: true, note: true } as const;

/** The ward's targets, by indicator, the newest period first. */
export async function listTargets({ prisma }: Database, wardId: string): Promise<TargetRecord[]> {
  const targets = await prisma.indicatorTarget.findMany({ where: { wardId }, select: targetColumns, orderBy: [{ indicator: 'asc' }, { period: 'desc' }, { id: 'asc' }] });
  return targets.map((target) => ({ ...target, value: Number(target.value) }));
}

/** @throws NotFoundError when the ward has no such target. */
export async function getTarget({ prisma }: Database, wardId: string, id: string): Promise<TargetRecord> {
  const target = await prisma.indicatorTarget.findFirst({ where: { id, wardId }, select: targetColumns });
  if (!target) throw new NotFoundError();
  return { ...target, value: Number(target.value) };
}
