import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { Prisma } from '../../../../src/generated/prisma/client';
import { DATA_MAP } from '../../../../src/features/privacy/data-map/data-map';
import { PERSON_ROWS } from '../../../../src/features/privacy/data-map/person-rows';
import { raw } from '../../../../src/shared/sql';
import { listErasures, namesNobody, type Tombstone } from '../../../../src/features/privacy/erasure/queries';
import { followTombstones } from '../../../../src/features/privacy/erasure/service';
import { keepTombstones, readTombstones, wordsOfRefused } from '../../../../src/features/privacy/erasure/tombstones';
import { recordEvent } from '../../../../src/features/office/audit/record';
import { sealEvents } from '../../../../src/features/office/audit/seal-service';
import { createSealer } from '../../../../src/shared/sealer';
import { createRequest, createResident, createUse, createVisit } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { agentForEach, appForEach, attributesOf, expectWords, read, words } from '../../../support/test-app';
import { testFolder } from '../../../support/test-folder';
import { fullForm, openDoor, THURSDAY_EVENING, type OpenDoor } from '../../../support/worlds/door';
import { brokenPlace } from '../../../support/worlds/audit';
import { createImportRun, mergePeople } from '../../../support/worlds/register';

const t = appForEach();
let world: OpenDoor;
const admin = agentForEach(t, 'admin');
let path: string;

beforeEach(async () => {
  world = await openDoor(t);
  path = `/residents/${world.sau.id}/erasure`;
});

const erase = () => admin.post(path, { confirmed: 'yes' });

/** Writes the list beside the backups, as the running program does. */
async function keep(folder: string, people?: Tombstone[], sealer = t.context.sealer): Promise<void> {
  const erasures = await listErasures(t.db);
  keepTombstones(folder, people ? { ...erasures, people } : erasures, sealer);
}

/** Follows it, as a start does, or a restore of an archive of this database. */
const follow = async (folder: string, { isRestored = false, database = '' } = {}) =>
  followTombstones(t.context, readTombstones(folder), {
    database: database || (await listErasures(t.db)).database,
    isRestored,
  });

/** Nothing is planned for the door any more, and another member is its head. */
async function free(): Promise<void> {
  await t.db.pool.query('UPDATE round_door SET is_open = false');
  await t.db.pool.query("UPDATE household_membership SET relation = 'mother' WHERE resident_id = $1", [world.sau.id]);
  await t.db.pool.query("UPDATE household_membership SET relation = 'head' WHERE resident_id = $1", [world.mai.id]);
}

/** An event of the log about a record, with these words. */
const say = (type: string, id: string, details: Record<string, unknown>, at = t.context.now()) =>
  t.db.prisma.$transaction((tx) =>
    recordEvent(tx, {
      ...{ actor: null, wardId: t.ward.id, action: 'household.correct', subject: { type, id } },
      ...{ details, at },
    }),
  );

const NAME = 'Phạm Thị Canh Yến';
const PHONE = '0912345678';

