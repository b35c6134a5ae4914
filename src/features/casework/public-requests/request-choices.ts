import type {
  PublicRequestRefusal,
  PublicRequestTime,
  PublicRequestTopic,
  RequestChannel,
  UserRole,
} from '../../../generated/prisma/enums';
import { ALL_DAY, type PreferredTime } from '../requests/request-labels';

/** What can be ticked on the public page: few words, as a resident would say them on the telephone. */
export const TOPICS: Record<PublicRequestTopic, string> = {
  unsure: 'Chưa rõ, nhờ đội xem',
  identity: 'VNeID, căn cước',
  benefits: 'Trợ cấp, hưu trí',
  civil_status: 'Khai sinh, hộ khẩu',
};

export const TIMES: Record<PublicRequestTime, string> = {
  weekday_evening: 'Tối trong tuần',
  saturday: 'Thứ Bảy',
  sunday: 'Chủ nhật',
};
export const ANY_TIME = 'Hôm nào cũng được';

/** Why the office declines, in its own list. */
export const REFUSALS: Record<PublicRequestRefusal, string> = {
  not_genuine: 'Không phải đề nghị thật (phá, quảng cáo)',
  unreachable: 'Gọi lại nhiều lần không được',
  outside_ward: 'Nhà ở phường khác',
  repeated: 'Trùng với đề nghị trước',
  other: 'Lý do khác',
};

/** What the sender reads of each; never the office's note, which may name others. */
export const REFUSALS_OUTSIDE: Record<PublicRequestRefusal, string> = {
  not_genuine: 'Phường chưa nhận đề nghị này.',
  unreachable: 'Phường đã gọi lại số này mà chưa gặp ai.',
  outside_ward: 'Nhà này không thuộc địa bàn của phường.',
  // Whether others asked for the same house is not for outside.
  repeated: 'Phường không làm riêng đề nghị này.',
  other: 'Phường chưa đến được theo đề nghị này.',
};

const PREFERRED: Record<PublicRequestTime, PreferredTime> = {
  weekday_evening: { weekdays: [1, 2, 3, 4, 5], from: '18:00', to: '21:00' },
  saturday: { weekdays: [6], ...ALL_DAY },
  sunday: { weekdays: [7], ...ALL_DAY },
};

/** The ticked times as a support request keeps them: none if any time suits. */
export const preferredTimesOf = (times: readonly PublicRequestTime[]): PreferredTime[] =>
  times.map((time) => PREFERRED[time]);

/** 'Tối trong tuần, Chủ nhật'. */
export const timesText = (times: readonly PublicRequestTime[]): string =>
  times.map((time) => TIMES[time]).join(', ') || ANY_TIME;

/** What was ticked and written, in one text: 'Trợ cấp, hưu trí. Mẹ tôi 82 tuổi, chưa có lương'. */
export const askedText = (topics: readonly PublicRequestTopic[], what: string): string =>
  [topics.map((topic) => TOPICS[topic]).join('; '), what].filter(Boolean).join('. ');

/**
 * How a request came: typed by the ward itself, from the telephone of a residential group's leader, or by any sender.
 * @param enteredBy role of the account that typed it for the sender.
 */
export function channelOf({
  enteredBy,
  leaderOf,
}: {
  enteredBy: UserRole | null;
  leaderOf: string | null;
}): RequestChannel {
  if (enteredBy) return enteredBy === 'officer' ? 'officer' : 'phone';
  return leaderOf === null ? 'public_form' : 'group_leader';
}
