import { addReferenceSituations } from '../../../../src/features/office/situations/service';
import { formOf } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { fullForm, officerAtDoor, type OpenDoor } from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
beforeEach(async () => {
  ({ t, world, officer } = await officerAtDoor());
  await t.db.prisma.$transaction((tx) => addReferenceSituations(tx, t.context.now()));
});
afterEach(() => t.close());

const url = () => `/round-doors/${world.door.id}/visit`;
const offered = async () => {
  const form = await formOf(officer, url());
  return { firstId: String(form['practice[firstId]']), secondId: String(form['practice[secondId]']) };
};
const answers = () => t.db.prisma.situationAnswer.findMany({ orderBy: { moment: 'asc' } });
/** What the form of a visit holds when this person agrees to surveys at the door. */
const agreed = async (residentId: string) => {
  const staff = await t.as('staff');
  await staff.post('/privacy-notices/new', { version: '0', body: 'Phường giữ dữ liệu để đến giúp.' });
  const { id: noticeId } = await t.db.prisma.privacyNotice.findFirstOrThrow();
  return {
    noticeId,
    consents: { [residentId]: { readAloud: 'yes', survey: 'yes', givenBy: 'self', channel: 'spoken' } },
  };
};

describe('an officer practises situations at a door', () => {
  test('two of one pattern, kept by name with the consent to surveys, once however often the form is sent', async () => {
    const consent = await agreed(world.sau.id);
    const ids = await offered();
    const page = read(await officer.get(url()))('[data-drop="Tình huống lừa đảo"]');
    expect(page.find('input[type=radio]').length).toBe(8);
    expect(page.find('svg').length).toBe(6);
    const practice = { ...ids, residentId: world.sau.id, before: '1', after: '2' };
    const form = fullForm(world, { ...consent, practice });
    for (let sending = 0; sending < 2; sending += 1) expect((await officer.post(url(), form)).status).toBe(303);
    const visit = await t.db.prisma.visit.findFirstOrThrow();
    const named = { residentId: world.sau.id, visitId: visit.id };
    expect(await answers()).toMatchObject([
      { situationId: ids.firstId, moment: 'before', answer: 1, ...named },
      { situationId: ids.secondId, moment: 'after', answer: 2, ...named },
    ]);
    const [first, second] = await Promise.all(
      [ids.firstId, ids.secondId].map((id) => t.db.prisma.scamSituation.findFirstOrThrow({ where: { id } })),
    );
    expect(second!.pattern).toBe(first!.pattern);
    // The next visit offers what is new to the household.
    const next = await formOf(officer, `/households/${world.household.id}/visits/new`);
    expect([ids.firstId, ids.secondId]).not.toContain(next['practice[firstId]']);
  });

  test('an edit in which the person is no longer present, or nobody was met, takes the answers with it and says so', async () => {
    const consent = await agreed(world.sau.id);
    const practice = { ...(await offered()), residentId: world.sau.id, before: '1', after: '2' };
    await officer.post(url(), fullForm(world, { ...consent, practice }));
    const edit = `/visits/${(await t.db.prisma.visit.findFirstOrThrow()).id}/edit`;
    const save = async (given: object) => officer.post(edit, { ...(await formOf(officer, edit)), ...given });
    expect((await save({ note: 'Nhà có chó' })).status).toBe(303);
    expect(await answers()).toHaveLength(2);
    const emptied = await save({
      outcome: 'nobody_home',
      dropMetParts: read(await save({ outcome: 'nobody_home' }))('button[name=dropMetParts]').val(),
    });
    expect(emptied.status).toBe(303);
    expect(words(await officer.get(emptied.headers.location!))).toContain('câu trả lời đã bỏ theo');
    expect(await answers()).toEqual([]);
    const { details } = await t.db.prisma.auditEvent.findFirstOrThrow({
      where: { action: 'visit.edit' },
      orderBy: { seq: 'desc' },
    });
    expect(details).toMatchObject({ unpractised: 2 });
  });

  test('without the consent nothing leads to the person, the visit or the writer', async () => {
    const ids = await offered();
    const form = fullForm(world, { practice: { ...ids, residentId: world.sau.id, before: '3', after: '' } });
    expect((await officer.post(url(), form)).status).toBe(303);
    expect(await answers()).toEqual([
      expect.objectContaining({ answer: 3, residentId: null, visitId: null, recordedBy: null, recordedAt: null }),
    ]);
  });

  test('a visit that practised nothing is saved as before', async () => {
    const practice = { ...(await offered()), before: '', after: '', residentId: '' };
    await officer.post(url(), fullForm(world, { practice }));
    expect(await t.db.prisma.visit.count()).toBe(1);
    expect(await answers()).toEqual([]);
  });

  test('a near miss told there is of the day and the group, and leads to nobody; a loss offers the police', async () => {
    const form = fullForm(world, { nearMiss: { pattern: 'sim', channel: 'call', stoppedBy: 'family' } });
    await officer.post(url(), form);
    const { residentialGroupId } = world.household;
    expect(await t.db.prisma.nearMiss.findMany()).toMatchObject([
      { pattern: 'sim', stoppedBy: 'family', residentialGroupId },
    ]);
    const lost = { pattern: '', channel: '', stoppedBy: 'lost' };
    const other = `/round-doors/${world.nextDoor.id}/visit`;
    const alone = { presence: [], assists: [], levels: {} };
    const answer = await officer.post(other, fullForm(world, { ...alone, nearMiss: lost }));
    expect(words(await officer.get(answer.headers.location!))).toContain('chọn Công an');
    expect(await t.db.prisma.nearMiss.count()).toBe(1);
  });
});

