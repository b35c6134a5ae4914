import { placeOfRow, type Place } from '../../../shared/sealer';

/** A column with sealed values, for key rotation. A guard test compares this list with the database. */
export interface SealedColumn {
  /** A table whose rows belong to a ward. */
  table: string;
  /** The primary key columns with their types, in order. */
  key: readonly (readonly [column: string, type: string])[];
  cipher: string;
  /** The column with the keyed hash for lookups; null when the values are not looked up. */
  hash: string | null;
  /** Rows per batch: files are large, numbers are small. */
  batch: number;
}

const NUMBERS = 500;
const FILES = 4;

export const SEALED_COLUMNS = [
  {
    table: 'resident',
    key: [['id', 'uuid']],
    cipher: 'national_number_cipher',
    hash: 'national_number_hash',
    batch: NUMBERS,
  },
  { table: 'national_number_change', key: [['id', 'uuid']], cipher: 'before_cipher', hash: null, batch: NUMBERS },
  { table: 'national_number_change', key: [['id', 'uuid']], cipher: 'after_cipher', hash: null, batch: NUMBERS },
  {
    table: 'import_row',
    key: [
      ['import_run_id', 'uuid'],
      ['row_number', 'integer'],
    ],
    cipher: 'national_number_cipher',
    hash: 'national_number_hash',
    batch: NUMBERS,
  },
  {
    table: 'import_effect',
    key: [
      ['import_run_id', 'uuid'],
      ['target', 'import_target'],
      ['record_id', 'uuid'],
    ],
    cipher: 'national_number_cipher',
    hash: 'national_number_hash',
    batch: NUMBERS,
  },
  {
    table: 'import_file_part',
    key: [
      ['import_run_id', 'uuid'],
      ['position', 'integer'],
    ],
    cipher: 'cipher',
    hash: null,
    batch: FILES,
  },
  // Of the audit log: office/audit/keys.ts and beginning.ts state the same places.
  { table: 'audit_key', key: [['number', 'integer']], cipher: 'key_cipher', hash: null, batch: NUMBERS },
  { table: 'audit_begin', key: [['number', 'integer']], cipher: 'begin_cipher', hash: null, batch: NUMBERS },
  { table: 'second_factor', key: [['id', 'uuid']], cipher: 'secret_cipher', hash: null, batch: NUMBERS },
  // Of a form that is being filled in: office/drafts/service.ts states the same place.
  {
    table: 'form_draft',
    key: [
      ['ward_id', 'uuid'],
      ['user_id', 'uuid'],
      ['form', 'text'],
    ],
    cipher: 'content_cipher',
    hash: null,
    batch: FILES,
  },
  { table: 'register_merge', key: [['id', 'uuid']], cipher: 'snapshot_cipher', hash: null, batch: FILES },
  {
    table: 'register_merge_number',
    key: [
      ['merge_id', 'uuid'],
      ['side', 'merge_side'],
    ],
    cipher: 'national_number_cipher',
    hash: 'national_number_hash',
    batch: NUMBERS,
  },
] as const satisfies readonly SealedColumn[];

type NameOf<Column> = Column extends { table: infer Table extends string; cipher: infer Cipher extends string }
  ? `${Table}.${Cipher}`
  : never;
export type SealedColumnName = NameOf<(typeof SEALED_COLUMNS)[number]>;

/** The place that a value is sealed for. `key` is the row's primary key, in the order of SEALED_COLUMNS. */
export const placeIn = (column: SealedColumnName, wardId: string, ...key: readonly (string | number)[]): Place =>
  placeOfRow(column, wardId, key);
