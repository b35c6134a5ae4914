import type { Place } from '../../../shared/sealer';

/** A column that holds sealed values, for whoever changes the keys. A guard test compares this list with the database. */
export interface SealedColumn {
  /** Of a table whose rows belong to a ward. */
  table: string;
  /** The columns of the primary key with their types, in its order. */
  key: readonly (readonly [column: string, type: string])[];
  cipher: string;
  /** The keyed hash of the same number, by which it is found; null where nothing is looked up. */
  hash: string | null;
  /** Rows read at a time: files are large, numbers are small. */
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

/** Where a value is sealed for: `key` is the row's primary key, in the order of SEALED_COLUMNS. */
export function placeIn(column: SealedColumnName, wardId: string, ...key: readonly (string | number)[]): Place {
  return placeOfRow(column, wardId, key);
}

/** The same for a column that is known by its row in SEALED_COLUMNS alone. */
export function placeOfRow(column: string, wardId: string, key: readonly (string | number)[]): Place {
  // An id may have been typed or sent in capitals; the database writes it small.
  return [column, wardId, ...key].join(' ').toLowerCase();
}
