import { removalOf } from '../events/removal-pages';
import { v7 as newId } from 'uuid';
import { OCCUPANCIES, optionsOf } from '../../../shared/labels';
import { HOUSEHOLD_FIELDS } from '../../../shared/register-fields';
import type { Conflict } from '../../../web/errors';
import { formView, typed, type Failed, type FormView } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { conflictOf } from '../../office/audit/conflict';
import type { LastChange } from '../../office/audit/last-change';
import { householdForm, newHouseholdForm } from './forms';
import type { OldNameNotice } from './old-name';
import { doorItem, orAny } from './pages';
import type { DoorRow, HouseholdFormOptions, HouseholdRecord } from './queries';

interface FormContent {
  options: HouseholdFormOptions;
  oldName?: OldNameNotice;
}

/** What the fields of a household offer beside the form itself. */
function householdChoices({ values }: FormView, { options, oldName }: FormContent) {
  const [formerWard, groupId] = [typed(values, 'formerWard'), typed(values, 'residentialGroupId')];
  const formerWards = [...new Set([...options.formerWards, ...(formerWard ? [formerWard] : [])])];
  return {
    groups: orAny(
      'Chưa rõ',
      options.groups.map(({ id, name }) => ({ value: id, label: name, selected: id === groupId })),
    ),
    formerWards: orAny(
      'Không ghi',
      formerWards.map((name) => ({ value: name, label: name, selected: name === formerWard })),
    ),
    /** Only for a new household; later changes have their own pages. */
    occupancies: optionsOf(OCCUPANCIES, typed(values, 'occupancy') || 'occupied'),
    oldName: oldName ?? null,
    /** The choice between old and official name; once made, it is not asked again. */
    placeName: typed(values, 'placeName'),
  };
}

/** First asks for the address; then shows similar doors that are already registered, and the form below them. */
export function newHouseholdPage(
  asked: string,
  doors: DoorRow[],
  given: (FormContent & Failed & { addressLine: string }) | null,
  askError = '',
) {
  const form =
    given &&
    formView(
      newHouseholdForm,
      {},
      {
        errors: given.errors,
        values: {
          ...given.values,
          id: typed(given.values, 'id') || newId(),
          confirmedFor: doors.length > 0 ? given.addressLine : '',
        },
      },
    );
  return viewOf('register/households/new', {
    asked,
    askError,
    doors: doors.map(doorItem),
    isFreeAddress: asked !== '' && given !== null && doors.length === 0,
    /** Null until the address is known. */
    fields: form && {
      form,
      ...householdChoices(form, given),
      confirmLabel: doors.length > 0 ? 'Không phải cửa nào ở trên, lập hộ mới' : 'Lập hộ',
    },
  });
}

export function editPage(
  record: HouseholdRecord,
  options: HouseholdFormOptions,
  failed?: Failed & { oldName?: OldNameNotice },
) {
  // A removal that was refused has nothing to do with the fields.
  const corrected = failed?.blockers ? undefined : failed;
  const form = formView(householdForm, { ...record, version: String(record.version) }, corrected);
  return viewOf('register/households/edit', {
    form,
    ...householdChoices(form, { options, ...corrected }),
    action: `/households/${record.id}/edit`,
    backHref: `/households/${record.id}`,
    addressLine: record.addressLine,
    removal: removalOf(`/households/${record.id}`, failed?.blockers),
  });
}

export function wayToDoorConflict(record: HouseholdRecord, mine: string, last: LastChange | null): Conflict {
  const side = (value: string) => [{ label: HOUSEHOLD_FIELDS.howToFind.label, value: value || '(trống)' }];
  return conflictOf({
    what: `Người khác vừa ghi lại cách tìm cửa ${record.addressLine}.`,
    yours: side(mine),
    theirs: side(record.howToFind),
    last,
    version: record.version,
    resumeHref: `/households/${record.id}`,
    action: `/households/${record.id}/way-to-door`,
    fields: [
      { name: 'howToFind', value: mine },
      { name: 'seen', value: record.howToFind },
    ],
  });
}
