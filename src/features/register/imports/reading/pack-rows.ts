import type { Address } from '../../../../shared/address';
import type { ListedFacts } from './listed-person';
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
    const text = JSON.stringify(valuesOf(row));
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
    return rowOf(JSON.parse(text) as ReturnType<typeof valuesOf>);
  }
}

const ADDRESS_PARTS = [
  'houseNumber',
  'hem',
  'ngach',
  'ngo',
  'street',
  'building',
  'floor',
  'room',
] as const satisfies readonly (keyof Address)[];
const NO_FACTS: ListedFacts = { kinds: [], basis: '', from: null };

/** The values in a fixed order; their names would take more space than the values. */
function valuesOf({ person, place }: NormalisedRow) {
  const hasFacts = person.facts.kinds.length > 0 || person.facts.basis !== '' || person.facts.from !== null;
  const { address } = place;
  return [
    person.rowNumber,
    person.fullName,
    person.birth,
    person.gender,
    person.phone,
    person.nationalNumber,
    person.relation,
    person.relationNote,
    person.residenceStatus,
    person.readiness,
    hasFacts ? person.facts : null,
    person.note,
    person.problems,
    person.warnings,
    place.code,
    address && ADDRESS_PARTS.map((part) => address[part]),
    place.groupCode,
    place.formerWard,
    place.size,
    place.unread,
    person.typedName,
    person.relatives,
  ] as const;
}

function rowOf([
  rowNumber,
  fullName,
  birth,
  gender,
  phone,
  nationalNumber,
  relation,
  relationNote,
  residenceStatus,
  readiness,
  facts,
  note,
  problems,
  warnings,
  code,
  address,
  groupCode,
  formerWard,
  size,
  unread,
  typedName,
  relatives,
]: ReturnType<typeof valuesOf>): NormalisedRow {
  return {
    person: {
      rowNumber,
      fullName,
      birth,
      gender,
      phone,
      nationalNumber,
      relation,
      relationNote,
      residenceStatus,
      readiness,
      facts: facts ?? { ...NO_FACTS, kinds: [] },
      note,
      problems,
      warnings,
      ...(typedName && { typedName }),
      ...(relatives && { relatives }),
    },
    place: {
      code,
      address:
        address &&
        (Object.fromEntries(ADDRESS_PARTS.map((part, index) => [part, address[index]])) as unknown as Address),
      groupCode,
      formerWard,
      size,
      ...(unread && { unread }),
    },
  };
}
