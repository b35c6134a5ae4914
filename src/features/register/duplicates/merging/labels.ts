import { formatBirth } from '../../../../shared/dates';
import {
  GENDERS,
  OCCUPANCIES,
  RELATIONS,
  RESIDENCE_STATUSES,
  SMARTPHONES,
  VNEID_LEVELS,
  YES_NO,
} from '../../../../shared/labels';
import { maskNationalNumber } from '../../../../shared/national-number';
import { formatPhoneNumber } from '../../../../shared/phone-number';
import { contactWishSummary } from '../../../casework/contact-wishes/contact-wish';
import { householdText, type HouseholdField, type HouseholdSide } from './household-merge';
import type { MembershipColumns, PersonField, PersonSide } from './person-fields';

export const PERSON_LABELS: Record<PersonField, string> = {
  full_name: 'Họ tên',
  birth: 'Ngày sinh',
  gender: 'Giới tính',
  phone: 'Điện thoại',
  contact_wish: 'Muốn được báo',
  national_number: 'Số định danh',
  residence: 'Cư trú và nơi ở',
  note: 'Ghi chú',
  vneid_level: 'Mức VNeID',
  sim_in_own_name: 'SIM chính chủ',
  smartphone: 'Điện thoại thông minh',
  lives_alone: 'Sống một mình',
  hard_to_move: 'Khó đi lại',
  needs_helper: 'Cần người giúp',
};

export const HOUSEHOLD_LABELS: Record<HouseholdField, string> = {
  address: 'Địa chỉ',
  code: 'Mã hộ',
  residential_group: 'Tổ dân phố',
  former_ward: 'Phường cũ',
  how_to_find: 'Cách tìm cửa',
  occupancy: 'Tình trạng ở',
  note: 'Ghi chú',
  head: 'Chủ hộ',
};

/** A field of a person in words; '' when nothing is known. @param addressOf address of a household by id. */
export function personWords(side: PersonSide, field: PersonField, addressOf: (householdId: string) => string): string {
  const { person, last4, readiness } = side;
  switch (field) {
    case 'full_name':
    case 'note':
      return person[field];
    case 'birth':
      return person.birth_date && person.birth_precision
        ? formatBirth({ date: person.birth_date, precision: person.birth_precision })
        : '';
    case 'gender':
      return person.gender ? GENDERS[person.gender] : '';
    case 'phone':
      return person.phone ? formatPhoneNumber(person.phone) : '';
    case 'contact_wish':
      return contactWishSummary(person.contact_wish ?? null);
    case 'national_number':
      return last4 ? maskNationalNumber(last4) : '';
    case 'residence': {
      const current = side.memberships.find((membership) => membership.valid_to === null);
      return [
        RESIDENCE_STATUSES[person.residence_status],
        current ? `${relationOf(current)}, ${addressOf(current.household_id)}` : 'không ở hộ nào',
      ].join(' · ');
    }
    case 'vneid_level':
      return known(readiness?.vneid_level, VNEID_LEVELS);
    case 'smartphone':
      return known(readiness?.smartphone, SMARTPHONES);
    default:
      return known(readiness?.[field], YES_NO);
  }
}

function known<Value extends string>(value: Value | undefined, labels: Record<Value, string>): string {
  return value === undefined || value === 'unknown' ? '' : labels[value];
}

function relationOf({ relation, relation_note: note }: MembershipColumns): string {
  return relation === 'other' && note ? note : RELATIONS[relation as keyof typeof RELATIONS].toLocaleLowerCase('vi');
}

/** A field of a household in words; '' when nothing is known. */
export function householdWords(side: HouseholdSide, field: HouseholdField): string {
  if (field === 'residential_group') return side.groupName ?? '';
  if (field === 'occupancy') return OCCUPANCIES[side.household.occupancy as keyof typeof OCCUPANCIES];
  return householdText(side, field);
}
