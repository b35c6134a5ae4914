import { z } from 'zod';
import type { DataRequestEnd, DataRequestKind } from '../../../generated/prisma/enums';
import { isOverAYearAfter, type LocalDate } from '../../../shared/dates';
import { choice, idField, optionalText, problemAt, recentDateField, requiredText } from '../../../web/form';
import { keysOf } from '../../../shared/labels';
import { ENDS, isComplaint, KINDS } from './clocks';

/** Whether a kind is asked about data: a complaint comes from a telephone or a slip. */
export const isOfRights = ({ value }: { value: string }) => !isComplaint(value as DataRequestKind);
const kinds = keysOf(KINDS).filter((value) => isOfRights({ value })) as [DataRequestKind, ...DataRequestKind[]];
const ends = keysOf(ENDS);

/** @param isKnown whether the request is about a resident of the register; otherwise it must say who asked. */
export const dataRequestForm = (today: LocalDate, isKnown: boolean) =>
  z.object({
    id: idField('Biểu mẫu cũ. Tải lại trang rồi ghi lại.'),
    kind: choice(kinds, 'Chọn người ấy yêu cầu gì.'),
    askedBy: isKnown ? optionalText(200) : requiredText('Ghi tên và cách liên hệ với người yêu cầu.', 200),
    what: optionalText(1000),
    receivedOn: recentDateField('Nhập ngày nhận, ví dụ 26/11/2026.', today).refine(
      (day) => !isOverAYearAfter(today, day),
      'Ngày này hơn một năm trước: xem lại năm.',
    ),
  });

export type NewDataRequest = z.output<ReturnType<typeof dataRequestForm>>;

/** @param extension the longest that the law allows for this kind of request. */
export const extensionForm = (extension: number) =>
  z.object({
    days: z
      .string({ error: 'Nhập số ngày gia hạn.' })
      .trim()
      .regex(/^\d{1,3}$/, 'Nhập số ngày gia hạn.')
      .transform(Number)
      .refine((days) => days >= 1 && days <= extension, `Gia hạn từ 1 đến ${extension} ngày, một lần.`),
    reason: requiredText('Ghi vì sao cần thêm ngày; người yêu cầu được báo lý do này.', 500),
  });

export type Extension = z.output<ReturnType<typeof extensionForm>>;

/** How an open request may be ended by hand: that a person was erased, only the erasure records. */
export const endsOf = (kind: DataRequestKind): DataRequestEnd[] =>
  ends.filter((end) => kind !== 'erase' || end !== 'fulfilled');

/** A restriction needs its reason, which stands on the page of the resident. */
export const endForm = (kind: DataRequestKind) =>
  z
    .object({
      endedAs: choice(ends, 'Chọn việc kết thúc thế nào.').refine(
        (end) => endsOf(kind).includes(end),
        'Chưa xóa thì chưa phải “Đã làm”: quản trị bấm Xóa dữ liệu, yêu cầu tự kết thúc.',
      ),
      endNote: optionalText(1000),
    })
    .refine(
      ({ endedAs, endNote }) => endedAs !== 'refused' || endNote !== '',
      problemAt('endNote', 'Ghi căn cứ từ chối; người yêu cầu được trả lời bằng lý do này.', 'endedAs'),
    )
    .refine(
      ({ endedAs, endNote }) => !isComplaint(kind) || endedAs !== 'fulfilled' || endNote !== '',
      problemAt('endNote', 'Ghi đã tìm hiểu gì, trả lời thế nào.', 'endedAs'),
    )
    .refine(
      ({ endedAs, endNote }) => kind !== 'restrict' || endedAs !== 'fulfilled' || endNote !== '',
      problemAt('endNote', 'Ghi vì sao hạn chế, đến khi nào; hồ sơ của người ấy hiện dòng này.', 'endedAs'),
    );

export type DataRequestEnding = z.output<ReturnType<typeof endForm>>;
