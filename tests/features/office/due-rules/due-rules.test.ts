import { addReferenceDueRules } from '../../../../src/features/office/due-rules/service';
import { formOf } from '../../../support/forms';
import { read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { shippedRules } from '../../../support/worlds/due';

describe('the office checks a rule of what falls due', () => {
  let app: TestApp;
  let staff: TestAgent;
  let path: string;
  beforeEach(async () => {
    app = await testApp();
    staff = await app.as('staff');
    await shippedRules(app);
    path = `/due-rules/${(await rule()).id}/edit`;
  });
  afterEach(() => app.close());

  const rule = () => app.db.prisma.dueRule.findFirstOrThrow({ where: { wardId: app.ward.id, key: 'card_40' } });
  const send = async (given: object) => staff.post(path, { ...(await formOf(staff, path)), ...given });

  test('and the day is kept, in the log too; the same again changes nothing', async () => {
    const answer = await send({ checkedOn: '26/11/2026', law: 'Luật Căn cước, Điều 21' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/due-rules']);
    expect(words(await staff.get('/due-rules'))).toContain('Luật Căn cước, Điều 21');
    await send({ checkedOn: '26/11/2026' });
    expect(await rule()).toMatchObject({ version: 2, checkedOn: new Date('2026-11-26') });
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'due-rule.check' } })).toBe(1);
  });

  test('with a source that is no address, or a day ahead: the page says so, and nothing changes', async () => {
    const answer = await send({ source: 'báo Dân trí', checkedOn: '27/11/2026' });
    expect(answer.status).toBe(422);
    expect(read(answer)('#source-error').text()).toContain('https://');
    expect(read(answer)('#checkedOn-error').text()).toContain('chưa đến');
    expect(read(answer)('#source').val()).toBe('báo Dân trí');
    expect(await rule()).toMatchObject({ version: 1 });
  });

  test('a new release brings its law and source only to rules that the ward did not save', async () => {
    const [shipped, where] = [await rule(), { wardId: app.ward.id, key: 'card_25' }];
    await send({ law: 'Luật của phường', checkedOn: '26/11/2026' });
    await app.db.prisma.dueRule.updateMany({ where, data: { law: 'Luật cũ', source: '', checkedOn: null } });
    await app.db.prisma.$transaction((tx) => addReferenceDueRules(tx));
    expect(await rule()).toMatchObject({ law: 'Luật của phường', version: 2 });
    const { source, checkedOn } = shipped;
    const refreshed = await app.db.prisma.dueRule.findFirstOrThrow({ where });
    expect(refreshed).toMatchObject({ source, checkedOn, version: 1 });
    expect(refreshed.law).toContain('đủ 25 tuổi');
  });

  test('while another account saved: both versions are shown', async () => {
    const form = await formOf(staff, path);
    await send({ law: 'Luật khác', checkedOn: '' });
    const answer = await staff.post(path, { ...form, law: 'Luật của tôi', checkedOn: '' });
    expect(answer.status).toBe(409);
    expect(words(answer)).toContain('Luật khác');
    expect(words(answer)).toContain('Luật của tôi');
  });
});
