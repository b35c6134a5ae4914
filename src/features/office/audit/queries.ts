import type { Database } from '../../../db/database';

export interface AuditRow {
  seq: number;
  at: Date;
  actorName: string;
  action: string;
  subjectType: string;
  subjectId: string | null;
  details: Record<string, unknown>;
  /** Whether what it named and said was taken out: a person was erased, or the ward's retention passed. */
  isEmptied: boolean;
}

export interface AuditFilter {
  actorId: string | null;
  subjectType: string | null;
  subjectId: string | null;
  /** First word of the action: 'visit' finds 'visit.record'. */
  actionGroup: string | null;
  /** The instants between which the event lies; null leaves that end open. */
  from: Date | null;
  until: Date | null;
  /** Only events of the chain older than this one. */
  beforeSeq: number | null;
}

export const AUDIT_PAGE_SIZE = 50;

/** Events of the ward's chain, newest first; one more than a page if there are older ones. */
export async function listEvents({ pool }: Database, wardId: string, filter: AuditFilter): Promise<AuditRow[]> {
  const values: unknown[] = [wardId];
  const conditions = ['chain_id = $1'];
  const add = (value: unknown, condition: (placeholder: string) => string) => {
    if (value === null) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  add(filter.actorId, (value) => `actor_id = ${value}::uuid`);
  add(filter.subjectType, (value) => `subject_type = ${value}`);
  add(filter.subjectId, (value) => `subject_id = ${value}`);
  add(filter.actionGroup, (value) => `starts_with(action, ${value} || '.')`);
  add(filter.from, (value) => `at >= ${value}`);
  add(filter.until, (value) => `at < ${value}`);
  add(filter.beforeSeq, (value) => `seq < ${value}`);
  const { rows } = await pool.query<AuditRow>(
    `SELECT seq, at, actor_name AS "actorName", action, subject_type AS "subjectType", subject_id AS "subjectId", details, digest IS NOT NULL AS "isEmptied"
     FROM audit_event WHERE ${conditions.join(' AND ')}
     ORDER BY seq DESC LIMIT ${AUDIT_PAGE_SIZE + 1}`,
    values,
  );
  return rows;
}

/** All accounts of the ward, for the filter. */
export async function listPeople(
  { prisma }: Database,
  wardId: string,
): Promise<{ id: string; displayName: string; username: string }[]> {
  return prisma.userAccount.findMany({
    where: { wardId },
    select: { id: true, displayName: true, username: true },
    orderBy: { username: 'asc' },
  });
}

export interface SealedHead {
  wardName: string;
  wardCode: string;
  /** Number of events up to the head. */
  place: number;
  /** 64 hex digits. */
  hash: string;
  /** When the last of them happened; null if the database itself chained it (docs/adr/0005). */
  at: Date | null;
}

/**
 * SQL that is true if the sheet with the ward's head was not opened since an instant, and the log is older than that.
 * @param wardId SQL of the id. @param since SQL of the instant.
 */
export const isHeadUnprinted = (wardId: string, since: string): string => `(
  coalesce((SELECT at FROM audit_event WHERE chain_id = ${wardId} ORDER BY seq LIMIT 1) < ${since}, false)
  AND NOT coalesce((SELECT at FROM audit_event WHERE chain_id = ${wardId} AND subject_type = 'audit-head' AND subject_id = ${wardId}::text ORDER BY seq DESC LIMIT 1) >= ${since}, false))`;

/** The head of the ward's chain; null if nothing is sealed yet, for example in the first second of a ward. */
export async function findHead({ pool }: Database, wardId: string): Promise<SealedHead | null> {
  const { rows } = await pool.query<SealedHead>(
    `SELECT ward.name AS "wardName", ward.code AS "wardCode", head.place, encode(head.hash, 'hex') AS hash, event.at
     FROM audit_chain AS head JOIN ward ON ward.id = head.chain_id
     LEFT JOIN audit_seal AS seal ON seal.chain_id = head.chain_id AND seal.place = head.place
     LEFT JOIN audit_event AS event ON event.chain_id = seal.chain_id AND event.seq = seal.seq
     WHERE head.chain_id = $1 AND head.mac IS NOT NULL`,
    [wardId],
  );
  return rows[0] ?? null;
}
