import type { Actor } from '../../src/actor';
import type { LocalTime } from '../../src/shared/dates';
import { demoPhone } from './demo-people';
import type { DemoRandom } from './demo-random';
import type { DemoRows } from './demo-rows';

/**
 * The shared password of all demo accounts, printed at startup and in the README. It may be public because the accounts
 * belong to invented people.
 */
export const DEMO_PASSWORD = 'truc-bach-2026';

export type DemoAccount = Pick<Actor, 'username' | 'displayName' | 'role'>;

export const DEMO_ADMIN: DemoAccount = { username: 'admin', displayName: 'Đỗ Quang Huy', role: 'admin' };

const STAFF: readonly DemoAccount[] = [
  { username: 'vanphong', displayName: 'Trần Thị Thu Hà', role: 'staff' },
  { username: 'vanphong2', displayName: 'Lê Minh Tâm', role: 'staff' },
];
const CHAIRMAN: DemoAccount = { username: 'chutich', displayName: 'Vũ Đức Thịnh', role: 'chairman' };
const OFFICERS: readonly DemoAccount[] = [
  'Nguyễn Thị Hương Giang',
  'Phạm Anh Tuấn',
  'Hoàng Thị Mai',
  'Bùi Quốc Việt',
  'Đặng Thùy Linh',
  'Ngô Văn Cường',
  'Đào Thị Hồng Nhung',
  'Trịnh Đức Nam',
].map((displayName, index) => ({ username: `doivien${index + 1}`, displayName, role: 'officer' }));

/** The accounts shown to newcomers: one of each role, and a second officer for the same round. */
export const SHOWN_ACCOUNTS: readonly DemoAccount[] = [DEMO_ADMIN, STAFF[0]!, OFFICERS[0]!, OFFICERS[1]!, CHAIRMAN];

/** Two officers who go out together. */
export interface DemoTeam {
  officers: [Actor, Actor];
  /** Weekly availability: weekdays (1 Monday to 7 Sunday) and the times at which they can go out. */
  slots: { weekday: number; from: LocalTime; to: LocalTime }[];
}

export interface DemoStaff {
  rows: Pick<DemoRows, 'userAccount' | 'officerAvailability'>;
  teams: DemoTeam[];
  /** The two of the office. */
  office: [Actor, Actor];
}

/** All accounts except the administrator, and when the officers can go out. */
export function demoAccounts(
  random: DemoRandom,
  newId: () => string,
  { ward, ...rest }: { ward: Pick<Actor, 'wardId' | 'wardName'>; passwordHash: string; createdAt: Date },
): DemoStaff {
  const rows: DemoStaff['rows'] = { userAccount: [], officerAvailability: [] };
  const { wardId } = ward;
  const account = (given: DemoAccount): Actor => {
    const columns = { id: newId(), wardId, ...given, mustChangePassword: false };
    rows.userAccount.push({ ...columns, phone: demoPhone(random), ...rest });
    return { ...columns, ...ward };
  };
  const office: DemoStaff['office'] = [account(STAFF[0]!), account(STAFF[1]!)];
  account(CHAIRMAN);
  const officers = OFFICERS.map(account);
  const teams = officers.flatMap((officer, index): DemoTeam[] =>
    index % 2 === 0 ? [{ officers: [officer, officers[index + 1]!], slots: slotsOf(index / 2) }] : [],
  );
  for (const { officers: both, slots } of teams)
    for (const { id: userId } of both)
      for (const { weekday, from: fromTime, to: toTime } of slots)
        rows.officerAvailability.push({ id: newId(), wardId, userId, weekday, fromTime, toTime });
  return { rows, teams, office };
}

/** The first team is free every evening, so that there is always a round tonight; the others share the week. */
function slotsOf(team: number): DemoTeam['slots'] {
  const evening = (weekday: number) => ({ weekday, from: '18:00', to: weekday > 5 ? '20:30' : '21:00' });
  if (team === 0) return [1, 2, 3, 4, 5, 6, 7].map(evening);
  const weekend =
    team % 2 === 0 ? { weekday: 6, from: '08:00', to: '11:30' } : { weekday: 7, from: '14:00', to: '17:30' };
  return [evening(1 + (team % 5)), evening(1 + ((team + 2) % 5)), weekend];
}
