import { createReadiness } from '../../../support/worlds/register';
import { createVisit } from '../../../support/factories';
import { formIn } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { fullForm, officerAtDoor, type OpenDoor } from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let path: string;

beforeEach(async () => {
  ({ t, world, officer, path } = await officerAtDoor());
});
afterEach(() => t.close());

const latestOf = (residentId: string) => t.db.prisma.readiness.findFirst({ where: { residentId, isLatest: true } });
/** What was seen of Mai, who has no VNeID level on this form. */
const ofMai = (facts: object) => fullForm(world, { readiness: { [world.mai.id]: facts } });

describe('an officer taps what was seen at the door', () => {
  it('and it is kept with the visit; what was not touched is as before', async () => {
    await t.db.prisma.readiness.updateMany({ where: { residentId: world.sau.id }, data: { livesAlone: 'yes' } });
    const form = fullForm(world, {
      readiness: {
        [world.sau.id]: { smartphone: 'none', simInOwnName: '', livesAlone: '', hardToMove: 'yes' },
        [world.mai.id]: { smartphone: 'own', simInOwnName: 'yes', livesAlone: '', hardToMove: '' },
        [world.nam.id]: { smartphone: '', simInOwnName: '', livesAlone: '', hardToMove: '' },
      },
    });
    const saved = await officer.post(path, form);
    expect(saved.status).toBe(303);
    expect(await latestOf(world.sau.id)).toMatchObject({
      vneidLevel: 'level_2',
      smartphone: 'none',
      hardToMove: 'yes',
      livesAlone: 'yes',
      simInOwnName: 'unknown',
      observed: ['vneid_level', 'smartphone', 'hard_to_move'],
    });
    expect(await latestOf(world.mai.id)).toMatchObject({
      vneidLevel: 'unknown',
      smartphone: 'own',
      livesAlone: 'unknown',
    });
    expect(await latestOf(world.nam.id)).toBeNull();
    const page = words(await officer.get(saved.headers.location!));
    expect(page).toContain('Phạm Thị Mai: Điện thoại thông minh: có máy riêng, SIM chính chủ: có');
    expect(page).not.toContain('Phạm Thị Mai: Chưa rõ');
    // Sent again, it is the same visit.
    expect((await officer.post(path, form)).headers.location).toBe(saved.headers.location);
    expect(await t.db.prisma.readiness.count({ where: { source: 'visit' } })).toBe(2);
  });

  it('with an answer that does not exist, or of a resident not met, is refused; nothing is saved', async () => {
    const wrong = await officer.post(path, ofMai({ smartphone: 'unknown' }));
    expect(wrong.status).toBe(422);
    expect(words(wrong)).toContain('Chọn một mục trong danh sách.');
    const absent = await officer.post(path, fullForm(world, { readiness: { [world.nam.id]: { livesAlone: 'no' } } }));
    expect(read(absent)(`[id="readiness-${world.nam.id}-livesAlone-error"]`).text()).toContain(
      'Đánh dấu người này ở “Ai có mặt”',
    );
    expect(await t.db.prisma.visit.count()).toBe(0);
  });

  it('corrects it later: an answer taken back becomes what was known before the visit', async () => {
    await createReadiness(t, world.mai.id, { smartphone: 'relatives' });
    const saved = await officer.post(path, ofMai({ smartphone: 'own', livesAlone: 'yes' }));
    const edit = `${saved.headers.location!}/edit`;
    const name = (field: string) => `readiness[${world.mai.id}][${field}]`;
    const first = formIn(await officer.get(edit), '/edit').fields;
    const shown = { [name('smartphone')]: 'own', [name('livesAlone')]: 'yes', [name('hardToMove')]: '' };
    expect(first).toMatchObject(shown);
    await officer.post(edit, { ...first, [name('smartphone')]: '', [name('livesAlone')]: 'no' });
    expect(await latestOf(world.mai.id)).toMatchObject({
      smartphone: 'relatives',
      livesAlone: 'no',
      observed: ['lives_alone'],
    });
    const second = formIn(await officer.get(edit), '/edit').fields;
    await officer.post(edit, { ...second, [name('livesAlone')]: '' });
    expect(await latestOf(world.mai.id)).toMatchObject({ smartphone: 'relatives', source: 'office' });
  });

  it('while another officer edits the visit: both versions are shown, and joined', async () => {
    const saved = await officer.post(path, ofMai({ smartphone: 'own' }));
    const edit = `${saved.headers.location!}/edit`;
    const mine = formIn(await officer.get(edit), '/edit').fields;
    await officer.post(edit, { ...mine, note: 'người khác sửa' });
    const conflict = await officer.post(edit, { ...mine, [`readiness[${world.mai.id}][hardToMove]`]: 'yes' });
    expect(conflict.status).toBe(409);
    expect(words(conflict)).toContain('Khó đi lại: có');
    const { action, fields } = formIn(conflict, '/merged');
    const merged = formIn(await officer.post(action, fields), '/edit').fields;
    const joined = { smartphone: 'own', hardToMove: 'yes' };
    for (const [part, value] of Object.entries(joined))
      expect(merged[`readiness[${world.mai.id}][${part}]`]).toBe(value);
  });

  it('and the next form says what is known', async () => {
    await createVisit(t.db, t.ward, { household: world.household, by: t.users.officer2 });
    await createReadiness(t, world.mai.id, { smartphone: 'relatives' });
    const form = { outcome: 'met', presence: [world.mai.id], showPeople: 'levels' };
    const known = read(await officer.post(path, form))(`[id="readiness-${world.mai.id}-smartphone"] option`)
      .first()
      .text();
    expect(known).toBe('Như cũ: dùng máy người nhà');
  });
});
