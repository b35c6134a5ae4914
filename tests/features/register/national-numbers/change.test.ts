import { placeIn } from '../../../../src/features/register/national-numbers/sealed-columns';
import { createResident, storedNumber } from '../../../support/factories';
import { fieldsOf, formOf } from '../../../support/forms';
import { expectWords, read, sharedAgent, sharedApp, words } from '../../../support/test-app';

const OLD = '003160006666';
const NEW = '003160007777';

describe('a stored national number', () => {
  const app = sharedApp();
  const staff = sharedAgent(app, 'staff');
  beforeEach(() =>
    app.db.pool.query(
      'UPDATE resident SET national_number_cipher = NULL, national_number_hash = NULL, national_number_last4 = NULL',
    ),
  );

  const holder = () => createResident(app.db, app.ward, { fullName: 'Đổi Số', nationalNumber: OLD });
  const editForm = (id: string) => formOf(staff, `/residents/${id}/edit`);
  const stored = async (id: string) =>
    storedNumber(app.context.sealer, await app.db.prisma.resident.findUniqueOrThrow({ where: { id } }));
  const changesOf = (residentId: string) =>
    app.db.prisma.nationalNumberChange.findMany({ where: { residentId }, orderBy: { changedAt: 'asc' } });
  const eventsOf = async (id: string) =>
    (
      await app.db.prisma.auditEvent.findMany({ where: { subjectId: id, isChange: true }, orderBy: { seq: 'asc' } })
    ).map(({ action, details }) => [action, details]);

  it('is changed only after a confirmation that shows the last digits of both numbers and keeps all input', async () => {
    const { id } = await holder();
    const url = `/residents/${id}/edit`;
    const asked = await staff.post(url, { ...(await editForm(id)), nationalNumber: NEW, note: 'đã xem thẻ' });
    expect(asked.status).toBe(200);
    expectWords(asked, 'Đổi số định danh của Đổi Số?', '•••• •••• 6666', '•••• •••• 7777');
    expect([await stored(id), await changesOf(id), await eventsOf(id)]).toEqual([OLD, [], []]);

    const again = fieldsOf(asked, 'main form');
    expect((await staff.post(url, { ...again, confirmed: 'yes' })).status).toBe(303);
    expect(await stored(id)).toBe(NEW);
    expect(await app.db.prisma.resident.findUnique({ where: { id } })).toMatchObject({
      note: 'đã xem thẻ',
      version: 2,
    });
  });

  it('returns to the form with all input when the change is not confirmed', async () => {
    const { id } = await holder();
    const url = `/residents/${id}/edit`;
    const asked = await staff.post(url, { ...(await editForm(id)), nationalNumber: NEW, note: 'chưa chắc' });
    const back = await staff.post(url, { ...fieldsOf(asked, 'main form'), confirmed: 'edit' });
    expect(back.status).toBe(200);
    expect([read(back)('#nationalNumber').attr('value'), read(back)('#note').text().trim()]).toEqual([
      NEW,
      'chưa chắc',
    ]);
    expect(await stored(id)).toBe(OLD);
  });

  it('is stored sealed before and after a change, which is shown by last digits and logged separately', async () => {
    const { id } = await holder();
    await staff.post(`/residents/${id}/edit`, { ...(await editForm(id)), nationalNumber: NEW, confirmed: 'yes' });
    await staff.post(`/residents/${id}/edit`, { ...(await editForm(id)), forgetNationalNumber: '1', confirmed: 'yes' });
    expect(await app.db.prisma.resident.findUnique({ where: { id } })).toMatchObject({
      nationalNumberCipher: null,
      nationalNumberHash: null,
      nationalNumberLast4: null,
    });
    const open = (column: 'before_cipher' | 'after_cipher', changeId: string, cipher: Uint8Array | null) =>
      cipher &&
      app.context.sealer.open(cipher, placeIn(`national_number_change.${column}`, app.ward.id, changeId), null);
    expect(
      (await changesOf(id))
        .map((change) => [
          open('before_cipher', change.id, change.beforeCipher),
          open('after_cipher', change.id, change.afterCipher),
          change.beforeLast4,
          change.afterLast4,
          change.changedBy,
        ])
        .toSorted(),
    ).toEqual([
      [OLD, NEW, '6666', '7777', app.users.staff.id],
      [NEW, null, '7777', null, app.users.staff.id],
    ]);
    expect(await eventsOf(id)).toEqual([
      [
        'resident.change-number',
        { changeId: expect.any(String), changes: [{ field: 'last4', before: '6666', after: '7777' }] },
      ],
      [
        'resident.change-number',
        { changeId: expect.any(String), changes: [{ field: 'last4', before: '7777', after: null }] },
      ],
    ]);
  });

  it('needs no confirmation if there was none, or if the same number is typed', async () => {
    const { id } = await createResident(app.db, app.ward);
    expect((await staff.post(`/residents/${id}/edit`, { ...(await editForm(id)), nationalNumber: NEW })).status).toBe(
      303,
    );
    expect(
      (
        await staff.post(`/residents/${id}/edit`, {
          ...(await editForm(id)),
          nationalNumber: '003 160 007777',
          note: 'thêm',
        })
      ).status,
    ).toBe(303);
    expect([await stored(id), await changesOf(id)]).toEqual([NEW, []]);
    expect(await eventsOf(id)).toEqual([
      ['resident.correct', { changes: [{ field: 'last4', before: null, after: '7777' }] }],
      ['resident.correct', { changes: [{ field: 'note', before: '', after: 'thêm' }] }],
    ]);
  });

  it('that another resident of the ward has is refused before the confirmation', async () => {
    const { id } = await holder();
    const other = await createResident(app.db, app.ward, { nationalNumber: NEW });
    const refused = await staff.post(`/residents/${id}/edit`, { ...(await editForm(id)), nationalNumber: NEW });
    expect(refused.status).toBe(422);
    expect(read(refused)(`a[href="/residents/${other.id}"]`)).toHaveLength(1);
  });

  it('changed by two users at once is changed once: the second sees both versions', async () => {
    const { id } = await holder();
    const form = await editForm(id);
    await (
      await app.as('admin')
    ).post(`/residents/${id}/edit`, { ...form, nationalNumber: '003160001234', confirmed: 'yes' });
    expect((await staff.post(`/residents/${id}/edit`, { ...form, nationalNumber: NEW, confirmed: 'yes' })).status).toBe(
      409,
    );
    expect(await stored(id)).toBe('003160001234');
  });

  describe('that was changed by mistake', () => {
    const changed = async (to: string | null) => {
      const { id } = await holder();
      await staff.post(`/residents/${id}/edit`, {
        ...(await editForm(id)),
        ...(to ? { nationalNumber: to } : { forgetNationalNumber: '1' }),
        confirmed: 'yes',
      });
      const [change] = await changesOf(id);
      return { id, url: `/residents/${id}/national-number/changes/${change!.id}/reversal` };
    };

    it.each([
      ['another one', NEW],
      ['none', null],
    ])('to %s is restored after asking, once', async (_what, to) => {
      const { id, url } = await changed(to);
      const page = await staff.get(`/residents/${id}/national-number`);
      expect(read(page)(`form[action="${url}"]`)).toHaveLength(1);
      const asked = await staff.post(url);
      expect(words(asked)).toContain('Trả lại số định danh cũ của Đổi Số?');
      expect(await stored(id)).toBe(to);
      for (let sending = 0; sending < 2; sending += 1)
        expect((await staff.post(url, { confirmed: 'yes' })).status).toBe(303);
      expect(await stored(id)).toBe(OLD);
      expect((await changesOf(id)).length).toBe(2);
      expect((await eventsOf(id)).at(-1)).toEqual([
        'resident.put-number-back',
        { changeId: expect.any(String), changes: [{ field: 'last4', before: to && '7777', after: '6666' }] },
      ]);
      expect(read(await staff.get(`/residents/${id}/national-number`))('form[action*="reversal"]')).toHaveLength(0);
    });

    it('and changed again cannot be restored past the later change', async () => {
      const { id, url } = await changed(NEW);
      await staff.post(`/residents/${id}/edit`, {
        ...(await editForm(id)),
        nationalNumber: '003160001234',
        confirmed: 'yes',
      });
      expect((await staff.post(url, { confirmed: 'yes' })).status).toBe(303);
      expect(words(await staff.get(`/residents/${id}/national-number`))).toContain('đã được đổi tiếp sau lần này');
      expect(await stored(id)).toBe('003160001234');
    });

    it('cannot be restored to a number that another resident has now', async () => {
      const { id, url } = await changed(NEW);
      await createResident(app.db, app.ward, { nationalNumber: OLD });
      await staff.post(url, { confirmed: 'yes' });
      expect(words(await staff.get(`/residents/${id}/national-number`))).toContain('ở hồ sơ khác. Chưa trả lại được');
      expect(await stored(id)).toBe(NEW);
    });

    it('is offered for restoring only to the ward’s office', async () => {
      const { id } = await changed(NEW);
      expect(
        read(await (await app.as('officer')).get(`/residents/${id}/national-number`))('form[action*="reversal"]'),
      ).toHaveLength(0);
    });
  });
});
