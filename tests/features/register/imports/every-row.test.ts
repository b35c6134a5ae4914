import { buffer } from 'node:stream/consumers';
import { templateWorkbook } from '../../../../src/features/register/imports/list-files';
import { createHousehold, createResident } from '../../../support/factories';
import { agentForEach, appForEach, cellsOf, read, textsOf, words } from '../../../support/test-app';
import { ImportDesk } from './import-desk';
import { LIST_HEADER, type ListCell } from '../../../fixtures/lists';

const app = appForEach();
const desk = new ImportDesk(app, agentForEach(app, 'staff'));

/** Nine rows with something in them below the header, in a file that states six households and seven people. */
const LIST: ListCell[][] = [
  ['DANH SÁCH NHÂN KHẨU'],
  ['Tổng số: 6 hộ, 7 nhân khẩu'],
  LIST_HEADER,
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  [1, '', 'Trần Thị Lan', '24/11/1948', '', '', '', 'Chủ hộ', '48 Phạm Hồng Thái', ''],
  [2, '', 'An Văn', '1950', '', '', '0912345678; 0912345679', 'Chủ hộ', '1 Châu Long', ''],
  [3, '', 'Bình Văn 3', '31/02/1950', '', '', '0912345671; 0912345672', 'Chủ hộ', '2 Châu Long', ''],
  [4],
  [],
  [5, '', 'Phạm Thị Mai', '20/05/1960', '', '', '', 'Chủ hộ', '3 Châu Long', ''],
  [6, '', 'Cường Văn', '1950', '', '', '', 'Anh họ', '1 Châu Long', ''],
  ['', '', 'Tổng cộng: 6 hộ, 7 người'],
  ['', 'Người lập biểu', '', '', 'số máy 0912345678'],
];

/** One person of the list is in the register as listed, another may be. */
async function knowSome() {
  await createResident(app.db, app.ward, {
    fullName: 'Trần Thị Lan',
    birthDate: '1948-11-24',
    household: await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' }),
  });
  await createResident(app.db, app.ward, {
    fullName: 'Phạm Thị Mai',
    birthDate: '1960-05-20',
    household: await createHousehold(app.db, app.ward, { address: '9 Ngũ Xã' }),
  });
}

const line = async (path: string) => /\d+ dòng dưới tiêu đề: [^.]*\./.exec(words(await desk.agent.get(path)))?.[0];
/** What the numbers of the sentence add up to, except those in brackets. */
const sum = (sentence: string) =>
  sentence
    .split(': ')[1]!
    .replace(/\([^)]*\)/g, '')
    .match(/\d+/g)!
    .reduce((total, count) => total + Number(count), 0);
const tabs = async (path: string) => {
  const $ = read(await desk.agent.get(path));
  return textsOf($('nav.filters a'));
};
const table = async (path: string) => {
  const $ = read(await desk.agent.get(path));
  return cellsOf($('main table tbody tr'));
};

