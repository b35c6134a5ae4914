import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/db/database';
import type {
  DoorOutcome,
  HouseholdRelation,
  ResidenceStatus,
  UserRole,
  VneidLevel,
} from '../../src/generated/prisma/enums';
import type { Prisma } from '../../src/generated/prisma/client';
import { placeIn } from '../../src/features/register/national-numbers/sealed-columns';
import { formatAddress, laneOf, parseAddress } from '../../src/shared/address';
import { createSealer, type Sealer } from '../../src/shared/sealer';
import { walkOrderKey } from '../../src/shared/walk-order';
import { DEFAULT_OUTREACH_POLICY } from '../../src/features/office/reference-data/outreach-policy';

export interface TestWard {
  id: string;
  name: string;
}
export interface TestUser {
  id: string;
  wardId: string;
  username: string;
  displayName: string;
  role: UserRole;
}

type Given<Row> = Partial<Row>;
const day = (date: string) => new Date(`${date}T00:00:00Z`);
const counted = new WeakMap<object, number>();

/** The next number in a database. Numbers counted over a whole run would exceed what forms accept. */
function next(db: Database): number {
  const number = (counted.get(db) ?? 0) + 1;
  counted.set(db, number);
  return number;
}

/** With the keys of `testApp`. */
export const TEST_SEALER = createSealer({ sealingKey: Buffer.alloc(32, 7), lookupKey: Buffer.alloc(32, 7) });

export async function createWard(db: Database, given: { code: string; name: string }): Promise<TestWard> {
  return db.prisma.ward.create({
    data: {
      province: 'Thành phố Hà Nội',
      formerWards: ['Trúc Bạch'],
      phone: '02437150000',
      outreachPolicy: DEFAULT_OUTREACH_POLICY as unknown as Prisma.InputJsonValue,
      ...given,
    },
    select: { id: true, name: true },
  });
}

export async function createUser(
  db: Database,
  ward: TestWard,
  given: { role: UserRole; username: string; displayName: string; passwordHash: string; mustChangePassword?: boolean },
): Promise<TestUser> {
  return db.prisma.userAccount.create({
    data: { wardId: ward.id, mustChangePassword: false, ...given },
    select: { id: true, wardId: true, username: true, displayName: true, role: true },
  });
}

export async function createGroup(db: Database, ward: TestWard, code = '12') {
  return db.prisma.residentialGroup.create({
    data: { wardId: ward.id, code, name: `Tổ dân phố số ${code}`, validFrom: day('2020-01-01') },
  });
}

/** A door by its address as people write it ('48A Phạm Hồng Thái', '5 ngõ Châu Long'). */
export async function createHousehold(
  db: Database,
  ward: TestWard,
  given: { address?: string } & Given<Omit<Prisma.HouseholdUncheckedCreateInput, 'wardId'>> = {},
) {
  const { address = `${2 * next(db)} Phạm Hồng Thái`, ...rest } = given;
  const parts = parseAddress(address);
  if (!parts) throw new Error(`not an address: ${address}`);
  const lane = laneOf(parts);
  return db.prisma.household.create({
    data: {
      ...parts,
      addressLine: formatAddress(parts),
      laneKey: lane.key,
      laneLabel: lane.label,
      walkOrder: walkOrderKey(parts),
      ...rest,
      wardId: ward.id,
    },
  });
}

/** The full number stored in a resident's row; null if there is none. */
export function storedNumber(
  sealer: Sealer,
  {
    id,
    wardId,
    nationalNumberCipher,
    nationalNumberHash,
  }: { id: string; wardId: string; nationalNumberCipher: Uint8Array | null; nationalNumberHash: Uint8Array | null },
): string | null {
  return (
    nationalNumberCipher &&
    sealer.open(nationalNumberCipher, placeIn('resident.national_number_cipher', wardId, id), nationalNumberHash)
  );
}

/** Many adults of one household at once, the first its head. */
export async function createResidents(
  db: Database,
  ward: TestWard,
  household: { id: string },
  people: { fullName: string; phone: string }[],
): Promise<void> {
  const rows = people.map((person) => ({ id: randomUUID(), ...person }));
  await db.prisma.resident.createMany({
    data: rows.map((person) => ({
      ...person,
      wardId: ward.id,
      birthDate: day('1960-05-20'),
      birthPrecision: 'day',
      gender: 'female',
    })),
  });
  await db.prisma.householdMembership.createMany({
    data: rows.map(({ id }, index) => ({
      wardId: ward.id,
      householdId: household.id,
      residentId: id,
      relation: index === 0 ? 'head' : 'child',
      validFrom: day('2020-01-01'),
    })),
  });
}

