import { z } from 'zod';
import type { Database } from '../../../db/database';
import { queryMaybe, queryRows } from '../../../db/query-rows';
import { constant, join, sql, type Sql } from '../../../shared/sql';

const AUDIT_ROW = z.object({
  seq: z.number(),
  at: z.date(),
  actorName: z.string(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  /** Whether what it named and said was taken out: a person was erased, or the ward's retention passed. */
  isEmptied: z.boolean(),
});
export type AuditRow = z.infer<typeof AUDIT_ROW>;

export interface AuditFilter {
  actorId: string | null;
  subjectType: string | null;
  subjectId: string | null;
  /** First word of the action: 'visit' finds 'visit.record'. */
  actionGroup: string | null;
  /** Only changes, only readings, or only readings between NIGHT_FROM and NIGHT_TO in Hà Nội. */
  kind: 'changes' | 'readings' | 'night' | null;
  /** The instants between which the event lies; null leaves that end open. */
  from: Date | null;
  until: Date | null;
  /** Only events of the chain older than this one. */
  beforeSeq: number | null;
}

export const AUDIT_PAGE_SIZE = 50;

export const NIGHT_FROM = '22:00';
export const NIGHT_TO = '06:00';

const OF_KIND: Record<NonNullable<AuditFilter['kind']>, Sql> = {
  changes: sql`is_change`,
  readings: sql`NOT is_change`,
  night: sql`NOT is_change AND ((at AT TIME ZONE 'Asia/Ho_Chi_Minh')::time >= ${NIGHT_FROM}::time OR (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::time < ${NIGHT_TO}::time)`,
};

/** Events of the ward's chain, newest first; one more than a page if there are older ones. */
export async function listEvents(db: Database, wardId: string, filter: AuditFilter): Promise<AuditRow[]> {
  const { actorId, subjectType, subjectId, actionGroup, kind, from, until, beforeSeq } = filter;
  const conditions = [
    sql`chain_id = ${wardId}`,
    ...(actorId === null ? [] : [sql`actor_id = ${actorId}::uuid`]),
    ...(subjectType === null ? [] : [sql`subject_type = ${subjectType}`]),
    ...(subjectId === null ? [] : [sql`subject_id = ${subjectId}`]),
    ...(actionGroup === null ? [] : [sql`starts_with(action, ${actionGroup} || '.')`]),
    ...(kind === null ? [] : [OF_KIND[kind]]),
    ...(from === null ? [] : [sql`at >= ${from}`]),
    ...(until === null ? [] : [sql`at < ${until}`]),
    ...(beforeSeq === null ? [] : [sql`seq < ${beforeSeq}`]),
  ];
  return queryRows(db, 'audit-events', AUDIT_ROW)`
      SELECT seq, at, actor_name AS "actorName", action, subject_type AS "subjectType", subject_id AS "subjectId", details, digest IS NOT NULL AS "isEmptied"
      FROM audit_event WHERE ${join(conditions, ' AND ')}
      ORDER BY seq DESC LIMIT ${constant(AUDIT_PAGE_SIZE + 1)}`;
}

/** All accounts of the ward, for the filter. */
export const listPeople = async ({ prisma }: Database, wardId: string) =>
  prisma.userAccount.findMany({
    where: { wardId },
    select: { id: true, displayName: true, username: true },
    orderBy: { username: 'asc' },
  });

const SEALED_HEAD = z.object({
  wardName: z.string(),
  wardCode: z.string(),
  /** Number of events up to the head. */
  place: z.number(),
  /** 64 hex digits. */
  hash: z.string(),
  /** When the last of them happened; null if the database itself chained it (docs/adr/0005). */
  at: z.date().nullable(),
});
export type SealedHead = z.infer<typeof SEALED_HEAD>;

/**
 * SQL that is true if the sheet with the ward's head was not opened since an instant, and the log is older than that.
 * @param wardId the id, or SQL of it. @param since the instant, or SQL of it.
 */
export const isHeadUnprinted = (wardId: string, since: Date): Sql => sql`(
  coalesce((SELECT at FROM audit_event WHERE chain_id = ${wardId} ORDER BY seq LIMIT 1) < ${since}, false)
  AND NOT coalesce((SELECT at FROM audit_event WHERE chain_id = ${wardId} AND subject_type = 'audit-head' AND subject_id = ${wardId}::text ORDER BY seq DESC LIMIT 1) >= ${since}, false))`;

/** The head of the ward's chain; null if nothing is sealed yet, for example in the first second of a ward. */
export const findHead = (db: Database, wardId: string): Promise<SealedHead | null> =>
  queryMaybe(db, 'audit-head', SEALED_HEAD)`
      SELECT ward.name AS "wardName", ward.code AS "wardCode", head.place, encode(head.hash, 'hex') AS hash, event.at
      FROM audit_chain AS head JOIN ward ON ward.id = head.chain_id
      LEFT JOIN audit_seal AS seal ON seal.chain_id = head.chain_id AND seal.place = head.place
      LEFT JOIN audit_event AS event ON event.chain_id = seal.chain_id AND event.seq = seal.seq
      WHERE head.chain_id = ${wardId} AND head.mac IS NOT NULL`;
