import type { ClientBase } from 'pg';
import { queryRows } from '../../../db/query-rows';
import { z } from 'zod';
import { sql } from '../../../shared/sql';

/** PostgreSQL's pg_trigger.tgtype: when, for what and how often a trigger fires. */
const BEFORE_CHANGE_STATEMENT = 58;
const BEFORE_DELETE_STATEMENT = 42;
const BEFORE_UPDATE_ROW = 19;
const AFTER_INSERT_STATEMENT = 4;

/** The triggers on the audit tables: their function and type. A test compares them with the migrations. */
const TRIGGERS: Readonly<Record<string, readonly [table: string, calls: string, type: number]>> = {
  audit_event_refuse_change: ['audit_event', 'audit_refuse', BEFORE_DELETE_STATEMENT],
  audit_event_only_empty: ['audit_event', 'audit_event_empty', BEFORE_UPDATE_ROW],
  audit_seal_refuse_change: ['audit_seal', 'audit_refuse', BEFORE_CHANGE_STATEMENT],
  audit_chain_refuse_delete: ['audit_chain', 'audit_refuse', BEFORE_DELETE_STATEMENT],
  audit_chain_refuse_rewind: ['audit_chain', 'audit_chain_advance', BEFORE_UPDATE_ROW],
  audit_begin_refuse_delete: ['audit_begin', 'audit_refuse', BEFORE_DELETE_STATEMENT],
  audit_event_count: ['audit_event', 'audit_event_count', AFTER_INSERT_STATEMENT],
  audit_count_refuse_delete: ['audit_count', 'audit_refuse', BEFORE_DELETE_STATEMENT],
  audit_key_refuse_delete: ['audit_key', 'audit_refuse', BEFORE_DELETE_STATEMENT],
};

/** SHA-256 of the body of each function that those triggers call. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  audit_refuse: '2b52e6279fb5a239060c0f9b318f0b490072f46b96f73c4ae5d7f1f3abbc0cc1',
  audit_event_empty: '5b91857706ecc82ff2bd4e14fd7e1b36df7c6b2844d3a01d2f5efc472ac0240d',
  audit_event_count: 'd5d21e516ff56e96806bbe17387cd4bfad141d71d22272ca3dab04a5c9bd948c',
  audit_chain_advance: '4f77c428156d5d9093b5b5d42ee1e2b7e0efab187da91322fee219557d82198d',
};

const TRIGGER = z.object({
  table: z.string(),
  name: z.string(),
  calls: z.string(),
  type: z.number(),
  isAlways: z.boolean(),
});

/** What no longer protects the audit tables as the migrations made it, one line each. */
export async function findUnprotected(client: ClientBase): Promise<string[]> {
  const audited = sql`(SELECT to_regclass(name) FROM unnest(${AUDIT_TABLES}::text[]) AS name)`;
  const triggers = await queryRows(client, 'audit-triggers', TRIGGER)`
      SELECT tgrelid::regclass::text AS table, tgname AS name, proname AS calls, tgtype::int AS type, tgenabled IN ('O', 'A') AND tgqual IS NULL AS "isAlways"
      FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal AND tgrelid IN ${audited}`;
  const functions = await queryRows(client, 'audit-functions', z.object({ name: z.string(), hash: z.string() }))`
      SELECT proname AS name, encode(sha256(convert_to(replace(prosrc, E'\\r', ''), 'UTF8')), 'hex') AS hash
      FROM pg_proc WHERE proname = ANY (${Object.keys(FUNCTIONS)}) AND pronamespace = current_schema()::regnamespace`;
  const rules = await queryRows(client, 'audit-rules', z.object({ name: z.string() }))`
      SELECT rulename AS name FROM pg_rewrite WHERE ev_class IN ${audited}`;
  const salts = await queryRows(client, 'audit-salt', z.object({ isRandom: z.boolean() }))`
      SELECT pg_get_expr(adbin, adrelid) = ${SALT} AS "isRandom" FROM pg_attrdef JOIN pg_attribute a ON a.attrelid = adrelid AND a.attnum = adnum
      WHERE adrelid = 'audit_event'::regclass AND a.attname = 'salt'`;
  return [
    ...(salts[0]?.isRandom ? [] : ['muối của các sự kiện không còn ngẫu nhiên']),
    ...Object.entries(TRIGGERS).flatMap(([name, [table, calls, type]]) => {
      const found = triggers.find((trigger) => trigger.name === name && trigger.table === table);
      if (!found) return [`thiếu trigger ${name}`];
      if (!found.isAlways) return [`trigger ${name} đã bị tắt`];
      return found.calls === calls && found.type === type ? [] : [`trigger ${name} đã bị sửa`];
    }),
    ...triggers.filter(({ name }) => !(name in TRIGGERS)).map(({ name }) => `có trigger lạ ${name}`),
    ...rules.map(({ name }) => `có rule lạ ${name}`),
    ...Object.entries(FUNCTIONS).flatMap(([name, hash]) =>
      functions.some((found) => found.name === name && found.hash === hash) ? [] : [`hàm ${name} đã bị sửa hoặc xóa`],
    ),
  ];
}

/** Without it an event could not be emptied, and with a fixed one a name could be guessed from a digest. */
const SALT = 'uuid_send(gen_random_uuid())';

const AUDIT_TABLES = [
  'audit_event',
  'audit_seal',
  'audit_chain',
  'audit_key',
  'audit_horizon',
  'audit_begin',
  'audit_count',
];
