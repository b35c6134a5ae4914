import { addReferenceDueRules } from '../../../../src/features/office/due-rules/service';
import { createService } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { agentForEach, appForEach, expectRefused, expectWords, read, words } from '../../../support/test-app';
import { shippedRules } from '../../../support/worlds/due';

describe('the office checks a rule of what falls due', () => {
  const app = appForEach();
  const staff = agentForEach(app, 'staff');
  let path: string;
  beforeEach(async () => {
    await shippedRules(app);
    path = `/due-rules/${(await rule()).id}/edit`;
  });

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

  test('and which services do it: the first is suggested, each once, only services of the ward', async () => {
    const [renewal, first, foreign] = await Promise.all([
      app.db.prisma.publicService.findFirstOrThrow({
        where: { wardId: app.ward.id, name: 'Đổi thẻ căn cước công dân' },
      }),
      createService(app.db, app.ward, { name: 'Cấp lại thẻ căn cước' }),
      createService(app.db, app.otherWard, { name: 'Của phường khác' }),
    ]);
    const form = await formOf(staff, path);
    expect(form).toMatchObject({ service: renewal.id, service2: '', service3: '' });
    const refused = await send({ service2: foreign.id, checkedOn: '' });
    expectRefused(refused, 'service2', 'Danh mục không có dịch vụ này');
    expect(await rule()).toMatchObject({ publicServiceIds: [renewal.id], version: 1 });
    await send({ service: first.id, service2: renewal.id, service3: first.id, checkedOn: '' });
    expect(await rule()).toMatchObject({ publicServiceIds: [first.id, renewal.id], version: 2 });
    expect(words(await staff.get('/due-rules'))).toContain('Cấp lại thẻ căn cước; Đổi thẻ căn cước công dân');
    const { details } = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'due-rule.check' } });
    expect(JSON.stringify(details)).toContain('Cấp lại thẻ căn cước; Đổi thẻ căn cước công dân');
  });

  test('with a source that is no address, or a day ahead: the page says so, and nothing changes', async () => {
    const answer = await send({ source: 'báo Dân trí', checkedOn: '27/11/2026' });
    expectRefused(answer, 'source', 'https://');
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
    expectWords(answer, 'Luật khác', 'Luật của tôi');
  });
});
