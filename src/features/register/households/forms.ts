import { z } from 'zod';
import { HouseholdOccupancy, PauseKind } from '../../../generated/prisma/enums';
import { parseAddress } from '../../../shared/address';
import type { LocalDate } from '../../../shared/dates';
import { keysOf } from '../../../shared/labels';
import { memoizeLast } from '../../../shared/memoize-last';
import { HOUSEHOLD_FIELDS } from '../../../shared/register-fields';
import {
  choice,
  dateField,
  idField,
  isId,
  optionalChoice,
  optionalDateField,
  optionalIdField,
  optionalPhoneField,
  optionalText,
  requiredText,
  fieldsOfCatalogue,
  versionField,
  type FormValues,
} from '../../../web/form';
import { readPlace } from '../../../web/pager';
import { addressFromFields } from './address-fields';

export const NOT_AN_ADDRESS =
  'Chưa đọc được phố, ngõ hay tòa nhà. Ví dụ: 48A Phạm Hồng Thái; số 5 ngách 12/8 Trúc Bạch; P304 nhà C2 Trúc Bạch.';

const TEXTS = fieldsOfCatalogue(HOUSEHOLD_FIELDS);
const householdFields = z.object({
  ...TEXTS,
  residentialGroupId: optionalIdField('Chọn tổ dân phố trong danh sách.'),
  // May consist of digits.
  code: optionalText(HOUSEHOLD_FIELDS.code.max, null).transform((code) => code || null),
});

const withAddress = <Fields extends z.output<typeof householdFields>>(
  fields: Fields,
  context: z.RefinementCtx<Fields>,
) => {
  const { address: line, houseNumber, hem, ngach, ngo, street, building, floor, room, ...rest } = fields;
  const address = line
    ? parseAddress(line)
    : addressFromFields({ houseNumber, hem, ngach, ngo, street, building, floor, room });
  if (!address) {
    context.addIssue({ code: 'custom', path: ['address'], message: NOT_AN_ADDRESS });
    return z.NEVER;
  }
  return { ...rest, address };
};

/**
 * `id` is issued with the form, so that a form sent twice is one household. `confirmedFor` is the address for which the
 * user was shown similar doors and said that it is none of them.
 */
export const newHouseholdForm = householdFields
  .extend({
    id: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
    confirmedFor: optionalText(400),
    // The state when the door is registered; later changes have their own forms, with a date.
    occupancy: choice(keysOf(HouseholdOccupancy), 'Chọn tình trạng ở.').default('occupied'),
  })
  .transform(withAddress);
export const householdForm = householdFields.extend({ version: versionField() }).transform(withAddress);

export type NewHousehold = z.output<typeof newHouseholdForm>;
export type CorrectedHousehold = z.output<typeof householdForm>;

/** A pause until today or a later day, or without an end. Every household's page shows it. */
export const pauseForm = memoizeLast((today: LocalDate) =>
  z.object({
    kind: choice(keysOf(PauseKind), 'Chọn vì sao tạm dừng.'),
    reason: requiredText('Ghi lý do để người sau hiểu.', 500),
    pausedUntil: optionalDateField('Ngày chưa đúng. Ví dụ: 31/12/2026.', today).refine(
      (date) => date === null || date >= today,
      'Ngày này đã qua.',
    ),
  }),
);
export type Pause = z.output<ReturnType<typeof pauseForm>>;

/** `seen` is the version of the text that the form showed, so that corrections of other facts do not block saving. */
export const wayToDoorForm = z.object({ howToFind: TEXTS.howToFind, seen: TEXTS.howToFind, version: versionField() });
export type WayToDoor = z.output<typeof wayToDoorForm>;

const groupFields = z.object({
  code: requiredText('Nhập số hoặc mã tổ.', 20),
  name: requiredText('Nhập tên tổ dân phố.', 100),
  leaderName: optionalText(100),
  leaderPhone: optionalPhoneField(),
  validFrom: dateField('Nhập ngày tổ bắt đầu hoạt động. Ví dụ: 01/07/2025.'),
});
export const newGroupForm = groupFields.extend({ id: idField('Biểu mẫu thiếu mã. Tải lại trang.') });
export const groupForm = groupFields.extend({ version: versionField() });
export const groupClosureForm = z.object({ validTo: dateField('Nhập ngày tổ thôi hoạt động. Ví dụ: 30/06/2026.') });

export type NewGroup = z.output<typeof newGroupForm>;
export type CorrectedGroup = z.output<typeof groupForm>;

const query = z.string().catch('');
const listQuery = z.object({
  group: query,
  lane: query,
  occupancy: optionalChoice(keysOf(HouseholdOccupancy), '').catch(null),
});

/** Reads the query of the register; invalid values are ignored. */
export function readListQuery(given: unknown) {
  const { group, lane, occupancy } = listQuery.parse(given);
  return { groupId: isId(group) ? group : null, laneKey: lane || null, occupancy, ...readPlace(given as FormValues) };
}
export type HouseholdFilter = ReturnType<typeof readListQuery>;
