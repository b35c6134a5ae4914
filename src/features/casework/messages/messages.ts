import type { Gender } from '../../../generated/prisma/enums';
import {
  addDays,
  formatDayMonth,
  formatRoundTime,
  localDateOf,
  type BirthDate,
  type LocalDate,
} from '../../../shared/dates';
import { honorificOf } from '../../../shared/honorific';
import { formatNumber } from '../../../shared/numbers';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { splitPersonName, uncapitalise } from '../../../shared/vietnamese-text';
import { isNameable } from '../../office/reference-data/service-groups';

// Texts that an officer copies into Zalo or an SMS, or prints on a card. Pure; the program sends nothing. A telephone is
// shared and a card may be found: a text names the person as they are called, no
// service that tells a health or social condition, and nothing that its receiver does not know. It carries no address of a page, so that people can be told that the ward never sends one.

/** A text to copy. */
export interface Message {
  /** When to use it: 'Báo có kết quả'. */
  label: string;
  text: string;
  /** '214 ký tự, SMS dài 4 tin'. */
  size: string;
}

interface MessageWard {
  name: string;
  phone: string | null;
}

/** An evening as a text tells it. */
interface MessageRound {
  code: string;
  startsAt: Date;
  endsAt: Date;
  /** 'dự kiến 19:05', 'nếu còn giờ', or '' if the time is unknown (expectedText). */
  expected: string;
}

/** How a text addresses a resident: 'bà Lan'; 'ông/bà Lan' if the gender is unknown. */
export const calledName = (
  { fullName, gender, birth }: { fullName: string; gender: Gender | null; birth: BirthDate | null },
  on: LocalDate,
): string => `${uncapitalise(honorificOf(gender, birth, on)) || 'ông/bà'} ${splitPersonName(fullName).givenName}`;

const NEVER = 'Cán bộ không bao giờ hỏi mật khẩu, mã OTP.';

const askWard = ({ phone }: MessageWard) =>
  phone ? `Cần hỏi, gọi phường ${formatPhoneNumber(phone)}.` : 'Cần hỏi, gọi phường.';

const messageOf = (label: string, ward: MessageWard, sentences: readonly string[]): Message => {
  const text = [...sentences, NEVER, askWard(ward)].join(' ');
  return { label, text, size: sizeText(text) };
};

// ------------------------------------------------------------ requests and evenings

/** A request was accepted and has no evening yet. @param promisedBy null if no day was promised. */
export const requestAccepted = (ward: MessageWard, promisedBy: LocalDate | null): Message =>
  messageOf('Báo đã nhận đề nghị', ward, [
    `${ward.name} đã nhận đề nghị giúp dịch vụ công tại nhà${promisedBy ? `, chậm nhất ngày ${formatDayMonth(promisedBy)}` : ''}.`,
    'Xếp được ngày giờ, phường báo trước.',
  ]);

/** An evening is planned for a resident's door: the confirmation, and from the day before on the reminder. */
export function eveningMessage(ward: MessageWard, round: MessageRound, today: LocalDate): Message {
  const on = localDateOf(round.startsAt);
  const when = [formatRoundTime(round.startsAt, round.endsAt), round.expected].filter(Boolean).join(', ');
  const day = new Map([
    [today, 'hôm nay'],
    [addDays(today, 1), 'ngày mai'],
  ]).get(on);
  const come = 'đội đến nhà giúp dịch vụ công, không mất tiền';
  return messageOf(day ? 'Nhắc hẹn' : 'Báo đã xếp lịch', ward, [
    day ? `${ward.name} nhắc: ${day}, ${when}, ${come}.` : `${ward.name}: ${when}, ${come}.`,
    `Hỏi mã buổi ${round.code}, xem thẻ, rồi hãy mở cửa. Bận thì báo phường.`,
  ]);
}

// ------------------------------------------------------------ files and lessons

/** What a text about a file or a lesson names. */
export interface MessageMatter {
  ward: MessageWard;
  /** 'bà Lan'. */
  who: string;
  service: { name: string; groupKey: string };
}

/** ' “Đăng ký tạm trú”', or '' for a service that tells a health or social condition. */
const named = ({ service: { name, groupKey } }: MessageMatter) => (isNameable(groupKey) ? ` “${name}”` : '');

const fileOf = (matter: MessageMatter) => `hồ sơ${named(matter)} của ${matter.who}`;

export const papersAsked = (matter: MessageMatter): Message =>
  messageOf('Báo bổ sung giấy tờ', matter.ward, [
    `${matter.ward.name}: ${fileOf(matter)} phải bổ sung giấy tờ trên Cổng Dịch vụ công.`,
    'Chưa biết làm thì gọi phường, đội giúp.',
  ]);

/** The portal asked for a payment. */
export const paymentDue = (matter: MessageMatter): Message =>
  messageOf('Báo nộp tiền', matter.ward, [
    `${matter.ward.name}: ${fileOf(matter)} đang chờ nộp phí. Người nộp hồ sơ tự nộp trên Cổng Dịch vụ công.`,
    'Đội không thu tiền, không gửi đường dẫn.',
  ]);

/** The portal says that a file is decided; the officer checks before copying the text. */
export const resultCome = (matter: MessageMatter): Message =>
  messageOf('Báo có kết quả', matter.ward, [
    `${matter.ward.name}: ${fileOf(matter)} đã có kết quả. Xem trên Cổng Dịch vụ công, chưa biết xem thì gọi phường.`,
  ]);

/** What a file's latest status on the portal gives to tell; null if nothing, or if the result was handed over. */
export function messageOfStatus(status: number | undefined, matter: MessageMatter): Message | null {
  if (status === 5) return papersAsked(matter);
  if (status === 6) return paymentDue(matter);
  return status === 9 ? resultCome(matter) : null;
}

/** Asks whether a resident can still do what the team taught. */
export const stillAble = ({
  services,
  ...matter
}: Omit<MessageMatter, 'service'> & { services: readonly MessageMatter['service'][] }): Message =>
  messageOf('Hỏi lại sau khi dạy', matter.ward, [
    `${matter.ward.name}: đội đã chỉ ${matter.who} làm${services.map((service) => named({ ...matter, service })).join('') || ' một việc trên Cổng Dịch vụ công'}.`,
    'Có tự làm lại được không? Vướng chỗ nào thì gọi phường, đội giúp tiếp, không mất tiền.',
  ]);

// ------------------------------------------------------------ length

/** UTF-16 units in one SMS with Vietnamese letters, alone and as a part of a longer one (3GPP TS 23.040, UCS-2). */
const UNITS_ALONE = 70;
const UNITS_A_PART = 67;

/** '158 ký tự, SMS dài 3 tin'. */
function sizeText(text: string): string {
  const parts = text.length <= UNITS_ALONE ? 1 : Math.ceil(text.length / UNITS_A_PART);
  return `${formatNumber(text.length)} ký tự, SMS dài ${formatNumber(parts)} tin`;
}