describe('bad input beside its field, and nothing saved', () => {
  const refused = async (practice: object, field: string, given: object = {}) => {
    const answer = await officer.post(url(), fullForm(world, { practice, ...given }));
    expect(answer.status).toBe(422);
    expect(await t.db.prisma.visit.count()).toBe(0);
    expect(await answers()).toEqual([]);
    return read(answer)(`#${field}`).parent().text() + read(answer)('.error-summary').text();
  };

  test('a situation never shown, a draft, another ward’s', async () => {
    const { firstId } = await offered();
    const elsewhere = await t.db.prisma.scamSituation.findFirstOrThrow({ where: { wardId: t.otherWard.id } });
    for (const id of ['0199c0de-0000-7000-8000-000000000001', elsewhere.id])
      expect(await refused({ firstId: id, before: '1' }, 'practice-before')).toContain('không có trong sổ của phường');
    await t.db.pool.query('UPDATE scam_situation SET is_draft = true WHERE id = $1', [firstId]);
    expect(await refused({ firstId, before: '1' }, 'practice-before')).toContain('bản nháp');
  });

  test('the same situation twice, two patterns, somebody who was away, a door that stayed shut', async () => {
    const { firstId, secondId } = await offered();
    expect(await refused({ firstId, secondId: firstId, before: '1', after: '1' }, 'practice-after')).toContain(
      'hai tình huống khác nhau',
    );
    const { pattern } = await t.db.prisma.scamSituation.findFirstOrThrow({ where: { id: firstId } });
    const other = await t.db.prisma.scamSituation.findFirstOrThrow({
      where: { wardId: t.ward.id, pattern: { not: pattern } },
    });
    expect(await refused({ firstId, secondId: other.id, before: '1', after: '1' }, 'practice-after')).toContain(
      'cùng một kiểu lừa',
    );
    expect(
      await refused({ firstId, secondId, before: '1', residentId: world.nam.id }, 'practice-residentId'),
    ).toContain('người có mặt');
    expect(await refused({ firstId, before: '1' }, 'practice-before', { outcome: 'nobody_home' })).toContain(
      'gặp được người',
    );
  });

  test('what a person answered before, under the same or another version', async () => {
    const consent = await agreed(world.sau.id);
    const ids = await offered();
    const practice = { ...ids, residentId: world.sau.id, before: '1', after: '' };
    await officer.post(url(), fullForm(world, { ...consent, practice }));
    const second = fullForm(world, { assists: [], practice: { ...practice, before: '2' } });
    const again = await officer.post(`/households/${world.household.id}/visits/new`, second);
    expect(again.status).toBe(422);
    expect(again.text).toContain('đã trả lời tình huống này');
  });
});

test('any phone reads a situation and its answer; nothing is kept', async () => {
  const phone = t.anonymous();
  const page = await phone.get('/practice/00004');
  expect(page.status).toBe(200);
  expect(page.headers['set-cookie']).toBeUndefined();
  const links = read(page)('.practice-links a');
  expect(links).toHaveLength(3);
  const texts = await Promise.all(
    links.toArray().map(async (link) => read(await phone.get(link.attribs.href!))('#answer').text()),
  );
  expect(texts.filter((text) => text.includes('Đúng rồi.'))).toHaveLength(1);
  expect(texts.filter((text) => text.includes('Chưa đúng. Nên:'))).toHaveLength(2);
  expect(await answers()).toEqual([]);
  expect((await phone.get('/practice/99999')).status).toBe(404);
  t.setNow(new Date(t.context.now().getTime() + 14 * 86_400_000));
  const later = read(await phone.get('/practice/00004'))('.practice-story').text();
  expect(later).not.toBe(read(page)('.practice-story').text());
});

describe('the figures', () => {
  test('stand on the page of the effect from five answers on, and open their list', async () => {
    const situations = await t.db.prisma.scamSituation.findMany({ where: { wardId: t.ward.id, pattern: 'gift' } });
    const nameless = situations.flatMap((one) => [1, 2, 3].map((answer) => ({ one, answer })));
    await t.db.prisma.situationAnswer.createMany({
      data: nameless.map(({ one, answer }) => ({
        ...{ wardId: t.ward.id, situationId: one.id, answer },
        ...{ moment: 'before' as const, answeredOn: new Date('2026-11-20') },
      })),
    });
    const staff = await t.as('staff');
    const page = await staff.get('/reports/effect');
    expect(words(page)).toContain('Chọn đúng là biết, chưa phải là đã làm');
    expect(words(page)).toContain('33,3 %');
    const href = read(page)('a[href="/reports/practice?moment=before"]').attr('href')!;
    expect(read(await staff.get(href))('tbody tr')).toHaveLength(12);
    expect(read(await staff.get(`${href}&right=yes`))('tbody tr')).toHaveLength(4);
    const [first] = await answers();
    for (let press = 0; press < 2; press += 1) await staff.post(`/situation-answers/${first!.id}/removal`, {});
    expect(read(await staff.get(href))('tbody tr')).toHaveLength(11);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'situation-answer.remove' } })).toBe(1);
  });
});