/** A person, living in `household` if one is given. */
export async function createResident(
  db: Database,
  ward: TestWard,
  given: {
    fullName?: string;
    birthDate?: string;
    birthYear?: number;
    gender?: 'male' | 'female';
    phone?: string;
    nationalNumber?: string;
    sealer?: Sealer;
    residenceStatus?: ResidenceStatus;
    household?: { id: string };
    relation?: HouseholdRelation;
    since?: string;
    vneidLevel?: VneidLevel;
  } = {},
) {
  const birthDate = given.birthDate ?? (given.birthYear ? `${given.birthYear}-01-01` : '1960-05-20');
  const id = randomUUID();
  const sealed =
    given.nationalNumber &&
    (given.sealer ?? TEST_SEALER).seal(given.nationalNumber, placeIn('resident.national_number_cipher', ward.id, id));
  const resident = await db.prisma.resident.create({
    data: {
      id,
      wardId: ward.id,
      fullName: given.fullName ?? 'Nguyễn Thị Vi',
      birthDate: day(birthDate),
      birthPrecision: given.birthYear ? 'year' : 'day',
      gender: given.gender ?? 'female',
      phone: given.phone ?? null,
      residenceStatus: given.residenceStatus ?? 'permanent',
      ...(sealed && {
        nationalNumberCipher: sealed.cipher,
        nationalNumberHash: sealed.hash,
        nationalNumberLast4: sealed.last4,
      }),
    },
  });
  if (given.household) {
    await db.prisma.householdMembership.create({
      data: {
        wardId: ward.id,
        householdId: given.household.id,
        residentId: resident.id,
        relation: given.relation ?? 'head',
        validFrom: day(given.since ?? '2020-01-01'),
      },
    });
  }
  if (given.vneidLevel) {
    await db.prisma.readiness.create({
      data: {
        wardId: ward.id,
        residentId: resident.id,
        recordedOn: day('2026-01-01'),
        createdAt: day('2026-01-01'),
        source: 'office',
        vneidLevel: given.vneidLevel,
      },
    });
  }
  return resident;
}

export async function createService(
  db: Database,
  ward: TestWard,
  given: Given<Omit<Prisma.PublicServiceUncheckedCreateInput, 'wardId'>> = {},
) {
  return db.prisma.publicService.create({
    data: {
      kind: 'procedure',
      name: 'Đăng ký tạm trú',
      code: `1.00${4000 + next(db)}`,
      groupKey: 'cu_tru',
      ...given,
      wardId: ward.id,
    },
  });
}

export async function createTopic(db: Database, ward: TestWard, name = 'Mã OTP, passcode, mật khẩu') {
  return createService(db, ward, { kind: 'topic', topicArea: 'scam', groupKey: 'tuyen_truyen', code: null, name });
}

/** The next version of a service's guide; each step is what to press, and what explains it if anything does. */
export async function createGuide(
  db: Database,
  ward: TestWard,
  service: { id: string },
  given: {
    steps?: [action: string, detail?: string][];
    prerequisites?: string[];
    firstTaskId?: string;
    title?: string;
  } = {},
) {
  const { steps = [['Mở Cổng', 'dichvucong.gov.vn'], ['Bấm “Đăng nhập”'], ['Bấm “Nộp hồ sơ”']], ...fields } = given;
  const number = 1 + (await db.prisma.serviceGuide.count({ where: { publicServiceId: service.id } }));
  return db.prisma.serviceGuide.create({
    data: {
      ...fields,
      wardId: ward.id,
      publicServiceId: service.id,
      number,
      savedAt: new Date('2026-11-20T02:00:00Z'),
      steps: {
        create: steps.map(([action, detail = ''], index) => ({ wardId: ward.id, position: index + 1, action, detail })),
      },
    },
    include: { steps: { orderBy: { position: 'asc' } } },
  });
}

export async function createBarrier(db: Database, ward: TestWard, label = 'Quên mật khẩu') {
  const number = next(db);
  return db.prisma.barrier.create({ data: { wardId: ward.id, key: `b${number}`, label, position: number } });
}

