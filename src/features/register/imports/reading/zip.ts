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

/** The table of contents of a zip file in memory. Fails when it is broken; inflates nothing. */
export function openZip(file: Buffer): Promise<Zip> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(file, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (failure, zip) => {
      if (failure) return reject(failure);
      const entries = new Map<string, Entry>();
      zip.on('error', reject);
      zip.on('entry', (entry: Entry) => {
        entries.set(entry.fileName, entry);
        if (entries.size > MAX_ENTRIES)
          return reject(
            new UnreadableListError(
              'Tệp chứa quá nhiều phần bên trong, không giống một danh sách. Chép danh sách sang sổ Excel mới rồi gửi.',
            ),
          );
        zip.readEntry();
      });
      zip.readEntry();
      zip.on('end', () =>
        resolve({
          entries,
          read: (name) =>
            new Promise((opened, failed) => {
              const entry = entries.get(name);
              if (!entry)
                return failed(
                  new UnreadableListError('Tệp .xlsx thiếu một phần bên trong. Mở bằng Excel, lưu lại rồi gửi.'),
                );
              zip.openReadStream(entry, (error, stream) => (error ? failed(error) : opened(stream)));
            }),
        }),
      );
    });
  });
}
