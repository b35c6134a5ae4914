import { oneMoment } from '../../../support/one-moment';
import { appForEach, read, textsOf, words } from '../../../support/test-app';
import { at, createClosure, eveningRound, joinTeam } from '../../../support/worlds/rounds';

const app = appForEach();
const NOBODY = '00000000-0000-7000-8000-000000000000';

beforeEach(async () => {
  app.setNow(at('17:45'));
  await app.db.prisma.equipmentItem.createMany({
    data: ['Laptop', 'Bộ phát 4G', 'Máy quét cầm tay'].map((name, index) => ({
      wardId: app.ward.id,
      name,
      position: index + 1,
    })),
  });
});

const itemsNamed = async (...names: string[]) =>
  (await app.db.prisma.equipmentItem.findMany({ where: { name: { in: names } }, orderBy: { position: 'asc' } })).map(
    ({ id }) => id,
  );
const roundOf = (given: object = {}) => eveningRound(app, { code: 'BĐ-7K2', ...given });
const stored = () =>
  app.db.prisma.handOver.findMany({ include: { item: true }, orderBy: { item: { position: 'asc' } } });
const audited = (action: string) => app.db.prisma.auditEvent.findMany({ where: { action }, orderBy: { seq: 'asc' } });
const taken = async (roundId: string, ...names: string[]) => {
  const items = await itemsNamed(...names);
  await app.db.prisma.handOver.createMany({
    data: items.map((itemId) => ({
      wardId: app.ward.id,
      roundId,
      itemId,
      takenBy: app.users.officer.id,
      takenAt: at('17:45'),
      recordedBy: app.users.officer.id,
    })),
  });
  return (await stored()).map(({ id }) => id);
};

