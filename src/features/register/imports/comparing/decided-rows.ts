import { formatAddress } from '../../../../shared/address';
import { formatBirth, type LocalDate } from '../../../../shared/dates';
import { formatPhoneNumber } from '../../../../shared/phone-number';
import type { ListedPerson, ListedPlace } from '../reading/listed-person';

// A reviewer's decision about a doubtful row is remembered for the same row of the next import.

/** The texts that identify a row, as its preview stores them. */
export interface RowText {
  name: string;
  birth: string;
  phone: string;
  address: string;
  householdCode: string;
  last4: string;
}

/** A doubtful row of a confirmed import, and the resident it was decided to be. */
export interface DecidedRow {
  words: RowText;
  residentId: string;
  on: LocalDate;
}

/** The same key for rows with the same content. */
export function rowKey({ name, birth, phone, address, householdCode, last4 }: RowText): string {
  return JSON.stringify([name, birth, phone, address, householdCode, last4]);
}

/** @param last4 of the national number in the row; '' when it has none. */
export function wordsOfRow(
  { fullName, birth, phone }: ListedPerson,
  { address, code }: ListedPlace,
  last4: string,
): RowText {
  return {
    name: fullName,
    birth: birth ? formatBirth(birth) : '',
    phone: phone ? formatPhoneNumber(phone) : '',
    address: address ? formatAddress(address) : '',
    householdCode: code ?? '',
    last4,
  };
}