/** A life in the register, with a canary in every free text about the person, and some elsewhere. Returns the canaries. */
async function plant(): Promise<string[]> {
  const { pool, prisma } = t.db;
  const { sau, household, pension } = world;
  const by = t.users.staff;
  const at = new Date('2026-11-20T12:00:00Z');
  const on = new Date('2026-11-20');
  const own = { wardId: t.ward.id, residentId: sau.id };
  await prisma.resident.update({
    where: { id: sau.id },
    data: { fullName: NAME, phone: PHONE, contactWish: { way: 'relative', name: 'CANARY-wish', phone: '0987654321' } },
  });
  const twin = await createResident(t.db, t.ward, {
    fullName: 'CANARY-twin',
    nationalNumber: '003045000123',
    household,
    relation: 'child',
  });
  expect(await mergePeople(t, sau.id, twin.id)).toMatchObject({ kind: 'done' });
  const visit = await createVisit(t.db, t.ward, { household, by });
  await prisma.visitPresence.create({ data: { visitId: visit.id, residentId: sau.id, wardId: t.ward.id } });
  const assisted = await prisma.assistedProcedure.create({
    data: {
      ...own,
      visitId: visit.id,
      position: 1,
      publicServiceId: pension.id,
      helpLevel: 'done_for',
      doneForReason: 'x',
      result: 'submitted',
      portalFileCode: 'x',
      note: 'x',
    },
  });
  await prisma.fileStatus.create({
    data: {
      wardId: t.ward.id,
      assistedProcedureId: assisted.id,
      status: 1,
      statusOn: on,
      note: 'x',
      backwardReason: 'x',
      recordedBy: by.id,
      recordedAt: at,
    },
  });
  await createUse(t.db, t.ward, { residentId: sau.id, serviceId: pension.id, usedOn: '2026-10-05', how: 'alone' });
  await prisma.priorityFact.create({
    data: {
      ...own,
      kind: 'disabled',
      validFrom: on,
      source: 'office',
      sourceNote: 'x',
      recordedBy: by.id,
      recordedAt: at,
    },
  });
  await prisma.digitalHelper.create({
    data: {
      ...own,
      householdId: household.id,
      phone: 'x',
      relationNote: 'x',
      validFrom: on,
      recordedBy: by.id,
      recordedAt: at,
    },
  });
  await prisma.digitalHelper.create({
    data: {
      ...{ wardId: t.ward.id, helpedId: sau.id, name: 'x', phone: 'x', relationNote: 'x' },
      ...{ validFrom: on, recordedBy: by.id, recordedAt: at },
    },
  });
  await prisma.newcomer.create({
    data: {
      ...own,
      visitId: visit.id,
      fullName: 'x',
      phone: 'x',
      tie: 'x',
      relation: 'guest',
      reportedBy: by.id,
      reportedAt: at,
    },
  });
  await prisma.referral.create({
    data: {
      ...own,
      recipient: 'other',
      recipientName: 'x',
      purpose: 'x',
      referredOn: on,
      answerBy: on,
      referredBy: by.id,
      createdAt: at,
      answer: 'x',
      answeredOn: on,
      answeredBy: by.id,
    },
  });
  await prisma.followUpEnd.create({
    data: {
      wardId: t.ward.id,
      kind: 'promise',
      subjectId: visit.id,
      factKey: '1',
      outcome: 'done',
      note: 'x',
      pressId: randomUUID(),
      endedOn: on,
      endedBy: by.id,
      endedAt: at,
    },
  });
  await prisma.residentAbsence.create({
    data: {
      ...own,
      householdId: household.id,
      absentFrom: on,
      reason: 'x',
      statusBefore: 'permanent',
      recordedBy: by.id,
      recordedAt: at,
    },
  });
  const act = await prisma.registerAct.create({
    data: {
      id: randomUUID(),
      wardId: t.ward.id,
      recordedBy: by.id,
      recordedAt: at,
      changes: [
        {
          table: 'resident_absence',
          id: randomUUID(),
          before: null,
          after: { resident_id: sau.id, reason: 'CANARY-act' },
        },
        {
          table: 'resident_absence',
          id: randomUUID(),
          before: null,
          after: { resident_id: world.nam.id, reason: 'của Nam' },
        },
      ],
    },
  });
  await prisma.registerEvent.create({
    data: {
      ...own,
      actId: act.id,
      kind: 'absence_began',
      happenedOn: on,
      place: 'x',
      note: 'x',
      recordedBy: by.id,
      recordedAt: at,
    },
  });
  const request = await createRequest(t.db, t.ward, {
    household,
    by,
    resident: sau,
    what: 'x',
    contactName: 'x',
    contactPhone: 'x',
  });
  await prisma.supportRequestClosure.create({
    data: {
      wardId: t.ward.id,
      supportRequestId: request.id,
      kind: 'declined',
      reason: 'x',
      closedBy: by.id,
      closedAt: at,
    },
  });
  const sent = await prisma.publicRequest.create({
    data: {
      wardId: t.ward.id,
      sendKey: 'k',
      code: 'ABC234',
      senderName: 'x',
      senderPhone: 'x',
      addressText: 'x',
      what: 'x',
      isChecked: true,
      receivedAt: at,
    },
  });
  await prisma.publicRequestOutcome.create({
    data: {
      wardId: t.ward.id,
      publicRequestId: sent.id,
      kind: 'matched',
      supportRequestId: request.id,
      note: 'x',
      decidedBy: by.id,
      decidedAt: at,
    },
  });
  await prisma.dataRequest.create({
    data: {
      ...own,
      id: randomUUID(),
      kind: 'erase',
      askedBy: 'x',
      what: 'x',
      receivedOn: on,
      recordedBy: by.id,
      recordedAt: at,
    },
  });
  const run = await createImportRun(t, { status: 'confirmed', createdAt: at });
  for (const [rowNumber, residentId] of [
    [2, sau.id],
    [3, null],
  ] as const)
    await prisma.importRow.create({
      data: {
        importRunId: run.id,
        rowNumber,
        wardId: t.ward.id,
        verdict: 'new',
        residentId,
        content: { name: residentId ? 'CANARY-row' : NAME, candidates: [] },
        problems: [],
        changes: [{ field: 'Tên', after: `${NAME} CANARY-change`.slice(0, residentId ? 99 : NAME.length) }],
      },
    });
  // Whatever free text a row about the person has.
  const planted: string[] = [
    'CANARY-wish',
    'CANARY-twin',
    'CANARY-act',
    'CANARY-row',
    'CANARY-change',
    NAME,
    PHONE,
    '0912 345 678',
  ];
  for (const [table, { where }] of Object.entries(PERSON_ROWS)) {
    const { rows } = await pool.query<{ column: string }>(
      `SELECT column_name AS column FROM information_schema.columns WHERE table_name = $1 AND data_type = 'text' AND is_generated = 'NEVER' AND column_name = ANY ($2)`,
      [table, Object.keys(DATA_MAP[table]!.words).filter((column) => !/last4|^full_name$|^phone$/.test(column))],
    );
    for (const { column } of rows) {
      const canary = `CANARY-${table}-${column}`;
      const { rowCount } = await pool.query(
        `UPDATE ${table} t SET ${column} = '${canary}' WHERE (${where(raw('$1::uuid[]')).text}) AND coalesce(${column}, '') = 'x'`,
        [[sau.id]],
      );
      if (rowCount) planted.push(canary);
    }
  }
  await pool.query(
    "UPDATE visit SET note = 'CANARY-visit', refusal_reason = 'CANARY-refusal', late_reason = 'CANARY-late'",
  );
  planted.push('CANARY-visit', 'CANARY-refusal', 'CANARY-late');
  // What an officer wrote about others, naming the person.
  await pool.query('UPDATE household SET note = $1 WHERE id = $2', [
    `Gọi bà ${NAME} trước, 0912 345 678`,
    household.id,
  ]);
  await pool.query('UPDATE household SET note = $1 WHERE id = $2', [
    `Hỏi ${NAME.toUpperCase()} ở nhà bên`,
    world.nextHousehold.id,
  ]);
  return planted;
}