describe('taking things out', () => {
  it('records what, by whom and when, once even if sent twice', async () => {
    const round = await roundOf();
    const staff = await app.as('staff');
    const items = await itemsNamed('Laptop', 'Bộ phát 4G');
    const page = read(await staff.get(`/rounds/${round.id}/hand-overs`));
    expect(textsOf(page('form[action$="/hand-overs"] label.form-check-label'))).toEqual([
      'Laptop',
      'Bộ phát 4G',
      'Máy quét cầm tay',
    ]);
    for (let times = 0; times < 2; times += 1) {
      expect(
        (await staff.post(`/rounds/${round.id}/hand-overs`, { items, takenBy: app.users.officer.id })).headers.location,
      ).toBe(`/rounds/${round.id}/hand-overs`);
    }
    expect(await stored()).toMatchObject(
      ['Laptop', 'Bộ phát 4G'].map((name) => ({
        item: { name },
        takenBy: app.users.officer.id,
        takenAt: at('17:45'),
        recordedBy: app.users.staff.id,
        endedAt: null,
      })),
    );
    expect((await audited('hand-over.take-out')).map(({ details }) => details)).toEqual([
      { items: expect.arrayContaining(['Laptop', 'Bộ phát 4G']), takenBy: 'Nguyễn Thị Đội' },
    ]);
    expect(words(await staff.get(`/rounds/${round.id}/hand-overs`))).toContain(
      'Laptop Nguyễn Thị Đội nhận 17:45 26/11/2026',
    );
  });

  it('pressed twice at one moment takes each thing once', async () => {
    const round = await roundOf();
    const [one, other] = [await app.as('officer'), await app.as('officer2')];
    const form = { items: await itemsNamed('Laptop', 'Bộ phát 4G'), takenBy: app.users.officer.id };
    const answers = await Promise.all([
      one.post(`/rounds/${round.id}/hand-overs`, form),
      other.post(`/rounds/${round.id}/hand-overs`, form),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await stored()).toHaveLength(2);
  });

  it('waits for a cancellation or a replacement in progress, and then respects it', async () => {
    const [cancelled, changed] = [
      await roundOf(),
      await roundOf({ code: 'BĐ-8M3', startsAt: at('18:30', 27), endsAt: at('20:45', 27) }),
    ];
    const third = await joinTeam(app);
    const [staff, officer] = [await app.as('staff'), await app.as('officer')];
    const items = await itemsNamed('Laptop');
    const moment = await oneMoment(app.context.config.databaseUrl!);
    const takeOut = (round: { id: string }) => () =>
      officer.post(`/rounds/${round.id}/hand-overs`, { items, takenBy: app.users.officer.id });
    const ROUNDS = 'SELECT 1 FROM round WHERE id = ANY ($1::uuid[]) FOR UPDATE';
    const [, onCancelled] = await moment.pressAtOnce(
      ROUNDS,
      [cancelled.id],
      [
        () => staff.post(`/rounds/${cancelled.id}/cancellation`, { reason: 'Mưa bão', version: '1' }),
        takeOut(cancelled),
      ],
    );
    const [, onChanged] = await moment.pressAtOnce(
      ROUNDS,
      [changed.id],
      [
        () =>
          staff.post(`/rounds/${changed.id}/replacement`, { out: app.users.officer.id, in: third.id, version: '1' }),
        takeOut(changed),
      ],
    );
    await moment.close();
    expect([onCancelled!.status, words(onCancelled!).includes('Buổi này đã hủy.')]).toEqual([422, true]);
    expect([onChanged!.status, words(onChanged!).includes('Người này không đi buổi này.')]).toEqual([422, true]);
    expect(await stored()).toEqual([]);
  });

  it('says what is wrong beside the field, keeps the ticks, and changes nothing', async () => {
    const round = await roundOf();
    const staff = await app.as('staff');
    const [laptop] = await itemsNamed('Laptop');
    const none = await staff.post(`/rounds/${round.id}/hand-overs`, { takenBy: app.users.officer.id });
    expect([none.status, words(none).includes('Đánh dấu ít nhất một món mang đi.')]).toEqual([422, true]);
    const stranger = await staff.post(`/rounds/${round.id}/hand-overs`, {
      items: [laptop],
      takenBy: app.users.chairman.id,
    });
    expect([stranger.status, words(stranger).includes('Người này không đi buổi này.')]).toEqual([422, true]);
    expect(read(stranger)(`input[value="${laptop}"]`).attr('checked')).toBeDefined();
    const unknown = await staff.post(`/rounds/${round.id}/hand-overs`, {
      items: [laptop, NOBODY],
      takenBy: app.users.officer.id,
    });
    expect([unknown.status, words(unknown).includes('Có món không còn trong danh sách.')]).toEqual([422, true]);
    expect(await stored()).toEqual([]);
  });

  it('is refused for a cancelled round', async () => {
    const form = { items: await itemsNamed('Laptop'), takenBy: app.users.officer.id };
    const round = await roundOf();
    await createClosure(app, round.id, { closedAt: at('08:00') });
    expect(words(await (await app.as('staff')).post(`/rounds/${round.id}/hand-overs`, form))).toContain(
      'Buổi này đã hủy.',
    );
    expect(await stored()).toEqual([]);
  });

  it('says that another round has a thing out', async () => {
    const earlier = await roundOf({ startsAt: at('18:30', 25), endsAt: at('20:45', 25), code: 'BĐ-AAA' });
    await taken(earlier.id, 'Laptop');
    const page = read(await (await app.as('staff')).get(`/rounds/${(await roundOf()).id}/hand-overs`));
    expect(page('label[for=items]').text()).toBe('Laptop (đang ở buổi BĐ-AAA, chưa mang về)');
    expect(page('#items').attr('checked')).toBeUndefined();
  });
});

describe('bringing things back', () => {
  it('records when and by whom, once even if done twice', async () => {
    const round = await roundOf();
    const ids = await taken(round.id, 'Laptop', 'Bộ phát 4G');
    app.setNow(at('21:00'));
    const officer = await app.as('officer2');
    for (let times = 0; times < 2; times += 1)
      expect((await officer.post(`/rounds/${round.id}/hand-overs/returns`, { handOvers: [ids[0]] })).status).toBe(303);
    expect(await stored()).toMatchObject([
      { endedAs: 'returned', endedAt: at('21:00'), endedBy: app.users.officer2.id },
      { endedAs: null },
    ]);
    expect(await audited('hand-over.bring-back')).toHaveLength(1);
    expect(words(await officer.get(`/rounds/${round.id}/hand-overs`))).toContain(
      'đã mang về 21:00 26/11/2026, Phạm Minh Viên ghi',
    );
  });

  it('no longer offers what was removed from the list meanwhile', async () => {
    const round = await roundOf();
    const [id] = await taken(round.id, 'Laptop');
    await app.db.prisma.equipmentItem.updateMany({
      where: { wardId: app.ward.id, name: 'Laptop' },
      data: { retiredAt: at('20:00') },
    });
    const officer = await app.as('officer');
    await officer.post(`/rounds/${round.id}/hand-overs/returns`, { handOvers: [id] });
    const page = await officer.get(`/rounds/${round.id}/hand-overs`);
    await app.db.prisma.equipmentItem.updateMany({
      where: { wardId: app.ward.id, name: 'Laptop' },
      data: { retiredAt: null },
    });
    expect(words(page)).toContain('đã mang về');
    expect(
      read(page)('input[name=items]')
        .toArray()
        .map((box) => read(page)(`label[for=${box.attribs.id}]`).text()),
    ).not.toContain('Laptop');
  });

  it('with nothing ticked says so', async () => {
    const round = await roundOf();
    await taken(round.id, 'Laptop');
    const response = await (await app.as('officer')).post(`/rounds/${round.id}/hand-overs/returns`, {});
    expect([response.status, words(response).includes('Đánh dấu ít nhất một món đã mang về.')]).toEqual([422, true]);
    expect((await stored())[0]!.endedAt).toBeNull();
  });

  it('a thing not returned an hour after the round is reported on the round, its page of things and the list of all', async () => {
    const round = await roundOf();
    await taken(round.id, 'Laptop', 'Bộ phát 4G');
    app.setNow(at('21:00'));
    const staff = await app.as('staff');
    expect(words(await staff.get(`/rounds/${round.id}`))).not.toContain('Chưa mang về');
    expect(words(await staff.get('/hand-overs'))).toContain('Đang mang đi: Laptop, Bộ phát 4G');
    app.setNow(at('22:00'));
    for (const path of [`/rounds/${round.id}`, `/rounds/${round.id}/hand-overs`, '/hand-overs']) {
      expect(words(await staff.get(path))).toContain('Chưa mang về: Laptop, Bộ phát 4G (Nguyễn Thị Đội nhận)');
    }
    expect(words(await (await app.as('chairman')).get(`/rounds/${round.id}`))).not.toContain('Chưa mang về');
  });

  it('a thing that will not come back is written off with a reason, once', async () => {
    const round = await roundOf();
    const [id] = await taken(round.id, 'Laptop');
    const officer = await app.as('officer');
    expect(read(await officer.get(`/hand-overs/${id}/loss`))('h1').text()).toBe('Không mang về được: Laptop');
    const empty = await officer.post(`/hand-overs/${id}/loss`, { note: ' ' });
    expect([empty.status, words(empty).includes('Ghi vì sao không mang về được.')]).toEqual([422, true]);
    for (let times = 0; times < 2; times += 1)
      expect((await officer.post(`/hand-overs/${id}/loss`, { note: 'rơi vỡ' })).headers.location).toBe(
        `/rounds/${round.id}/hand-overs`,
      );
    expect(await stored()).toMatchObject([{ endedAs: 'lost', endNote: 'rơi vỡ', endedBy: app.users.officer.id }]);
    expect(await audited('hand-over.write-off')).toHaveLength(1);
    expect(words(await officer.get('/hand-overs'))).toContain('Mọi món đã về văn phòng');
  });
});

it('the printed sheet lists the things with boxes, and what was already recorded', async () => {
  const round = await roundOf();
  await taken(round.id, 'Laptop');
  const page = read(await (await app.as('officer')).get(`/rounds/${round.id}/sheet`));
  expect(
    page('.sheet-things tbody tr')
      .map((_, row) => page(row).find('td').first().text())
      .get(),
  ).toEqual(['Laptop', 'Bộ phát 4G', 'Máy quét cầm tay']);
  expect(page('.sheet-things tbody tr').first().text()).toContain('Nguyễn Thị Đội nhận 17:45 26/11/2026');
  expect(page('.sheet-things tbody tr').first().find('.tick-box')).toHaveLength(2);
});

describe("the ward's list", () => {
  const names = async () =>
    (
      await app.db.prisma.equipmentItem.findMany({
        where: { wardId: app.ward.id, retiredAt: null },
        orderBy: { position: 'asc' },
      })
    ).map(({ name }) => name);

  it('is extended by the office, a name once however it is spelt', async () => {
    const staff = await app.as('staff');
    for (const name of ['Máy in cầm tay', 'máy in  CẦM TAY'])
      expect((await staff.post('/equipment-items', { name })).headers.location).toBe('/hand-overs');
    expect(await names()).toEqual(['Laptop', 'Bộ phát 4G', 'Máy quét cầm tay', 'Máy in cầm tay']);
    expect(await audited('equipment-item.add')).toHaveLength(1);
    const response = await staff.post('/equipment-items', { name: '' });
    expect([response.status, words(response).includes('Nhập tên món')]).toEqual([422, true]);
  });

  it('loses a thing once; a round that took it keeps it', async () => {
    const round = await roundOf();
    await taken(round.id, 'Laptop');
    const [laptop] = await itemsNamed('Laptop');
    const staff = await app.as('staff');
    for (let times = 0; times < 2; times += 1)
      expect((await staff.post(`/equipment-items/${laptop}/retirement`)).status).toBe(303);
    expect(await names()).toEqual(['Bộ phát 4G', 'Máy quét cầm tay']);
    expect(await audited('equipment-item.retire')).toHaveLength(1);
    expect(words(await staff.get(`/rounds/${round.id}/hand-overs`))).toContain('Laptop Nguyễn Thị Đội nhận');
  });

  it('shows officers no form to change it', async () => {
    const officer = await app.as('officer');
    expect(read(await officer.get('/hand-overs'))('form[action^="/equipment-items"]')).toHaveLength(0);
  });
});
