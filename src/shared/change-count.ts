import { raw, sql, type Sql } from './sql';

/**
 * SQL: every event of a transaction before this one is sealed; 0 if nothing is known. A horizon ahead of the server's own
 * transactions comes from another server, and does not count.
 */
export const HORIZON = sql`(SELECT CASE WHEN xid <= pg_snapshot_xmax(pg_current_snapshot()) THEN xid ELSE '0' END FROM audit_horizon)`;

/**
 * SQL: whether an event has no seal yet. The upper bound excludes nothing: it tells the planner that few events are behind
 * the horizon. The seal is looked up row by row for the same reason.
 * @param event the name that the statement gives to audit_event.
 */
export function isUnsealed(event: string): Sql {
  const e = raw(event);
  return sql`(${e}.legacy_hash IS NULL AND ${e}.xid <= '18446744073709551615'
    AND ${e}.xid >= ${HORIZON}
    AND (SELECT seal.place FROM audit_seal seal WHERE seal.chain_id = ${e}.chain_id AND seal.seq = ${e}.seq) IS NULL)`;
}

/**
 * SQL: number of changes ever written in a ward, readings apart. It is the number at the head of the chain and the changes
 * that wait for their seal, so it grows at the moment at which an act is committed. `IS NOT DISTINCT FROM` keeps the planner
 * from the index of the chain, which has far more events than wait.
 * @param wardId the ward's id, or SQL of it.
 */
export const changesOf = (
  wardId: string | Sql,
): Sql => sql`(coalesce((SELECT head.changes FROM audit_chain head WHERE head.chain_id = ${wardId}), 0)
    + (SELECT count(*) FROM audit_event waiting WHERE waiting.chain_id IS NOT DISTINCT FROM ${wardId} AND waiting.is_change AND ${isUnsealed('waiting')}))`;

/**
 * SQL: text that differs whenever what the ward's pages show may differ: the number of its changes, and what ends without
 * one (a list waits until it is confirmed, before a job writes it; the sheet with the head of the log is only opened).
 * @param wardId the ward's id, or SQL of it.
 */
export const stateOf = (wardId: string | Sql): Sql => sql`concat_ws(' ', ${changesOf(wardId)},
    (SELECT count(*) FROM import_run run WHERE run.ward_id = ${wardId} AND run.status = 'previewed'),
    (SELECT head.seq FROM audit_event head WHERE head.chain_id = ${wardId} AND head.subject_type = 'audit-head' AND head.subject_id = ${wardId}::text ORDER BY head.seq DESC LIMIT 1))`;
