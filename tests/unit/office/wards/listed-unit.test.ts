import { UNITS } from '../../../../src/features/office/reference-data/entries';
import { listedUnit } from '../../../../src/features/office/wards/listed-unit';

test('the country has 3,321 units, each with a code of its own and one name in its province', () => {
  expect(UNITS).toHaveLength(3321);
  expect(new Set(UNITS.map(({ code }) => code)).size).toBe(3321);
  expect(new Set(UNITS.map(({ name, province }) => `${name}, ${province}`)).size).toBe(3321);
  expect(UNITS.filter(({ name }) => !/^(?:Phường|Xã|Đặc khu) \S/u.test(name))).toEqual([]);
});

test.each([
  ['Phường Ba Đình, Thành phố Hà Nội', '', '00004'],
  ['  phuong ba dinh, thanh pho ha noi', '', '00004'],
  ['Phường Ô Chợ Dừa', '', '00190'],
  ['Xã Bình Minh', 'Thành phố Hà Nội', '10126'],
  ['Đặc khu Phú Quốc', '', UNITS.find(({ name }) => name === 'Đặc khu Phú Quốc')!.code],
  // Several provinces have one.
  ['Xã Bình Minh', '', null],
  ['Xã Bình Minh', 'Tỉnh Cà Mau', null],
  ['Phường Trúc Bạch', '', null],
  ['', '', null],
])('%s, typed with the province "%s", is the unit %s', (name, province, code) => {
  expect(listedUnit(name, province)?.code ?? null).toBe(code);
});
