import { ADDRESS_PARTS, type Address } from '../../../../shared/address';
import type { ListedPerson, ListedPlace } from './listed-person';
import type { NormalisedRow } from './normalise-row';

const CHUNK_BYTES = 1 << 20;

/** Stores the rows of a long list as bytes: 65,000 people take 20 MB here, but 120 MB of heap as objects. */
export class PackedRows {
  private readonly chunks: Buffer[] = [];
  /** The offset of each row, counted through all chunks, and its length. */
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];
  private used = CHUNK_BYTES;

  /** Stores a row and returns its index. */
  add(row: NormalisedRow): number {
    const { address } = row.place;
    const text = JSON.stringify([
      valuesOf(row.person, PERSON),
      valuesOf(row.place, PLACE),
      address && valuesOf(address, ADDRESS_PARTS),
    ]);
    const length = Buffer.byteLength(text);
    if (length > CHUNK_BYTES) throw new RangeError('a row of a list is longer than its cells can be');
    if (this.used + length > CHUNK_BYTES) {
      this.chunks.push(Buffer.allocUnsafeSlow(CHUNK_BYTES));
      this.used = 0;
    }
    const chunk = this.chunks.length - 1;
    this.chunks[chunk]!.write(text, this.used);
    this.starts.push(chunk * CHUNK_BYTES + this.used);
    this.used += length;
    return this.lengths.push(length) - 1;
  }

  /** The row at an index, as it was added. */
  at(index: number): NormalisedRow {
    const start = this.starts[index]!;
    const from = start % CHUNK_BYTES;
    const text = this.chunks[Math.floor(start / CHUNK_BYTES)]!.toString('utf8', from, from + this.lengths[index]!);
    const [person, place, address] = JSON.parse(text) as [unknown[], unknown[], unknown[] | null];
    return {
      person: named<ListedPerson>(person, PERSON),
      place: { ...named<ListedPlace>(place, PLACE), address: address && named<Address>(address, ADDRESS_PARTS) },
    };
  }
}

// Values are stored in the order of their names, because the names would take more space.

const PERSON = [
  'rowNumber',
  'fullName',
  'typedName',
  'birth',
  'gender',
  'phone',
  'nationalNumber',
  'relation',
  'relationNote',
  'residenceStatus',
  'readiness',
  'facts',
  'note',
  'relatives',
  'problems',
  'warnings',
] as const satisfies readonly (keyof ListedPerson)[];
const PLACE = ['code', 'groupCode', 'formerWard', 'size', 'unread'] as const satisfies readonly (keyof ListedPlace)[];
/** Absent rather than null. */
const OPTIONAL: ReadonlySet<string> = new Set(['typedName', 'relatives', 'unread']);

function valuesOf<Of>(of: Of, names: readonly (keyof Of)[]): unknown[] {
  return names.map((name) => of[name]);
}

function named<Of>(values: readonly unknown[], names: readonly (keyof Of & string)[]): Of {
  const entries = names.map((name, index) => [name, values[index]] as const);
  return Object.fromEntries(entries.filter(([name, value]) => value !== null || !OPTIONAL.has(name))) as Of;
}
