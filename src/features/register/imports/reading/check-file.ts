import type { FileHandle } from 'node:fs/promises';
import { UnreadableListError } from './listed-person';
import { openZip, type Zip } from './read-xlsx';

export const MAX_FILE_BYTES = 20 * 1024 * 1024;
/** Maximum number of people in a list: a whole ward of 65,000, with a margin. */
export const MAX_LIST_ROWS = 70_000;
/** 65,000 people × 14 columns inflate to 40 MB. */
const MAX_INFLATED_BYTES = 150 * 1024 * 1024;
/** Sheets of 20,000 people inflate to 8–12 times their size; a factor of 200 is an attack. */
const MAX_RATIO = 200;
const RATIO_MATTERS_FROM = 8 * 1024 * 1024;

export type ListKind = 'xlsx' | 'csv';

const ASK_FOR_XLSX = 'Xin tệp Excel gốc (.xlsx) rồi gửi lại.';
const SAVE_AS_XLSX = 'Hãy mở bằng Excel và chọn Lưu thành (Save As) → “Excel Workbook (.xlsx)”, rồi gửi tệp mới.';

/**
 * Checks the first bytes and the table of contents of a file before parsing it. The file name is not trusted. @throws
 * UnreadableListError that says what the file is and what to do.
 */
export async function checkListFile(file: FileHandle): Promise<ListKind> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
  const start = buffer.subarray(0, bytesRead);
  if (bytesRead === 0) throw new UnreadableListError('Tệp trống, không có nội dung. Kiểm tra lại tệp rồi gửi lần nữa.');
  if (startsWith(start, '%PDF')) throw new UnreadableListError(`Đây là PDF. ${ASK_FOR_XLSX}`);
  if (isPicture(start)) throw new UnreadableListError(`Đây là ảnh. ${ASK_FOR_XLSX}`);
  if (start.subarray(0, 8).equals(OLE_MAGIC)) throw new UnreadableListError(messageOfOle(await file.readFile()));
  if (startsWith(start, 'PK')) {
    await checkWorkbook(file.fd);
    return 'xlsx';
  }
  checkText(start);
  return 'csv';
}

const OLE_MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');

const startsWith = (file: Buffer, magic: string): boolean =>
  file.subarray(0, magic.length).equals(Buffer.from(magic, 'latin1'));

/**
 * Formats that cameras, scanners and chat programs save. HEIC and AVIF have their name after the length of the first
 * box.
 */
function isPicture(file: Buffer): boolean {
  const isOfPhone = /^ftyp(?:heic|heix|mif1|avif)/.test(file.toString('latin1', 4, 12));
  const isWebp = startsWith(file, 'RIFF') && file.toString('latin1', 8, 12) === 'WEBP';
  return (
    isOfPhone ||
    isWebp ||
    ['\x89PNG', '\xff\xd8\xff', 'GIF8', 'II*\0', 'MM\0*'].some((magic) => startsWith(file, magic))
  );
}

function messageOfOle(file: Buffer): string {
  const names = (stream: string) => file.includes(Buffer.from(stream, 'utf16le'));
  if (names('EncryptedPackage'))
    return 'Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu (Tệp → Thông tin → Bảo vệ sổ làm việc), lưu lại rồi gửi.';
  if (names('WordDocument')) return `Đây là tệp Word đời cũ (.doc). ${ASK_FOR_XLSX}`;
  return `Đây là tệp Excel đời cũ (.xls). ${SAVE_AS_XLSX}`;
}

async function checkWorkbook(fd: number): Promise<void> {
  const zip = await openZip(fd).catch((error: unknown) => {
    throw error instanceof UnreadableListError
      ? error
      : new UnreadableListError('Tệp .xlsx bị hỏng hoặc tải xuống chưa hết. Mở thử bằng Excel, lưu lại rồi gửi.');
  });
  const names = [...zip.entries.keys()];
  if (names.some((name) => /vbaproject/i.test(name))) {
    throw new UnreadableListError(
      'Tệp có chứa macro (chương trình chạy kèm) nên không nhận. Hãy lưu thành “Excel Workbook (.xlsx)” không macro, rồi gửi.',
    );
  }
  if (!zip.entries.has('xl/workbook.xml')) throw new UnreadableListError(unsupportedFileMessage(names));
  if ([...zip.entries.values()].some((entry) => entry.isEncrypted()))
    throw new UnreadableListError('Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu, lưu lại rồi gửi.');
  checkSizes(zip);
}

function unsupportedFileMessage(names: string[]): string {
  if (names.includes('word/document.xml')) return `Đây là tệp Word. ${ASK_FOR_XLSX}`;
  if (names.some((name) => name.startsWith('ppt/'))) return `Đây là tệp PowerPoint. ${ASK_FOR_XLSX}`;
  if (names.includes('xl/workbook.bin')) return `Đây là tệp Excel dạng nhị phân (.xlsb). ${SAVE_AS_XLSX}`;
  if (names.includes('content.xml')) return `Đây là tệp OpenDocument. ${SAVE_AS_XLSX}`;
  return 'Đây là tệp nén, không phải sổ Excel. Hãy giải nén rồi gửi tệp .xlsx bên trong.';
}

/** zip.ts enforces the declared sizes while inflating, so false declarations gain nothing. */
function checkSizes(zip: Zip): void {
  const entries = [...zip.entries.values()];
  const inflated = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  const isBomb =
    inflated > MAX_INFLATED_BYTES ||
    entries.some(
      (entry) =>
        entry.uncompressedSize > RATIO_MATTERS_FROM && entry.uncompressedSize > MAX_RATIO * entry.compressedSize,
    );
  if (isBomb) {
    throw new UnreadableListError(
      `Bung ra, tệp này lớn bất thường (${Math.round(inflated / 1_048_576)} MB) nên không đọc. Chép riêng danh sách sang sổ Excel mới rồi gửi.`,
    );
  }
}

function checkText(start: Buffer): void {
  const text = start.toString('latin1').trimStart().toLowerCase();
  if (/^<(!doctype html|html|table|meta|head|body)/.test(text) || /^(?:\W{0,3})<\?xml/.test(text)) {
    throw new UnreadableListError(`Đây là trang web hoặc tệp XML mang tên của Excel. ${SAVE_AS_XLSX}`);
  }
  const isUtf16 = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  const zeros = start.filter((byte) => byte === 0).length;
  const looksLikeUtf16 = isUtf16 || zeros > start.length * 0.3;
  const controls = start.filter((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 0).length;
  if ((zeros > 0 && !looksLikeUtf16) || (controls > 0 && !looksLikeUtf16)) {
    throw new UnreadableListError(`Tệp này không phải sổ Excel (.xlsx) hay danh sách CSV. ${SAVE_AS_XLSX}`);
  }
}
