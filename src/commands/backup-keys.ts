import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { backupDirOf } from '../config';
import { generateKeyPair } from '../db/encrypted-archive';
import { makeFolder } from '../durable-file';
import { StartupError } from '../startup-error';
import { readFileArguments } from './arguments';

const USAGE =
  'Cách dùng: npm run backup:keys -- tên-tệp, nơi giữ khóa riêng, ví dụ trên một thẻ nhớ: /media/the-nho/go-cua';

/** Makes the pair of keys for encrypted backups. It needs no database, and may run on any machine. */
async function makeKeys(): Promise<void> {
  const { file } = readFileArguments(USAGE);
  if (file === undefined) throw new StartupError(USAGE);
  const place = path.resolve(file);
  if (path.dirname(place) === backupDirOf(process.env))
    throw new StartupError('Không cất khóa riêng cạnh các bản sao lưu. Hãy chọn nơi khác, tốt nhất là ngoài máy này.');
  const { publicKey, privateKey } = await generateKeyPair();
  try {
    makeFolder(path.dirname(place));
    writeFileSync(`${place}.key`, `# public key: ${publicKey}\n${privateKey}\n`, { flag: 'wx', mode: 0o600 });
    writeFileSync(`${place}.pub`, `${publicKey}\n`, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartupError(
      code === 'EEXIST'
        ? `Đã có tệp khóa ${place}. Hãy chọn tên khác: mất khóa cũ là mất các bản sao lưu cũ.`
        : message,
    );
  }
  console.log(`Khóa công khai: ${place}.pub. Chép tệp này vào máy chủ, rồi chạy: npm run backup -- --for <tệp .pub>`);
  console.log(
    `Khóa riêng: ${place}.key. Cất ngoài máy chủ và xa các bản sao lưu, giữ hai bản. Mất khóa này thì không ai mở được bản sao lưu nào.`,
  );
}

makeKeys().catch((error: unknown) => {
  if (!(error instanceof StartupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
