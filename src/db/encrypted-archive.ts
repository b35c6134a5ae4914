import fs from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { StartupError } from '../startup-error';

/** First bytes of a file in the age format (https://age-encryption.org/v1). */
const AGE_MAGIC = 'age-encryption.org/v1\n';
const PUBLIC_KEY = /^age1[0-9a-z]+$/;
const PRIVATE_KEY = /^AGE-SECRET-KEY-[0-9A-Z-]+$/;

/** A new pair, in the words that the program `age` uses for it too. */
export async function generateKeyPair(): Promise<{ publicKey: string; privateKey: string }> {
  const privateKey = await generateIdentity();
  const publicKey = await identityToRecipient(privateKey);
  return { publicKey, privateKey };
}

/**
 * The public keys of a file, one a line: any one of their private keys opens what is encrypted for them.
 * @throws StartupError if there is none, or the file holds a private key, which has no place on this machine.
 */
export async function readPublicKeys(file: string): Promise<string[]> {
  const lines = await readLines(file);
  if (lines.some((line) => PRIVATE_KEY.test(line)))
    throw new StartupError(
      `Tệp ${file} chứa khóa riêng. Lập bản sao lưu chỉ cần khóa công khai (tệp .pub); hãy cất khóa riêng ngoài máy này.`,
    );
  const keys = lines.filter((line) => PUBLIC_KEY.test(line));
  if (keys.length === 0) throw new StartupError(`Tệp ${file} không có khóa công khai nào (dòng bắt đầu bằng age1).`);
  try {
    for (const key of keys) new Encrypter().addRecipient(key);
  } catch {
    throw new StartupError(`Khóa công khai trong tệp ${file} sai: có lẽ chép thiếu hoặc thừa chữ.`);
  }
  return keys;
}

/** A step of a pipeline that encrypts for the owners of the public keys, chunk by chunk. */
export const encryptingFor = (publicKeys: readonly string[]) =>
  async function* (plain: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
    const encrypter = new Encrypter();
    for (const key of publicKeys) encrypter.addRecipient(key);
    yield* await encrypter.encrypt(ReadableStream.from(plain) as globalThis.ReadableStream<Uint8Array>);
  };

/**
 * What `restore` reads: the path itself if the archive is not encrypted, otherwise its content, opened with the private
 * key of `keyFile`. The content stays in memory, so that nothing readable is left on the disk, and it is whole: a file
 * that was cut or changed anywhere is refused here.
 * @throws StartupError with the reason, in one line.
 */
export async function openEncrypted(file: string, keyFile: string | undefined): Promise<string | Buffer> {
  const content = await openFile(file);
  try {
    const start = await content.read(Buffer.alloc(AGE_MAGIC.length), 0, AGE_MAGIC.length, 0);
    if (start.buffer.toString('latin1') !== AGE_MAGIC) {
      if (keyFile)
        throw new StartupError(
          `Bản sao lưu ${file} không mã hóa, hoặc phần đầu đã hỏng: bỏ --key nếu đúng là tệp này.`,
        );
      return file;
    }
    if (!keyFile) throw new StartupError(`Bản sao lưu ${file} đã mã hóa. Thêm --key và tệp khóa riêng của nó.`);
    const decrypter = new Decrypter();
    for (const key of await readPrivateKeys(keyFile)) decrypter.addIdentity(key);
    const chunks = content.createReadStream({ start: 0, autoClose: false });
    const plain = await decrypter.decrypt(ReadableStream.from(chunks) as globalThis.ReadableStream<Uint8Array>);
    return await buffer(plain);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      /no identity matched/.test((error as Error).message)
        ? `Khóa trong ${keyFile} không mở được bản sao lưu ${file}: tệp được mã hóa cho khóa khác.`
        : `Bản sao lưu ${file} bị cắt hoặc bị sửa sau khi lập: không mở được.`,
      { cause: error },
    );
  } finally {
    await content.close();
  }
}

async function readPrivateKeys(file: string): Promise<string[]> {
  const keys = (await readLines(file)).filter((line) => PRIVATE_KEY.test(line));
  try {
    if (keys.length === 0) throw new Error('none');
    for (const key of keys) await identityToRecipient(key);
    return keys;
  } catch {
    throw new StartupError(`Tệp ${file} không có khóa riêng đúng (dòng bắt đầu bằng AGE-SECRET-KEY-).`);
  }
}

async function readLines(file: string): Promise<string[]> {
  const content = await openFile(file);
  try {
    return (await content.readFile('utf8')).split(/\r?\n/).map((line) => line.trim());
  } finally {
    await content.close();
  }
}

async function openFile(file: string): Promise<fs.FileHandle> {
  try {
    return await fs.open(file);
  } catch (error) {
    throw new StartupError(`Không đọc được tệp ${file} (${(error as NodeJS.ErrnoException).code}).`);
  }
}