describe('every row of a file', () => {
  it('is accounted for before the list is written; rows without a name have a reason', async () => {
    await knowSome();
    const path = await desk.preview(LIST);
    expect(await line(path)).toBe(
      '9 dòng dưới tiêu đề: 2 mới, 1 như trong sổ, 1 nghi trùng, 1 sai, 4 bỏ qua (1 dòng tổng cộng, 1 dòng chỉ có số thứ tự, 1 dòng đánh số cột, 1 dòng chữ ký).',
    );
    expect(sum((await line(path))!)).toBe(9);
    expect(await table(`${path}?verdict=passed_over`)).toEqual([
      ['4', '1 2 3 4 5 6 7 8 9 10', 'Dòng đánh số cột.'],
      ['8', '4', 'Chỉ có số thứ tự, không có họ tên.'],
      ['12', 'Tổng cộng: 6 hộ, 7 người', 'Dòng tổng cộng.'],
      ['13', 'Người lập biểu số máy •••• 5678', 'Chữ ký, xác nhận của người lập danh sách.'],
    ]);
  });

  it('is in the report and in its file, whatever its outcome', async () => {
    await knowSome();
    const path = await desk.preview(LIST);
    expect(await desk.confirm(path, { leaveOutWrong: '1', skipUndecided: '1' })).toBe('confirmed');
    expect(await line(path)).toMatch(
      /^9 dòng dưới tiêu đề: 2 ghi, 1 như trong sổ, 1 không ghi, 1 sai, 4 bỏ qua \(1 dòng tổng cộng, /,
    );
    expect(sum((await line(path))!)).toBe(9);
    expect((await table(path)).map(([, number, outcome]) => `${number} ${outcome}`)).toEqual([
      '4 Bỏ qua',
      '5 Như trong sổ',
      '6 Đã thêm',
      '7 Sai',
      '8 Bỏ qua',
      '10 Không ghi',
      '11 Đã thêm',
      '12 Bỏ qua',
      '13 Bỏ qua',
    ]);
    expect((await table(`${path}?outcome=passed_over`)).map(([, number]) => number)).toEqual(['4', '8', '12', '13']);

    const lines = await desk.takeReport(path);
    expect(lines.flat().join(' ')).toContain('9 dòng dưới tiêu đề: 2 ghi');
    const rows = lines.filter(([first]) => /^\d+$/.test(first!));
    expect(rows.map(([number]) => number)).toEqual(['4', '5', '6', '7', '8', '10', '11', '12', '13']);
    expect(rows.find(([number]) => number === '8')).toEqual([
      '8',
      'Bỏ qua',
      'Cả dòng “4”: Chỉ có số thứ tự, không có họ tên.',
    ]);
    expect(
      (await desk.takeReport(`${path}?outcome=passed_over`)).filter(([first]) => /^\d+$/.test(first!)),
    ).toHaveLength(4);
    expect(await app.db.prisma.resident.count()).toBe(4);
  });

  it('stays in the report when the list is reverted, without links to the register', async () => {
    const path = await desk.bring([
      LIST_HEADER,
      [1, '', 'An Văn', '1950', '', '', '', 'Chủ hộ', '1 Châu Long', ''],
      [2],
    ]);
    expect(await desk.revert(path)).toBe('reverted');
    expect(await line(path)).toBe('2 dòng dưới tiêu đề: 1 ghi, 1 bỏ qua (1 dòng chỉ có số thứ tự).');
    expect(await app.db.prisma.resident.count()).toBe(0);
  });

  it('is counted even with a stray cell in the sheet’s last row', async () => {
    const path = await desk.preview(
      Buffer.from('Họ tên;Quan hệ;Địa chỉ\nAn Văn;Chủ hộ;1 Châu Long\n;;\n;;lạc\n'),
      {},
      'danh sách.csv',
    );
    expect(await line(path)).toBe('2 dòng dưới tiêu đề: 1 mới, 1 bỏ qua (1 dòng không ghi người nào).');
  });
});

it('the preview says which sheets of the file are not read', async () => {
  const path = await desk.preview(await buffer(templateWorkbook(new Date())));
  expect(words(await desk.agent.get(path))).toContain('Chỉ đọc trang tính “Danh sách”; không đọc: Cách ghi.');
});

describe('the totals that a file states', () => {
  const differing = async (path: string) => {
    const $ = read(await desk.agent.get(path));
    return textsOf($('main .alert-warning'));
  };

  it('are compared with what was read, above the header and below the people', async () => {
    await knowSome();
    const path = await desk.preview(LIST);
    expect(await differing(path)).toEqual([
      'Số đọc được khác tổng ghi trong tệp: dòng 2 ghi “Tổng số: 6 hộ, 7 nhân khẩu”; dòng 12 ghi “Tổng cộng: 6 hộ, 7 người”; đọc từng dòng thì được 4 hộ, 5 người.',
    ]);
    await desk.confirm(path, { leaveOutWrong: '1', skipUndecided: '1' });
    expect(words(await desk.agent.get(path))).toContain(
      'dòng 12 ghi “Tổng cộng: 6 hộ, 7 người”; đọc từng dòng thì được 4 hộ, 5 người.',
    );
    expect((await desk.takeReport(path)).flat().join(' ')).toContain('đọc từng dòng thì được 4 hộ, 5 người');
  });

  it('are said to agree when they do', async () => {
    const path = await desk.preview([
      LIST_HEADER,
      [1, '', 'An Văn', '1950', '', '', '', 'Chủ hộ', '1 Châu Long', ''],
      [2, '', 'Bình Thị', '1955', '', '', '', 'Vợ', '', ''],
      ['Tổng cộng: 1 hộ, 2 người'],
    ]);
    const page = await desk.agent.get(path);
    expect(words(page)).toContain('Khớp với tổng ghi trong tệp (dòng 4 ghi “Tổng cộng: 1 hộ, 2 người”).');
    expect(words(page)).not.toContain('khác tổng');
  });
});

describe('rows with a note', () => {
  it('have a tab with a count, whatever their verdict', async () => {
    await knowSome();
    const path = await desk.preview(LIST);
    expect(await tabs(path)).toEqual([
      'Sai 1',
      'Nghi trùng 1',
      'Có ô sai 0',
      'Mới 2',
      'Thay đổi 0',
      'Như trong sổ 1',
      'Bỏ qua 4',
      'Có lưu ý 3',
    ]);
    const shown = await table(`${path}?verdict=warned`);
    expect(shown.map((cells) => [cells[0], cells.at(-1)])).toEqual([
      ['An Văn', 'G6: Ô có nhiều số, chỉ lấy số đầu.'],
      ['Bình Văn 3', expect.stringContaining('G7')],
      ['Cường Văn', expect.stringContaining('không có trong danh mục')],
    ]);
    await desk.confirm(path, { leaveOutWrong: '1', skipUndecided: '1' });
    expect(await tabs(path)).toEqual([
      'Mọi dòng 9',
      'Cần bổ sung 0',
      'Đã thêm 2',
      'Đã sửa 0',
      'Như trong sổ 1',
      'Không ghi 1',
      'Sai 1',
      'Bỏ qua 4',
      'Có lưu ý 3',
    ]);
    expect((await table(`${path}?outcome=warned`)).map(([name]) => name)).toEqual([
      'An Văn',
      'Bình Văn 3',
      'Cường Văn',
    ]);
    expect((await desk.takeReport(`${path}?outcome=warned`)).filter(([first]) => /^\d+$/.test(first!))).toHaveLength(3);
  });
});
