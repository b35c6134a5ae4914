import { formatAddress } from '../../../../shared/address';
import { formatBirth, type LocalDate } from '../../../../shared/dates';
import { formatPhoneNumber } from '../../../../shared/phone-number';
import type { ListedPerson, ListedPlace } from '../reading/listed-person';

// What a reviewer decided of a doubtful row is remembered for the same row of the next import.

/** The words by which a row is known again, as its preview keeps them. */
export interface RowWords {
  name: string;
  birth: string;
  phone: string;
  address: string;
  householdCode: string;
  last4: string;
}

/** A doubtful row of a confirmed import, and who of the register it was decided to be. */
export interface DecidedRow {
  words: RowWords;
  residentId: string;
  on: LocalDate;
}

/** Equal for rows that say the same. */
export function rowKey({ name, birth, phone, address, householdCode, last4 }: RowWords): string {
  return JSON.stringify([name, birth, phone, address, householdCode, last4]);
}

/** @param last4 of the national number that the row says; '' when it says none. */
export function wordsOfRow(
  { fullName, birth, phone }: ListedPerson,
  { address, code }: ListedPlace,
  last4: string,
): RowWords {
  return {
    name: fullName,
    birth: birth ? formatBirth(birth) : '',
    phone: phone ? formatPhoneNumber(phone) : '',
    address: address ? formatAddress(address) : '',
    householdCode: code ?? '',
    last4,
  };
}
