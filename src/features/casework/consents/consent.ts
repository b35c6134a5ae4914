import { z } from 'zod';
import { ConsentChannel, ConsentGiver } from '../../../generated/prisma/enums';
import { CONSENT_CHANNELS } from '../../../shared/labels';
import { uncapitalise } from '../../../shared/vietnamese-text';

/**
 * What residents' data are used for beyond the register. Visits and calls are the work of a state agency (Luật 91/2025/QH15,
 * Điều 19.1.c): they need no consent, and may be objected to. The two others rest on consent alone.
 */
export type Purpose = 'contact' | 'survey' | 'photo';
type ConsentPurpose = Exclude<Purpose, 'contact'>;
export const PURPOSES: readonly Purpose[] = ['contact', 'survey', 'photo'];
const CONSENT_PURPOSES: readonly ConsentPurpose[] = ['survey', 'photo'];

/** What a resident was informed of and answered at one time; null where nothing was said. */
export const SAID = z.object({
  contact: z.boolean().nullable(),
  survey: z.boolean().nullable(),
  photo: z.boolean().nullable(),
  readAloud: z.boolean().nullable(),
  givenBy: z.enum(ConsentGiver).nullable(),
  representativeName: z.string(),
  representativeRelation: z.string(),
  channel: z.enum(ConsentChannel).nullable(),
});
export type Said = z.infer<typeof SAID>;

/** Whether the resident was informed or said anything. */
export const saysSomething = (said: Said): boolean =>
  said.readAloud !== null || PURPOSES.some((purpose) => said[purpose] !== null);

/**
 * Why a form cannot be kept, by field; empty if it can. An agreement needs who gave it, how, and a text that was heard
 * or signed (Điều 9: the data controller must prove it; silence is no consent). Of a child the representative agrees
 * (Điều 24).
 * @param about `hasNotice`: the ward has a text to agree to; `childUnder`: the adult age in years, if this is a child.
 */
export function problemsOf(
  said: Said,
  about: { hasNotice: boolean; childUnder: number | null },
): Partial<Record<keyof Said, string>> {
  const problems: Partial<Record<keyof Said, string>> = {};
  const agreed = CONSENT_PURPOSES.find((purpose) => said[purpose] === true);
  if (agreed) {
    if (!about.hasNotice) problems[agreed] = 'Phường chưa có thông báo: văn phòng soạn ở Cài đặt rồi mới hỏi đồng ý.';
    if (said.readAloud !== true && said.channel !== 'signed')
      problems.readAloud = 'Đọc thông báo rồi mới hỏi đồng ý. Người tự đọc thì phải ký trên giấy.';
    if (said.givenBy === null) problems.givenBy = 'Chọn ai đồng ý.';
    if (said.channel === null) problems.channel = 'Chọn đồng ý bằng cách nào.';
    if (said.givenBy === 'self' && about.childUnder !== null)
      problems.givenBy = `Chưa đủ ${about.childUnder} tuổi: cha mẹ hoặc người giám hộ đồng ý.`;
  }
  if (said.givenBy === 'representative') {
    if (said.representativeName === '') problems.representativeName = 'Ghi tên người đại diện.';
    if (said.representativeRelation === '') problems.representativeRelation = 'Ghi quan hệ, ví dụ: mẹ, con gái.';
  } else {
    const message = 'Chỉ ghi khi chọn “Người đại diện”.';
    if (said.representativeName !== '') problems.representativeName = message;
    if (said.representativeRelation !== '') problems.representativeRelation = message;
  }
  return problems;
}

/**
 * The answer currently valid for a purpose: that of a restriction, otherwise the latest row that says something about it; null
 * if none does. The rule of shared/contact-objection.ts. @param rows the latest first.
 */
export const currentAnswerFor = <Row extends Said & { restricts: boolean }>(
  rows: readonly Row[],
  purpose: Purpose,
): Row | null => rows.find(({ restricts }) => restricts) ?? rows.find((row) => row[purpose] !== null) ?? null;

/** 'tự nói, bằng lời nói', 'mẹ Nguyễn Thị Mai, ký trên giấy'; '' if it was not recorded. */
export function giverText({ givenBy, representativeName, representativeRelation, channel }: Said): string {
  const who =
    givenBy === 'representative' ? `${representativeRelation} ${representativeName}` : givenBy && 'chính người ấy';
  return [who, channel && uncapitalise(CONSENT_CHANNELS[channel])].filter(Boolean).join(', ');
}
