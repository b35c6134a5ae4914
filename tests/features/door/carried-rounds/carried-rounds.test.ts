import { createCipheriv, randomBytes } from 'node:crypto';
import { load } from 'cheerio';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';
import { fullForm, THURSDAY_EVENING, officerAtDoor, type OpenDoor } from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;

beforeEach(async () => {
  ({ t, world, officer } = await officerAtDoor());
});
afterEach(() => t.close());

interface Carried {
  id: string;
  expiresAt: string;
  fileKey: string;
  ticket: string;
  pages: { path: string; html: string }[];
  files: string[];
}

const carry = (given: object = {}, agent = officer) =>
  agent.asScript('/carried-rounds', {
    ...{ roundId: world.round.id, laptopName: 'Máy số 2', currentPassword: PASSWORD },
    ...given,
  });
const carried = async (given?: object) => (await carry(given)).body as Carried;
const rounds = () => t.db.prisma.carriedRound.findMany({ orderBy: { carriedAt: 'asc' } });

describe('taking a round along', () => {
  it('gives the list of the evening and a form for each open door, without tokens and numbers', async () => {
    const { pages, files, expiresAt } = await carried();
    expect(pages.map(({ path }) => path)).toEqual([
      '/tonight',
      `/round-doors/${world.door.id}/visit`,
      `/round-doors/${world.nextDoor.id}/visit`,
    ]);
    const all = pages.map(({ html }) => html).join('');
    expect(all).toContain('Bà Phạm Thị Sáu');
    expect(all).toContain(`data-copied-at="${THURSDAY_EVENING.toISOString()}"`);
    expect(all).not.toMatch(/name="_csrf" value="[^"]/);
    // No national number, no day of birth.
    const withoutIds = all.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '');
    expect(withoutIds).not.toMatch(/\b\d{12}\b|1945-/);
    expect(files.join(' ')).toMatch(/app\.[0-9a-f]+\.js/);
    const { endsAt } = await t.db.prisma.round.findUniqueOrThrow({ where: { id: world.round.id } });
    expect(new Date(expiresAt).getTime() - endsAt.getTime()).toBe(36 * 3_600_000);
  });

  it('is written down: who, on which laptop, and that these households were opened', async () => {
    const { id } = await carried();
    expect(await rounds()).toMatchObject([{ id, officerId: t.users.officer.id, laptopName: 'Máy số 2' }]);
    const events = await t.db.prisma.auditEvent.findMany({
      where: { actorId: t.users.officer.id, action: { in: ['household.open', 'carried-round.carry'] } },
      orderBy: { seq: 'asc' },
      select: { action: true, subjectId: true },
    });
    expect(events.map(({ action }) => action)).toEqual(['household.open', 'household.open', 'carried-round.carry']);
    expect(events[0]!.subjectId).toBe(world.household.id);
  });

  it('needs the officer’s own password and a name for the laptop, and stops guessing', async () => {
    const wrong = await carry({ currentPassword: 'không phải', laptopName: '' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toMatchObject({ errors: { laptopName: expect.stringContaining('Đặt tên') as string } });
    for (let guess = 0; guess < 5; guess += 1) {
      const { body } = await carry({ currentPassword: `đoán lần ${guess}` });
      expect(body).toMatchObject({ errors: { currentPassword: 'Mật khẩu đang dùng chưa đúng.' } });
    }
    const { body } = await carry();
    expect(body).toMatchObject({ errors: { currentPassword: expect.stringContaining('Sai quá nhiều lần') as string } });
    expect(await rounds()).toEqual([]);
  });

  it('ends the session with the browser, at once and after signing in there again', async () => {
    const sessionCookie = ({ headers }: { headers: Record<string, unknown> }) =>
      ([headers['set-cookie'] ?? []].flat() as string[]).find((cookie) => cookie.startsWith('go-cua='));
    await officer.post('/logout');
    await officer.get('/login');
    expect(sessionCookie(await officer.signIn(t.users.officer.username, PASSWORD))).toContain('Expires=');

    const taken = await carry();
    expect(sessionCookie(taken)).toMatch(/^go-cua=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(await t.db.prisma.userSession.count()).toBe(1);
    expect((await officer.post(`/carried-rounds/${(taken.body as Carried).id}/removal`)).status).toBe(200);

    await officer.post('/logout');
    await officer.get('/login');
    expect(sessionCookie(await officer.signIn(t.users.officer.username, PASSWORD))).not.toContain('Expires=');
    expect((await officer.get('/tonight')).status).toBe(200);
  });

  it('is only for today’s round of one’s own team', async () => {
    expect((await carry({}, await t.as('staff'))).status).toBe(404);
    t.setNow(new Date('2026-11-27T12:00:00Z'));
    expect((await carry({}, await t.as('officer'))).status).toBe(404);
    expect(await rounds()).toEqual([]);
  });
});

describe('what a laptop holds', () => {
  it('is asked by its officer alone, with a token to send what waits', async () => {
    const { id } = await carried();
    const state = await officer.asScript(`/carried-rounds/${id}`);
    expect(state.body).toMatchObject({ kind: 'state', officer: t.users.officer.id, isRevoked: false });
    expect((state.body as { csrfToken: string }).csrfToken).toMatch(/^[0-9a-f]{64}$/);
    expect((await (await t.as('officer2')).asScript(`/carried-rounds/${id}`)).status).toBe(404);
    expect((await t.anonymous().asScript(`/carried-rounds/${id}`)).status).toBe(401);
  });

  it('is revoked by the administrator, once, and the laptop learns it', async () => {
    const { id } = await carried();
    const admin = await t.as('admin');
    expect(words(await admin.get('/carried-rounds'))).toMatch(/Máy số 2 .* Đang giữ/);
    for (const said of ['Đã thu hồi', 'thu hồi hoặc đã xóa trước đó']) {
      await admin.post(`/carried-rounds/${id}/revocation`);
      expect(words(await admin.get('/carried-rounds'))).toContain(said);
    }
    expect((await officer.asScript(`/carried-rounds/${id}`)).body).toMatchObject({ isRevoked: true });
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'carried-round.revoke' } })).toBe(1);
  });

  it('is removed when the laptop says so, once', async () => {
    const { id } = await carried();
    for (const kind of ['done', 'unchanged'])
      expect((await officer.asScript(`/carried-rounds/${id}/removal`, {})).body).toEqual({ kind });
    const page = words(await (await t.as('admin')).get('/carried-rounds'));
    expect(page).toContain('Đã xóa khỏi máy');
    expect(page).not.toContain('Thu hồi Máy');
  });
});

