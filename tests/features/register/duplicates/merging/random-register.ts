import { addReferenceSituations } from '../../../../../src/features/office/situations/service';
import { randomUUID } from 'node:crypto';
import type { DemoRandom } from '../../../../../prisma/seed/demo-random';
import { addDays, type LocalDate } from '../../../../../src/shared/dates';
import { placeIn } from '../../../../../src/features/register/national-numbers/sealed-columns';
import {
  createCall,
  createHousehold,
  createRequest,
  createResident,
  createRound,
  createService,
  createUse,
} from '../../../../support/factories';
import type { TestApp } from '../../../../support/test-app';

const day = (date: LocalDate) => new Date(`${date}T00:00:00Z`);
const NAMES = [
  'Nguyễn Thị Lan',
  'Trần Thị Lan',
  'Lê Văn Hùng',
  'Phạm Thị Hoa',
  'Nguyễn Văn Minh',
  'Đỗ Thị Vi',
  'Vũ Đức Anh',
  'Bùi Thị Nga',
];

export interface RandomRegister {
  residentIds: string[];
  householdIds: string[];
}

/** People and households with a bit of everything, drawn by chance; the database constraints hold. */
export async function fillRegister(app: TestApp, random: DemoRandom, size = 8): Promise<RandomRegister> {
  const { db, ward, users, context } = app;
  const households = [];
  for (let index = 0; index < size; index += 1) {
    households.push(
      await createHousehold(db, ward, {
        address: `${index * 2 + 2} ngõ ${random.int(1, 9)} Trúc Bạch`,
        code: random.chance(0.5) ? `H${index}` : null,
        note: random.chance(0.4) ? `ghi chú ${index}` : '',
        howToFind: random.chance(0.4) ? `cổng xanh ${index}` : '',
        occupancy: 'occupied',
      }),
    );
  }
  const residents = [];
  for (let index = 0; index < size + 4; index += 1) {
    residents.push(
      await createResident(db, ward, {
        fullName: random.pick(NAMES),
        gender: random.pick(['male', 'female']),
        ...(random.chance(0.5)
          ? { birthYear: random.int(1940, 2000) }
          : { birthDate: `19${random.int(40, 99)}-0${random.int(1, 9)}-1${random.int(0, 9)}` }),
        ...(random.chance(0.6) && { phone: `05${random.digits(8)}` }),
        ...(random.chance(0.6) && { nationalNumber: `003${random.digits(9)}` }),
      }),
    );
  }
  const services = [await createService(db, ward), await createService(db, ward)];
  const staffId = users.staff.id;
  const headed = new Set<string>();
  for (const resident of residents) {
    let from = `20${random.int(0, 1)}${random.int(0, 9)}-01-01`;
    for (let stay = random.int(0, 3); stay > 0; stay -= 1) {
      const household = random.pick(households);
      const to = stay === 1 && random.chance(0.8) ? null : addDays(from, random.int(1, 1500));
      const isHead = to === null && !headed.has(household.id);
      if (isHead) headed.add(household.id);
      await db.prisma.householdMembership.create({
        data: {
          wardId: ward.id,
          householdId: household.id,
          residentId: resident.id,
          relation: isHead ? 'head' : random.pick(['child', 'other', 'lodger']),
          validFrom: day(from),
          validTo: to && day(to),
        },
      });
      if (to === null) break;
      from = addDays(to, random.int(0, 300));
    }
    if (random.chance(0.2))
      await db.prisma.resident.update({
        where: { id: resident.id },
        data: {
          note: `đã hỏi ${random.int(1, 9)}`,
          residenceStatus: random.pick(['temporary', 'moved_out', 'permanent']),
        },
      });
    for (let count = random.int(0, 3); count > 0; count -= 1) {
      await db.prisma.readiness.create({
        data: {
          wardId: ward.id,
          residentId: resident.id,
          recordedOn: day(`2026-0${random.int(1, 9)}-0${random.int(1, 9)}`),
          source: random.pick(['import', 'office']),
          vneidLevel: random.pick(['none', 'level_1', 'level_2', 'unknown']),
          smartphone: random.pick(['own', 'none', 'unknown']),
          livesAlone: random.pick(['yes', 'no', 'unknown']),
          recordedBy: staffId,
        },
      });
    }
    for (const kind of ['disabled', 'social_protection'] as const) {
      if (!random.chance(0.4)) continue;
      const validFrom = `20${random.int(10, 25)}-03-01`;
      const validTo = random.chance(0.5) ? addDays(validFrom, random.int(0, 900)) : null;
      await db.prisma.priorityFact.create({
        data: {
          wardId: ward.id,
          residentId: resident.id,
          kind,
          validFrom: day(validFrom),
          validTo: validTo && day(validTo),
          source: 'list',
          sourceNote: 'danh sách',
          recordedBy: staffId,
          recordedAt: app.context.now(),
          ...(validTo && { endedBy: staffId, endedAt: app.context.now() }),
        },
      });
    }
    if (random.chance(0.3)) {
      const from = `2025-0${random.int(1, 9)}-01`;
      await db.prisma.residentAbsence.create({
        data: {
          wardId: ward.id,
          residentId: resident.id,
          householdId: random.pick(households).id,
          absentFrom: day(from),
          statusBefore: 'permanent',
          recordedBy: staffId,
          recordedAt: app.context.now(),
          endedOn: random.chance(0.5) ? day(addDays(from, random.int(0, 90))) : null,
          expectedUntil: random.chance(0.5) ? day(addDays(from, 100)) : null,
        },
      });
    }
    if (random.chance(0.3)) {
      const id = randomUUID();
      const sealed = (column: 'before_cipher' | 'after_cipher', number: string) =>
        context.sealer.seal(number, placeIn(`national_number_change.${column}`, ward.id, id));
      const [before, after] = [
        sealed('before_cipher', `003${random.digits(9)}`),
        sealed('after_cipher', `005${random.digits(9)}`),
      ];
      await db.prisma.nationalNumberChange.create({
        data: {
          id,
          wardId: ward.id,
          residentId: resident.id,
          beforeCipher: before.cipher,
          beforeLast4: before.last4,
          afterCipher: after.cipher,
          afterLast4: after.last4,
          changedBy: staffId,
          changedAt: context.now(),
        },
      });
    }
    if (random.chance(0.5)) {
      await db.prisma.registerEvent.create({
        data: {
          id: randomUUID(),
          wardId: ward.id,
          kind: 'head_changed',
          happenedOn: day('2026-02-02'),
          householdId: random.pick(households).id,
          residentId: resident.id,
          otherResidentId: random.chance(0.5) ? random.pick(residents).id : null,
          otherHouseholdId: random.chance(0.3) ? random.pick(households).id : null,
          recordedBy: staffId,
          recordedAt: app.context.now(),
        },
      });
    }
  }
  await fillVisits(app, random, { households, residents, services });
  await fillRest(app, random, households, residents);
  for (const place of ['nhà văn hoá', 'đình làng']) {
    const attendees = residents.filter(() => random.chance(0.4));
    await db.prisma.groupSession.create({
      data: {
        wardId: ward.id,
        heldOn: day('2026-03-03'),
        place,
        othersCount: 1,
        recordedBy: staffId,
        recordedAt: app.context.now(),
        attendees: { create: attendees.map(({ id }) => ({ residentId: id, wardId: ward.id })) },
      },
    });
  }
  return { residentIds: residents.map(({ id }) => id), householdIds: households.map(({ id }) => id) };
}

