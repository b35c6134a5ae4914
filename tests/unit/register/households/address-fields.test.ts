import { addressColumns, addressFromFields } from '../../../../src/features/register/households/address-fields';
import { parseAddress, type Address } from '../../../../src/shared/address';

const fields = (given: Partial<Address>): Address => ({
  houseNumber: '',
  hem: '',
  ngach: '',
  ngo: '',
  street: '',
  building: '',
  floor: '',
  room: '',
  ...given,
});

describe('an address from the separate fields', () => {
  it.each<[Partial<Address>, string]>([
    [{ houseNumber: '48a', street: 'phố phạm hồng thái' }, '48A Phạm Hồng Thái'],
    [{ houseNumber: 'số 6', hem: '8', ngach: '15', ngo: 'ngõ 41', street: 'Trúc Bạch' }, '6 hẻm 41/15/8 Trúc Bạch'],
    [{ houseNumber: '6', hem: '41/15/8', ngach: '41/15', ngo: '41', street: 'Trúc Bạch' }, '6 hẻm 41/15/8 Trúc Bạch'],
    [{ houseNumber: '5', ngo: 'châu long' }, '5 ngõ Châu Long'],
    [{ houseNumber: '2', ngach: '3', ngo: 'Châu Long' }, '2 ngách 3 ngõ Châu Long'],
    [{ room: 'p304', building: 'nhà c2', street: 'Trúc Bạch' }, 'P304 nhà C2 Trúc Bạch'],
  ])('%j is %s', (given, line) => {
    const address = addressFromFields(fields(given))!;
    expect(addressColumns(address).addressLine).toBe(line);
    expect(parseAddress(line)).toEqual(address);
  });

  it('is none without a street, an alley or a building', () => {
    expect(addressFromFields(fields({ houseNumber: '48' }))).toBeNull();
  });
});
