import { createGroup, createHousehold, createResident } from '../../../support/factories';
import { LIST_HEADER, workbook } from '../../../fixtures/lists';
import { agentForEach, appForEach, read, textsOf, words } from '../../../support/test-app';
import { ImportDesk } from './import-desk';

const app = appForEach();
const desk = new ImportDesk(app, agentForEach(app, 'staff'));

const TITLE = ['DANH SÁCH NHÂN KHẨU TỔ DÂN PHỐ SỐ 12'];
const AN = ['', '', 'An Văn', '1950', '', '', '', 'Chủ hộ', '1 Châu Long', ''];
const BINH = ['', '', 'Bình Thị', '1955', '', '', '', 'Vợ', '', ''];
const CUONG = ['', '', 'Cường Văn', '1960', '', '', '', 'Chủ hộ', '2 Châu Long', 'Tổ 13'];

const choice = async (path: string) => {
  const $ = read(await desk.agent.get(path));
  return {
    label: $('label[for=group]').text(),
    hint: $('#group-hint').text(),
    options: textsOf($('#group option')),
    selected: $('#group option[selected]').text(),
    value: $('#group option[selected]').attr('value'),
    createGroups: $('label[for=createGroups]').text(),
  };
};
/** '1 Châu Long: 12' */
const homes = async () => {
  const households = await app.db.prisma.household.findMany({
    orderBy: { addressLine: 'asc' },
    include: { residentialGroup: true },
  });
  return households.map(({ addressLine, residentialGroup }) => `${addressLine}: ${residentialGroup?.code ?? 'none'}`);
};