/** Every row of every table, but for the log and sessions, as one text. */
async function everything(): Promise<string> {
  const { rows: tables } = await t.db.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT IN ('audit_event', 'audit_chain', 'audit_count', 'user_session', 'rate_limit')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await t.db.pool.query<{ text: string }>(`SELECT to_jsonb(t)::text AS text FROM ${name} t`);
    texts.push(...rows.map(({ text }) => text));
  }
  return texts.join('\n');
}

/** The columns of an erased person's printed rows in which a word would not be noticed. */
async function unnoticedWords(): Promise<string[]> {
  const unnoticed: string[] = [];
  for (const [table, { where, erase, notPrinted }] of Object.entries(PERSON_ROWS)) {
    if (erase !== 'clear' || notPrinted) continue;
    const { rows } = await t.db.pool.query<{ name: string; value: string }>(
      `SELECT column_name AS name, CASE data_type WHEN 'text' THEN '''x''' WHEN 'jsonb' THEN '''{"x":1}''' ELSE '''\\x78''' END AS value
       FROM information_schema.columns WHERE table_name = $1 AND is_generated = 'NEVER' AND column_name = ANY ($2)`,
      [table, Object.keys(DATA_MAP[table]!.words)],
    );
    for (const { name, value } of rows)
      await t.db.prisma
        .$transaction(async (tx) => {
          const ids = `'{${world.sau.id}}'::uuid[]`;
          const update = `UPDATE ${table} t SET ${name} = ${value} WHERE ${where(raw(ids)).text}`;
          const written = await tx.$executeRaw`${Prisma.raw(update)}`;
          if (written > 0 && (await namesNobody(tx, world.sau.id))) unnoticed.push(`${table}.${name}`);
          throw new Error('taken back');
        })
        .catch((error: Error) => {
          // A check of the database wants other words.
          if (!/taken back|23514/.test(error.message)) throw error;
        });
  }
  return unnoticed;
}

