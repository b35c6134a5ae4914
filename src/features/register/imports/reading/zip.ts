import type { Readable } from 'node:stream';
import yauzl, { type Entry } from 'yauzl';
import { UnreadableListError } from './listed-person';

/** A workbook has a few dozen parts. */
const MAX_ENTRIES = 1_000;

export interface Zip {
  entries: ReadonlyMap<string, Entry>;
  /** The inflated bytes of an entry; fails when there are more than the entry declares. */
  read(name: string): Promise<Readable>;
}

/** The table of contents of a zip file in memory or open at a descriptor. Fails when it is broken; inflates nothing. */
export async function openZip(file: Buffer | number): Promise<Zip> {
  const options = { autoClose: false, validateEntrySizes: true };
  const zip = await (typeof file === 'number'
    ? yauzl.fromFdPromise(file, options)
    : yauzl.fromBufferPromise(file, options));
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    entries.set(entry.fileName, entry);
    if (entries.size > MAX_ENTRIES)
      throw new UnreadableListError(
        'Tệp chứa quá nhiều phần bên trong, không giống một danh sách. Chép danh sách sang sổ Excel mới rồi gửi.',
      );
  }
  return {
    entries,
    async read(name) {
      const entry = entries.get(name);
      if (!entry) throw new UnreadableListError('Tệp .xlsx thiếu một phần bên trong. Mở bằng Excel, lưu lại rồi gửi.');
      return zip.openReadStreamPromise(entry);
    },
  };
}
