import { createHmac } from 'node:crypto';
import pg from 'pg';
import type { Config } from '../config';
import { connectionUrl } from './connection-url';
import { connectToDatabase, MIGRATION_LOCK, RECORD } from './migrate';

type Settings = Pick<Config, 'databaseUrl' | 'databaseOwnerUrl'>;

interface AppRole {
  /** The address with which the program runs. */
  url: string;
  /** In words, if that is the owner after all: it may make no other account. */
  warning: string | null;
}

const RUNS_AS_OWNER =
  'Gõ Cửa đang chạy bằng tài khoản sở hữu cơ sở dữ liệu: ai chiếm được chương trình thì tắt được cả các chốt bảo vệ nhật ký. ' +
  'Hãy đặt tài khoản chủ vào DATABASE_OWNER_URL và một tài khoản khác vào DATABASE_URL, hoặc cho tài khoản chủ quyền CREATEROLE.';

/** What the running program writes of the audit tables and of the database's name. Of the others: every row, but neither tables nor triggers. */
const AUDIT_RIGHTS = {
  audit_event:
    'SELECT, INSERT (chain_id, at, actor_id, actor_name, action, is_change, subject_type, subject_id, details), UPDATE (salt)',
  audit_seal: 'SELECT, INSERT',
  audit_chain: 'SELECT, INSERT, UPDATE (place, changes, hash, key_number, mac)',
  audit_key: 'SELECT, INSERT, UPDATE (key_cipher)',
  audit_begin: 'SELECT, INSERT, UPDATE (begin_cipher)',
  audit_count: 'SELECT',
  audit_horizon: 'SELECT, UPDATE (xid)',
  database_name: 'SELECT',
  [RECORD]: 'SELECT',
};

/**
 * Gives the running program an account that owns nothing: it can switch off no trigger, replace no function and of an
 * event only take out the words. An account of its own, not SET ROLE: a session can always go back to the role with which it signed in.
 * To be called after each migration or restore, because new tables grant nothing.
 * @param ownerUrl the address of the account that owns the tables.
 * @throws StartupError if the owner cannot connect.
 */
export async function prepareAppRole(ownerUrl: string, settings: Settings): Promise<AppRole> {
  const named = settings.databaseOwnerUrl && settings.databaseUrl;
  const asOwner = (reason: string): AppRole => ({ url: ownerUrl, warning: `${RUNS_AS_OWNER} (${reason})` });
  const owner = await connectToDatabase(ownerUrl);
  try {
    const url = named || appUrlOf(ownerUrl, owner.database!);
    if (!url) return asOwner('địa chỉ không có mật khẩu');
    const { role, password } = accountIn(url);
    if (role === owner.user) return asOwner('hai địa chỉ là một tài khoản');
    await owner.query('BEGIN');
    await owner.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]); // two that grant at once disturb each other
    if (!(await ensureRole(owner, role, password))) return asOwner('tài khoản này không có quyền CREATEROLE');
    await grant(owner, role);
    await owner.query('COMMIT');
    if (named) return { url, warning: null };
    let refusal = await trySignIn(url);
    if (refusal) {
      // The owner's password may have been changed since the account was made.
      await owner.query(`ALTER ROLE ${pg.escapeIdentifier(role)} PASSWORD ${pg.escapeLiteral(password)}`);
      refusal = await trySignIn(url);
    }
    return refusal ? asOwner(refusal) : { url, warning: null };
  } finally {
    await owner.end();
  }
}

/** @returns false if the account does not exist, and the owner may make none. */
async function ensureRole(owner: pg.Client, role: string, password: string): Promise<boolean> {
  const { rows } = await owner.query<{ exists: boolean; mayCreate: boolean; isSuperuser: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists, rolsuper OR rolcreaterole AS "mayCreate", rolsuper AS "isSuperuser"
     FROM pg_roles WHERE rolname = current_user`,
    [role],
  );
  const { exists, mayCreate, isSuperuser } = rows[0]!;
  if (exists || !mayCreate) return exists;
  await owner.query(`CREATE ROLE ${pg.escapeIdentifier(role)} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
  // So that a restore may end the connections of a running program.
  if (!isSuperuser) await owner.query(`GRANT ${pg.escapeIdentifier(role)} TO CURRENT_USER`);
  return true;
}

async function grant(owner: pg.Client, name: string): Promise<void> {
  const role = pg.escapeIdentifier(name);
  const { rows } = await owner.query<{ schema: string }>('SELECT current_schema() AS schema');
  const schema = pg.escapeIdentifier(rows[0]!.schema);
  await owner.query(`
    GRANT CONNECT ON DATABASE ${pg.escapeIdentifier(owner.database!)} TO ${role};
    REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC, ${role};
    GRANT USAGE ON SCHEMA ${schema} TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};`);
  for (const [table, rights] of Object.entries(AUDIT_RIGHTS))
    await owner.query(`REVOKE ALL ON ${table} FROM ${role}; GRANT ${rights} ON ${table} TO ${role}`);
}

/** @returns why the server refuses the account, for example a pg_hba.conf that does not know it; null if it does not. */
async function trySignIn(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: connectionUrl(url), connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function accountIn(url: string): { role: string; password: string } {
  const { username, password } = new URL(url);
  return { role: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/**
 * All who know the owner's password find the same account; its own password tells nothing about the owner's. Null for an
 * owner who signs in without one.
 */
function appUrlOf(ownerUrl: string, database: string): string | null {
  const url = new URL(ownerUrl);
  if (!url.password) return null;
  url.username = encodeURIComponent(`${database}_app`.slice(-63));
  url.password = createHmac('sha256', url.password).update('go-cua database account').digest('hex');
  return url.href;
}
