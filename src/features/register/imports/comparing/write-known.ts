import { formatBirth } from '../../../../shared/dates';
import { GENDERS, RELATIONS, RESIDENCE_STATUSES, SMARTPHONES, VNEID_LEVELS, YES_NO } from '../../../../shared/labels';
import { formatPhoneNumber } from '../../../../shared/phone-number';
import type { FieldChange, ResidentFields, SealedText, Writing } from './compared-row';
import {
  appendNote,
  compareBirths,
  compareNames,
  compareReadiness,
  compareValues,
  type DifferingField,
  type FactComparison,
} from './field-rules';
import type { ListedPerson, ListedReadiness } from '../reading/listed-person';
import type { RegisterPerson } from './register-match';

/** What a row adds to a registered person's own facts, and where it differs from them. */
interface PersonChanges extends Pick<Writing, 'resident' | 'differing' | 'readiness' | 'readinessOfList'> {
  changes: FieldChange[];
}

/** Left the ward or died: the person's own page records that with a date; an import never does. */
export function isGone(status: RegisterPerson['residenceStatus'] | null): boolean {
  return status === 'deceased' || status === 'moved_out';
}

/** Compares a row with its matched person, field by field, by the rules of field-rules.ts. */
export function changesOfPerson(
  person: ListedPerson,
  sealed: SealedText | null,
  known: RegisterPerson,
  newId: () => string,
): PersonChanges {
  const resident: Partial<ResidentFields> = {};
  const differing: Writing['differing'] = {};
  const changes: FieldChange[] = [];
  const consider = (
    differs: DifferingField,
    standing: FactComparison,
    change: FieldChange,
    fields: Partial<ResidentFields>,
  ) => {
    if (standing === 'same') return;
    changes.push({ ...change, ...(standing === 'differs' && { differs }) });
    if (standing === 'differs') differing[differs] = fields;
    else Object.assign(resident, fields);
  };
  consider(
    'name',
    compareNames(known.fullName, person.fullName),
    { field: 'Họ tên', before: known.fullName, after: person.fullName },
    { fullName: person.fullName },
  );
  if (person.birth) {
    const change = {
      field: 'Ngày sinh',
      before: known.birth ? formatBirth(known.birth) : '',
      after: formatBirth(person.birth),
    };
    consider('birth', compareBirths(known.birth, person.birth), change, {
      birthDate: person.birth.date,
      birthPrecision: person.birth.precision,
    });
  }
  if (person.gender) {
    const change = {
      field: 'Giới tính',
      before: known.gender ? GENDERS[known.gender] : '',
      after: GENDERS[person.gender],
    };
    consider('gender', compareValues(known.gender, person.gender), change, { gender: person.gender });
  }
  if (person.phone) {
    const change = {
      field: 'Điện thoại',
      before: known.phone ? formatPhoneNumber(known.phone) : '',
      after: formatPhoneNumber(person.phone),
    };
    consider('phone', compareValues(known.phone, person.phone), change, { phone: person.phone });
  }
  if (sealed) {
    const standing =
      known.numberHash !== null && sealed.hashes.includes(known.numberHash)
        ? 'same'
        : compareValues(known.numberHash, sealed.hash);
    const change = {
      field: 'Số định danh',
      before: known.last4 ? `•••• ${known.last4}` : '',
      after: `•••• ${sealed.last4}`,
    };
    consider('nationalNumber', standing, change, { nationalNumber: sealed.last4 });
  }
  if (person.residenceStatus && !isGone(person.residenceStatus)) {
    const change = {
      field: 'Cư trú',
      before: RESIDENCE_STATUSES[known.residenceStatus],
      after: RESIDENCE_STATUSES[person.residenceStatus],
    };
    consider('residence', compareValues(known.residenceStatus, person.residenceStatus), change, {
      residenceStatus: person.residenceStatus,
    });
  }
  const note = person.note ? appendNote(known.note, person.note) : null;
  if (note !== null)
    consider('name', known.note ? 'richer' : 'fills', { field: 'Ghi chú', before: known.note, after: note }, { note });
  const readiness = changesOfReadiness(person.readiness, known.readiness, newId);
  changes.push(...readiness.changes);
  return { resident, differing, changes, readiness: readiness.agreed, readinessOfList: readiness.ofList };
}

const READINESS_WORDS: { [Key in keyof Required<ListedReadiness>]: readonly [string, Record<string, string>] } = {
  vneidLevel: ['VNeID', VNEID_LEVELS],
  simInOwnName: ['SIM chính chủ', YES_NO],
  smartphone: ['Điện thoại thông minh', SMARTPHONES],
  livesAlone: ['Sống một mình', YES_NO],
  hardToMove: ['Đi lại khó', YES_NO],
  needsHelper: ['Cần người giúp', YES_NO],
};

/**
 * A readiness row with the new facts, and one that also follows the list where it differs; null when there is nothing
 * new.
 */
function changesOfReadiness(
  listed: ListedReadiness,
  known: ListedReadiness | null,
  newId: () => string,
): { agreed: Writing['readiness']; ofList: Writing['readinessOfList']; changes: FieldChange[] } {
  const agreed: Record<string, string> = {};
  const disputed: Record<string, string> = {};
  const changes: FieldChange[] = [];
  for (const key of Object.keys(listed) as (keyof ListedReadiness)[]) {
    const [before, after] = [known?.[key] ?? 'unknown', listed[key]!];
    const standing = compareReadiness(key, known?.[key], after);
    if (standing === 'same') continue;
    const [field, words] = READINESS_WORDS[key];
    changes.push({
      field,
      before: words[before]!,
      after: words[after]!,
      ...(standing === 'differs' && { differs: 'readiness' as const }),
    });
    (standing === 'differs' ? disputed : agreed)[key] = after;
  }
  const isAgreed = Object.keys(agreed).length > 0;
  const isDisputed = Object.keys(disputed).length > 0;
  return {
    changes,
    agreed: isAgreed ? { ...known, ...agreed, id: newId() } : null,
    ofList: isDisputed ? { ...known, ...agreed, ...disputed, id: newId() } : null,
  };
}

export function relationText({
  relation,
  relationNote,
}: {
  relation: keyof typeof RELATIONS;
  relationNote: string;
}): string {
  return relationNote ? `${RELATIONS[relation]} (${relationNote})` : RELATIONS[relation];
}
