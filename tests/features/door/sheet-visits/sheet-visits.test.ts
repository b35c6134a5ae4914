import { createFileStatus } from '../../../support/casework-factories';
import { createHousehold, createRequest, createResident, createVisit } from '../../../support/factories';
import { formIn, formOf, type Fields } from '../../../support/forms';
import { appForEach, read, type TestAgent, textsOf, words } from '../../../support/test-app';
import { countRows, NOTHING, openDoor, type OpenDoor } from '../../../support/worlds/door';
import { eveningRound, createClosure } from '../../../support/worlds/rounds';

/** The morning after the round. */
const FRIDAY_MORNING = new Date('2026-11-27T02:00:00Z');
const REASON = 'mất mạng, ghi phiếu giấy';

const t = appForEach();
let world: OpenDoor;
let officer: TestAgent;
let path: string;

beforeEach(async () => {
  world = await openDoor(t);
  t.setNow(FRIDAY_MORNING);
  officer = await t.as('officer');
  path = `/rounds/${world.round.id}/sheet/visits`;
});

const inRow = (door: { id: string }, row: Record<string, string | string[]>): Fields =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [`doors[${door.id}]${name.replace(/^[^[]+/, '[$&]')}`, value]),
  );

/** Sáu is helped at the first door, the second stays shut. */
const wholeSheet = async (given: Fields = {}) => ({
  ...(await formOf(officer, path)),
  ...inRow(world.door, {
    outcome: 'met',
    arrivedTime: '1905',
    presence: [world.sau.id],
    'assists[0][residentId]': world.sau.id,
    'assists[0][serviceText]': 'tro cap huu tri xa hoi',
    'assists[0][helpLevel]': 'guided',
    'assists[0][result]': 'submitted',
    'assists[0][fileCode]': 'H26.12.3-261126-0007',
    topics: [world.topic.id],
  }),
  ...inRow(world.nextDoor, { outcome: 'nobody_home', arrivedTime: '19h40' }),
  lateReason: REASON,
  ...given,
});

const visits = () =>
  t.db.prisma.visit.findMany({
    orderBy: { arrivedAt: 'asc' },
    include: { assistedProcedures: true, visitPresences: true, topicsTaught: true },
  });
const recordings = () => t.db.prisma.auditEvent.count({ where: { action: 'visit.record' } });

