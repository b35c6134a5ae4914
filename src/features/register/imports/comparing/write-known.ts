import { RELATIONS } from '../../../../shared/labels';
import { answerText, NOTHING_ASKED, READINESS } from '../../../../shared/readiness-fields';
import { plainNames, RESIDENT_IMPORTED } from '../../../../shared/register-fields';
import type { FieldChange, ResidentFields, Writing } from './compared-row';
import {
  compareBirths,
  compareNames,
  comparePlain,
  compareReadiness,
  compareValues,
  DIFFERING_FIELDS,
  type DifferingField,
  type FactComparison,
} from './field-rules';
import type { ListedPerson, ListedReadiness } from '../reading/listed-person';
import type { RegisterPerson } from './register-match';

const { gender, ...OTHERS_OF_CATALOGUE } = RESIDENT_IMPORTED;

/** What a row adds to a registered person's own facts, and where it differs from them. */
interface PersonChanges extends Pick<Writing, 'resident' | 'differing' | 'readiness' | 'readinessOfList'> {
  changes: FieldChange[];
}

/** Left the ward or died: the person's own page records that with a date; an import never does. */
export const isGone = (status: RegisterPerson['residenceStatus'] | null): boolean =>
  status === 'deceased' || status === 'moved_out';

/** Compares a row with its matched person, field by field, by the rules of field-rules.ts. */
export function changesOfPerson(person: ListedPerson, known: RegisterPerson, newId: () => string): PersonChanges {
  const resident: Partial<ResidentFields> = {};
  const differing: Writing['differing'] = {};
  const changes: FieldChange[] = [];
  const consider = (
    differs: Exclude<DifferingField, 'readiness'>,
    standing: FactComparison,
    [before, after]: readonly [unknown, unknown],
    fields: Partial<ResidentFields>,
  ) => {
    if (standing === 'same') return;
    const { label, format } = DIFFERING_FIELDS[differs];
    const change = { field: label, before: format(before as never), after: format(after as never) };
    changes.push({ ...change, ...(standing === 'differs' && { differs }) });
    if (standing === 'differs') differing[differs] = fields;
    else Object.assign(resident, fields);
  };
  const considerPlain = (name: keyof typeof RESIDENT_IMPORTED) => {
    const { standing, value } = comparePlain(RESIDENT_IMPORTED[name], known[name], person[name]);
    consider(name, standing, [known[name], value], { [name]: value });
  };
  const { fullName, birth, phone, sealed, residenceStatus } = person;
  consider('name', compareNames(known.fullName, fullName), [known.fullName, fullName], { fullName });
  if (birth) {
    const fields = { birthDate: birth.date, birthPrecision: birth.precision };
    consider('birth', compareBirths(known.birth, birth), [known.birth, birth], fields);
  }
  considerPlain('gender');
  if (phone) consider('phone', compareValues(known.phone, phone), [known.phone, phone], { phone });
  if (sealed) {
    const standing = compareValues(known.numberHash, sealed.hash);
    consider('nationalNumber', standing, [known.last4, sealed.last4], { nationalNumber: sealed.last4 });
  }
  if (residenceStatus && !isGone(residenceStatus)) {
    const { residenceStatus: before } = known;
    consider('residence', compareValues(before, residenceStatus), [before, residenceStatus], { residenceStatus });
  }
  for (const name of plainNames(OTHERS_OF_CATALOGUE)) considerPlain(name);
  const readiness = changesOfReadiness(person.readiness, known.readiness, newId);
  changes.push(...readiness.changes);
  return { resident, differing, changes, readiness: readiness.agreed, readinessOfList: readiness.ofList };
}

/**
 * A readiness row with the new facts, and one that also follows the list where it differs; null when there is nothing
 * new.
 */
function changesOfReadiness(
  listed: ListedReadiness,
  known: ListedReadiness | null,
  newId: () => string,
): { agreed: Writing['readiness']; ofList: Writing['readinessOfList']; changes: FieldChange[] } {
  const agreed: Record<string, unknown> = {};
  const disputed: Record<string, unknown> = {};
  const changes: FieldChange[] = [];
  for (const key of Object.keys(listed) as (keyof ListedReadiness)[]) {
    const standing = compareReadiness(key, known?.[key], listed[key]!);
    if (standing === 'same') continue;
    changes.push({
      field: READINESS[key].label,
      before: answerText(key, { ...NOTHING_ASKED, ...known }),
      after: answerText(key, { ...NOTHING_ASKED, ...listed }),
      ...(standing === 'differs' && { differs: 'readiness' as const }),
    });
    (standing === 'differs' ? disputed : agreed)[key] = listed[key];
  }
  const isAny = (facts: object) => Object.keys(facts).length > 0;
  return {
    changes,
    agreed: isAny(agreed) ? { ...known, ...agreed, id: newId() } : null,
    ofList: isAny(disputed) ? { ...known, ...agreed, ...disputed, id: newId() } : null,
  };
}

/** '' when no relation is stated. */
export function relationText({ relation, relationNote }: Pick<ListedPerson, 'relation' | 'relationNote'>): string {
  if (!relation) return '';
  return relationNote ? `${RELATIONS[relation]} (${relationNote})` : RELATIONS[relation];
}
