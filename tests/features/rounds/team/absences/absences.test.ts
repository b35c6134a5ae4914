import { createHousehold } from '../../../../support/factories';
import { fieldsOf } from '../../../../support/forms';
import { clear, expectRefused, expectWords, read, sharedAgent, sharedApp, words } from '../../../../support/test-app';
import { eveningRound } from '../../../../support/worlds/rounds';

const app = sharedApp();
const officer = sharedAgent(app, 'officer');
const staff = sharedAgent(app, 'staff');

afterEach(() => clear(app, 'roundClosure', 'round', 'absence'));

/** Friday 27/11/2026, the whole day, of the first officer. */
const absence = (given: object = {}) => ({
  userId: app.users.officer.id,
  from: '27/11/2026',
  fromTime: '',
  to: '27/11/2026',
  toTime: '',
  reason: 'Về quê',
  ...given,
});
const stored = () => app.db.prisma.absence.findMany({ orderBy: { startsAt: 'asc' } });
const fridayEvening = { startsAt: new Date('2026-11-27T11:30:00Z'), endsAt: new Date('2026-11-27T13:30:00Z') };
const fridayRound = (given: object = {}) => eveningRound(app, { ...fridayEvening, ...given });

describe('an absence', () => {
  it('is reported by the officer for whole days, shown to the office, and logged', async () => {
    expect((await officer.post('/absences', absence({ to: '28/11/2026' }))).status).toBe(303);
    expect(await stored()).toMatchObject([
      {
        startsAt: new Date('2026-11-26T17:00:00Z'),
        endsAt: new Date('2026-11-28T17:00:00Z'),
        reason: 'Về quê',
        recordedBy: app.users.officer.id,
      },
    ]);
    for (const agent of [officer, staff]) {
      const page = words(await agent.get('/absences'));
      for (const part of ['Nguyễn Thị Đội', 'Từ 27/11/2026 đến hết 28/11/2026', 'Về quê']) expect(page).toContain(part);
    }
    const [{ id } = { id: '' }] = await stored();
    expect(await app.db.prisma.auditEvent.findFirst({ where: { subjectId: id } })).toMatchObject({
      action: 'absence.record',
      actorId: app.users.officer.id,
    });
  });

  it('may be some hours of a day, and is recorded by the office for an officer who phones', async () => {
    expect((await staff.post('/absences', absence({ fromTime: '18:00', toTime: '19:30' }))).status).toBe(303);
    expect(await stored()).toMatchObject([
      {
        startsAt: new Date('2026-11-27T11:00:00Z'),
        endsAt: new Date('2026-11-27T12:30:00Z'),
        recordedBy: app.users.staff.id,
      },
    ]);
    expect(words(await officer.get('/absences'))).toContain('Thứ Sáu 27/11, 18:00–19:30');
  });

  it('sent twice is saved once; over another one it is refused', async () => {
    await officer.post('/absences', absence());
    expect((await officer.post('/absences', absence())).status).toBe(303);
    expect(await stored()).toHaveLength(1);
    const overlapping = await officer.post('/absences', absence({ to: '29/11/2026' }));
    expectRefused(overlapping, 'from', 'Đã báo vắng trong thời gian này');
    expect((await officer.post('/absences', absence({ reason: 'Ốm' }))).status).toBe(422);
    expect(await stored()).toHaveLength(1);
  });

  it.each([
    ['from', { from: '31/11/2026' }, 'Tháng 11 không có ngày 31.'],
    ['to', { to: '26/11/2026' }, 'phải sau'],
    ['to', { to: '' }, 'ngày cuối cùng'],
    ['toTime', { fromTime: '20:00', toTime: '18:00' }, 'phải sau'],
    ['fromTime', { fromTime: '25:00' }, 'giờ như 18:30'],
    ['to', { from: '20/11/2026', to: '25/11/2026' }, 'đã qua'],
    ['to', { to: '27/12/2027' }, 'hơn một năm'],
    ['from', { from: '27/11/2036', to: '28/11/2036' }, 'xem lại năm'],
    ['userId', { userId: 'ai đó' }, 'Chọn người vắng'],
  ])('with a wrong %s is refused beside the field, and the words are kept', async (field, given, message) => {
    const response = await staff.post('/absences', absence(given));
    expectRefused(response, field, message);
    expect(read(response)('#reason').val()).toBe('Về quê');
    expect(await stored()).toEqual([]);
  });

  it('may be written by its officer or the office, and is not on the list of another ward', async () => {
    expect((await officer.post('/absences', absence({ userId: app.users.officer2.id }))).status).toBe(403);
    expect((await staff.post('/absences', absence({ userId: app.otherUsers.officer.id }))).status).toBe(422);
    expect((await staff.post('/absences', absence({ userId: app.users.staff.id }))).status).toBe(422);
    expect(await stored()).toEqual([]);
    await officer.post('/absences', absence());
    const [{ id } = { id: '' }] = await stored();
    expect((await (await app.as('officer2')).post(`/absences/${id}/removal`)).status).toBe(403);
    const strangers = await app.as('staff', 'other');
    expect(words(await strangers.get('/absences'))).not.toContain('Nguyễn Thị Đội');
    expect(await stored()).toHaveLength(1);
  });

  it('is removed once', async () => {
    await officer.post('/absences', absence());
    const [{ id } = { id: '' }] = await stored();
    const version = String(
      read(await officer.get('/absences'))(`form[action="/absences/${id}/removal"] [name=version]`).val(),
    );
    expect((await officer.post(`/absences/${id}/removal`, { version })).status).toBe(303);
    expect(await stored()).toEqual([]);
    expect((await officer.post(`/absences/${id}/removal`, { version })).status).toBe(404);
  });

  it('removed by mistake is undone from the notice, once, although a round lies in it', async () => {
    await fridayRound();
    await officer.post('/absences', absence({ fromTime: '18:00', toTime: '19:30', confirmed: 'yes' }));
    const before = await stored();
    await officer.post(`/absences/${before[0]!.id}/removal`, { version: '1' });
    expect(await stored()).toEqual([]);
    const undo = read(await officer.get('/absences'))('.flash-actions form');
    const fields = Object.fromEntries(undo.serializeArray().map(({ name, value }) => [name, value]));
    for (const turn of ['first', 'again'])
      expect([turn, (await officer.post(undo.attr('action')!, fields)).status]).toEqual([turn, 303]);
    const [{ userId, startsAt, endsAt, reason }] = before as [(typeof before)[0]];
    expect(await stored()).toMatchObject([{ userId, startsAt, endsAt, reason }]);
  });

  it('is not removed from a page that shows outdated hours', async () => {
    await officer.post('/absences', absence());
    const [{ id } = { id: '' }] = await stored();
    await staff.post(`/absences/${id}/edit`, { ...absence({ to: '30/11/2026' }), version: '1' });
    expect((await officer.post(`/absences/${id}/removal`, { version: '1' })).status).toBe(303);
    expect(await stored()).toHaveLength(1);
    expect(words(await officer.get('/absences'))).toContain('Người khác vừa sửa lần báo vắng này nên chưa bỏ.');
  });
});

