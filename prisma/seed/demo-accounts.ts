import type { Actor } from '../../src/actor';
import type { Database } from '../../src/db/database';
import type { Prisma } from '../../src/generated/prisma/client';
import type { UserRole } from '../../src/generated/prisma/enums';
import { familyName, personName } from './demo-names';
import { demoPhone } from './demo-people';
import type { DemoRandom } from './demo-random';
import type { DemoRows } from './demo-rows';

/**
 * The shared password of all demo accounts, printed at startup and in the README. It may be public because the accounts
 * belong to invented people.
 */
export const DEMO_PASSWORD = 'truc-bach-2026';

interface DemoAccount {
  username: string;
  displayName: string;
  role: UserRole;
}

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

/** An account as an actor. */
export async function actorOf({ prisma }: Database, where: Prisma.UserAccountWhereInput): Promise<Actor> {
  const { ward, ...account } = await prisma.userAccount.findFirstOrThrow({ where, include: { ward: true } });
  return { ...account, wardName: ward.name };
}

/** Two officers who go out together. */
export interface DemoTeam {
  officers: [id: string, id: string];
  /** Weekly availability: weekdays (1 Monday to 7 Sunday) and the times at which they can go out. */
  slots: { weekday: number; from: string; to: string }[];
}

export interface DemoStaff {
  rows: Pick<DemoRows, 'userAccount' | 'officerAvailability'>;
  teams: DemoTeam[];
  staffIds: string[];
}

/** All accounts except the administrator, and when the officers can go out. A bigger ward has more officers. */
export function demoAccounts(
  random: DemoRandom,
  newId: () => string,
  {
    wardId,
    households,
    passwordHash,
    createdAt,
  }: { wardId: string; households: number; passwordHash: string; createdAt: Date },
): DemoStaff {
  const account = (given: DemoAccount) => ({
    id: newId(),
    wardId,
    ...given,
    phone: demoPhone(random),
    passwordHash,
    mustChangePassword: false,
    createdAt,
  });
  const staff = STAFF.map(account);
  const officers = [...OFFICERS, ...moreOfficers(random, 2 * Math.floor(households / 1400) - OFFICERS.length)].map(
    account,
  );
  const teams = Array.from({ length: officers.length / 2 }, (_, index): DemoTeam => ({
    officers: [officers[2 * index]!.id, officers[2 * index + 1]!.id],
    slots: slotsOf(index),
  }));
  return {
    rows: {
      userAccount: [...staff, account(CHAIRMAN), ...officers],
      officerAvailability: teams.flatMap(({ officers: ids, slots }) =>
        ids.flatMap((userId) =>
          slots.map(({ weekday, from, to }) => ({ id: newId(), wardId, userId, weekday, fromTime: from, toTime: to })),
        ),
      ),
    },
    teams,
    staffIds: staff.map(({ id }) => id),
  };
}

function moreOfficers(random: DemoRandom, count: number): DemoAccount[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const displayName = personName(
      random,
      familyName(random),
      random.chance(0.5) ? 'female' : 'male',
      random.int(1980, 2003),
    );
    return { username: `doivien${OFFICERS.length + index + 1}`, displayName, role: 'officer' };
  });
}

/** The first team is free every evening, so that there is always a round tonight; the others share the week. */
function slotsOf(team: number): DemoTeam['slots'] {
  const evening = (weekday: number) => ({ weekday, from: '18:00', to: weekday > 5 ? '20:30' : '21:00' });
  if (team === 0) return [1, 2, 3, 4, 5, 6, 7].map(evening);
  const weekend =
    team % 2 === 0 ? { weekday: 6, from: '08:00', to: '11:30' } : { weekday: 7, from: '14:00', to: '17:30' };
  return [evening(1 + (team % 5)), evening(1 + ((team + 2) % 5)), weekend];
}
