import { addressColumns } from '../../households/address-fields';
import { formatAddress } from '../../../../shared/address';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import { addressKey, householdCodeKey } from '../reading/group-households';
import { groupCodeOf } from '../reading/list-group';
import type { ListedHousehold } from '../reading/listed-person';
import type { FieldChange, HouseholdFields } from './compared-row';
import type { Comparison } from './comparison';
import type { RegisterHousehold } from './register-match';

/** The household in which the listed people will live; `change` describes the update of a registered one. */
export interface Target {
  id: string;
  known: RegisterHousehold | null;
  addressLine: string;
  fields: Partial<HouseholdFields>;
  changes: FieldChange[];
}

/** The registered household `home`, or the new one that the list describes; null when it gives no address. */
export function targetOf(
  listed: ListedHousehold,
  home: RegisterHousehold | null,
  { newId, isOfPeople }: Comparison,
): Target | null {
  if (home)
    return { id: home.id, known: home, addressLine: home.addressLine, ...householdChanges(listed, home, isOfPeople) };
  if (!listed.address) return null;
  const columns = addressColumns(listed.address);
  const fields: Partial<HouseholdFields> = { ...columns, formerWard: listed.formerWard };
  if (listed.code) fields.code = listed.code;
  if (listed.groupCode) fields.groupCode = listed.groupCode;
  return { id: newId(), known: null, addressLine: columns.addressLine, fields, changes: [] };
}

/** @param mayOnlyFill true for a list about people: it fills gaps in the household but corrects nothing. */
function householdChanges(
  listed: ListedHousehold,
  home: RegisterHousehold,
  mayOnlyFill: boolean,
): Pick<Target, 'fields' | 'changes'> {
  const fields: Partial<HouseholdFields> = {};
  const changes: FieldChange[] = [];
  if (listed.address && addressKey(listed) !== home.addressFolded && !mayOnlyFill) {
    Object.assign(fields, addressColumns(listed.address));
    changes.push({ field: 'Địa chỉ của hộ', before: home.addressLine, after: formatAddress(listed.address) });
  }
  if (
    listed.code &&
    (home.code === null || (!mayOnlyFill && householdCodeKey(home.code) !== householdCodeKey(listed.code)))
  ) {
    fields.code = listed.code;
    changes.push({ field: 'Mã hộ', before: home.code ?? '', after: listed.code });
  }
  if (
    listed.groupCode &&
    listed.groupCode !== groupCodeOf(home.groupCode ?? '') &&
    !(mayOnlyFill && home.groupCode !== null)
  ) {
    fields.groupCode = listed.groupCode;
    changes.push({ field: 'Tổ dân phố', before: home.groupCode ?? '', after: listed.groupCode });
  }
  if (
    listed.formerWard &&
    foldVietnamese(listed.formerWard) !== foldVietnamese(home.formerWard) &&
    !(mayOnlyFill && home.formerWard !== '')
  ) {
    fields.formerWard = listed.formerWard;
    changes.push({ field: 'Phường cũ', before: home.formerWard, after: listed.formerWard });
  }
  return { fields, changes };
}
