import { createHousehold, createRound, createVisit } from '../../../support/factories';
import { read, testApp, words, type TestApp } from '../../../support/test-app';
import { blankForm, fullForm, openDoor, THURSDAY_EVENING, type OpenDoor } from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;

beforeEach(async () => {
  t = await testApp();
  t.setNow(THURSDAY_EVENING);
  world = await openDoor(t);
});
afterEach(() => t.close());

/** Saves a visit outside a round with these lines of help. */
async function help(assists: object[], given: object = {}): Promise<void> {
  const response = await (
    await t.as('officer')
  ).post(
    `/households/${world.household.id}/visits/new`,
    fullForm(world, { assists, levels: {}, nextStep: '', nextStepDue: '', nextStepNote: '', ...given }),
  );
  if (response.status !== 303) throw new Error(`visit not saved: ${response.status}`);
}

const line = (given: object = {}) => ({
  residentId: world.sau.id,
  serviceId: world.pension.id,
  helpLevel: 'guided',
  result: 'submitted',
  ...given,
});
const later = (text: string) => t.setNow(new Date(text));

describe('doors of past rounds without an outcome', () => {
  it('are listed once the round is over, newest round first, with a link to log them late', async () => {
    const older = await createRound(t.db, t.ward, {
      by: t.users.staff,
      officers: [t.users.officer],
      households: [await createHousehold(t.db, t.ward, { address: '7 Trúc Bạch' })],
      startsAt: new Date('2026-11-20T11:30:00Z'),
    });
    expect(words(await (await t.as('staff')).get('/waiting'))).not.toContain('Số 52 Phạm Hồng Thái');
    later('2026-11-27T02:00:00Z');
    const staff = await t.as('staff');
    const page = await staff.get('/waiting');
    expect(page.status).toBe(200);
    const hrefs = read(page)('.waiting-round a.btn')
      .toArray()
      .map((link) => link.attribs.href);
    expect(hrefs).toEqual([
      `/round-doors/${world.door.id}/visit`,
      `/round-doors/${world.nextDoor.id}/visit`,
      `/round-doors/${older.roundDoors[0]!.id}/visit`,
    ]);
    const byHand = { outcome: 'nobody_home', lateReason: 'Ghi ra giấy', officers: [t.users.officer.id] };
    await staff.post(hrefs[0]!, blankForm(byHand));
    expect(words(await staff.get('/waiting'))).not.toContain('Số 52 Phạm Hồng Thái');
  });

  it('do not come from other wards, nor from rounds that were closed or cancelled', async () => {
    await t.db.prisma.roundClosure.create({
      data: {
        roundId: world.round.id,
        wardId: t.ward.id,
        kind: 'closed',
        reason: 'Hết giờ',
        closedBy: t.users.staff.id,
        closedAt: THURSDAY_EVENING,
      },
    });
    const cancelled = await createRound(t.db, t.ward, {
      by: t.users.staff,
      officers: [],
      households: [await createHousehold(t.db, t.ward, { address: '7 Trúc Bạch' })],
      startsAt: new Date('2026-11-20T11:30:00Z'),
    });
    await t.db.prisma.roundClosure.create({
      data: {
        roundId: cancelled.id,
        wardId: t.ward.id,
        kind: 'cancelled',
        reason: 'Mưa',
        closedBy: t.users.staff.id,
        closedAt: THURSDAY_EVENING,
      },
    });
    later('2026-11-27T02:00:00Z');
    const text = words(await (await t.as('staff')).get('/waiting'));
    expect(text).toContain('Cửa nào cũng đã có kết quả');
    expect(text).not.toContain('Trúc Bạch');
    expect(text).not.toContain('Phạm Hồng Thái');
    expect(words(await (await t.as('staff', 'other')).get('/waiting'))).toContain('Cửa nào cũng đã có kết quả');
  });

  it('are paged without repeating or losing any', async () => {
    for (let round = 0; round < 3; round += 1) {
      const households = await Promise.all(Array.from({ length: 20 }, () => createHousehold(t.db, t.ward)));
      await createRound(t.db, t.ward, {
        by: t.users.staff,
        officers: [],
        households,
        startsAt: new Date(Date.UTC(2026, 9, 1 + round, 11, 30)),
      });
    }
    later('2026-11-27T02:00:00Z');
    const staff = await t.as('staff');
    const first = read(await staff.get('/waiting'));
    const next = first('a[rel=next]').attr('href')!;
    const second = read(await staff.get(next));
    const hrefs = [first, second].flatMap(($) =>
      $('.waiting-round a.btn')
        .toArray()
        .map((link) => link.attribs.href),
    );
    expect(hrefs).toHaveLength(62);
    expect(new Set(hrefs).size).toBe(62);
    expect(second('a[rel=next]')).toHaveLength(0);
  });
});