describe('a file of visits from a laptop', () => {
  /** As the laptop writes it: WebCrypto puts the tag behind the text. */
  function fileOf({ fileKey, ticket }: Carried, visits: object[]): Buffer {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(fileKey, 'base64'), iv);
    const data = Buffer.concat([cipher.update(JSON.stringify(visits)), cipher.final(), cipher.getAuthTag()]);
    return Buffer.from(
      JSON.stringify({ format: 'go-cua-visits-1', ticket, iv: iv.toString('base64'), data: data.toString('base64') }),
    );
  }
  const fields = () => [
    ['clientKey', fullForm(world).clientKey],
    ['outcome', 'met'],
    ['presence', world.sau.id],
    ['arrivedOn', '2026-11-26'],
    ['arrivedTime', '19:31'],
    ['assists[0][residentId]', world.sau.id],
    ['assists[0][serviceId]', world.pension.id],
    ['assists[0][helpLevel]', 'guided'],
    ['assists[0][result]', 'prepared'],
  ];
  const visit = () => ({
    path: `/round-doors/${world.door.id}/visit`,
    label: 'Số 52 Phạm Hồng Thái',
    typedAt: THURSDAY_EVENING.toISOString(),
    fields: fields(),
  });
  const send = async (content: Buffer) =>
    (await t.as('staff')).upload('/visit-files', 'file', { content, name: 'luot-chua-gui.json' });

  it('is taken in by the office as the officer’s own, once however often', async () => {
    const file = fileOf(await carried(), [visit()]);
    t.setNow(new Date('2026-11-27T01:00:00Z'));
    for (let time = 0; time < 2; time += 1) {
      const page = await send(file);
      expect(page.status).toBe(200);
      expect(read(page)('main ul a').text()).toBe('Số 52 Phạm Hồng Thái');
    }
    const saved = await t.db.prisma.visit.findMany({ include: { assistedProcedures: true } });
    expect(saved).toMatchObject([{ loggedBy: t.users.officer.id, assistedProcedures: [{ helpLevel: 'guided' }] }]);
    const event = await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'carried-round.take-in' } });
    expect(event).toMatchObject({ actorId: t.users.staff.id, details: { saved: 1, refused: 0 } });
  });

  it('is its officer’s own even if they have left the team since: no officer is asked who was there', async () => {
    const file = fileOf(await carried(), [visit()]);
    await t.db.prisma.roundOfficer.deleteMany({ where: { userId: t.users.officer.id } });
    expect(words(await send(file))).not.toContain('Chưa ghi được');
    const saved = await t.db.prisma.visit.findFirstOrThrow({ include: { visitOfficers: true } });
    expect(saved).toMatchObject({ loggedBy: t.users.officer.id, visitOfficers: [] });
  });

  it('carries the notice to read, and what people agreed to comes back with the visit', async () => {
    const staff = await t.as('staff');
    await staff.post('/privacy-notices/new', { version: '0', body: 'Phường giữ dữ liệu để đến giúp.' });
    const laptop = await carried();
    const form = load(laptop.pages[1]!.html);
    const privacy = form('[data-drop="Thông báo về dữ liệu"]');
    expect(privacy.text()).toContain('Phường giữ dữ liệu để đến giúp.');
    const said = { readAloud: 'yes', survey: 'yes', givenBy: 'self', channel: 'spoken' };
    const agreed = Object.entries(said).map(([field, value]) => [`consents[${world.sau.id}][${field}]`, value]);
    const notice = ['noticeId', String(form('input[name=noticeId]').val())];
    t.setNow(new Date('2026-11-27T01:00:00Z'));
    const file = fileOf(laptop, [{ ...visit(), fields: [...fields(), notice, ...agreed] }]);
    for (let time = 0; time < 2; time += 1) expect(words(await send(file))).not.toContain('Chưa ghi được');
    const saved = await t.db.prisma.visit.findFirstOrThrow();
    const by = { residentId: world.sau.id, recordedBy: t.users.officer.id };
    expect(await t.db.prisma.consent.findMany()).toMatchObject([
      { visitId: saved.id, survey: true, saidAt: saved.arrivedAt, ...by },
    ]);
  });

  it('keeps a visit that needs a person, and saves the others', async () => {
    const bad = { ...visit(), label: 'Cửa lạ', fields: [['outcome', 'met']] };
    const gone = { ...visit(), path: '/round-doors/0198a0d0-0000-7000-8000-000000000000/visit' };
    const page = await send(fileOf(await carried(), [bad, gone, visit()]));
    expect(words(page)).toContain('Chưa ghi được (2)');
    expect(words(page)).toContain('Cửa lạ: Nhập ngày đến.');
    const actions = read(page)('main ul form').map((_index, form) => read(page)(form).attr('action'));
    expect(actions.get()).toEqual([bad.path, gone.path]);
    expect(read(page)('main ul form input[name=outcome]').first().val()).toBe('met');
    expect(await t.db.prisma.visit.count()).toBe(1);
  });

  it('that is changed, of another ward, or no such file is refused beside the field, and nothing is saved', async () => {
    const held = await carried();
    const whole = fileOf(held, [visit()]);
    const changed = Buffer.from(whole.toString().replace(/"data":"..../, '"data":"AAAA'));
    // Its officer wrote it so that a press of the office would open an account.
    const elsewhere = fileOf(held, [{ ...visit(), path: '/users/new' }]);
    for (const content of [changed, elsewhere, Buffer.from('{}'), Buffer.from('không phải tệp')]) {
      const page = await send(content);
      expect(page.status).toBe(422);
      expect(read(page)('#file-error').text()).toContain('Không mở được tệp này');
    }
    const otherWard = await t.as('staff', 'other');
    expect((await otherWard.upload('/visit-files', 'file', { content: whole, name: 'x.json' })).status).toBe(422);
    expect(await t.db.prisma.visit.count()).toBe(0);
  });
});
