import { removalOf } from '../events/removal-pages';
import { v7 as newId } from 'uuid';
import { OCCUPANCIES, optionsOf } from '../../../shared/labels';
import type { Conflict } from '../../../web/errors';
import { errorSummary, typed, type Failed, type FieldErrors, type FormValues } from '../../../web/form';
import { definePage } from '../../../web/page';
import { conflictOf, differingLines } from '../../office/audit/conflict';
import type { LastChange } from '../../office/audit/last-change';
import type { OldNameNotice } from './old-name';
import { doorItem, orAny } from './pages';
import type { DoorRow, HouseholdFormOptions, HouseholdRecord } from './queries';

const ADDRESS_FIELDS = ['houseNumber', 'hem', 'ngach', 'ngo', 'street', 'building', 'floor', 'room'] as const;
const HOUSEHOLD_FIELDS = [...ADDRESS_FIELDS, 'formerWard', 'residentialGroupId', 'code', 'howToFind', 'note'] as const;
type HouseholdField = (typeof HOUSEHOLD_FIELDS)[number] | 'address';

const HOUSEHOLD_LABELS: Record<HouseholdField, string> = {
  address: 'Địa chỉ trên một dòng',
  houseNumber: 'Số nhà',
  hem: 'Hẻm',
  ngach: 'Ngách',
  ngo: 'Ngõ',
  street: 'Phố',
  building: 'Tòa, nhà, khu tập thể',
  floor: 'Tầng',
  room: 'Phòng',
  formerWard: 'Phường cũ',
  residentialGroupId: 'Tổ dân phố',
  code: 'Mã hộ',
  howToFind: 'Cách tìm cửa',
  note: 'Ghi chú',
};

interface FormContent {
  values: FormValues;
  options: HouseholdFormOptions;
  errors?: FieldErrors;
  oldName?: OldNameNotice;
}

function householdFormModel(action: string, { values, options, errors = {}, oldName }: FormContent) {
  const entries = (Object.keys(HOUSEHOLD_LABELS) as HouseholdField[]).map((name) => [name, typed(values, name)]);
  const own = Object.fromEntries(entries) as Record<HouseholdField, string>;
  const formerWards =
    own.formerWard && !options.formerWards.includes(own.formerWard)
      ? [...options.formerWards, own.formerWard]
      : options.formerWards;
  return {
    action,
    values: own,
    groups: orAny(
      'Chưa rõ',
      options.groups.map(({ id, name }) => ({ value: id, label: name, selected: id === own.residentialGroupId })),
    ),
    formerWards: orAny(
      'Không ghi',
      formerWards.map((name) => ({ value: name, label: name, selected: name === own.formerWard })),
    ),
    /** Only for a new household; later changes have their own pages. */
    occupancies: optionsOf(OCCUPANCIES, typed(values, 'occupancy') || 'occupied'),
    oldName: oldName ?? null,
    /** The choice between old and official name; once made, it is not asked again. */
    placeName: typed(values, 'placeName'),
    errors,
    summary: errorSummary(errors),
  };
}

export const newHouseholdPage = definePage<ReturnType<typeof newHouseholdModel>>('register/households/new');

/** First asks for the address; then shows similar doors that are already registered, and the form below them. */
export function newHouseholdModel(
  asked: string,
  doors: DoorRow[],
  given: (FormContent & { addressLine: string }) | null,
  askError = '',
) {
  return {
    asked,
    askError,
    doors: doors.map(doorItem),
    isFreeAddress: asked !== '' && given !== null && doors.length === 0,
    form: given && {
      ...householdFormModel('/households', given),
      id: typed(given.values, 'id') || newId(),
      confirmedFor: doors.length > 0 ? given.addressLine : '',
      confirmLabel: doors.length > 0 ? 'Không phải cửa nào ở trên, lập hộ mới' : 'Lập hộ',
    },
  };
}

export const editPage = definePage<ReturnType<typeof editModel>>('register/households/edit');

export function editModel(
  record: HouseholdRecord,
  options: HouseholdFormOptions,
  failed?: Failed & { oldName?: OldNameNotice },
) {
  // A removal that was refused has nothing to do with the fields.
  const corrected = failed?.blockers ? undefined : failed;
  const values = corrected?.values ?? householdValues(record);
  return {
    ...householdFormModel(`/households/${record.id}/edit`, { options, ...corrected, values }),
    version: corrected ? typed(corrected.values, 'version') : String(record.version),
    backHref: `/households/${record.id}`,
    addressLine: record.addressLine,
    removal: removalOf(`/households/${record.id}`, failed?.blockers),
  };
}

function householdValues(record: HouseholdRecord): FormValues {
  return Object.fromEntries(HOUSEHOLD_FIELDS.map((name) => [name, record[name] ?? '']));
}

/** Both versions of the way to a door. */
export function wayToDoorConflict(record: HouseholdRecord, mine: string, last: LastChange | null): Conflict {
  const side = (value: string) => [{ label: 'Cách tìm cửa', value: value || '(trống)' }];
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

/** Both versions, limited to the fields in which they differ. */
export function householdConflict(
  record: HouseholdRecord,
  mine: FormValues,
  last: LastChange | null,
  groups: HouseholdFormOptions['groups'],
): Conflict {
  const names = Object.keys(HOUSEHOLD_LABELS) as HouseholdField[];
  const shown = (name: HouseholdField, value: string) =>
    name === 'residentialGroupId' ? (groups.find(({ id }) => id === value)?.name ?? value) : value;
  const side = (values: FormValues) =>
    names.map((name) => ({ label: HOUSEHOLD_LABELS[name], value: shown(name, typed(values, name)) }));
  return conflictOf({
    what: `Trong lúc bạn sửa, người khác đã lưu hộ ${record.addressLine}.`,
    ...differingLines(side(mine), side(householdValues(record))),
    last,
    action: `/households/${record.id}/edit`,
    version: record.version,
    fields: names.map((name) => ({ name, value: typed(mine, name) })),
  });
}
