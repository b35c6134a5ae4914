import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { makeFolder, writeFileDurably } from './durable-file';
import type { KeySet } from './shared/sealer';
import { StartupError } from './startup-error';

const key32 = z.string().refine((value) => Buffer.from(value, 'base64').length === 32, 'cần 32 byte viết bằng base64');

const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, `cần là ${values.join(' hoặc ')}`);
const databaseAddress = z.string().regex(/^postgres(ql)?:/, 'cần dạng postgresql://tài-khoản:mật-khẩu@máy/tên');
const limit = z.string().regex(/^[1-9]\d{0,8}$/, 'cần một số từ 1 đến 999999999');

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash, username } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && pathname === '/' && search + hash + username === '';
}

const environmentSchema = z.object({
  NODE_ENV: oneOf('development', 'production', 'test').default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z
    .string()
    .default('3000')
    .refine(
      (text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535,
      'cần một số từ 1 đến 65535',
    )
    .transform(Number),
  DATABASE_URL: databaseAddress.optional(),
  /** The owner of the tables, for migrations; DATABASE_URL is then an account that owns nothing. */
  DATABASE_OWNER_URL: databaseAddress.optional(),
  DATA_DIR: z.string().default('data'),
  /** Where backups are written, and the list of those whose data were erased (privacy/erasure/tombstones.ts). */
  BACKUP_DIR: z.string().optional(),
  SESSION_SECRET: z.string().min(32, 'cần ít nhất 32 ký tự'),
  /** AES-256 key that seals national numbers. */
  SEALING_KEY: key32,
  /** HMAC key for looking up a sealed national number. */
  LOOKUP_KEY: key32,
  /** The previous keys, for `npm run keys:rotate` and the restore of an archive from before. */
  SEALING_KEY_OLD: key32.optional(),
  LOOKUP_KEY_OLD: key32.optional(),
  /** "1" behind one reverse proxy; never a blanket true, so that addresses cannot be forged. */
  TRUST_PROXY: oneOf('0', '1').default('0').transform(Number),
  /** The address at which browsers reach the site; if unset, whatever address they request. */
  PUBLIC_ORIGIN: z
    .string()
    .refine(isOrigin, 'cần dạng https://gocua.phuong.vn, không có đường dẫn')
    .transform((text) => new URL(text).origin)
    .optional(),
  /** "0" only for a production server reached over plain HTTP inside the ward's own network. */
  COOKIE_SECURE: oneOf('0', '1').optional(),
  /** Maximum requests of one address per minute. */
  REQUESTS_PER_MINUTE: limit.default('3000').transform(Number),
  /** Opens the first ward at /setup; if unset, a code derived from SESSION_SECRET and the database. */
  SETUP_CODE: z.string().trim().min(12, 'cần ít nhất 12 ký tự').optional(),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent').default('info'),
});

/** What no operator sets. An object, so that tests and benchmarks can choose other values. */
export const LIMITS = {
  /**
   * Maximum lists that one account may open in a quarter of an hour; an officer gets half. Working down a list at top
   * speed (a person, back to the list, the next one) opens 90. With 50 people a page, more is a script that walks the
   * register.
   */
  listsPerQuarterHour: 120,
  /**
   * The same for files of households, people and visits. An evening's 20 doors entered late from paper need about 80 in
   * all; correcting files one after the other at 15 seconds each, with three pages a file, needs 180.
   */
  filesPerQuarterHour: 300,
  /** How long a reader waits for new figures of the chairman's page before the last ones are shown, in milliseconds. */
  figuresPatienceMs: 100,
};

export interface Config extends Readonly<typeof LIMITS> {
  readonly isProduction: boolean;
  readonly isTest: boolean;
  readonly host: string;
  readonly port: number;
  /** If undefined, the embedded PostgreSQL under dataDir is used. */
  readonly databaseUrl: string | undefined;
  /** If undefined, databaseUrl is the owner's. */
  readonly databaseOwnerUrl: string | undefined;
  readonly dataDir: string;
  readonly backupDir: string;
  /** Where backups went before they went into the data folder; null if nothing is there, or BACKUP_DIR says where. */
  readonly formerBackupDir: string | null;
  /** Secrets made for this start, see `keepNewSecrets`; null if it had them. */
  readonly newSecrets: Readonly<Record<string, string>> | null;
  readonly sessionSecret: string;
  readonly keys: KeySet;
  /** For commands only; null if none are given. */
  readonly oldKeys: KeySet | null;
  readonly trustProxy: number;
  /** 'https://gocua.phuong.vn'; null if browsers may reach the site under any address. */
  readonly publicOrigin: string | null;
  readonly cookieSecure: boolean;
  readonly requestsPerMinute: number;
  /** Required at /setup while there is no ward; null if the operator chose none. */
  readonly setupCode: string | null;
  readonly logLevel: string;
}

/** A setting is missing or wrong; the message names it and says what to do. */
class ConfigError extends StartupError {}

/**
 * Reads the configuration from environment variables. Outside production, missing secrets are read from
 * DATA_DIR/secrets.json, or generated; in production every secret must be given.
 * @throws ConfigError naming the missing or wrong variable.
 */
export function loadConfig(environment: NodeJS.ProcessEnv): Config {
  const isProduction = environment.NODE_ENV === 'production';
  const dataDir = resolve(environment.DATA_DIR || 'data');
  const stored = isProduction ? {} : storedSecrets(dataDir, environment);
  const newSecrets = stored ? null : generateSecrets();
  const parsed = environmentSchema.safeParse({ ...(stored ?? newSecrets), ...withoutEmpty(environment) });
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) =>
      issue.code === 'invalid_type'
        ? `Thiếu biến ${issue.path.join('.')}`
        : `Biến ${issue.path.join('.')} sai: ${issue.message}`,
    );
    throw new ConfigError(`${lines.join('; ')}. Xem .env.example.`);
  }
  const env = parsed.data;
  const cookieSecure = env.COOKIE_SECURE === undefined ? isProduction : env.COOKIE_SECURE === '1';
  if (isProduction && cookieSecure && env.TRUST_PROXY === 0) {
    // The application itself speaks plain HTTP: a secure cookie would never be set, and no user could sign in.
    throw new ConfigError(
      'Đặt TRUST_PROXY=1 khi đứng sau proxy HTTPS, hoặc COOKIE_SECURE=0 khi phường chỉ dùng HTTP trong mạng nội bộ. Xem .env.example.',
    );
  }
  return {
    isProduction,
    isTest: env.NODE_ENV === 'test',
    host: env.HOST,
    port: env.PORT,
    databaseUrl: env.DATABASE_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    dataDir,
    backupDir: backupDirOf(environment),
    formerBackupDir: environment.BACKUP_DIR || !existsSync('backups') ? null : resolve('backups'),
    newSecrets,
    sessionSecret: env.SESSION_SECRET,
    keys: keySetOf(env.SEALING_KEY, env.LOOKUP_KEY),
    oldKeys: oldKeysOf(env),
    trustProxy: env.TRUST_PROXY,
    publicOrigin: env.PUBLIC_ORIGIN ?? null,
    cookieSecure,
    requestsPerMinute: env.REQUESTS_PER_MINUTE,
    ...LIMITS,
    setupCode: env.SETUP_CODE ?? null,
    logLevel: env.LOG_LEVEL,
  };
}

