import { relativesInPhone, relativesOf } from '../../../../../src/features/register/imports/reading/relatives';

const read = (phone: string, name = '', tie = '') => relativesOf({ phone, name, tie });

it.each([
  ['0912345678', '', '', ['', '', '0912345678']],
  ['0912 345 678', 'Lê Thị Hà', '', ['Lê Thị Hà', '', '0912345678']],
  ['912345678', 'LÊ THỊ HÀ', 'Con gái', ['Lê Thị Hà', 'con gái', '0912345678']],
  ['0912345678 (con gái)', 'Hà', '', ['Hà', 'con gái', '0912345678']],
  ['Hà (con gái) 0912.345.678', '', '', ['Hà', 'con gái', '0912345678']],
  ['con gái Hà: 0912345678', '', '', ['Hà', 'con gái', '0912345678']],
  ['0912345678', 'Lê Thị Hà (cháu)', '', ['Lê Thị Hà', 'cháu', '0912345678']],
  ['0912345678', 'hàng xóm', '', ['', 'hàng xóm', '0912345678']],
  ['0912345678', 'Nguyễn Thị Em', '', ['Nguyễn Thị Em', '', '0912345678']],
])('%s, %s, %s: name, tie and number', (phone, name, tie, expected) => {
  const { relatives, unread } = read(phone, name, tie);
  expect(relatives.map((each) => [each.name, each.tie, each.phone])).toEqual([expected]);
  expect(unread).toEqual([]);
});

it.each([
  ['0912345678 (con gái)', 'con gái'],
  ['số của con: 0912345678', 'con'],
  ['0912345678 của cháu', 'cháu'],
  ['SĐT của con dâu Hà 0912 345 678', 'con dâu'],
])('%s in the column of own numbers is that of a relative', (cell, tie) => {
  expect(relativesInPhone(cell)).toMatchObject([{ tie, phone: '0912345678' }]);
});

it.each([
  '0912345678',
  '0912345678 (zalo)',
  '0912345678; con: 0987654321',
  'con',
  '',
  '0912345678 Hà',
  'con 091234567',
])('%s in the column of own numbers is no relative with a number', (cell) =>
  expect(relativesInPhone(cell)).toEqual([]),
);

it('reads two numbers of one cell, whichever side their names stand on', () => {
  const two = [
    { name: 'Hà', tie: '', phone: '0912345678' },
    { name: 'Nam', tie: 'con trai', phone: '0987654321' },
  ];
  expect(read('Hà 0912345678; Nam (con trai) 0987654321').relatives).toEqual(two);
  expect(read('0912345678 Hà, 0987654321 Nam (con trai)').relatives).toEqual(two);
});

it('names a number that cannot be called', () => {
  expect(read('12')).toEqual({ relatives: [], unread: ['12'] });
  expect(read('0912345678, 0000000000')).toMatchObject({ relatives: [{}], unread: ['0000000000'] });
  expect(read('')).toEqual({ relatives: [], unread: [] });
});
