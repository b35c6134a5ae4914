import { addressColumns } from '../../households/address-fields';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import { groupCodeOf } from '../reading/list-group';
import type { ListedHousehold } from '../reading/listed-person';
import type { FieldChange, HouseholdFields } from './compared-row';
import type { Comparison } from './comparison';
import { isOfCode, type RegisterHousehold } from './register-match';

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
  const change = (field: string, before: string, after: string, changed: Partial<HouseholdFields>) => {
    if (mayOnlyFill && before !== '') return;
    Object.assign(fields, changed);
    changes.push({ field, before, after });
  };
  const { address, code, groupCode, formerWard } = listed;
  if (address && listed.addressKey !== home.addressFolded)
    change('Địa chỉ của hộ', home.addressLine, listed.addressLine, addressColumns(address));
  if (code && !isOfCode(home, listed)) change('Mã hộ', home.code ?? '', code, { code });
  if (groupCode && groupCode !== groupCodeOf(home.groupCode ?? ''))
    change('Tổ dân phố', home.groupCode ?? '', groupCode, { groupCode });
  if (formerWard && foldVietnamese(formerWard) !== foldVietnamese(home.formerWard))
    change('Phường cũ', home.formerWard, formerWard, { formerWard });
  return { fields, changes };
}
