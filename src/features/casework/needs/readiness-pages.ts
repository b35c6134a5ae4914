import { ageOn, formatDate, type LocalDate } from '../../../shared/dates';
import {
  answerText,
  isKnown,
  NOTHING_ASKED,
  READINESS,
  READINESS_FIELDS,
  type ReadinessFacts,
  type ReadinessField,
} from '../../../shared/readiness-fields';
import type { Conflict } from '../../../web/errors';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { conflictOf, sentFields } from '../../office/audit/conflict';
import type { LastChange } from '../../office/audit/last-change';
import { readinessForm } from './forms';
import { READINESS_SOURCES } from './need-items';
import type { ResidentNeeds } from './queries';
import { readinessChanges, type ReadinessRow } from './readiness-history';
import type { ReadinessClash } from './service';

/** "VNeID và điều cần biết" on a person's page. */
export type ReadinessSection = ReturnType<typeof readinessSection>;

/** @param rows oldest first. */
export function readinessSection(residentId: string, rows: readonly ReadinessRow[], canManage: boolean) {
  const latest = rows.at(-1);
  return {
    now: latest
      ? READINESS_FIELDS.filter((field) => isKnown(field, latest)).map((field) => ({
          label: READINESS[field].label,
          value: answerText(field, latest),
        }))
      : [],
    history: readinessChanges(rows).map(({ row, changes }, index, all) => ({
      when: formatDate(row.recordedOn),
      changes:
        changes.length === 0
          ? 'hỏi lại, không có gì đổi'
          : changes.map(({ field }) => changeText(field, all[index + 1]?.row ?? NOTHING_ASKED, row)).join(' · '),
      source: [READINESS_SOURCES[row.source], row.by].filter(Boolean).join(', '),
      visitHref: row.visitId ? `/visits/${row.visitId}` : '',
    })),
    // '' for users who may only read.
    newHref: canManage ? `/residents/${residentId}/readiness` : '',
  };
}

/** 'Mức VNeID: mức 1 → mức 2'; the first time only the new value. */
function changeText(field: ReadinessField, before: ReadinessFacts, after: ReadinessFacts): string {
  const words = (facts: ReadinessFacts) => answerText(field, facts).toLocaleLowerCase('vi');
  return `${READINESS[field].label}: ${isKnown(field, before) ? `${words(before)} → ` : ''}${words(after)}`;
}

export function readinessPage({ person, addressLine }: ResidentNeeds, today: LocalDate, failed?: Failed) {
  const latest = person.readiness.at(-1);
  const form = formView(
    readinessForm(today),
    { ...(latest ?? NOTHING_ASKED), shownId: latest?.id ?? '', recordedOn: formatDate(today) },
    failed,
  );
  return viewOf('casework/needs/readiness', {
    form,
    fullName: person.fullName,
    context: [person.birth ? `${ageOn(person.birth, today)} tuổi` : '', addressLine ?? ''].filter(Boolean).join(' · '),
    backHref: `/residents/${person.id}`,
    action: `/residents/${person.id}/readiness`,
    history: readinessSection(person.id, person.readiness, false).history,
  });
}

/**
 * The page for two people who gave another answer to one question at the same time; a question that only one of them
 * changed needs no choice.
 */
export function readinessConflict(
  person: { id: string; fullName: string },
  { clashing, mine, theirs, theirId, recordedOn }: ReadinessClash & { recordedOn: string },
  last: LastChange | null,
): Conflict {
  const lines = (facts: ReadinessFacts) =>
    clashing.map((field) => ({ label: READINESS[field].label, value: answerText(field, facts) }));
  return conflictOf({
    what: `Trong lúc bạn ghi, người khác đã ghi tình trạng của ${person.fullName}.`,
    yours: lines(mine),
    theirs: lines(theirs),
    last,
    action: `/residents/${person.id}/readiness`,
    fields: sentFields({ ...mine, recordedOn, shownId: theirId }),
  });
}
