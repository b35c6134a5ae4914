import { hash } from '@node-rs/argon2';
import { openDatabase, type Database } from '../../src/db/database';
import type { UserRole } from '../../src/generated/prisma/enums';
import { createUser, createWard, type TestUser, type TestWard } from './factories';

export const PASSWORD = 'chín con rồng qua sông';

type Account = UserRole | 'officer2';

/** Accounts of phường Ba Đình by role, with a second officer. */
export const ACCOUNTS: Record<Account, string> = {
  admin: 'quantri',
  staff: 'vanphong',
  officer: 'doivien1',
  officer2: 'doivien2',
  chairman: 'chutich',
};
const NAMES: Record<Account, string> = {
  admin: 'Lê Thị Quản',
  staff: 'Trần Văn Phòng',
  officer: 'Nguyễn Thị Đội',
  officer2: 'Phạm Minh Viên',
  chairman: 'Vũ Văn Tịch',
};
const OTHER_ACCOUNTS: Record<UserRole, string> = {
  admin: 'quantri-hk',
  staff: 'vanphong-hk',
  officer: 'doivien-hk',
  chairman: 'chutich-hk',
};
const OTHER_NAMES: Record<UserRole, string> = {
  admin: 'Hoàng Quản',
  staff: 'Hoàng Phòng',
  officer: 'Hoàng Viên',
  chairman: 'Hoàng Tịch',
};
const CODE = '00004';
const OTHER_CODE = '00070';

/** What `testApp` starts with. */
export interface TwoWards {
  /** Phường Ba Đình, with one account of each role (and a second officer). */
  ward: TestWard;
  users: Record<Account, TestUser>;
  /** Another ward with its own accounts: none of its data may ever be visible from the first. */
  otherWard: TestWard;
  otherUsers: Record<UserRole, TestUser>;
}

/** Fills an empty database with the two wards, once per run: tests clone it. */
export async function createTwoWards(url: string): Promise<void> {
  const db = openDatabase(url, () => undefined, 1);
  // argon2id at its lowest cost: hundreds of sign-ins need no guard against guessing, and tests/unit/office/auth checks
  // the real setting.
  const passwordHash = await hash(PASSWORD, { algorithm: 2 as const, memoryCost: 64, timeCost: 1, parallelism: 1 });
  const ward = await createWard(db, { code: CODE, name: 'Phường Ba Đình' });
  const otherWard = await createWard(db, { code: OTHER_CODE, name: 'Phường Hoàn Kiếm' });
  for (const [account, username] of Object.entries(ACCOUNTS) as [Account, string][]) {
    await createUser(db, ward, { role: roleOf(account), username, displayName: NAMES[account], passwordHash });
  }
  for (const [role, username] of Object.entries(OTHER_ACCOUNTS) as [UserRole, string][]) {
    await createUser(db, otherWard, { role, username, displayName: OTHER_NAMES[role], passwordHash });
  }
  await db.close();
}

/** Reads the two wards of a clone. */
export async function findTwoWards({ pool }: Database): Promise<TwoWards> {
  const wards = await pool.query<TestWard & { code: string }>('SELECT id, name, code FROM ward');
  const users = await pool.query<TestUser>(
    'SELECT id, ward_id AS "wardId", username, display_name AS "displayName", role FROM user_account',
  );
  const wardOf = (code: string): TestWard => {
    const { id, name } = wards.rows.find((row) => row.code === code)!;
    return { id, name };
  };
  const byAccount = <Key extends string>(accounts: Record<Key, string>) =>
    Object.fromEntries(
      Object.entries(accounts).map(([account, username]) => [
        account,
        users.rows.find((user) => user.username === username)!,
      ]),
    ) as Record<Key, TestUser>;
  return {
    ward: wardOf(CODE),
    users: byAccount(ACCOUNTS),
    otherWard: wardOf(OTHER_CODE),
    otherUsers: byAccount(OTHER_ACCOUNTS),
  };
}

function roleOf(account: Account): UserRole {
  return account === 'officer2' ? 'officer' : account;
}