describe('an absence that is corrected', () => {
  const correct = (given: object = {}) => ({
    version: '1',
    from: '27/11/2026',
    fromTime: '',
    to: '27/11/2026',
    toTime: '18:00',
    reason: 'Về sớm',
    ...given,
  });
  const recorded = async (given: object = {}) => {
    await officer.post('/absences', absence(given));
    return (await stored()).at(-1)!;
  };

  it('stores the new time and reason, once, with the old ones in the audit', async () => {
    const { id } = await recorded();
    expect(read(await officer.get(`/absences/${id}/edit`))('#from').val()).toBe('27/11/2026');
    for (const turn of ['first', 'again'])
      expect([turn, (await officer.post(`/absences/${id}/edit`, correct())).status]).toEqual([turn, 303]);
    expect(await stored()).toMatchObject([
      {
        startsAt: new Date('2026-11-26T17:00:00Z'),
        endsAt: new Date('2026-11-27T11:00:00Z'),
        reason: 'Về sớm',
        version: 2,
      },
    ]);
    expect(
      await app.db.prisma.auditEvent.findMany({ where: { subjectId: id, action: 'absence.correct' } }),
    ).toHaveLength(1);
  });

  it('asks about the rounds that only the new time affects', async () => {
    const { id } = await recorded({ toTime: '18:00' });
    const round = await fridayRound();
    const asked = await officer.post(`/absences/${id}/edit`, correct({ toTime: '' }));
    expect([asked.status, words(asked).includes(`Buổi ${round.code}`)]).toEqual([200, true]);
    expect((await stored())[0]!.version).toBe(1);
    expect((await officer.post(`/absences/${id}/edit`, correct({ toTime: '', confirmed: 'yes' }))).status).toBe(303);
    expect(words(await staff.get('/rounds?view=review'))).toContain('Nguyễn Thị Đội báo vắng thứ Sáu 27/11');
    // A longer absence over the same round has nothing new to ask.
    expect(
      (await officer.post(`/absences/${id}/edit`, correct({ version: '2', to: '28/11/2026', toTime: '' }))).status,
    ).toBe(303);
  });

  it('over another absence, or with an end before its start, is refused and keeps the words', async () => {
    await recorded({ from: '29/11/2026', to: '29/11/2026' });
    const { id } = (await recorded({ from: '27/11/2026' }), (await stored())[0]!);
    const overlapping = await officer.post(`/absences/${id}/edit`, correct({ to: '30/11/2026' }));
    expect([overlapping.status, read(overlapping)('#reason').val()]).toEqual([422, 'Về sớm']);
    expect(read(overlapping)('#from-error').text()).toContain('trùng với lần báo vắng khác');
    expect((await officer.post(`/absences/${id}/edit`, correct({ to: '26/11/2026' }))).status).toBe(422);
    expect((await stored())[0]!.version).toBe(1);
  });

  it('by two people at once shows the second person both versions', async () => {
    const { id } = await recorded();
    await staff.post(`/absences/${id}/edit`, correct({ reason: 'Lời của văn phòng' }));
    const conflict = await officer.post(`/absences/${id}/edit`, correct({ reason: 'Lời của tôi' }));
    expect(conflict.status).toBe(409);
    for (const part of ['Lời của văn phòng', 'Lời của tôi', 'Trần Văn Phòng']) expect(words(conflict)).toContain(part);
    const fields = fieldsOf(conflict, `form[action="/absences/${id}/edit"]`);
    expect((await officer.post(`/absences/${id}/edit`, fields)).status).toBe(303);
    expect(await stored()).toMatchObject([{ reason: 'Lời của tôi', version: 3 }]);
  });

  it('may be corrected by its officer or the office', async () => {
    const { id } = await recorded();
    const other = await app.as('officer2');
    expect([
      (await other.get(`/absences/${id}/edit`)).status,
      (await other.post(`/absences/${id}/edit`, correct())).status,
    ]).toEqual([403, 403]);
    expect((await stored())[0]!.version).toBe(1);
  });
});

