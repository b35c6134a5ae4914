import { addReferenceSituations } from '../../../../src/features/office/situations/service';
import { formOf } from '../../../support/forms';
import { expectRefused, read, sharedAgent, sharedApp, words } from '../../../support/test-app';

describe('the office writes a situation', () => {
  const app = sharedApp();
  const staff = sharedAgent(app, 'staff');

  const NEW = {
    pattern: 'gift',
    title: 'Quà Tết',
    story: 'Tin nhắn: nhận quà Tết ở link này.',
    answer1: 'Bấm',
    answer2: 'Hỏi phường',
    answer3: 'Chuyển cho bạn',
    picture1: 'link',
    picture2: 'building-community',
    picture3: 'users',
    right: '2',
    why: 'Không phát quà qua link.',
    source: 'https://vnexpress.net/x',
    checkedOn: '26/11/2026',
  };
  const write = async (given: object = {}) =>
    staff.post('/situations', { ...(await formOf(staff, '/situations/new')), ...NEW, ...given });
  const rows = (title: string) =>
    app.db.prisma.scamSituation.findMany({ where: { title }, orderBy: { number: 'asc' } });

  test('and all users read it, with its source; sent twice it is one', async () => {
    const form: Record<string, unknown> = { ...(await formOf(staff, '/situations/new')), ...NEW };
    for (const answer of [await staff.post('/situations', form), await staff.post('/situations', form)])
      expect([answer.status, answer.headers.location]).toEqual([303, `/situations/${String(form.id)}`]);
    expect(await rows('Quà Tết')).toEqual([
      expect.objectContaining({ id: form.id, originId: form.id, number: 1, rightAnswer: 2, isDraft: false }),
    ]);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'situation.write' } })).toBe(1);
    const officer = await app.as('officer');
    const page = await officer.get(`/situations/${String(form.id)}`);
    expect(words(page)).toContain('Nguồn: https://vnexpress.net/x, xem ngày 26/11/2026');
    expect(read(page)(`a[href$="/edit"]`)).toHaveLength(0);
    expect(words(await officer.get('/situations'))).toContain('Quà Tết');
  });

  test('without its right answer: the page says so, keeps the words, and nothing is saved', async () => {
    const answer = await write({ title: 'Thiếu', right: '' });
    expectRefused(answer, 'right', 'Chọn câu đúng');
    expect(read(answer)('#story').val()).toBe(NEW.story);
    expect(await rows('Thiếu')).toEqual([]);
  });

  test('again as a new version: the old one stays, the same words are no version, a stale form shows both', async () => {
    await write({ title: 'Bản một' });
    const [first] = await rows('Bản một');
    const path = `/situations/${first!.originId}/edit`;
    const open = await formOf(staff, path);
    expect((await staff.post(path, { ...open, story: 'Kể lại.' })).status).toBe(303);
    expect((await staff.post(path, { ...(await formOf(staff, path)) })).status).toBe(303);
    expect((await rows('Bản một')).map(({ number, story }) => [number, story])).toEqual([
      [1, NEW.story],
      [2, 'Kể lại.'],
    ]);
    const stale = await staff.post(path, { ...open, story: 'Kể khác.' });
    expect(stale.status).toBe(409);
    for (const text of ['Kể lại.', 'Kể khác.']) expect(stale.text).toContain(text);
    expect(words(await staff.get(`/situations/${first!.originId}`))).toContain('Bản 1, lưu ngày');
  });

  test('every start adds what is shipped, once, and keeps what the ward wrote', async () => {
    const start = () => app.db.prisma.$transaction((tx) => addReferenceSituations(tx, app.context.now()));
    await start();
    const count = () => app.db.prisma.scamSituation.count({ where: { wardId: app.ward.id } });
    const before = await count();
    const shipped = await app.db.prisma.scamSituation.findFirstOrThrow({
      where: { title: 'Link nhận quà', wardId: app.ward.id },
    });
    const path = `/situations/${shipped.originId}/edit`;
    await staff.post(path, { ...(await formOf(staff, path)), title: 'Link quà', checkedOn: '26/11/2026' });
    await start();
    expect(await count()).toBe(before + 1);
  });
});
