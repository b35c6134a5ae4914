import { createUser } from '../../../support/factories';
import { formIn } from '../../../support/forms';
import { at, eveningRound } from '../../../support/worlds/rounds';
import { appForEach, read, words, type TestAgent } from '../../../support/test-app';

const t = appForEach();
let admin: TestAgent;
beforeEach(async () => {
  await t.db.pool.query("UPDATE user_account SET created_at = '2026-01-01', last_login_at = $1", [t.context.now()]);
  admin = await t.as('admin');
});

const days = async (count: number, id: string) =>
  t.db.pool.query('UPDATE user_account SET last_login_at = $2::timestamptz - make_interval(days => $3) WHERE id = $1', [
    id,
    t.context.now(),
    count,
  ]);
const choose = (unusedDays: string, warnedDays = '60') =>
  admin.post('/retention', {
    ...{
      goneYears: '',
      wordsYears: '',
      refusedMonths: '',
      voiceMonths: '',
      leftoverDays: '',
      readingMonths: '',
      unusedDays,
      warnedDays,
    },
    confirmed: 'yes',
  });
const closedIds = async () =>
  (await t.db.prisma.userAccount.findMany({ where: { wardId: t.ward.id, disabledAt: { not: null } } })).map(
    ({ id }) => id,
  );
const closed = async () => {
  const users = await t.db.prisma.userAccount.findMany({ where: { wardId: t.ward.id, disabledAt: { not: null } } });
  return users.map(({ role }) => role);
};

describe('an account that nobody uses', () => {
  it('is left alone by a ward that has not chosen, which its page says', async () => {
    await days(400, t.users.staff.id);
    await t.runJob('retention');
    expect(await closed()).toEqual([]);
    expect(words(await admin.get('/users'))).toContain('không tài khoản nào tự khóa');
  });

  it('is warned of after the days that the ward chose, to the administrator alone', async () => {
    await eveningRound(t);
    await choose('90');
    await days(59, t.users.officer2.id);
    await days(61, t.users.staff.id);
    const list = await admin.get('/users');
    const page = words(list);
    expect(read(list)('.tag-try').text()).toBe('Lâu không dùng: tự khóa sau 25/12/2026');
    expect(page.match(/Lâu không dùng: tự khóa sau 25\/12\/2026/g)).toHaveLength(1);
    expect(words(await admin.get('/today'))).toContain('tài khoản lâu không dùng');
    const late = await choose('60', '60');
    expect([late.status, words(late)]).toEqual([
      422,
      expect.stringContaining('Phải ít hơn số ngày khóa, hoặc để trống.'),
    ]);
    expect(words(await admin.get('/users'))).toContain('tự khóa sau 25/12/2026');
    await choose('90', '');
    expect(words(await admin.get('/users'))).not.toContain('tự khóa sau 25/12/2026');
    await choose('90');
    expect(words(await (await t.as('staff')).get('/today'))).not.toContain('tài khoản lâu không dùng');
    await t.runJob('retention');
    expect(await closed()).toEqual([]);
  });

  it('is named before that is saved, closed in the night with its sessions, once, and opened again for good', async () => {
    const staff = await t.as('staff');
    await days(91, t.users.staff.id);
    const asked = words(
      await admin.post('/retention', {
        unusedDays: '90',
        warnedDays: '',
        goneYears: '',
        wordsYears: '',
        refusedMonths: '',
        voiceMonths: '',
        leftoverDays: '',
        readingMonths: '',
      }),
    );
    expect(asked).toContain('1 tài khoản bị khóa: ');
    await choose('90');
    expect((await staff.get('/today')).status).toBe(200);
    for (const _twice of [1, 2]) await t.runJob('retention');
    expect(await closed()).toEqual(['staff']);
    expect((await staff.get('/today')).status).not.toBe(200);
    expect(await t.db.prisma.auditEvent.findMany({ where: { action: 'user.deactivate' } })).toMatchObject([
      { subjectId: t.users.staff.id, actorId: null, details: { reason: 'lâu không ai dùng' } },
    ]);
    const { action, fields } = formIn(await admin.get(`/users/${t.users.staff.id}/edit`), '/reactivation');
    await admin.post(action, fields);
    t.setNow(new Date(t.context.now().getTime() + 86_400_000));
    await t.runJob('retention');
    expect(await closed()).toEqual([]);
  });

  it('stays open ninety days after the last round of an officer, and keeps the voice and the calendar once it is closed', async () => {
    await choose('90');
    await t.db.prisma.calendarFeed.create({
      data: {
        wardId: t.ward.id,
        userId: t.users.officer.id,
        tokenHash: Buffer.alloc(32, 1),
        createdAt: at('08:00'),
      },
    });
    const said = { spokenBy: t.users.officer.id, spokenAt: at('08:00') };
    await t.db.prisma.spokenStep.create({
      data: {
        ...{ wardId: t.ward.id, language: '', words: 'Mở Cổng' },
        ...{ sound: Buffer.from('OggS'), soundType: 'audio/ogg', seconds: 1, ...said },
      },
    });
    const round = await eveningRound(t, { officers: [t.users.officer], startsAt: at('18:30', 16) });
    const cancelled = await eveningRound(t, { officers: [t.users.officer2], startsAt: at('18:30', 17) });
    await t.db.prisma.roundOfficer.updateMany({ where: { roundId: cancelled.id }, data: { isActive: false } });
    await days(200, t.users.officer.id);
    await days(200, t.users.officer2.id);
    await t.runJob('retention');
    // The round of the second one was cancelled.
    expect(await closedIds()).toEqual([t.users.officer2.id]);
    t.setNow(new Date(round.endsAt.getTime() + 61 * 86_400_000));
    expect(words(await (admin = await t.as('admin')).get('/users'))).toContain(
      'Lâu không dùng: tự khóa sau 14/02/2027',
    );
    t.setNow(new Date(round.endsAt.getTime() + 91 * 86_400_000));
    await t.runJob('retention');
    expect(await closedIds()).toContain(t.users.officer.id);
    expect(await t.db.prisma.spokenStep.findFirst()).toMatchObject({ ...said, seconds: 1 });
    expect(await t.db.prisma.calendarFeed.count({ where: { revokedAt: null } })).toBe(1);
  });

  it('stays open if it is the administrator who was here last, or an officer of a round to come', async () => {
    await choose('90');
    const other = await createUser(t.db, t.ward, {
      role: 'admin',
      username: 'admin-2',
      displayName: 'Quản trị hai',
      passwordHash: 'x',
    });
    await days(200, t.users.admin.id);
    await t.db.pool.query("UPDATE user_account SET created_at = '2026-01-01' WHERE id = $1", [other.id]);
    await days(300, other.id);
    await days(200, t.users.officer.id);
    await eveningRound(t);
    await t.runJob('retention');
    expect(await closed()).toEqual(['admin']);
    expect((await t.db.prisma.userAccount.findUniqueOrThrow({ where: { id: other.id } })).disabledAt).not.toBeNull();
  });
});
