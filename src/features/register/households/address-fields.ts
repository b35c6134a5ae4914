import { formatAddress, laneOf, type Address } from '../../../shared/address';
import { normalisePersonName } from '../../../shared/vietnamese-text';
import { walkOrderKey } from '../../../shared/walk-order';

/** The columns of a household that follow from its address. */
export interface AddressColumns extends Address {
  addressLine: string;
  laneKey: string;
  laneLabel: string;
  walkOrder: string;
}

export function addressColumns(address: Address): AddressColumns {
  const lane = laneOf(address);
  return {
    ...address,
    addressLine: formatAddress(address),
    laneKey: lane.key,
    laneLabel: lane.label,
    walkOrder: walkOrderKey(address),
  };
}

/**
 * Builds an address from the form's separate fields, in the form that `parseAddress` produces: capital letters in
 * numbers, the full path on the plate of a numbered alley (ngõ 41 + ngách 15 → ngách 41/15). Null when no street, alley
 * or building is given.
 */
export function addressFromFields(fields: Address): Address | null {
  const street = normalisePersonName(fields.street.replace(/^(?:phố|đường)\s+/i, ''));
  const ngo = alley(fields.ngo, 'ngõ', '');
  const ngach = alley(fields.ngach, 'ngách', isPlate(ngo) ? ngo : '');
  const hem = alley(fields.hem, 'hẻm', ngach || (isPlate(ngo) ? ngo : ''));
  const building = fields.building.replace(/^(?:nhà|tòa nhà|tòa|toà)\s+/i, '');
  const address = {
    houseNumber: houseNumber(fields.houseNumber),
    hem,
    ngach,
    ngo,
    street,
    building: /^\p{L}{0,3}\d*\p{L}?$/u.test(building) ? building.toUpperCase() : building,
    floor: fields.floor.replace(/^tầng\s+/i, '').toUpperCase(),
    room: fields.room.replace(/^(?:phòng\s+|p\.?\s*(?=\d))/i, '').toUpperCase(),
  };
  return street || ngo || ngach || hem || building ? address : null;
}

/** 'số 48a' → '48A', 'Sau nhà 48a' → 'sau 48A'. */
function houseNumber(typed: string): string {
  const [, beside = '', number = ''] =
    /^(?:nhà )?(?:(sau|đối diện|cạnh|gần)\s+)?(?:(?:số nhà|nhà số|số|nhà)\s+)?(.*)$/i.exec(typed.trim())!;
  return [beside.toLowerCase(), number.toUpperCase()].filter(Boolean).join(' ');
}

function alley(typed: string, opening: string, outer: string): string {
  const name = typed.replace(new RegExp(`^${opening}\\s+`, 'i'), '');
  if (!isPlate(name)) return normalisePersonName(name);
  const plate = name.replace(/\s/g, '').toUpperCase();
  return outer && !plate.startsWith(`${outer}/`) ? `${outer}/${plate}` : plate;
}

const isPlate = (name: string): boolean => /^\p{L}{0,2}\d/u.test(name);