describe('the residential group that a list names outside its rows', () => {
  it('is offered with the place where it was found, and saved for the households that name none', async () => {
    await createGroup(app.db, app.ward, '11');
    await createGroup(app.db, app.ward, '012');
    await createGroup(app.db, app.ward, '13');
    const path = await desk.preview([TITLE, LIST_HEADER, AN, BINH, CUONG]);
    expect(await choice(path)).toMatchObject({
      label: 'Tổ dân phố cho 1 hộ chưa có tổ',
      hint: expect.stringContaining('Tiêu đề của tệp ghi “Tổ dân phố số 12”.'),
      options: ['Không ghi tổ', 'Tổ dân phố số 11', 'Tổ dân phố số 012', 'Tổ dân phố số 13'],
      selected: 'Tổ dân phố số 012',
      value: '12',
      createGroups: '',
    });
    expect(await desk.confirm(path, { group: '12' })).toBe('confirmed');
    expect(await homes()).toEqual(['1 Châu Long: 012', '2 Châu Long: 13']);
    expect(words(await desk.agent.get(path))).toContain('1 Châu Long · tổ 12');
    const event = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'import.confirm' } });
    expect(event.details).toMatchObject({ groupOfList: '12' });
  });

  it('is found in the name of the sheet too', async () => {
    await createGroup(app.db, app.ward, '12');
    const path = await desk.preview(await workbook([LIST_HEADER, AN], 'TDP 12'));
    expect(await choice(path)).toMatchObject({
      hint: expect.stringContaining('Trang tính có tên “TDP 12”.'),
      selected: 'Tổ dân phố số 12',
    });
  });

  it('can be changed or omitted', async () => {
    for (const code of ['11', '12']) await createGroup(app.db, app.ward, code);
    await desk.confirm(await desk.preview([TITLE, LIST_HEADER, AN]), { group: '11' });
    await desk.confirm(
      await desk.preview([TITLE, LIST_HEADER, ['', '', 'Dũng Văn', '1961', '', '', '', 'Chủ hộ', '3 Châu Long', '']]),
      { group: '' },
    );
    expect(await homes()).toEqual(['1 Châu Long: 11', '3 Châu Long: none']);
  });

  it('is chosen freely if the file names none, and not preselected if it names several', async () => {
    for (const code of ['12', '13']) await createGroup(app.db, app.ward, code);
    const plain = await desk.preview([['DANH SÁCH'], LIST_HEADER, AN]);
    expect(await choice(plain)).toMatchObject({
      hint: 'Hộ mà tệp hay sổ đã ghi tổ thì giữ tổ ấy.',
      selected: 'Không ghi tổ',
    });
    const several = [['DANH SÁCH TỔ DÂN PHỐ SỐ 12, 13'], LIST_HEADER, AN];
    expect(await choice(await desk.preview(several))).toMatchObject({
      hint: expect.stringContaining('nhiều tổ (“Tổ dân phố số 12”, “Tổ dân phố số 13”)'),
      selected: 'Không ghi tổ',
    });
    await desk.confirm(plain, { group: '13' });
    expect(await homes()).toEqual(['1 Châu Long: 13']);
  });

  it('is opened with the list if the ward does not have it, like a group named in a column', async () => {
    const path = await desk.preview([TITLE, LIST_HEADER, AN, CUONG]);
    expect(await choice(path)).toMatchObject({
      selected: 'Tổ dân phố số 12 (chưa có trong sổ)',
      createGroups: 'Lập tổ dân phố chưa có trong sổ: 13, 12',
    });
    await desk.confirm(path, { group: '12' });
    expect(await homes()).toEqual(['1 Châu Long: none', '2 Châu Long: none']);

    const again = await desk.preview([TITLE, LIST_HEADER, AN, CUONG]);
    await desk.confirm(again, { group: '12', createGroups: '1' });
    expect(await homes()).toEqual(['1 Châu Long: 12', '2 Châu Long: 13']);
    expect(
      (await app.db.prisma.residentialGroup.findMany({ orderBy: { code: 'asc' } })).map(({ name }) => name),
    ).toEqual(['Tổ dân phố số 12', 'Tổ dân phố số 13']);
  });

  it('fills a household of the register that has none, keeps the group of another and says so, and is reverted', async () => {
    for (const code of ['11', '12']) await createGroup(app.db, app.ward, code);
    const eleven = await app.db.prisma.residentialGroup.findFirstOrThrow({ where: { code: '11' } });
    const open = await createHousehold(app.db, app.ward, { address: '1 Châu Long' });
    await createResident(app.db, app.ward, { fullName: 'An Văn', birthYear: 1950, household: open });
    await createResident(app.db, app.ward, {
      fullName: 'Bình Thị',
      birthYear: 1955,
      household: open,
      relation: 'wife',
    });
    const other = await createHousehold(app.db, app.ward, { address: '3 Châu Long', residentialGroupId: eleven.id });
    await createResident(app.db, app.ward, { fullName: 'Dũng Văn', birthYear: 1961, household: other });
    const path = await desk.preview([
      TITLE,
      LIST_HEADER,
      AN,
      BINH,
      ['', '', 'Dũng Văn', '1961', '', '', '', 'Chủ hộ', '3 Châu Long', ''],
    ]);
    expect(await desk.verdicts(path)).toEqual(['3 same', '4 same', '5 same']);
    expect(words(await desk.agent.get(`${path}?verdict=warned`))).toContain(
      'Sổ ghi hộ này ở tổ 11, còn tệp ghi “Tổ dân phố số 12”; lần nhập giữ như sổ.',
    );
    await desk.confirm(path, { group: '12' });
    expect(await homes()).toEqual(['1 Châu Long: 12', '3 Châu Long: 11']);
    expect((await desk.rows(path)).map(({ outcome }) => outcome)).toEqual(['changed', 'same', 'same']);
    expect(words(await desk.agent.get(path))).toContain('Tổ dân phố: chưa có → 12');
    expect(await desk.revert(path)).toBe('reverted');
    expect(await homes()).toEqual(['1 Châu Long: none', '3 Châu Long: 11']);
  });

  it('is saved with what else a row changes, and all of it is reverted', async () => {
    await createGroup(app.db, app.ward, '12');
    const home = await createHousehold(app.db, app.ward, { address: '1 Châu Long', code: 'H1' });
    await createResident(app.db, app.ward, { fullName: 'An Văn', birthYear: 1950, household: home });
    const path = await desk.preview([
      TITLE,
      LIST_HEADER,
      ['', 'H1', 'An Văn', '1950', '', '', '0912345678', 'Chủ hộ', '5 Châu Long', ''],
    ]);
    await desk.confirm(path, { group: '12' });
    expect(await homes()).toEqual(['5 Châu Long: 12']);
    await desk.revert(path);
    expect(await homes()).toEqual(['1 Châu Long: none']);
  });

  it('is not asked for if every household names its own', async () => {
    await createGroup(app.db, app.ward, '13');
    expect((await choice(await desk.preview([TITLE, LIST_HEADER, CUONG]))).options).toEqual([]);
  });

  it('is refused if neither the ward nor the list has it, and the choices are kept', async () => {
    await createGroup(app.db, app.ward, '12');
    const path = await desk.preview([TITLE, LIST_HEADER, AN]);
    const refused = await desk.agent.post(`${path}/confirmation`, { group: '99' });
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('Chọn tổ dân phố trong danh sách.');
    const wrong = await desk.preview([TITLE, LIST_HEADER, AN, ['', '', '', '1955', '', '', '', 'Vợ', '', '']]);
    const again = await desk.agent.post(`${wrong}/confirmation`, { group: '' });
    expect(again.status).toBe(422);
    expect(read(again)('#group option[selected]').text()).toBe('Không ghi tổ');
    expect(await app.db.prisma.household.count()).toBe(0);
  });
});
