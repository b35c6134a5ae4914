import { workbook } from '../fixtures/lists';
import type { EveryRecord } from '../support/every-record';
import type { TestAgent } from '../support/test-app';
import { KNOWN, KNOWN_WIFE, LISTED, MOVING, TWIN_LIST } from './full-ward';
import type { StatementBook } from './statement-book';
import { twinOf } from './twin-ward';

const dayOf = ({ birthDate }: { birthDate: string }) => birthDate.split('-').toReversed().join('/');

/**
 * Sends a list with people whom the register knows and others whom it does not, has it written, asks what was built on
 * it, and takes it back.
 */
export async function walkImport(
  { app }: EveryRecord,
  book: StatementBook,
  staff: TestAgent,
  wardId: string,
): Promise<void> {
  const content = await workbook([
    [
      'Mã hộ',
      'Họ và tên',
      'Ngày sinh',
      'Giới tính',
      'Số CCCD',
      'Điện thoại',
      'Quan hệ với chủ hộ',
      'Địa chỉ',
      'SĐT người thân',
    ],
    [
      '',
      KNOWN.fullName,
      dayOf(KNOWN),
      'Nam',
      KNOWN.nationalNumber,
      '0912777001',
      'Chủ hộ',
      '70 Phạm Hồng Thái',
      '0912777009',
    ],
    ['KH10', KNOWN_WIFE.fullName, dayOf(KNOWN_WIFE), 'Nữ', '', KNOWN_WIFE.phone, 'Chủ hộ', '72 Phạm Hồng Thái'],
    ['KH9', MOVING.fullName, dayOf(MOVING), 'Nữ', MOVING.nationalNumber, '', 'Chủ hộ', '93 Châu Long'],
    ['KH8', 'Phan Thị Mới', '1970', 'Nữ', '', '', 'Chủ hộ', ''],
    ['', LISTED.fullName, dayOf(LISTED), 'Nữ', '', '', 'Chủ hộ', LISTED.addressLine],
    ['', 'Phan Thị Số', '25/11/1948', 'Nữ', '001148000079', '', 'Chủ hộ', '95 Châu Long'],
  ]);
  const twinWaits = (status: string) =>
    app.db.pool.query(`UPDATE import_run SET status = $2 WHERE ward_id = $1 AND file_name = $3`, [
      twinOf(wardId),
      status,
      TWIN_LIST,
    ]);
  const { code } = await app.db.prisma.residentialGroup.findFirstOrThrow({ where: { wardId, validTo: null } });
  const upload = () =>
    staff.upload('/imports', 'list', { content, name: 'danh sách tháng 11.xlsx' }, { facts: 'poor' });
  // The job that an upload wakes would read the list of the twin, which waits too.
  const holder = await app.db.pool.connect();
  await holder.query("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('job imports', 0))");
  await twinWaits('waiting');
  const { headers } = await book.during('own import', upload);
  await twinWaits('cancelled');
  await holder.query('COMMIT');
  holder.release();
  const path = headers.location!;
  await book.during('own import', async () => {
    await app.runJob('imports');
    await staff.post(`${path}/confirmation`, {
      createGroups: '1',
      group: code,
      skipUndecided: '1',
      leaveOutWrong: '1',
    });
    await app.runJob('imports');
    await staff.get(`${path}/reversion`);
    await staff.post(`${path}/reversion`, { reason: 'gửi nhầm', confirmed: 'yes' });
    await app.runJob('imports');
  });
}