/** An evening round with its officers and doors in the given order. */
export async function createRound(
  db: Database,
  ward: TestWard,
  given: {
    by: TestUser;
    officers: TestUser[];
    households?: { id: string }[];
    startsAt?: Date;
    endsAt?: Date;
    code?: string;
    placedAt?: Date;
  },
) {
  const startsAt = given.startsAt ?? new Date('2026-11-26T11:30:00Z');
  const endsAt = given.endsAt ?? new Date(startsAt.getTime() + 2.25 * 3_600_000);
  return db.prisma.round.create({
    data: {
      wardId: ward.id,
      code: given.code ?? `BĐ-${next(db)}`,
      startsAt,
      endsAt,
      area: 'Phố Phạm Hồng Thái',
      createdBy: given.by.id,
      roundOfficers: {
        create: given.officers.map((officer) => ({ userId: officer.id, wardId: ward.id, startsAt, endsAt })),
      },
      roundDoors: {
        create: (given.households ?? []).map((household, index) => ({
          wardId: ward.id,
          householdId: household.id,
          position: index + 1,
          placedAt: given.placedAt ?? new Date('2026-11-23T02:00:00Z'),
          placedBy: given.by.id,
        })),
      },
    },
    include: { roundDoors: { orderBy: { position: 'asc' } } },
  });
}

/**
 * A logged visit, for reports and histories; the rules of the door log are tested through its form.
 * `metSomebody: false` is an old visit that says "met" and names no resident.
 */
export async function createVisit(
  db: Database,
  ward: TestWard,
  given: {
    household: { id: string };
    by: TestUser;
    outcome?: DoorOutcome;
    metSomebody?: boolean;
    arrivedAt?: Date;
    roundId?: string;
    roundDoorId?: string;
  },
) {
  const outcome = given.outcome ?? 'met';
  const arrivedAt = given.arrivedAt ?? new Date('2026-11-20T12:00:00Z');
  return db.prisma.visit.create({
    data: {
      wardId: ward.id,
      householdId: given.household.id,
      roundId: given.roundId ?? null,
      roundDoorId: given.roundDoorId ?? null,
      clientKey: randomUUID(),
      outcome,
      metSomebody: given.metSomebody ?? outcome === 'met',
      arrivedAt,
      visitedOn: day(new Date(arrivedAt.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)),
      loggedBy: given.by.id,
      loggedAt: arrivedAt,
    },
  });
}

/** A request for help that the office took by phone and accepted; closed if `closed` says how. */
export async function createRequest(
  db: Database,
  ward: TestWard,
  given: {
    household: { id: string };
    by: TestUser;
    resident?: { id: string };
    isAccepted?: boolean;
    promisedBy?: string | null;
    receivedOn?: string;
    createdAt?: Date;
    wishes?: { onDate?: string; weekdays?: number[]; from: string; to: string }[];
    closed?: { kind: 'declined' | 'withdrawn' } | { kind: 'done'; visit: { id: string } };
  } & Given<Pick<Prisma.SupportRequestUncheckedCreateInput, 'what' | 'channel' | 'contactName' | 'contactPhone'>> & {
      publicServiceId?: string;
      publicServiceIds?: readonly string[];
    },
) {
  const {
    household,
    by,
    resident,
    isAccepted = true,
    promisedBy = '2026-12-02',
    receivedOn = '2026-11-25',
    wishes = [],
    closed,
    publicServiceId,
    publicServiceIds = publicServiceId === undefined ? [] : [publicServiceId],
    ...rest
  } = given;
  const createdAt = given.createdAt ?? new Date(`${receivedOn}T03:00:00Z`);
  return db.prisma.supportRequest.create({
    data: {
      channel: 'phone',
      what: 'Đăng ký tạm trú cho cháu',
      ...rest,
      wardId: ward.id,
      householdId: household.id,
      residentId: resident?.id ?? null,
      receivedOn: day(receivedOn),
      promisedBy: promisedBy === null ? null : day(promisedBy),
      createdBy: by.id,
      createdAt,
      ...(isAccepted && { acceptedBy: by.id, acceptedAt: createdAt }),
      services: {
        create: publicServiceIds.map((serviceId, index) => ({
          position: index + 1,
          wardId: ward.id,
          publicServiceId: serviceId,
          ...(closed && {
            result: closed.kind,
            visitId: closed.kind === 'done' ? closed.visit.id : null,
            endedBy: by.id,
            endedAt: createdAt,
          }),
        })),
      },
      wishes: {
        create: wishes.map(({ onDate, weekdays = [], from, to }, index) => ({
          position: index + 1,
          wardId: ward.id,
          onDate: onDate ? day(onDate) : null,
          weekdays,
          fromTime: from,
          toTime: to,
        })),
      },
      ...(closed && {
        closures: {
          create: {
            wardId: ward.id,
            kind: closed.kind,
            reason: 'đã tự làm',
            closedBy: by.id,
            closedAt: createdAt,
            visitId: closed.kind === 'done' ? closed.visit.id : null,
          },
        },
      }),
    },
  });
}

