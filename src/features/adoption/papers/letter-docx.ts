import { Document, Packer } from 'docx';
import type { ReferralRow } from '../../casework/referrals/queries';
import { formatDate } from '../../../shared/dates';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { bodyParagraph, centred, PAPER_STYLES, paperHead, paperSection, signatureBlock } from './docx-parts';
import { placeAndDate, tableBlock, type PaperPlace } from './report-docx';

const WIDTHS = { STT: 5, 'Họ và tên': 24, 'Năm sinh': 9, 'Nơi ở': 34, 'Vì sao khó đến': 14 };

/** The letter that asks the ward's police for a mobile e-ID evening. It names no number or telephone number of a person. */
export function letterDocx(people: ReferralRow[], place: PaperPlace): Promise<Buffer> {
  const agency = `Ủy ban nhân dân ${uncapitalise(place.wardName)}`;
  const police = `Công an ${uncapitalise(place.wardName)}`;
  const about = 'V/v tổ chức buổi làm định danh điện tử lưu động';
  const day = formatDate(people[0]!.askedEvening!);
  const table = {
    ...{ name: '', title: '', hasTotal: false, notes: ['Ô trống: sổ của phường chưa ghi.'] },
    columns: Object.entries(WIDTHS).map(([label, width]) => ({ label, width, kind: 'text' as const })),
    rows: people.map(({ fullName, birth, addressLine, groupName, isHardToMove }, index) => [
      ...[String(index + 1), fullName, birth?.date.slice(0, 4) ?? ''],
      ...[[addressLine, groupName].filter(Boolean).join(', '), isHardToMove ? 'Khó đi lại' : ''],
    ]),
  };
  const section = paperSection([
    paperHead({ wardName: place.wardName, placeAndDate: placeAndDate(place), about }),
    centred([`Kính gửi: ${police}.`], { spacing: { before: 360, after: 240 } }),
    bodyParagraph([`${agency} đã giới thiệu ${people.length} người có tên dưới đây đến ${police}.`]),
    ...tableBlock(table, ''),
    bodyParagraph([
      `Đề nghị ${police} tổ chức một buổi tối làm định danh điện tử lưu động cho những người này, ngày ${day}, và báo kết quả của từng người về ${agency}./.`,
    ]),
    signatureBlock('Như trên'),
  ]);
  const by = { title: about, creator: agency, lastModifiedBy: agency };
  return Packer.toBuffer(new Document({ ...by, styles: PAPER_STYLES, sections: [section] }));
}