describe('an absence over planned rounds', () => {
  it('asks first with the rounds by name, and then lists them for review', async () => {
    const round = await fridayRound();
    const asked = await officer.post('/absences', absence());
    expect(asked.status).toBe(200);
    expect(words(asked)).toContain(`Buổi ${round.code}, tối thứ Sáu 27/11, 18:30–20:30.`);
    expect(await stored()).toEqual([]);
    const edited = await officer.post('/absences', absence({ confirmed: 'edit' }));
    expect([edited.status, read(edited)('#reason').val()]).toEqual([200, 'Về quê']);
    expect((await officer.post('/absences', absence({ confirmed: 'yes' }))).status).toBe(303);
    const review = await staff.get('/rounds?view=review');
    expectWords(review, 'Cần xem lại (1)', 'Nguyễn Thị Đội báo vắng thứ Sáu 27/11');
    expect(words(await officer.get('/rounds'))).not.toContain('Cần xem lại (');
    const state = read(await staff.get('/rounds'))('td[data-label="Tình trạng"]')
      .text()
      .trim();
    expect(state).toBe('Cần xem lại');
  });

  it('leaves cancelled rounds and rounds of others alone', async () => {
    const cancelled = await fridayRound();
    await staff.post(`/rounds/${cancelled.id}/cancellation`, { version: '1', reason: 'Mưa to' });
    await fridayRound({ officers: [app.users.officer2] });
    expect((await officer.post('/absences', absence())).status).toBe(303);
    expect(words(await staff.get('/rounds?view=review'))).not.toContain('báo vắng thứ Sáu');
  });
});

describe('a round at the time of an absence', () => {
  const plan = async (given: object = {}) => {
    const door = await createHousehold(app.db, app.ward);
    return {
      id: crypto.randomUUID(),
      date: '2026-11-27',
      from: '18:30',
      to: '20:30',
      officers: [app.users.officer.id, app.users.officer2.id],
      doors: [door.id],
      note: 'Giữ chữ này',
      outOfHoursReason: '',
      ...given,
    };
  };

  it('is refused with who and when, and the form is kept', async () => {
    await officer.post('/absences', absence());
    const response = await staff.post('/rounds', await plan());
    expect(response.status).toBe(422);
    expect(words(response)).toContain('Nguyễn Thị Đội báo vắng thứ Sáu 27/11.');
    expect(read(response)('textarea[name="note"]').val()).toBe('Giữ chữ này');
    expect(words(response)).toContain('báo vắng');
    expect(await app.db.prisma.round.count()).toBe(0);
  });

  it('before or after it is planned as usual', async () => {
    await officer.post('/absences', absence({ toTime: '18:30' }));
    expect((await staff.post('/rounds', await plan())).status).toBe(303);
  });

  it('entered at the very same moment: one of the two sees the other', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const [, planned] = await Promise.all([
        officer.post('/absences', absence()),
        plan().then((form) => staff.post('/rounds', form)),
      ]);
      const [absences, rounds] = [await app.db.prisma.absence.count(), await app.db.prisma.round.count()];
      // Either the round came first and the absence asks, or the absence came first and the round is refused.
      expect([absences, rounds, planned.status === 303]).toEqual(rounds === 1 ? [0, 1, true] : [1, 0, false]);
      await clear(app, 'round', 'absence');
    }
  });
});