type Ided = { id: string };

async function fillVisits(
  { db, ward, users }: TestApp,
  random: DemoRandom,
  { households, residents, services }: Record<'households' | 'residents' | 'services', Ided[]>,
): Promise<void> {
  for (let index = 0; index < 4; index += 1) {
    const startsAt = new Date(Date.UTC(2026, 9, 5 + index, 12));
    const doors = random.sample(households, random.int(2, 5));
    const round = await createRound(db, ward, {
      by: users.staff,
      officers: [users.officer],
      households: doors,
      startsAt,
      code: `BĐ-${random.hex(6)}`,
    });
    await db.prisma.roundDoor.updateMany({ where: { roundId: round.id }, data: { isOpen: false } });
    const removed = random.pick(households);
    await db.prisma.roundDoorRemoval.create({
      data: {
        wardId: ward.id,
        roundId: round.id,
        householdId: removed.id,
        placedAt: startsAt,
        placedBy: users.staff.id,
        removedAt: startsAt,
        removedBy: users.staff.id,
      },
    });
    for (const door of round.roundDoors.filter(() => random.chance(0.7))) {
      const visit = await db.prisma.visit.create({
        data: {
          wardId: ward.id,
          householdId: door.householdId,
          roundId: round.id,
          roundDoorId: door.id,
          clientKey: randomUUID(),
          outcome: 'met',
          metSomebody: true,
          arrivedAt: startsAt,
          visitedOn: day(startsAt.toISOString().slice(0, 10)),
          loggedBy: users.officer.id,
          loggedAt: startsAt,
        },
      });
      const present = random.sample(residents, random.int(0, 4));
      await db.prisma.visitPresence.createMany({
        data: present.map(({ id }) => ({ visitId: visit.id, residentId: id, wardId: ward.id })),
      });
      await db.prisma.personPromise.createMany({
        data: present.map(({ id }, place) => ({
          ...{ visitId: visit.id, residentId: id, wardId: ward.id, note: `gọi lại lần ${place}` },
        })),
      });
      for (const { id } of present.filter(() => random.chance(0.3))) {
        const confirmed = random.chance(0.5)
          ? { isWaiting: false, confirmedBy: users.staff.id, confirmedAt: startsAt }
          : {};
        const said = { fullName: 'Lê Thị Tám', relation: 'tenant' as const, reportedBy: users.officer.id };
        await db.prisma.newcomer.create({
          data: { wardId: ward.id, residentId: id, visitId: visit.id, ...said, reportedAt: startsAt, ...confirmed },
        });
      }
      for (const [position, { id }] of present.entries()) {
        if (!random.chance(0.6)) continue;
        const procedure = await db.prisma.assistedProcedure.create({
          data: {
            wardId: ward.id,
            visitId: visit.id,
            position: position + 1,
            residentId: id,
            publicServiceId: random.pick(services).id,
            helpLevel: 'guided',
            result: 'submitted',
          },
        });
        await db.prisma.portalUse.create({
          data: {
            wardId: ward.id,
            residentId: id,
            publicServiceId: procedure.publicServiceId,
            usedOn: visit.visitedOn,
            how: 'with_help',
            source: 'visit',
            assistedProcedureId: procedure.id,
            recordedBy: users.officer.id,
          },
        });
        if (random.chance(0.5)) {
          await db.prisma.readiness.create({
            data: {
              wardId: ward.id,
              residentId: id,
              visitId: visit.id,
              recordedOn: visit.visitedOn,
              source: 'visit',
              vneidLevel: 'level_2',
              recordedBy: users.officer.id,
            },
          });
        }
      }
    }
  }
  const sample = await db.prisma.surveySample.create({
    data: { wardId: ward.id, quarter: day('2026-07-01'), seed: 1, drawnBy: users.staff.id, drawnAt: day('2026-07-02') },
  });
  const confirmation = await db.prisma.confirmationDraw.create({
    data: {
      wardId: ward.id,
      month: day('2026-07-01'),
      seed: 1,
      population: residents.length,
      drawnBy: users.staff.id,
      drawnAt: day('2026-08-02'),
    },
  });
  const stratum = await db.prisma.sampleStratum.create({
    data: { wardId: ward.id, surveySampleId: sample.id, population: residents.length },
  });
  for (const [index, { id }] of residents.entries()) {
    if (!random.chance(0.4)) continue;
    await db.prisma.drawnUse.create({
      data: {
        wardId: ward.id,
        confirmationDrawId: confirmation.id,
        callOrder: index + 1,
        portalUseId: randomUUID(),
        residentId: id,
        usedOn: day('2026-07-01'),
        datePrecision: 'day',
        how: 'alone',
      },
    });
    await db.prisma.sampleMember.create({
      data: {
        wardId: ward.id,
        surveySampleId: sample.id,
        sampleStratumId: stratum.id,
        residentId: id,
        callOrder: index + 1,
        answers: {
          create: {
            wardId: ward.id,
            answeredOn: day('2026-07-03'),
            answer: 'alone',
            recordedBy: users.staff.id,
            recordedAt: day('2026-07-03'),
          },
        },
      },
    });
  }
  const checkDraw = await db.prisma.checkDraw.create({
    data: {
      wardId: ward.id,
      month: day('2026-06-01'),
      dueFrom: day('2026-06-01'),
      dueUntil: day('2026-06-30'),
      seed: 1,
      population: residents.length,
      drawnBy: users.staff.id,
      drawnAt: day('2026-06-02'),
    },
  });
  let callOrder = 0;
  await db.prisma.$transaction((tx) => addReferenceSituations(tx, day('2026-06-02')));
  const situations = await db.prisma.scamSituation.findMany({ where: { wardId: ward.id }, orderBy: { title: 'asc' } });
  for (const { id } of residents) {
    if (!random.chance(0.5)) continue;
    const usedOn = `2026-0${random.int(5, 6)}-01`;
    await createUse(db, ward, { residentId: id, serviceId: random.pick(services).id, usedOn, how: 'alone' });
    await db.prisma.checkBack.create({
      data: {
        wardId: ward.id,
        residentId: id,
        publicServiceId: random.pick(services).id,
        taughtOn: day('2026-06-01'),
        checkedOn: day('2026-06-20'),
        outcome: 'not_needed',
        recordedBy: users.staff.id,
        recordedAt: day('2026-06-20'),
      },
    });
    const wardId = ward.id;
    await db.prisma.checkDrawMember.create({
      data: { wardId, checkDrawId: checkDraw.id, residentId: id, callOrder: (callOrder += 1) },
    });
    const answered = { moment: 'before', answer: random.int(1, 3), answeredOn: day('2026-06-20') } as const;
    const by = { recordedBy: users.staff.id, recordedAt: day('2026-06-20') };
    await db.prisma.situationAnswer.create({
      data: { wardId, situationId: random.pick(situations).id, residentId: id, ...answered, ...by },
    });
    await db.prisma.dataRequest.create({
      data: {
        id: crypto.randomUUID(),
        wardId: ward.id,
        residentId: id,
        kind: 'view',
        receivedOn: day('2026-06-20'),
        recordedBy: users.staff.id,
        recordedAt: day('2026-06-20'),
      },
    });
    await db.prisma.consent.create({
      data: {
        wardId: ward.id,
        residentId: id,
        contact: random.chance(0.5),
        saidAt: day('2026-06-20'),
        recordedBy: users.staff.id,
        recordedAt: day('2026-06-20'),
      },
    });
    await db.prisma.referral.create({
      data: {
        wardId: ward.id,
        residentId: id,
        recipient: 'police',
        purpose: 'làm VNeID mức 2',
        referredOn: day('2026-06-20'),
        answerBy: day('2026-06-27'),
        referredBy: users.staff.id,
        createdAt: day('2026-06-20'),
      },
    });
  }
}

