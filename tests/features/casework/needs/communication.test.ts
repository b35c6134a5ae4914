import { createResident } from '../../../support/factories';
import { fieldsOf, formIn, formOf } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { fullForm, officerAtDoor, type OpenDoor } from '../../../support/worlds/door';
import { mergePeople, createReadiness } from '../../../support/worlds/register';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let staff: TestAgent;
let path: string;

beforeEach(async () => {
  ({ t, world, officer } = await officerAtDoor());
  staff = await t.as('staff');
  path = `/residents/${world.mai.id}/readiness`;
});
afterEach(() => t.close());

const rowsOf = (residentId: string) =>
  t.db.prisma.readiness.findMany({ where: { residentId }, orderBy: [{ recordedOn: 'asc' }, { createdAt: 'asc' }] });
const latestOf = (residentId: string) => t.db.prisma.readiness.findFirst({ where: { residentId, isLatest: true } });
const record = async (communication: string | string[]) =>
  staff.post(path, { ...(await formOf(staff, path)), communication });

describe('what talking with a resident needs', () => {
  it('is asked beside the other needs, kept with its day, and told wherever the resident is met', async () => {
    expect(words(await staff.get(path))).toContain('Không chọn ý nào: chưa hỏi.');
    for (const answer of [await record(['reading', 'hearing']), await record(['hearing', 'reading'])])
      expect(answer.status).toBe(303);
    const rows = await rowsOf(world.mai.id);
    expect(rows).toMatchObject([{ communication: ['hearing', 'reading'], source: 'office', isLatest: true }]);
    const event = await t.db.prisma.auditEvent.findFirst({ where: { action: 'resident.record-readiness' } });
    expect(event?.details).toMatchObject({
      changes: [{ field: 'communication', before: [], after: ['hearing', 'reading'] }],
    });
    const page = words(await staff.get(`/residents/${world.mai.id}`));
    expect(page).toContain('Khi nói chuyệnNghe không rõ, không đọc được chữ');
    for (const href of [`/households/${world.household.id}`, `/round-doors/${world.door.id}/visit`])
      for (const need of ['nghe không rõ', 'không đọc được chữ'])
        expect(words(await officer.get(href)).toLocaleLowerCase('vi')).toContain(need);
    expect(words(await officer.get(`/rounds/${world.round.id}/sheet`))).toContain('nghe không rõ, không đọc được chữ');
    const log = await t.as('admin').then((admin) => admin.get('/audit'));
    expect(words(log)).toContain('khi nói chuyện: (trống) → Nghe không rõ, Không đọc được chữ');
  });

  it.each([
    ['two answers that exclude each other', ['none', 'hearing'], 'thì bỏ các ý khác'],
    ['an answer that does not exist', ['deaf'], 'Chọn một mục trong danh sách'],
  ])('is refused with %s; nothing is saved', async (_what, communication, message) => {
    const response = await record(communication);
    expect(response.status).toBe(422);
    expect(words(response)).toContain(message);
    expect(await rowsOf(world.mai.id)).toEqual([]);
  });

  it('is corrected in a new row; two people with different answers see both', async () => {
    await record('hearing');
    const mine = await formOf(staff, path);
    const admin = await t.as('admin');
    await admin.post(path, { ...(await formOf(admin, path)), communication: ['hearing', 'sight'] });
    const conflict = await staff.post(path, { ...mine, communication: 'none' });
    expect(conflict.status).toBe(409);
    for (const text of ['Nghe không rõ, nhìn không rõ', 'Nói chuyện, đọc bình thường'])
      expect(words(conflict)).toContain(text);
    expect((await staff.post(path, fieldsOf(conflict))).status).toBe(303);
    expect((await latestOf(world.mai.id))!.communication).toEqual(['none']);
    expect(words(await staff.get(`/residents/${world.mai.id}`))).toContain(
      'Khi nói chuyện: nghe không rõ, nhìn không rõ → nói chuyện, đọc bình thường',
    );
  });

  it('is ticked at the door; left alone, it stays as it was, and taken back it becomes so again', async () => {
    await record('sight');
    t.setNow(new Date(t.context.now().getTime() + 60_000));
    const visit = `/round-doors/${world.door.id}/visit`;
    const asking = fullForm(world, { showPeople: 'levels' });
    expect(words(await officer.post(visit, asking))).toContain(
      'Như cũ: nhìn không rõ. Chọn đủ mọi ý đúng; không chọn ý nào thì giữ như cũ.',
    );
    const seen = { smartphone: 'own', communication: ['sight', 'language'] };
    const saved = await officer.post(visit, fullForm(world, { readiness: { [world.mai.id]: seen } }));
    expect(saved.status).toBe(303);
    expect(await latestOf(world.mai.id)).toMatchObject({
      communication: ['language', 'sight'],
      source: 'visit',
      observed: ['smartphone', 'communication'],
    });
    expect(words(await officer.get(saved.headers.location!))).toContain(
      'Khi nói chuyện: nói tiếng khác, cần người phiên dịch, nhìn không rõ',
    );
    const edit = `${saved.headers.location!}/edit`;
    const name = `readiness[${world.mai.id}][communication]`;
    const form = formIn(await officer.get(edit), '/edit').fields;
    expect(form[name]).toEqual(['language', 'sight']);
    expect((await officer.post(edit, { ...form, [name]: [] })).status).toBe(303);
    expect(await latestOf(world.mai.id)).toMatchObject({ communication: ['sight'], observed: ['smartphone'] });
    const wrong = await officer.post(edit, { ...form, [name]: ['none', 'sight'] });
    expect(read(wrong)(`[id="readiness-${world.mai.id}-communication-error"]`).text()).toContain('thì bỏ các ý khác');
  });

  it('finds people and doors in the lists, and stands in their files', async () => {
    await record(['hearing', 'reading']);
    for (const [list, found] of [
      ['residents', 'Phạm Thị Mai'],
      ['households', world.household.addressLine],
    ] as const) {
      const shown = words(await staff.get(`/lists/${list}?need=hard_of_hearing&need=cannot_read&columns=needs`));
      expect(shown).toContain(found);
      expect(shown).toContain('Nghe không rõ; Không đọc được chữ');
      expect(words(await staff.get(`/lists/${list}?need=needs_interpreter`))).not.toContain(found);
    }
    const column = words(await staff.get('/lists/residents?need=hard_of_hearing&columns=communication'));
    expect(column).toContain('Nghe không rõ, không đọc được chữ');
    const file = words(await staff.get(`/residents/${world.mai.id}/data-file`));
    expect(file).toContain('Khi nói chuyện: Nghe không rõ, Không đọc được chữ');
  });

  it('is chosen between when two records are merged, and emptied when the data are erased', async () => {
    await record('hearing');
    const { household } = world;
    const twin = await createResident(t.db, t.ward, { fullName: 'Pham Thi Mai', household, relation: 'child' });
    await createReadiness(t, twin.id, { recordedOn: new Date('2026-11-01'), communication: ['none'] });
    expect(await mergePeople(t, world.mai.id, twin.id)).toMatchObject({ kind: 'done' });
    expect(await latestOf(world.mai.id)).toMatchObject({ communication: ['hearing'] });
    await t.db.pool.query('UPDATE round_door SET is_open = false');
    const admin = await t.as('admin');
    expect((await admin.post(`/residents/${world.mai.id}/erasure`, { confirmed: 'yes' })).status).toBe(303);
    expect((await rowsOf(world.mai.id)).map(({ communication }) => communication)).toEqual([[], []]);
  });
});