/** Beside the data, unless BACKUP_DIR names another place: two instances never share it by chance. */
export const backupDirOf = ({ BACKUP_DIR, DATA_DIR }: NodeJS.ProcessEnv): string =>
  BACKUP_DIR ? resolve(BACKUP_DIR) : resolve(DATA_DIR || 'data', 'backups');

const keySetOf = (sealingKey: string, lookupKey: string): KeySet => ({
  sealingKey: Buffer.from(sealingKey, 'base64'),
  lookupKey: Buffer.from(lookupKey, 'base64'),
});

/** If only one of the two keys was changed, the other is the same in both sets. */
function oldKeysOf(env: z.output<typeof environmentSchema>): KeySet | null {
  const sealingKey = env.SEALING_KEY_OLD ?? env.SEALING_KEY;
  const lookupKey = env.LOOKUP_KEY_OLD ?? env.LOOKUP_KEY;
  return sealingKey === env.SEALING_KEY && lookupKey === env.LOOKUP_KEY ? null : keySetOf(sealingKey, lookupKey);
}

const withoutEmpty = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));

/** The secrets that the environment does not give; null if they are not made yet. */
function storedSecrets(dataDir: string, environment: NodeJS.ProcessEnv): Record<string, string> | null {
  if (environment.SESSION_SECRET && environment.SEALING_KEY && environment.LOOKUP_KEY) return {};
  const file = secretsFile(dataDir);
  try {
    return existsSync(file) ? readSecrets(file) : null;
  } catch (error) {
    throw unusable(file, error);
  }
}

const generateSecrets = (): Record<string, string> =>
  Object.fromEntries(
    ['SESSION_SECRET', 'SEALING_KEY', 'LOOKUP_KEY'].map((name) => [name, randomBytes(32).toString('base64')]),
  );

/**
 * Stores the secrets made for this start. To be called once the database has taken them, and before anything is sealed:
 * a file that is missing by mistake is not replaced when the start is refused.
 */
export function keepNewSecrets({ dataDir, newSecrets }: Pick<Config, 'dataDir' | 'newSecrets'>): void {
  if (!newSecrets) return;
  const file = secretsFile(dataDir);
  try {
    makeFolder(dataDir);
    writeFileDurably(file, JSON.stringify(newSecrets, null, 2), { isNew: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new ConfigError(`Một lần khởi động khác vừa lập ${file}. Hãy chạy lại.`);
    throw unusable(file, error);
  }
}

const secretsFile = (dataDir: string) => join(dataDir, 'secrets.json');

function unusable(file: string, error: unknown): ConfigError {
  if (error instanceof ConfigError) return error;
  return new ConfigError(
    `Không đọc hoặc ghi được ${file} (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}): ` +
      'hãy cấp quyền ghi cho thư mục hoặc đặt DATA_DIR sang nơi khác.',
  );
}

/** @throws ConfigError for an empty or broken file: new keys in its place could not open anything already sealed. */
function readSecrets(file: string): Record<string, string> {
  const text = readFileSync(file, 'utf8');
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(text));
  } catch {
    throw new ConfigError(
      `Tệp khóa ${file} trống hoặc hỏng. Hãy chép lại tệp này từ bản lưu của nó: không có khóa cũ thì số định danh đã lưu không đọc được nữa. ` +
        'Nếu chưa lưu gì, hãy xóa cả thư mục dữ liệu rồi chạy lại.',
    );
  }
}