const counts = async () =>
  (
    await t.db.pool.query(
      `SELECT (SELECT count(*) FROM visit) AS visits, (SELECT count(*) FROM visit_presence) AS presences, (SELECT count(*) FROM visit WHERE late_reason IS NOT NULL) AS late,
       (SELECT count(*) FROM assisted_procedure WHERE result = 'submitted') AS files, (SELECT count(DISTINCT resident_id) FROM portal_use) AS users, (SELECT count(*) FROM referral) AS referrals,
       (SELECT count(*) FROM resident) AS people`,
    )
  ).rows[0];

describe('erasing a person', () => {
  it('is refused while a round is planned for the door, and says what to do; nothing changes', async () => {
    await createRequest(t.db, t.ward, { household: world.household, by: t.users.staff, resident: world.sau });
    const before = await everything();
    const answer = await erase();
    expect(answer.status).toBe(422);
    expectWords(answer, '52 Phạm Hồng Thái đang có trong buổi', 'bỏ cửa này khỏi buổi', 'còn mở', 'đổi chủ hộ trước');
    expect(await everything()).toBe(before);
  });

  it('leaves what is counted and nothing that names, also after a merge, in imported rows and images of acts', async () => {
    const canaries = await plant();
    await free();
    expect(canaries.length).toBeGreaterThanOrEqual(20);
    const held = await everything();
    expect(canaries.filter((canary) => !held.includes(canary) && canary !== 'CANARY-twin')).toEqual([]);
    const counted = await counts();
    expect((await admin.post(path, {})).status).toBe(422);
    expect((await erase()).status).toBe(303);
    const left = await everything();
    expect(canaries.filter((canary) => left.toLowerCase().includes(canary.toLowerCase()))).toEqual([]);
    expect(await counts()).toEqual(counted);
    expect(left).toContain('của Nam');
    const [gone] = await t.db.prisma.resident.findMany({ where: { id: world.sau.id } });
    expect(gone).toMatchObject({
      fullName: 'Đã xóa dữ liệu',
      phone: null,
      nationalNumberCipher: null,
      residenceStatus: 'moved_out',
      birthPrecision: 'year',
    });
    expect(await t.db.prisma.registerMerge.count({ where: { snapshotCipher: { not: null } } })).toBe(0);
    expect(await t.db.prisma.residentSearchKey.count({ where: { residentId: world.sau.id } })).toBe(0);
    expect(await t.db.prisma.dataRequest.findMany()).toMatchObject([{ endedAs: 'fulfilled', what: '(đã xóa)' }]);
    for (const page of [
      `/residents/${world.sau.id}`,
      `/households/${world.household.id}`,
      `/residents/${world.sau.id}/data-file`,
      '/imports',
    ])
      expect((await admin.get(page)).status).toBe(200);
    expect(words(await admin.get(path))).toContain('Đã xóa lúc');
    expect(await unnoticedWords()).toEqual([]);
  });

  it('erases again what was written in another row of an erased person', async () => {
    await free();
    const { id } = await t.db.prisma.dataRequest.create({
      data: {
        wardId: t.ward.id,
        residentId: world.sau.id,
        id: randomUUID(),
        kind: 'view',
        askedBy: 'con gái',
        what: '',
        receivedOn: new Date('2026-11-25'),
        recordedBy: t.users.staff.id,
        recordedAt: t.context.now(),
      },
    });
    await erase();
    expect(words(await admin.get(path))).not.toContain('Sẽ mất hẳn');
    const end = await admin.post(`/data-requests/${id}/end`, { endedAs: 'refused', endNote: 'Bà CANARY' });
    expect(end.status).toBe(303);
    expect(words(await admin.get(path))).toContain('Sẽ mất hẳn');
    expect(await everything()).toContain('CANARY');
    await erase();
    expect(await everything()).not.toContain('CANARY');
    expect(words(await admin.get(path))).toContain('Đã xóa lúc');
  });

  it('takes the words out of the log too: nothing there names the person, others keep theirs, and every seal fits', async () => {
    await free();
    const { sau, household, nextHousehold } = world;
    const edit = `/residents/${sau.id}/edit`;
    await admin.post(edit, { ...(await formOf(admin, edit)), fullName: NAME, phone: PHONE, note: 'CANARY-note' });
    const [referral] = await t.db.prisma.$queryRaw<{ id: string }[]>`
      INSERT INTO referral (id, ward_id, resident_id, recipient, purpose, referred_on, answer_by, referred_by, created_at)
      VALUES (gen_random_uuid(), ${t.ward.id}::uuid, ${sau.id}::uuid, 'police', 'x', '2026-11-20', '2026-11-25', ${t.users.staff.id}::uuid, now()) RETURNING id`;
    await say('referral', referral!.id, { answer: 'CANARY-answer' });
    await say('household', nextHousehold.id, { reason: `Bà ${NAME.toUpperCase()} nhờ, 0912 345 678` });
    await say('household', household.id, { residentId: sau.id, name: 'CANARY-helper' });
    await say('household', household.id, { reason: 'Nhà bên' });
    await say('household', household.id, { reason: 'Bà Phạm Thị Sáu nhờ' }); // as she was called before the correction
    await t.db.pool.query("UPDATE household SET note = 'Hỏi bà Phạm Thị Sáu' WHERE id = $1", [nextHousehold.id]);
    await say('resident', world.nam.id, { removedId: sau.id, phone: 'CANARY-merge' });
    await sealEvents(t.context);
    await say('household', household.id, { residentId: sau.id, name: 'CANARY-unsealed' });
    const canaries = ['CANARY', NAME, NAME.toUpperCase(), PHONE, '0912 345 678', 'Phạm Thị Sáu'];
    const log = async () => JSON.stringify(await t.db.prisma.auditEvent.findMany({ omit: { seq: true } }));
    const held = await log();
    expect(canaries.filter((canary) => !held.includes(canary))).toEqual([]);
    expect((await erase()).status).toBe(303);
    const left = await log();
    expect(canaries.filter((canary) => left.includes(canary))).toEqual([]);
    expect(left).toContain('Nhà bên');
    expect(await everything()).not.toContain('Phạm Thị Sáu');
    const session = await t.db.prisma.groupSession.create({
      data: {
        wardId: t.ward.id,
        heldOn: new Date('2026-11-20'),
        othersCount: 0,
        place: 'Nhà văn hóa',
        recordedBy: t.users.staff.id,
        recordedAt: t.context.now(),
      },
    });
    const name = await admin.post(`/group-sessions/${session.id}/attendees`, { residentId: sau.id });
    expect(words(name)).toContain('Dữ liệu của người này đã xóa');
    const said = await t.db.prisma.auditEvent.findMany({ where: { action: 'audit.empty' } });
    expect(said).toMatchObject([{ actorId: t.users.admin.id, subjectType: 'ward' }]);
    expect(await brokenPlace(t)).toBeNull();
  });

  it('leaves in the log what was said about those who had lived in the home before', async () => {
    const { nextHousehold } = world;
    await free();
    const [former, last] = await Promise.all(
      ['Nguyễn Văn Trước', 'Lý Thị Cuối'].map((fullName) =>
        createResident(t.db, t.ward, { fullName, household: nextHousehold, relation: 'other' }),
      ),
    );
    await t.db.pool.query(
      "UPDATE household_membership SET valid_from = '2019-01-01', valid_to = '2019-12-31' WHERE resident_id = $1",
      [former!.id],
    );
    const householdId = nextHousehold.id;
    await say('resident', former!.id, { householdId, reason: 'về quê' });
    await say('x', 'x', { householdId, residentId: former!.id, reason: 'cháu giúp' });
    await say('household', householdId, { reason: 'nhà khóa' });
    expect((await admin.post(`/residents/${last!.id}/erasure`, { confirmed: 'yes' })).status).toBe(303);
    const said = await t.db.prisma.auditEvent.findMany({
      where: { action: 'household.correct' },
      orderBy: { seq: 'asc' },
    });
    expect(said.map(({ details }) => (details as { reason?: string }).reason)).toEqual([
      'về quê',
      'cháu giúp',
      undefined,
    ]);
  });

  it('leaves the next step of another member of the household, with its day and its words', async () => {
    t.setNow(THURSDAY_EVENING);
    const officer = await t.as('officer');
    const line = { serviceId: world.pension.id, helpLevel: 'guided', result: 'prepared' };
    const assists = [
      { ...line, residentId: world.sau.id, note: 'Chờ sổ cũ', againOn: '30/11/2026' },
      { ...line, residentId: world.mai.id, note: 'Mang ảnh thẻ', againOn: '02/12/2026' },
    ];
    const promises = {
      [world.sau.id]: { note: 'gọi hỏi lương hưu', due: '' },
      [world.mai.id]: { note: 'gọi hỏi ảnh thẻ', due: '02/12/2026' },
    };
    const form = fullForm(world, { assists, promises, nextStep: 'none', nextStepDue: '', nextStepNote: '' });
    expect((await officer.post(`/round-doors/${world.door.id}/visit`, form)).status).toBe(303);
    await free();
    expect((await (await t.as('admin')).post(path, { confirmed: 'yes' })).status).toBe(303);
    const lines = await t.db.prisma.assistedProcedure.findMany({ orderBy: { position: 'asc' } });
    expect(lines.map(({ residentId, note }) => [residentId, note])).toEqual([
      [world.sau.id, '(đã xóa)'],
      [world.mai.id, 'Mang ảnh thẻ'],
    ]);
    const kept = await t.db.prisma.personPromise.findMany({ orderBy: { dueOn: 'asc' } });
    expect(kept.map(({ residentId, note }) => [residentId, note])).toEqual([
      [world.mai.id, 'gọi hỏi ảnh thẻ'],
      [world.sau.id, '(đã xóa)'],
    ]);
    t.setNow(new Date('2026-12-02T02:00:00Z'));
    const waiting = words(await (await t.as('staff')).get('/waiting'));
    expectWords(waiting, 'Phạm Thị Mai', 'Đã hẹn ngày này.', 'Hẹn riêng: gọi hỏi ảnh thẻ');
    expect(waiting).not.toContain('Phạm Thị Sáu');
    expect(waiting).not.toContain('Hẹn riêng: (đã xóa)');
  });

  it('twice is once, and the log says it without a name', async () => {
    await free();
    await Promise.all([erase(), erase()]);
    expect(words(await erase().then(() => admin.get(path)))).toContain('Đã xóa lúc');
    expect(await t.db.prisma.dataErasure.count()).toBe(1);
    expect(await t.db.prisma.auditEvent.findMany({ where: { action: 'resident.erase' } })).toMatchObject([
      { subjectId: world.sau.id, details: {} },
    ]);
  });

  it('erases again what was written in an erased record, also in a restored database', async () => {
    const folder = testFolder();
    await free();
    await erase();
    await keep(folder);
    await t.db.pool.query("UPDATE resident SET full_name = 'Phạm Thị Sáu', note = 'bán hoa' WHERE id = $1", [
      world.sau.id,
    ]);
    expect(words(await admin.get(path))).toContain('Sẽ mất hẳn');
    t.setNow(new Date(t.context.now().getTime() + 60_000));
    await erase();
    expect(await everything()).not.toContain('bán hoa');
    await keep(folder);
    expect(readTombstones(folder)).toHaveLength(1);
    // A backup of before the second time.
    await t.db.pool.query("UPDATE data_erasure SET erased_at = erased_at - interval '1 minute'");
    await t.db.pool.query("UPDATE resident SET full_name = 'Phạm Thị Sáu' WHERE id = $1", [world.sau.id]);
    expect(await follow(folder, { isRestored: true })).toMatchObject({ erased: 1 });
    expect(await everything()).not.toContain('Phạm Thị Sáu');
  });

  it('leaves a record in which nothing can be written, and merges that say why they cannot be undone', async () => {
    await free();
    const twin = await createResident(t.db, t.ward, {
      fullName: 'Phạm Thị Xáu',
      household: world.household,
      relation: 'other',
    });
    expect(await mergePeople(t, world.sau.id, twin.id)).toMatchObject({ kind: 'done' });
    await erase();
    const page = `/residents/${world.sau.id}`;
    const shown = read(await admin.get(page));
    expect(shown('main').text()).toContain('Dữ liệu của người này đã xóa lúc 09:00 26/11/2026');
    expect(shown('main form')).toHaveLength(0);
    const links = attributesOf(shown('main a'), 'href');
    expect(links.filter((href) => href.startsWith(`${page}/`) && !/\/(history|data-file)/.test(href))).toEqual([]);

    const said = await t.db.prisma.consent.create({
      data: {
        wardId: t.ward.id,
        residentId: world.sau.id,
        id: randomUUID(),
        photo: false,
        saidAt: t.context.now(),
        recordedBy: t.users.admin.id,
        recordedAt: t.context.now(),
      },
    });
    const before = await everything();
    for (const [path, form] of [
      [`${page}/edit`, { fullName: 'Phạm Thị Sáu', version: '1' }],
      [`/RESIDENTS/${world.sau.id}/contact-wish`, { way: 'phone' }],
      [`${page}/consents/new`, { id: randomUUID(), contact: 'yes' }],
      [`/consents/${said.id}/removal`, { reason: 'CANARY' }],
    ] as const) {
      const answer = await admin.post(path, form);
      expect([answer.status, answer.headers.location]).toEqual([303, page]);
      expect(words(await admin.get(page))).toContain('Chưa ghi gì: dữ liệu của người này đã xóa');
    }
    expect(await mergePeople(t, world.sau.id, world.nam.id)).toMatchObject({ kind: 'blocked' });
    expect(await everything()).toBe(before);

    expect(await mergePeople(t, world.mai.id, world.sau.id)).toMatchObject({ kind: 'blocked' });

    const { id } = await t.db.prisma.registerMerge.findFirstOrThrow();
    const merge = words(await admin.get(`/merges/${id}`));
    expect(merge).toContain('Không hoàn tác được: dữ liệu đã xóa');
    expect(merge).not.toContain('quá hạn');
    expect(words(await admin.post(`/merges/${id}/reversal`, {}))).toContain('không tách lại được');
  });

  it('leaves longer names and streets in what was written elsewhere', async () => {
    await free();
    await t.db.pool.query("UPDATE resident SET full_name = 'Phạm Hồng Thái' WHERE id = $1", [world.sau.id]);
    const twin = await createResident(t.db, t.ward, { fullName: 'Lê Văn An' });
    const { id } = await createVisit(t.db, t.ward, { household: world.nextHousehold, by: t.users.staff });
    const nephew = await createResident(t.db, t.ward, { fullName: 'Lê Văn Bốn' });
    await t.db.pool.query("UPDATE resident SET note = 'Cháu ông Lê Văn An.' WHERE id = $1", [nephew.id]);
    const said = 'Hẹn ở 9 Phạm Hồng Thái với Lê Văn Anh, con ông Lê Văn An.';
    await t.db.pool.query('UPDATE visit SET next_step_note = $2 WHERE id = $1', [id, said]);
    await erase();
    await admin.post(`/residents/${twin.id}/erasure`, { confirmed: 'yes' });
    const visit = await t.db.prisma.visit.findUniqueOrThrow({ where: { id } });
    expect(visit.nextStepNote).toBe('Hẹn ở 9 Phạm Hồng Thái với Lê Văn Anh, con ông ….');
    const { fullName, note } = await t.db.prisma.resident.findUniqueOrThrow({ where: { id: nephew.id } });
    expect([fullName, note]).toEqual(['Lê Văn Bốn', 'Cháu ông ….']);
  });

  it('takes the name of a guest out of what was written at the door where the team met them', async () => {
    const guest = await createResident(t.db, t.ward, { fullName: 'Lê Văn An' });
    await createResident(t.db, t.ward, { fullName: 'Lê Văn An' });
    const by = t.users.staff;
    const visits = [];
    for (const household of [world.household, world.nextHousehold])
      visits.push(await createVisit(t.db, t.ward, { household, by }));
    await t.db.pool.query(`UPDATE visit SET note = 'Lê Văn An bấm máy'`);
    await t.db.prisma.newcomer.create({
      data: {
        wardId: t.ward.id,
        residentId: guest.id,
        visitId: visits[0]!.id,
        fullName: 'Lê Văn An',
        relation: 'elsewhere',
        reportedBy: by.id,
        reportedAt: t.context.now(),
      },
    });
    await admin.post(`/residents/${guest.id}/erasure`, { confirmed: 'yes' });
    const notes = [];
    for (const { id } of visits) notes.push((await t.db.prisma.visit.findUniqueOrThrow({ where: { id } })).note);
    // Another resident has the same name, so it is left where this one never was.
    expect(notes).toEqual(['… bấm máy', 'Lê Văn An bấm máy']);
  });

  it('is done again in a restored database, with the records that were merged into it', async () => {
    await free();
    const folder = testFolder();
    await keep(folder, [
      {
        wardId: t.ward.id,
        id: randomUUID(),
        formerIds: [world.sau.id, randomUUID()],
        erasedAt: '2026-11-25T02:00:00.000Z',
      },
    ]);
    expect(await follow(folder, { isRestored: true })).toMatchObject({ erased: 1 });
    expect(await follow(folder, { isRestored: true })).toMatchObject({ erased: 0 });
    expect(await everything()).not.toContain('Phạm Thị Sáu');
    await keep(folder);
    expect(readTombstones(folder)).toHaveLength(2);
    expect(await follow(folder, { isRestored: true })).toMatchObject({ erased: 0 });
    const page = `/residents/${world.sau.id}`;
    const shown = read(await admin.get(page));
    expect([shown('h1').text(), shown('main form').length]).toEqual(['Đã xóa dữ liệu', 0]);
    await admin.post(`${page}/contact-wish`, { way: 'phone' });
    expect(words(await admin.get(page))).toContain('Chưa ghi gì: dữ liệu của người này đã xóa');
  });
});

