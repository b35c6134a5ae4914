import { formOf } from '../../../support/forms';
import { createHousehold, createResident, createVisit } from '../../../support/factories';
import { read, sharedAgent, sharedApp, textsOf, words } from '../../../support/test-app';

describe('reverting an act', () => {
  const app = sharedApp();
  const staff = sharedAgent(app, 'staff');

  const family = async () => {
    const home = await createHousehold(app.db, app.ward);
    const head = await createResident(app.db, app.ward, {
      fullName: 'Vũ Đình Khôi',
      gender: 'male',
      birthYear: 1948,
      household: home,
    });
    const wife = await createResident(app.db, app.ward, {
      fullName: 'Bùi Thị Sen',
      birthYear: 1951,
      household: home,
      relation: 'wife',
    });
    const son = await createResident(app.db, app.ward, {
      fullName: 'Vũ Đình Lâm',
      gender: 'male',
      birthYear: 1977,
      household: home,
      relation: 'child',
    });
    return { home, head, wife, son };
  };
  /** The columns of the register that an act may write, with the ids of the rows. */
  const register = async () => {
    const read = async (table: string, columns: string) =>
      (await app.db.pool.query(`SELECT ${columns} FROM ${table} ORDER BY id`)).rows as unknown[];
    return {
      households: await read('household', 'id, occupancy, address_line'),
      residents: await read('resident', 'id, residence_status, full_name'),
      memberships: await read(
        'household_membership',
        'id, household_id, resident_id, relation, relation_note, valid_from, valid_to',
      ),
      absences: await read('resident_absence', 'id, resident_id, ended_on'),
      empty: await read('unoccupied_period', 'id, household_id, kind, ended_on'),
      pauses: await read('household_pause', 'id, household_id'),
      helpers: await read('digital_helper', 'id, valid_to'),
    };
  };
  const send = async (path: string, given: object = {}) => {
    const response = await staff.post(path.split('?')[0]!, { ...(await formOf(staff, path)), ...given });
    expect(response.status).toBe(303);
    return response;
  };
  const lastAct = async () => (await app.db.prisma.registerAct.findFirstOrThrow({ orderBy: { seq: 'desc' } })).id;
  const revert = (actId: string, reason = 'ghi nhầm người trùng tên') =>
    staff.post(`/register-acts/${actId}/reversion`, { reason });

  it('of every kind restores the register', async () => {
    const { home, head, wife, son } = await family();
    const other = await createHousehold(app.db, app.ward);
    const away = await createResident(app.db, app.ward, { fullName: 'Ở Xa', residenceStatus: 'moved_out' });
    const acts: [string, () => Promise<unknown>][] = [
      [
        'death',
        () =>
          send(`/residents/${head.id}/death?head=${wife.id}`, { on: '20/11/2026', isMourning: '1', confirmed: 'yes' }),
      ],
      [
        'departure of the head without a successor',
        () => send(`/residents/${head.id}/departure?head=none`, { on: '20/11/2026' }),
      ],
      [
        'move within',
        () =>
          send(`/residents/${head.id}/membership?household=${other.id}&head=${son.id}`, {
            relation: 'head',
            since: '20/11/2026',
          }),
      ],
      [
        'move in',
        () =>
          send(`/residents/${away.id}/membership?household=${home.id}`, {
            relation: 'lodger',
            since: '20/11/2026',
            residenceStatus: 'staying',
          }),
      ],
      ['change of head', () => send(`/households/${home.id}/head?head=${son.id}`, { on: '20/11/2026' })],
      ['split', () => send(`/households/${home.id}/split?leave=${son.id}&target=here`, { on: '20/11/2026' })],
      [
        'whole household out',
        () =>
          send(`/households/${home.id}/split?leave=${head.id}&leave=${wife.id}&leave=${son.id}&target=outside`, {
            on: '20/11/2026',
            vacates: '1',
          }),
      ],
      ['absence', () => send(`/residents/${son.id}/absence`, { from: '20/11/2026' })],
      ['absence of all', () => send(`/households/${home.id}/absence`, { from: '20/11/2026' })],
      ['vacancy', () => send(`/households/${home.id}/vacancy`, { from: '20/11/2026', people: 'absent' })],
    ];
    for (const [name, act] of acts) {
      const before = await register();
      await act();
      expect({ name, hasChanged: JSON.stringify(await register()) !== JSON.stringify(before) }).toEqual({
        name,
        hasChanged: true,
      });
      const answer = await revert(await lastAct());
      expect({ name, status: answer.status, says: words(answer).slice(0, 0) }).toEqual({ name, status: 303, says: '' });
      expect({ name, ...(await register()) }).toEqual({ name, ...before });
    }
    const history = read(await staff.get(`/households/${home.id}/history`));
    expect(history('.history-reverted').length).toBeGreaterThanOrEqual(8);
    expect(history('.history-reverted').first().text().replace(/\s+/g, ' ')).toContain(
      'Trần Văn Phòng hoàn tác 09:00 26/11/2026: ghi nhầm người trùng tên',
    );
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'register-act.take-back' } })).toBe(acts.length);
  });

  it('that registered a person removes them again', async () => {
    const { home } = await family();
    const before = await register();
    const form = {
      ...(await formOf(staff, `/residents/new?household=${home.id}`)),
      fullName: 'Vũ Thị Nhầm',
      relation: 'child',
      arrival: 'moved_in',
      since: '20/11/2026',
      confirmedNew: '1',
    };
    await staff.post('/residents', form);
    expect((await revert(await lastAct())).status).toBe(303);
    expect(await register()).toEqual(before);
    expect(words(await staff.get(`/households/${home.id}`))).toContain('Một người chuyển đến từ nơi khác');
  });

  it('needs a reason, is logged with both values, and happens once if it is sent twice', async () => {
    const { wife } = await family();
    await send(`/residents/${wife.id}/death`, { on: '20/11/2026', confirmed: 'yes' });
    const act = await lastAct();
    expect(words(await staff.get(`/residents/${wife.id}`))).toContain('Ghi nhầm?');
    expect(words(await staff.get(`/register-acts/${act}/reversion`))).toContain('Bà Bùi Thị Sen mất');
    const unsaid = await revert(act, ' ');
    expect([unsaid.status, words(unsaid).includes('Ghi vì sao hoàn tác')]).toEqual([422, true]);
    expect((await app.db.prisma.resident.findUniqueOrThrow({ where: { id: wife.id } })).residenceStatus).toBe(
      'deceased',
    );
    for (const answer of [await revert(act), await revert(act)]) expect(answer.status).toBe(303);
    expect(
      await app.db.prisma.auditEvent.findMany({ where: { action: 'register-act.take-back', subjectId: wife.id } }),
    ).toMatchObject([
      {
        details: {
          kind: 'died',
          reason: 'ghi nhầm người trùng tên',
          changes: [{ field: 'residenceStatus', before: 'deceased', after: 'permanent' }],
        },
      },
    ]);
    expect(words(await staff.get(`/register-acts/${act}/reversion`))).toContain('đã được hoàn tác rồi');
    expect(words(await staff.get(`/residents/${wife.id}`))).not.toContain('Ghi nhầm?');
  });

  it.each<[string, (people: Awaited<ReturnType<typeof family>>) => Promise<unknown>, string]>([
    [
      'a later act on the same person',
      ({ wife }) => send(`/residents/${wife.id}/departure?head=none`, { on: '21/11/2026' }),
      'Sau đó đã ghi: chuyển đi khỏi phường (Bùi Thị Sen) ngày 21/11/2026',
    ],
    [
      'a later act in the household whose head it changed',
      ({ son }) => send(`/residents/${son.id}/absence`, { from: '21/11/2026' }),
      'Sau đó đã ghi: vắng lâu ngày (Vũ Đình Lâm)',
    ],
  ])('is blocked by %s, says so, and works in reverse order', async (_, later, message) => {
    const people = await family();
    await send(`/residents/${people.head.id}/departure?head=${people.wife.id}`, { on: '20/11/2026' });
    const act = await lastAct();
    await later(people);
    const before = await register();
    expect(words(await staff.get(`/register-acts/${act}/reversion`))).toContain(message);
    const refused = await revert(act, 'người ấy còn ở đây');
    expect([refused.status, words(refused).includes(message), words(refused).includes('người ấy còn ở đây')]).toEqual([
      422,
      true,
      true,
    ]);
    expect(await register()).toEqual(before);
    expect((await revert(await lastAct())).status).toBe(303);
    expect((await revert(act)).status).toBe(303);
  });

  it('by two users at once happens once, even if a household is deleted with it', async () => {
    const { home, son } = await family();
    const agents = [staff, await app.as('admin'), await app.as('staff')];
    for (let round = 0; round < 3; round += 1) {
      await send(`/households/${home.id}/split?leave=${son.id}&target=here`, { on: '20/11/2026' });
      const act = await lastAct();
      const answers = await Promise.all(
        agents.map((agent) => agent.post(`/register-acts/${act}/reversion`, { reason: 'ghi nhầm' })),
      );
      expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    }
    expect(
      await app.db.prisma.auditEvent.count({
        where: { action: 'register-act.take-back', subjectId: { in: [home.id, son.id] } },
      }),
    ).toBe(3);
  });

  it('is blocked by a relation that was corrected later', async () => {
    const { home, wife, son } = await family();
    await send(`/households/${home.id}/head?head=${son.id}`, { on: '20/11/2026' });
    const act = await lastAct();
    await send(`/residents/${wife.id}/relation`, { relation: 'step_mother', since: '20/11/2026' });
    const refused = await revert(act);
    expect([refused.status, words(refused).includes('Quan hệ hoặc ngày ở trong hộ đã được sửa')]).toEqual([422, true]);
  });

  it('is blocked by a visit at which the person was met in the new household', async () => {
    const { wife } = await family();
    const target = await createHousehold(app.db, app.ward, { address: '44 Cửa Bắc' });
    await send(`/residents/${wife.id}/membership?household=${target.id}`, { relation: 'head', since: '01/11/2026' });
    const act = await lastAct();
    const visit = await createVisit(app.db, app.ward, {
      household: target,
      by: app.users.officer,
      arrivedAt: new Date('2026-11-10T12:00:00Z'),
    });
    await app.db.prisma.visitPresence.create({ data: { wardId: app.ward.id, visitId: visit.id, residentId: wife.id } });
    const refused = await revert(act);
    expect([
      refused.status,
      words(refused).includes('Bùi Thị Sen có mặt trong lượt thăm ngày 10/11/2026 ở 44 Cửa Bắc'),
    ]).toEqual([422, true]);
  });

  it('of a split is blocked by later changes in the new household', async () => {
    const { home, son } = await family();
    await send(`/households/${home.id}/split?leave=${son.id}&target=here`, { on: '20/11/2026' });
    const act = await lastAct();
    const made = await app.db.prisma.registerEvent.findFirstOrThrow({ where: { actId: act } });
    await createVisit(app.db, app.ward, {
      household: { id: made.otherHouseholdId! },
      by: app.users.officer,
      outcome: 'nobody_home',
    });
    const refused = await revert(act);
    expect([refused.status, words(refused).includes('đã có việc khác ghi cho người hoặc hộ này')]).toEqual([422, true]);
    expect(await app.db.prisma.householdMembership.count({ where: { residentId: son.id } })).toBe(2);
  });

  it('shows a long history page by page', async () => {
    const { home, son } = await family();
    for (let day = 1; day <= 24; day += 1) {
      await send(`/residents/${son.id}/absence`, { from: `${day}/10/2026`, reason: `đi lần ${day}` });
      await send(`/residents/${son.id}/return`, { on: `${day}/10/2026` });
    }
    const short = read(await staff.get(`/households/${home.id}`));
    expect(short('.history > li')).toHaveLength(6);
    const first = read(await staff.get(short('section[aria-labelledby=history] a[href*="/history"]').attr('href')!));
    expect(first('.history > li')).toHaveLength(40);
    const second = read(await staff.get(first('a[rel=next]').attr('href')!));
    const seen = [...textsOf(first('.history-what')), ...textsOf(second('.history-what'))];
    expect(seen).toHaveLength(48);
    expect(seen.at(-1)).toContain('đi lần 1');
    expect(second('a[rel=next]').length).toBe(0);
  });
});