describe('files that wait', () => {
  it('are those prepared, blocked, missing papers or payment, or without news; each kind is counted', async () => {
    await help([
      line({ result: 'prepared' }),
      line({ serviceId: world.residence.id, result: 'blocked', barrierId: world.barrier.id }),
      line({ residentId: world.mai.id, fileCode: 'H26.12.3-261126-0001' }),
      line({ residentId: world.mai.id, serviceId: world.residence.id, fileCode: 'H26.12.3-261126-0002' }),
      line({ residentId: world.nam.id, fileCode: 'H26.12.3-261126-0003' }),
      line({ residentId: world.nam.id, serviceId: world.residence.id, result: 'not_needed' }),
    ]);
    const fileIds = new Map(
      (await t.db.prisma.assistedProcedure.findMany()).map((file) => [file.portalFileCode, file.id]),
    );
    const status = (code: string, statusCode: number, on: string) =>
      t.db.prisma.fileStatus.create({
        data: {
          wardId: t.ward.id,
          assistedProcedureId: fileIds.get(code)!,
          status: statusCode,
          statusOn: new Date(on),
          recordedBy: t.users.staff.id,
          recordedAt: new Date(`${on}T03:00:00Z`),
        },
      });
    await status('H26.12.3-261126-0001', 5, '2026-11-28');
    await status('H26.12.3-261126-0002', 6, '2026-11-28');
    await status('H26.12.3-261126-0002', 4, '2026-11-30');
    later('2026-12-05T02:00:00Z');
    const staff = await t.as('staff');
    const text = words(await staff.get('/waiting?list=files'));
    for (const said of [
      'Hồ sơ đang chờ 4',
      'Cổng đòi bổ sung giấy tờ 1',
      'Cổng đòi nộp tiền 0',
      'Đang chuẩn bị, chưa nộp 1',
      'Đang vướng 1',
      'Đã nộp, chưa có tin 1',
      'Gỡ vướng: quên mật khẩu',
      '28/11/2026 (7 ngày)',
    ]) {
      expect(text).toContain(said);
    }
    const only = read(await staff.get('/waiting?list=files&kind=papers'));
    expect(only('tbody tr')).toHaveLength(1);
    expect(only('tbody').text()).toContain('H26.12.3-261126-0001');
    expect(words(await (await t.as('staff', 'other')).get('/waiting?list=files'))).toContain(
      'Không có hồ sơ nào đang chờ',
    );
  });

  it('no longer wait once a later visit took up the matter again', async () => {
    await help([line({ result: 'blocked', barrierId: world.barrier.id })], { arrivedTime: '19:00' });
    await help([line({ fileCode: 'H26.12.3-261126-0001' })], { arrivedTime: '19:31' });
    expect(read(await (await t.as('staff')).get('/waiting?list=files'))('tbody tr')).toHaveLength(0);
  });

  it('are read page by page', async () => {
    await help(
      Array.from({ length: 30 }, (_, index) =>
        line({ residentId: [world.sau, world.mai, world.nam][index % 3]!.id, result: 'prepared' }),
      ),
      { arrivedTime: '19:00' },
    );
    await help(Array.from({ length: 30 }, () => line({ serviceId: world.residence.id, result: 'prepared' })));
    const staff = await t.as('staff');
    const first = read(await staff.get('/waiting?list=files&kind=to_submit'));
    const second = read(await staff.get(first('a[rel=next]').attr('href')!));
    const hrefs = [first, second].flatMap(($) =>
      $('tbody tr a')
        .toArray()
        .map((link) => link.attribs.href),
    );
    expect(new Set(hrefs).size).toBe(60);
  });
});

describe('promises', () => {
  it('are listed when due, and settled by a later visit or explicitly', async () => {
    const officer = await t.as('officer');
    const saved = await officer.post(
      `/households/${world.household.id}/visits/new`,
      fullForm(world, { nextStep: 'phone_call', nextStepDue: '2026-11-28', nextStepNote: 'gọi chị Mai' }),
    );
    expect(read(await officer.get('/waiting?list=promises'))('tbody tr')).toHaveLength(0);
    later('2026-11-30T02:00:00Z');
    const staff = await t.as('staff');
    const page = await staff.get('/waiting?list=promises');
    expect(words(page)).toContain('Gọi điện: gọi chị Mai');
    expect(words(page)).toContain('quá hạn');
    expect(read(page)(`a[href="${saved.headers.location}/edit#nextStep"]`)).toHaveLength(1);
    await createVisit(t.db, t.ward, {
      household: world.household,
      by: t.users.officer,
      arrivedAt: new Date('2026-11-29T12:00:00Z'),
    });
    expect(read(await staff.get('/waiting?list=promises'))('tbody tr')).toHaveLength(0);
  });

  it('show their hour', async () => {
    await (
      await t.as('officer')
    ).post(
      `/households/${world.household.id}/visits/new`,
      fullForm(world, { nextStep: 'phone_call', nextStepDue: '2026-11-30', nextStepFrom: '09:30', nextStepTo: '' }),
    );
    later('2026-11-30T02:00:00Z');
    expect(words(await (await t.as('staff')).get('/waiting?list=promises'))).toContain('hôm nay, 9:30');
  });

  it('without a day are due after a week', async () => {
    await (
      await t.as('officer')
    ).post(
      `/households/${world.household.id}/visits/new`,
      fullForm(world, { nextStep: 'revisit', nextStepDue: '', nextStepNote: '' }),
    );
    later('2026-12-02T02:00:00Z');
    expect(read(await (await t.as('staff')).get('/waiting?list=promises'))('tbody tr')).toHaveLength(0);
    later('2026-12-03T02:00:00Z');
    expect(read(await (await t.as('staff')).get('/waiting?list=promises'))('tbody tr')).toHaveLength(1);
  });
});

it('the waiting list shows the doors if its address holds nonsense', async () => {
  for (const query of [
    'list=x',
    'list=files&kind=constructor',
    'list=files&after=2026-02-31_x',
    'list=promises&after=_',
  ]) {
    expect((await (await t.as('staff')).get(`/waiting?${query}`)).status).toBe(200);
  }
});
