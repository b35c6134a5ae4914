import { createHousehold, createResident } from '../../../support/factories';
import { read, sharedAgent, sharedApp, words } from '../../../support/test-app';

const NUMBER = '001148001234';

describe('the number of a card is looked up', () => {
  const app = sharedApp({}, { listsPerQuarterHour: 40 });
  const officer = sharedAgent(app, 'officer');
  let holder: { id: string };
  let household: Awaited<ReturnType<typeof createHousehold>>;
  beforeAll(async () => {
    const { db, ward, otherWard } = app;
    household = await createHousehold(db, ward, { address: '48 Phạm Hồng Thái' });
    holder = await createResident(db, ward, {
      fullName: 'Nguyễn Thị Vi',
      birthYear: 1948,
      nationalNumber: NUMBER,
      household,
    });
    await createResident(db, otherWard, { fullName: 'Người Phường Khác', nationalNumber: '001150005678' });
  });

  const look = (nationalNumber: unknown, agent = officer) => agent.post('/card-readings', { nationalNumber });
  const readings = () =>
    app.db.prisma.auditEvent.findMany({
      where: { action: 'card.search' },
      orderBy: { seq: 'asc' },
      select: { actorId: true, subjectType: true, subjectId: true, details: true, isChange: true },
    });

  it('by an officer, who may open its holder; the log says whose card it was and nothing of what it says', async () => {
    const found = await look(NUMBER);
    expect(found.status).toBe(200);
    expect(found.text).not.toContain('<html');
    expect(read(found)('a').attr('href')).toBe(`/residents/${holder.id}`);
    expect(words(found)).toContain('78 tuổi, sinh 1948 · 48 Phạm Hồng Thái · CCCD …1234 cùng số định danh');
    expect(await readings()).toEqual([
      {
        actorId: app.users.officer.id,
        subjectType: 'resident',
        subjectId: holder.id,
        details: {},
        isChange: false,
      },
    ]);
    expect(app.logLines().join('\n')).not.toContain(NUMBER);
  });

  it.each([
    ['nobody', '003190000001'],
    ['a resident of another ward', '001150005678'],
  ])('and %s is found; the log has no number', async (_, number) => {
    const before = (await readings()).length;
    const answer = await look(number);
    expect([answer.status, words(answer)]).toEqual([200, '']);
    expect((await readings()).slice(before)).toEqual([
      {
        actorId: app.users.officer.id,
        subjectType: 'ward',
        subjectId: app.ward.id,
        details: {},
        isChange: false,
      },
    ]);
  });

  it.each([undefined, '', '0011480012', 'Nguyễn Thị Vi', ['1', '2'], '%'])('but not %j', async (number) => {
    const answer = await look(number);
    expect([answer.status, words(answer)]).toEqual([422, '']);
  });

  it('from a form that lacks a number, whose page alone may use the camera', async () => {
    const staff = await app.as('staff');
    const { id } = await createResident(app.db, app.ward, { fullName: 'Lê Văn Ất' });
    const cameraOf = async (path: string) => {
      const page = await staff.get(path);
      const hasButton = read(page)('[data-card-reader]').attr('data-card-reader') !== undefined;
      return [hasButton, page.headers['permissions-policy']?.includes('camera=(self)')];
    };
    expect(await cameraOf(`/residents/${id}/edit`)).toEqual([true, true]);
    expect(await cameraOf(`/residents/new?household=${household.id}`)).toEqual([true, true]);
    // Its number is known, so a card has nothing to add.
    expect(await cameraOf(`/residents/${holder.id}/edit`)).toEqual([false, false]);
    expect(await cameraOf(`/residents/${id}`)).toEqual([false, false]);
  });

  it('no more often than a search, so that numbers cannot be guessed; the refusal is logged once', async () => {
    let answers = 0;
    while (answers < 100 && (await look('003190000001')).status === 200) answers += 1;
    expect(answers).toBeLessThanOrEqual(20); // half of the lists, as of all that an officer reads
    const refused = await look(NUMBER);
    expect([refused.status, refused.text.includes(holder.id)]).toEqual([429, false]);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'user.brake-reading' } })).toBe(1);
    expect((await look(NUMBER, await app.as('staff'))).status).toBe(200);
  });
});
