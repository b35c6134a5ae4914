import { oldNameIn, withOfficialName, type KnownAlias } from '../../../../src/features/register/places/official-place';
import { formatAddress, parseAddress } from '../../../../src/shared/address';

// Invented names: no street of Hà Nội was ever called this.
const ALIASES: KnownAlias[] = [
  { kind: 'street', name: 'Trúc Bạch', alias: 'Hàng Gió' },
  { kind: 'street', name: 'Châu Long', alias: 'Cầu Mây' },
  { kind: 'street', name: 'Ngũ Xã', alias: 'Cầu Mây' },
  { kind: 'alley', name: 'Trúc Lạc', alias: 'Giếng Đá' },
  { kind: 'former_ward', name: 'Trúc Bạch', alias: 'Nguyễn Trung Trực' },
];
const oldName = (text: string) => oldNameIn(parseAddress(text)!, ALIASES);

test('an old name is recognised with or without accents', () => {
  for (const text of ['12 Hàng Gió', '12 hang gio', 'số 12 PHỐ HÀNG GIÓ', '5 ngõ 12 Hàng Gió']) {
    expect(oldName(text)).toMatchObject({ kind: 'street', official: ['Trúc Bạch'] });
  }
  const address = parseAddress('5 ngõ 12 Hàng Gió')!;
  expect(formatAddress(withOfficialName(address, oldNameIn(address, ALIASES)!, 'Trúc Bạch'))).toBe(
    '5 ngõ 12 Trúc Bạch',
  );
});

test('an alley is recognised by its own old name', () => {
  const address = parseAddress('7 ngõ Giếng Đá')!;
  expect(formatAddress(withOfficialName(address, oldNameIn(address, ALIASES)!, 'Trúc Lạc'))).toBe('7 ngõ Trúc Lạc');
});

test('a name that two places had gives both', () => {
  expect(oldName('3 Cầu Mây')?.official).toEqual(['Châu Long', 'Ngũ Xã']);
});

test.each(['12 Trúc Bạch', '7 ngõ Trúc Lạc', '12 Nguyễn Trung Trực', 'P304 nhà C2 tập thể Hóa Chất'])(
  '%s holds no old name',
  (text) => {
    expect(oldName(text)).toBeNull();
  },
);
