import { foldVietnamese, normaliseText } from '../../../shared/vietnamese-text';
import { UNITS, type AdministrativeUnit } from '../reference-data/entries';

/** 'Phường Ba Đình, Thành phố Hà Nội', as the list of the set-up offers it. */
export const fullName = ({ name, province }: Pick<AdministrativeUnit, 'name' | 'province'>): string =>
  `${name}, ${province}`;

/**
 * The one unit of the country that typed words name: with its province, alone if no other has that name, or beside a
 * typed province. Case and marks do not matter. Null if there is none, or more than one.
 */
export function listedUnit(typedName: string, typedProvince = ''): AdministrativeUnit | null {
  const same = (a: string, b: string) => foldVietnamese(normaliseText(a)) === foldVietnamese(normaliseText(b));
  const named = UNITS.filter(
    (unit) =>
      same(typedName, fullName(unit)) ||
      (same(typedName, unit.name) && (normaliseText(typedProvince) === '' || same(typedProvince, unit.province))),
  );
  return named.length === 1 ? named[0]! : null;
}