describe('an officer types a paper sheet the next morning', () => {
  it('is led there from the round and from what waits, and finds the doors in walking order', async () => {
    for (const from of [`/rounds/${world.round.id}`, '/waiting'])
      expect(textsOf(read(await officer.get(from))(`a[href="${path}"]`))[0]).toContain('Gõ lại phiếu');
    const page = await officer.get(path);
    const $ = read(page);
    expect(textsOf($('.sheet-who strong'))).toEqual(['Số 52 Phạm Hồng Thái', 'Số 3 ngõ Châu Long']);
    expect($('.sheet-who').first().text()).toContain('Bà Phạm Thị Sáu và 2 người nhà');
    expect($('#arrivedOn').val()).toBe('26/11/2026');
    expect($('select[data-outcome][autofocus]')).toHaveLength(1);
  });

  it('and says which request is done; of the others only what was helped with', async () => {
    const ask = (publicServiceId: string) =>
      createRequest(t.db, t.ward, { household: world.household, by: t.users.staff, publicServiceId });
    const said = await ask(world.residence.id);
    const helped = await ask(world.pension.id);
    const left = await ask(world.residence.id);
    const form = await wholeSheet(inRow(world.door, { [`requests[${said.id}]`]: 'done' }));
    expect((await officer.post(path, form)).status).toBe(303);
    expect(words(await officer.get(path))).toContain('1 đề nghị còn việc phải làm');
    const open = await t.db.prisma.supportRequest.findMany({ where: { isOpen: true } });
    expect(open.map(({ id }) => id)).toEqual([left.id]);
    expect(await t.db.prisma.supportRequestClosure.count({ where: { supportRequestId: helped.id } })).toBe(1);
  });

  it('and every visit is saved with its own event, marked late with the one reason', async () => {
    const answer = await officer.post(path, await wholeSheet());
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    expect(await visits()).toMatchObject([
      {
        outcome: 'met',
        metSomebody: true,
        roundDoorId: world.door.id,
        arrivedAt: new Date('2026-11-26T12:05:00Z'),
        lateReason: REASON,
        loggedAt: FRIDAY_MORNING,
        visitPresences: [{ residentId: world.sau.id }],
        topicsTaught: [{ publicServiceId: world.topic.id }],
        assistedProcedures: [
          { residentId: world.sau.id, publicServiceId: world.pension.id, portalFileCode: 'H26.12.3-261126-0007' },
        ],
      },
      { outcome: 'nobody_home', arrivedAt: new Date('2026-11-26T12:40:00Z'), lateReason: REASON },
    ]);
    const events = await t.db.prisma.auditEvent.findMany({
      where: { action: 'visit.record' },
      orderBy: { seq: 'asc' },
    });
    expect(events).toMatchObject([
      { actorId: t.users.officer.id, details: { householdId: world.household.id, isLate: true, assists: 1 } },
      { actorId: t.users.officer.id, details: { householdId: world.nextHousehold.id, isLate: true } },
    ]);
    const text = words(await officer.get(path));
    expect(text).toContain('Đã lưu 2 lượt thăm.');
    expect(text).toContain('Cửa nào của buổi này cũng đã có kết quả');
  });

  it('but not before the first day of the team: refused beside the day, and nothing changes', async () => {
    await t.db.prisma.ward.update({ where: { id: t.ward.id }, data: { teamBeganOn: new Date('2026-11-27') } });
    const answer = await officer.post(path, await wholeSheet());
    expect([answer.status, read(answer)('#arrivedOn').val()]).toEqual([422, '26/11/2026']);
    expect(words(answer)).toContain('27/11/2026');
    expect([await visits(), await recordings()]).toEqual([[], 0]);
  });

  it('and rows left empty are skipped and counted', async () => {
    const form = { ...(await wholeSheet()), ...inRow(world.nextDoor, { outcome: '', arrivedTime: '' }) };
    expect((await officer.post(path, form)).status).toBe(303);
    const page = await officer.get(path);
    expect(words(page)).toContain('Đã lưu 1 lượt thăm. 1 dòng để trống, chưa ghi.');
    expect(read(page)('[data-sheet-row]')).toHaveLength(1);
    expect(read(page)('.sheet-logged a').first().text()).toBe('Số 52 Phạm Hồng Thái');
  });

  it('with one bad row and no reason: nothing is saved, each is named, every word is kept', async () => {
    const form = {
      ...(await wholeSheet({ lateReason: '' })),
      ...inRow(world.nextDoor, { outcome: 'refused', arrivedTime: '25', note: 'Nhà có chó' }),
      ...inRow(world.door, { 'assists[0][serviceText]': 'huu tri' }),
    };
    const answer = await officer.post(path, form);
    expect(answer.status).toBe(422);
    expect(await countRows(t)).toEqual(NOTHING);
    const $ = read(answer);
    const at = (door: { id: string }, name: string) => $(`#doors-${door.id}-${name}`);
    const summary = $('[data-error-summary] a').toArray();
    expect(new Set(summary.map((link) => $(link).text()))).toEqual(
      new Set([
        'Số 52 Phạm Hồng Thái: 1 dịch vụ khớp “huu tri”: chọn dịch vụ ấy.',
        'Số 3 ngõ Châu Long: Giờ đến chưa đúng. Ví dụ: 19:30.',
        'Lượt thăm này ghi muộn. Cho biết vì sao, ví dụ: mất mạng, máy hết pin.',
      ]),
    );
    for (const link of summary) expect($($(link).attr('href')!)).toHaveLength(1);
    expect(at(world.nextDoor, 'arrivedTime').val()).toBe('25');
    expect(at(world.nextDoor, 'note').val()).toBe('Nhà có chó');
    expect(at(world.door, 'outcome').find('[selected]').val()).toBe('met');
    expect(at(world.door, 'presence').is('[checked]')).toBe(true);
    expect(at(world.door, 'assists-0-fileCode').val()).toBe('H26.12.3-261126-0007');
    expect(at(world.door, 'outcome').closest('[data-sheet-row]').find('details').is('[open]')).toBe(true);
  });

  it('with one file code in two rows: the second is named, and nothing is saved', async () => {
    const lan = await createResident(t.db, t.ward, { fullName: 'Vũ Thị Lan', household: world.nextHousehold });
    const line = {
      'assists[0][residentId]': lan.id,
      'assists[0][serviceText]': world.residence.name,
      'assists[0][helpLevel]': 'guided',
      'assists[0][result]': 'submitted',
      'assists[0][fileCode]': 'H26.12.3-261126-0007',
    };
    const answer = await officer.post(path, {
      ...(await wholeSheet()),
      ...inRow(world.nextDoor, { outcome: 'met', ...line }),
    });
    expect(answer.status).toBe(422);
    expect(read(answer)(`#doors-${world.nextDoor.id}-assists-0-fileCode-error`).text()).toContain('đã ghi ở dòng khác');
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('without a single row: the page says so', async () => {
    const answer = await officer.post(path, { ...(await formOf(officer, path)), lateReason: REASON });
    expect(answer.status).toBe(422);
    expect(words(answer)).toContain('Chưa ghi cửa nào');
  });

  it('twice, and each row is saved once; another word in it is not lost without a trace', async () => {
    const form = await wholeSheet();
    for (const answer of [await officer.post(path, form), await officer.post(path, form)])
      expect(answer.status).toBe(303);
    expect(await countRows(t)).toMatchObject({ visit: 2, assists: 1 });
    expect(await recordings()).toBe(2);
    const changed = await officer.post(path, { ...form, ...inRow(world.nextDoor, { note: 'Hàng xóm bảo về quê' }) });
    expect(changed.status).toBe(422);
    expect(words(changed)).toContain('Dòng này đã lưu một lần, nay gửi lại với nội dung khác');
    expect(read(changed)(`#doors-${world.nextDoor.id}-note`).val()).toBe('Hàng xóm bảo về quê');
    expect(await recordings()).toBe(2);
  });
});

describe('undoing what one press saved', () => {
  const withdrawals = () => t.db.prisma.auditEvent.count({ where: { action: 'visit.withdraw' } });
  /** Saves the whole sheet and opens the page that says so. */
  const saveSheet = async (given: Fields = {}, agent = officer) => {
    await agent.post(path, await wholeSheet(given));
    return agent.get(path);
  };
  const undoOf = async (agent = officer) => formIn(await saveSheet({}, agent), '/sheet/visits/withdrawal');

  it('is one press: every door is open again, with its request and its note; twice is once', async () => {
    const { household, pension, nextDoor } = world;
    await createRequest(t.db, t.ward, { household, by: t.users.staff, publicServiceId: pension.id });
    const page = await saveSheet(inRow(nextDoor, { note: 'đèn tắt' }));
    expect(await t.db.prisma.supportRequest.count({ where: { isOpen: true } })).toBe(0);
    expect(read(page)('button:contains("Hoàn tác")').text()).toBe('Hoàn tác cả 2 lượt');
    const { action, fields } = formIn(page, '/sheet/visits/withdrawal');
    const answer = await officer.post(action, fields);
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    const again = await officer.get(path);
    expect(words(again)).toContain('Đã hoàn tác 2 lượt: các cửa này lại chưa ghi. Ghi chú đã gõ: “đèn tắt”.');
    expect(read(again)('[data-sheet-row]')).toHaveLength(2);
    expect([await countRows(t), await withdrawals()]).toEqual([NOTHING, 2]);
    expect(await t.db.prisma.roundDoor.count({ where: { roundId: world.round.id, isOpen: true } })).toBe(2);
    expect(await t.db.prisma.supportRequest.count({ where: { isOpen: true } })).toBe(1);
    await officer.post(action, fields);
    expect(words(await officer.get(path))).toContain('Không còn lượt nào như vậy trên phiếu để hoàn tác.');
    expect(await withdrawals()).toBe(2);
  });

  it('withdraws nothing once a file of it has a status on the portal, and names the door', async () => {
    const { action, fields } = await undoOf();
    const file = await t.db.prisma.assistedProcedure.findFirstOrThrow();
    await createFileStatus(t, file.id, 2, '2026-11-27');
    await officer.post(action, fields);
    const text = words(await officer.get(path));
    expect(text).toContain(
      'Chưa hoàn tác lượt nào. Số 52 Phạm Hồng Thái: hồ sơ làm trong lượt này đã có trạng thái trên Cổng.',
    );
    expect(text).not.toContain('Số 3 ngõ Châu Long:');
    expect([(await visits()).length, await withdrawals()]).toEqual([2, 0]);
  });

  it('is refused to another officer, on a later day, and at the address of another round', async () => {
    const { action, fields } = await undoOf();
    const other = await t.as('officer2');
    await other.post(action, fields);
    expect(words(await other.get(path))).toContain('lượt này do người khác ghi');
    const elsewhere = await eveningRound(t, { startsAt: new Date('2026-11-25T11:30:00Z') });
    await officer.post(action.replace(world.round.id, elsewhere.id), fields);
    t.setNow(new Date(FRIDAY_MORNING.getTime() + 24 * 3_600_000));
    officer = await t.as('officer');
    await officer.post(action, fields);
    expect(words(await officer.get(path))).toContain('lượt này ghi từ hôm trước, nhờ văn phòng rút');
    expect([(await visits()).length, await withdrawals()]).toEqual([2, 0]);
  });

  it('asks the office for a reason on a later day, visit by visit', async () => {
    const officers = { officers: t.users.officer.id };
    const staff = await t.as('staff');
    const { action, fields } = formIn(await saveSheet(officers, staff), '/sheet/visits/withdrawal');
    t.setNow(new Date(FRIDAY_MORNING.getTime() + 24 * 3_600_000));
    const later = await t.as('staff');
    await later.post(action, fields);
    expect(words(await later.get(path))).toContain('mở từng lượt và ghi vì sao rút');
    expect([(await visits()).length, await withdrawals()]).toEqual([2, 0]);
  });

  it('is not offered for a closed round, whose visits only the office withdraws', async () => {
    await createClosure(t, world.round.id, { kind: 'closed', closedAt: FRIDAY_MORNING });
    const page = await saveSheet();
    expect(words(page)).toContain('Đã lưu 2 lượt thăm.');
    expect(read(page)('form[action$=withdrawal]')).toHaveLength(0);
  });
});

describe('a door that another officer logged meanwhile', () => {
  it('is named with the way to that visit, and the other rows are saved once it is left out', async () => {
    const form = await wholeSheet();
    const there = { household: world.nextHousehold, roundId: world.round.id, roundDoorId: world.nextDoor.id };
    const other = await createVisit(t.db, t.ward, { ...there, by: t.users.officer2 });
    const answer = await officer.post(path, form);
    expect(answer.status).toBe(422);
    const $ = read(answer);
    expect($(`#doors-${world.nextDoor.id}-outcome-error`).text()).toContain('vừa ghi cửa này');
    expect($(`.sheet-leave-out a[href="/visits/${other.id}"]`)).toHaveLength(1);
    expect(await recordings()).toBe(0);
    const again = await officer.post(path, { ...form, ...inRow(world.nextDoor, { remove: '1' }) });
    expect(again.status).toBe(303);
    expect(new Set((await visits()).map(({ roundDoorId, loggedBy }) => [roundDoorId, loggedBy].join()))).toEqual(
      new Set([`${world.door.id},${t.users.officer.id}`, `${world.nextDoor.id},${t.users.officer2.id}`]),
    );
  });

  it('or was taken off the round: its words stay, with the way to the household', async () => {
    const form = await wholeSheet();
    await t.db.prisma.roundDoor.delete({ where: { id: world.nextDoor.id } });
    const answer = await officer.post(path, form);
    expect(answer.status).toBe(422);
    const $ = read(answer);
    expect($(`#doors-${world.nextDoor.id}-arrivedTime`).val()).toBe('19h40');
    expect($(`.sheet-leave-out a[href="/households/${world.nextHousehold.id}/visits/new"]`)).toHaveLength(1);
    expect(await countRows(t)).toEqual(NOTHING);
  });
});

describe('a sheet sent at the same moment', () => {
  it('from two windows with one form is saved once', async () => {
    const form = await wholeSheet();
    const answers = await Promise.all([officer.post(path, form), officer.post(path, form)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await recordings()).toBe(2);
    expect(await countRows(t)).toMatchObject({ visit: 2, assists: 1, presence: 1, topics: 1 });
  });

  it('by two officers is saved for one, and the other reads who was first', async () => {
    const other = await t.as('officer2');
    const mine = await wholeSheet();
    const theirs = {
      ...(await formOf(other, path)),
      ...inRow(world.nextDoor, { outcome: 'cannot_reach', arrivedTime: '1940' }),
      lateReason: REASON,
    };
    const answers = await Promise.all([officer.post(path, mine), other.post(path, theirs)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
    expect(words(answers.find(({ status }) => status === 422)!)).toContain('vừa ghi cửa này');
    const loggedBy = new Set((await visits()).map((visit) => visit.loggedBy));
    // Both rows of the first, or only the second row of the other.
    expect(loggedBy.size).toBe(1);
  });
});

describe('the round of the sheet', () => {
  it('was cancelled meanwhile: nothing is saved, and what was typed stays on the page', async () => {
    const form = await wholeSheet();
    await createClosure(t, world.round.id, { closedAt: FRIDAY_MORNING });
    const answer = await officer.post(path, form);
    expect(answer.status).toBe(409);
    expect(read(answer)(`#doors-${world.nextDoor.id}-arrivedTime`).val()).toBe('19h40');
    expect(await countRows(t)).toEqual(NOTHING);
    expect((await officer.get(path)).headers.location).toBe(`/rounds/${world.round.id}`);
  });

  it('takes no resident of another household', async () => {
    const far = await createResident(t.db, t.ward, { household: await createHousehold(t.db, t.ward) });
    const answer = await officer.post(path, { ...(await wholeSheet()), ...inRow(world.door, { presence: [far.id] }) });
    expect(answer.status).toBe(422);
    expect(read(answer)(`#doors-${world.door.id}-presence-error`).text()).toContain('không thuộc hộ');
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('typed by the office says once who of the team was there', async () => {
    const staff = await t.as('staff');
    const form = await wholeSheet();
    const refused = await staff.post(path, form);
    expect(refused.status).toBe(422);
    expect(read(refused)('#officers-error').text()).toContain('Chọn ai của đội');
    expect(await countRows(t)).toEqual(NOTHING);
    const { status } = await staff.post(path, { ...form, officers: [t.users.officer.id] });
    expect(status).toBe(303);
    const there = await t.db.prisma.visitOfficer.findMany({ select: { userId: true } });
    expect(there).toEqual([{ userId: t.users.officer.id }, { userId: t.users.officer.id }]);
  });
});
