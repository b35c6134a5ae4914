import { createHmac } from 'node:crypto';
import type { BaseContext } from '../../../context';
import type { Database } from '../../../db/database';
import { fromDbDate } from '../../../db/dates';
import { RECORD } from '../../../db/migrate';
import type { Prisma } from '../../../generated/prisma/client';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../web/errors';
import type { OutreachPolicy } from '../calendar/outreach-time';

export interface WardRecord {
  id: string;
  code: string;
  name: string;
  province: string;
  formerWards: string[];
  phone: string | null;
  adultAge: number;
  outreachPolicy: OutreachPolicy;
  requiresSecondFactor: boolean;
  version: number;
}

export interface TargetRecord {
  id: string;
  indicator: string;
  period: string;
  value: number;
  legalBasis: string;
  note: string;
  /** '' for the whole ward. */
  groupName: string;
  /** Where the line to it begins; null if it has no start of its own. */
  start: { on: LocalDate; value: number } | null;
}

/** The ward's own settings. */
export async function getWard({ prisma }: Database, wardId: string): Promise<WardRecord> {
  const ward = await prisma.ward.findUnique({
    where: { id: wardId },
    select: {
      id: true,
      code: true,
      name: true,
      province: true,
      formerWards: true,
      phone: true,
      adultAge: true,
      outreachPolicy: true,
      requiresSecondFactor: true,
      version: true,
    },
  });
  if (!ward) throw new NotFoundError();
  return { ...ward, outreachPolicy: ward.outreachPolicy as unknown as OutreachPolicy };
}

export const targetColumns = {
  id: true,
  indicator: true,
  period: true,
  value: true,
  legalBasis: true,
  note: true,
  startOn: true,
  startValue: true,
  residentialGroup: { select: { name: true } },
} as const;

/** The ward's targets that have not been deleted, by indicator, the newest period first. */
export async function listTargets({ prisma }: Database, wardId: string): Promise<TargetRecord[]> {
  const targets = await prisma.indicatorTarget.findMany({
    where: { wardId, endedOn: null },
    select: targetColumns,
    orderBy: [{ indicator: 'asc' }, { period: 'desc' }, { id: 'asc' }],
  });
  return targets.map(targetRecordOf);
}

/** A row of `targetColumns` as pages use it. */
export function targetRecordOf({
  value,
  startOn,
  startValue,
  residentialGroup,
  ...target
}: Prisma.IndicatorTargetGetPayload<{ select: typeof targetColumns }>): TargetRecord {
  return {
    ...target,
    value: Number(value),
    groupName: residentialGroup?.name ?? '',
    start: startOn && { on: fromDbDate(startOn), value: Number(startValue) },
  };
}

/**
 * The code required at /setup while there is no ward: the operator's own, otherwise 12 characters derived from
 * SESSION_SECRET and the random id under which this database's first migration was recorded. So every instance on the
 * database accepts the code that any of them printed, and another database has another code.
 */
export async function getSetupCode({ config, db }: Pick<BaseContext, 'config' | 'db'>): Promise<string> {
  if (config.setupCode) return config.setupCode;
  const { rows } = await db.pool.query<{ id: string }>({
    name: 'ward-setup-code',
    text: `SELECT id FROM ${RECORD} ORDER BY migration_name, started_at LIMIT 1`,
  });
  return createHmac('sha256', config.sessionSecret)
    .update(`set-up code ${rows[0]!.id}`)
    .digest('base64url')
    .slice(0, 12);
}
