import type { NormalisedRow } from './normalise-row';

const CHUNK_BYTES = 1 << 20;

/** Stores the rows of a long list as bytes: 65,000 people take 25 MB here, but 120 MB of heap as objects. */
export class PackedRows {
  private readonly chunks: Buffer[] = [];
  /** The offset of each row, counted through all chunks, and its length. */
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];
  private used = CHUNK_BYTES;
  /** The names of the values, the same in every row, which would take more space than the values. */
  private names: readonly (readonly string[])[] = [];

  /** Stores a row and returns its index. */
  add({ person, place }: NormalisedRow): number {
    if (this.lengths.length === 0) this.names = [Object.keys(person), Object.keys(place)];
    const text = JSON.stringify([Object.values(person), Object.values(place)]);
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
    const [person, place] = (JSON.parse(text) as unknown[][]).map((values, part) =>
      Object.fromEntries(this.names[part]!.map((name, at) => [name, values[at]])),
    );
    return { person, place } as unknown as NormalisedRow;
  }
}