async function fillRest(
  { db, ward, users, context }: TestApp,
  random: DemoRandom,
  households: Ided[],
  residents: Ided[],
): Promise<void> {
  const recorded = { recordedBy: users.staff.id, recordedAt: context.now() };
  for (const [index, { id: helpedId }] of residents.entries()) {
    const helper = residents[index + 1];
    const agreed = index % 3 === 0 ? { agreedOn: day('2026-02-01'), agreedHeardBy: users.staff.id } : {};
    const tie = { wardId: ward.id, helpedId, validFrom: day('2026-01-01'), ...agreed, ...recorded };
    if (helper && index % 2 === 0) await db.prisma.digitalHelper.create({ data: { ...tie, residentId: helper.id } });
    await db.prisma.digitalHelper.create({ data: { ...tie, name: 'Con', phone: '0912345678' } });
  }
  for (const { id } of households) {
    if (random.chance(0.6))
      await db.prisma.digitalHelper.create({
        data: {
          wardId: ward.id,
          householdId: id,
          residentId: random.pick(residents).id,
          validFrom: day('2026-01-01'),
          ...recorded,
        },
      });
    if (random.chance(0.4)) await createCall(db, ward, { household: { id }, by: users.staff });
    if (random.chance(0.4))
      await db.prisma.briefing.create({
        data: {
          id: randomUUID(),
          wardId: ward.id,
          householdId: id,
          approach: 'gọi cổng',
          writtenBy: users.officer.id,
          writtenAt: context.now(),
        },
      });
    if (random.chance(0.4))
      await db.prisma.priorityFact.create({
        data: {
          wardId: ward.id,
          householdId: id,
          kind: 'poor',
          validFrom: day(`202${random.int(0, 5)}-01-01`),
          source: 'decision',
          ...recorded,
        },
      });
    if (random.chance(0.3)) {
      await db.prisma.unoccupiedPeriod.create({
        data: {
          wardId: ward.id,
          householdId: id,
          kind: 'vacant',
          beganOn: day('2024-05-01'),
          endedOn: random.chance(0.7) ? day('2024-08-01') : null,
          recordedAt: context.now(),
        },
      });
    }
    if (random.chance(0.4))
      await db.prisma.householdPause.create({
        data: {
          wardId: ward.id,
          householdId: id,
          kind: 'refusal',
          reason: 'xin thôi',
          pausedFrom: day('2026-03-01'),
          pausedBy: users.staff.id,
        },
      });
  }
  for (const household of random.sample(households, 4)) {
    await createRequest(db, ward, {
      household,
      by: users.staff,
      ...(random.chance(0.7) && { resident: random.pick(residents) }),
      ...(random.chance(0.3) && { closed: { kind: 'withdrawn' } }),
    });
  }
  const run = await db.prisma.importRun.create({
    data: {
      wardId: ward.id,
      fileName: 'ds.xlsx',
      fileSha256: Buffer.alloc(32),
      status: 'confirmed',
      createdBy: users.staff.id,
      createdAt: context.now(),
    },
  });
  await db.prisma.importRow.createMany({
    data: residents.map(({ id }, index) => ({
      importRunId: run.id,
      rowNumber: index + 2,
      wardId: ward.id,
      verdict: 'new' as const,
      residentId: id,
      householdId: random.pick(households).id,
      content: {},
    })),
  });
  for (let index = 0; index < 6; index += 1) {
    await pairOf(random, residents, (oneId, otherId, distinct) =>
      db.prisma.duplicatePair.createMany({
        data: { wardId: ward.id, oneId, otherId, score: random.int(200, 999), foundAt: context.now(), ...distinct },
        skipDuplicates: true,
      }),
    );
    await pairOf(random, households, (oneId, otherId, distinct) =>
      db.prisma.duplicateHouseholdPair.createMany({
        data: { wardId: ward.id, oneId, otherId, score: 700, foundAt: context.now(), ...distinct },
        skipDuplicates: true,
      }),
    );
  }

  async function pairOf(
    draw: DemoRandom,
    list: Ided[],
    save: (oneId: string, otherId: string, distinct: { distinctAt?: Date; distinctBy?: string }) => Promise<unknown>,
  ): Promise<void> {
    const [one, other] = draw
      .sample(
        list.map(({ id }) => id),
        2,
      )
      .sort();
    await save(one!, other!, draw.chance(0.5) ? { distinctAt: context.now(), distinctBy: users.staff.id } : {});
  }
}
