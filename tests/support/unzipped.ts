import { text } from 'node:stream/consumers';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';

/** The files in a zip, such as a Word document or a workbook, as text. */
export async function unzipped(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(bytes, { lazyEntries: false }, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const files: Promise<[string, string]>[] = [];
  zip.on('entry', (entry: Entry) => {
    files.push(
      new Promise((resolve, reject) =>
        zip.openReadStream(entry, (error, stream) => {
          if (error) reject(error);
          else resolve(text(stream).then((content) => [entry.fileName, content]));
        }),
      ),
    );
  });
  await new Promise((resolve) => zip.on('end', resolve));
  return new Map(await Promise.all(files));
}