export async function createCall(
  db: Database,
  ward: TestWard,
  given: { household: { id: string }; by: TestUser; calledOn?: string; withdrawn?: string; times?: object[] } & Given<
    Pick<Prisma.DoorCallUncheckedCreateInput, 'outcome' | 'note' | 'createdAt'>
  >,
) {
  const {
    household,
    by,
    calledOn = '2026-11-24',
    withdrawn,
    times = [],
    outcome = times.length > 0 ? ('agreed' as const) : ('no_answer' as const),
    ...rest
  } = given;
  const createdAt = new Date(`${calledOn}T03:00:00Z`);
  return db.prisma.doorCall.create({
    data: {
      createdAt,
      ...rest,
      wardId: ward.id,
      householdId: household.id,
      calledOn: day(calledOn),
      outcome,
      times: times as Prisma.InputJsonValue,
      calledBy: by.id,
      ...(withdrawn && { withdrawnAt: createdAt, withdrawnBy: by.id, withdrawnReason: withdrawn }),
    },
  });
}

/**
 * A portal use in the ledger, with what it rests on: what the resident told on that day or, if the team guided them or
 * did it for them, a visit to their household that met no other resident.
 */
export async function createUse(
  db: Database,
  ward: TestWard,
  {
    how = 'with_help',
    ...given
  }: {
    residentId: string;
    serviceId: string;
    usedOn: string;
    how?: keyof typeof ANSWER_OF | 'with_help' | 'done_for';
    by?: TestUser;
  },
) {
  const user = given.by ?? (await db.prisma.userAccount.findFirstOrThrow({ where: { wardId: ward.id } }));
  const use = {
    wardId: ward.id,
    residentId: given.residentId,
    publicServiceId: given.serviceId,
    usedOn: day(given.usedOn),
    how,
    recordedBy: user.id,
    recordedAt: new Date(`${given.usedOn}T12:00:00Z`),
  };
  if (how === 'alone' || how === 'by_relative') {
    const question = await db.prisma.portalQuestion.create({
      data: {
        wardId: ward.id,
        residentId: given.residentId,
        publicServiceId: given.serviceId,
        askedOn: use.usedOn,
        answer: ANSWER_OF[how],
        recordedBy: user.id,
        recordedAt: use.usedOn,
      },
    });
    const told = { source: 'told' as const, datePrecision: 'year' as const, portalQuestionId: question.id };
    return db.prisma.portalUse.create({ data: { ...use, ...told } });
  }
  const { householdId } = await db.prisma.householdMembership.findFirstOrThrow({
    where: { residentId: given.residentId, validTo: null },
  });
  const visit = await createVisit(db, ward, {
    household: { id: householdId },
    by: user,
    metSomebody: false,
    arrivedAt: new Date(`${given.usedOn}T12:00:00Z`),
  });
  const procedure = await db.prisma.assistedProcedure.create({
    data: {
      wardId: ward.id,
      visitId: visit.id,
      position: 1,
      residentId: given.residentId,
      publicServiceId: given.serviceId,
      helpLevel: how === 'done_for' ? 'done_for' : 'guided',
      doneForReason: how === 'done_for' ? 'Mắt kém.' : '',
      result: 'submitted',
    },
  });
  return db.prisma.portalUse.create({ data: { ...use, source: 'visit', assistedProcedureId: procedure.id } });
}

const ANSWER_OF = { alone: 'alone', by_relative: 'with_family' } as const;