describe('the list of erased people beside the backups', () => {
  let folder: string;
  let person: Tombstone;
  const LATER = '2026-11-27T02:00:00.000Z';
  beforeEach(() => {
    folder = testFolder();
    person = { wardId: t.ward.id, id: world.sau.id, formerIds: [], erasedAt: LATER };
  });

  const isHeld = async () => (await everything()).includes('Phạm Thị Sáu');
  const write = (lines: object[]) => fs.writeFileSync(`${folder}/erasures.json`, JSON.stringify(lines));

  it('is followed at the start of a database that was put back, and not by one that went on', async () => {
    await keep(folder, [person]);
    await say('household', world.household.id, {}, new Date('2026-11-27T02:00:00.001Z'));
    const refused = await follow(folder);
    expect(refused).toMatchObject({ erased: 0, unsealed: [], foreign: [], elsewhere: [person] });
    expect(wordsOfRefused(refused)).toEqual([
      `Không theo 1 dòng của erasures.json ghi ở một bản chép của cơ sở dữ liệu này; những người này còn nguyên dữ liệu: /residents/${world.sau.id}/erasure. Ai đúng là phải xóa thì quản trị phường xóa ở trang ấy.`,
    ]);
    expect(await isHeld()).toBe(true);

    const later = { ...person, erasedAt: '2026-11-28T02:00:00.000Z' };
    await keep(folder, [later]);
    t.setNow(new Date('2026-11-29T02:00:00Z'));
    expect(await follow(folder)).toMatchObject({ erased: 1, elsewhere: [] });
    expect(await isHeld()).toBe(false);
    const again = await follow(folder);
    expect(again).toMatchObject({ erased: 0, elsewhere: [] });
    expect(wordsOfRefused(again)).toEqual([]);
  });

  it('is not followed where a line has no seal, another key’s, one of other words, or is of another database', async () => {
    const key = (byte: number) => Buffer.alloc(32, byte);
    await keep(folder, [person], createSealer({ sealingKey: key(8), lookupKey: key(9) }));
    const [stranger] = readTombstones(folder);
    fs.rmSync(`${folder}/erasures.json`);
    await keep(folder, [{ ...person, id: world.mai.id }]);
    const [own] = readTombstones(folder);
    write([person, stranger!, { ...own, id: world.sau.id }, { ...own, database: randomUUID() }]);
    for (const isRestored of [false, true]) {
      const followed = await follow(folder, { isRestored });
      expect([followed.erased, followed.unsealed.length, followed.foreign.length]).toEqual([0, 4, 0]);
    }
    write([own!]);
    const elsewhere = await follow(folder, { isRestored: true, database: randomUUID() });
    expect(elsewhere).toMatchObject({ erased: 0, foreign: [{ id: world.mai.id }] });
    expect(wordsOfRefused(elsewhere)).toEqual([
      expect.stringContaining('1 dòng của erasures.json thuộc cơ sở dữ liệu khác'),
    ]);
    expect(await isHeld()).toBe(true);
    expect(await t.db.prisma.dataErasure.count()).toBe(0);
  });

  it('of an earlier version is signed for what this database erased, and kept without effect for the rest', async () => {
    await free();
    await erase();
    const [erased] = (await listErasures(t.db)).people;
    const unknown = { ...person, id: world.mai.id };
    write([erased!, unknown]);
    await keep(folder);
    await keep(folder);
    const { database } = await listErasures(t.db);
    expect(readTombstones(folder)).toEqual([unknown, { ...erased, database, seal: expect.any(String) as string }]);
    expect(await follow(folder)).toMatchObject({ erased: 0, unsealed: [unknown], foreign: [] });
  });
});
