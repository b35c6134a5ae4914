import type { TimeWindow } from '../calendar/outreach-time';
import { formatDate, type LocalDate } from '../../../shared/dates';
import { formatPhoneNumber } from '../../../shared/phone-number';
import type { DayKind, WardSettings } from './forms';

export const DAY_KIND_LABELS: Record<DayKind, string> = {
  weekday: 'Ngày làm việc',
  saturday: 'Thứ Bảy',
  sunday: 'Chủ nhật',
  holiday: 'Ngày nghỉ lễ',
};

/** The settings as label → words, for the audit event of a change and for the page that compares two versions. */
export function settingsText({
  name,
  formerWards,
  phone,
  secondLanguage,
  adultAge,
  officersKeepToArea,
  outreachPolicy: policy,
}: Omit<WardSettings, 'version'>): Record<string, string> {
  const kinds = Object.keys(DAY_KIND_LABELS) as DayKind[];
  return {
    'Tên phường': name,
    'Điện thoại': phone === null ? 'không có' : formatPhoneNumber(phone),
    'Ngôn ngữ thứ hai': secondLanguage || 'không có',
    'Phường cũ': formerWards.join(', ') || 'không có',
    'Tuổi trưởng thành': String(adultAge),
    ...Object.fromEntries(
      kinds.map((kind) => [DAY_KIND_LABELS[kind], policy.windows[kind].map(spanOf).join(', ') || 'không ra quân']),
    ),
    'Gõ cửa muộn nhất': `ngày làm việc ${policy.latestKnock.weekday}, thứ Bảy ${policy.latestKnock.saturday}, Chủ nhật ${policy.latestKnock.sunday}`,
    'Nghỉ trưa': spanOf(policy.lunchRest),
    'Sớm nhất, muộn nhất': spanOf({ from: policy.notBefore, to: policy.notAfter }),
    'Số người một đội': String(policy.teamSize),
    'Phút giữa hai nhà': String(policy.bufferMinutes),
    'Đến lại sau khi chưa muốn': `nhiều nhất ${policy.triesAfterRefusal} lần`,
    'Hồ sơ ngoài địa bàn': officersKeepToArea ? 'phải ghi lý do' : 'mở được',
    'Trả lời phản ánh trong': `${policy.complaintDays} ngày làm việc`,
    'Một người đi nhiều nhất': `${policy.roundsAWeek} buổi một tuần, ${policy.hoursAMonth === 0 ? 'không hạn giờ' : `${policy.hoursAMonth} giờ làm thêm`} một tháng`,
  };
}

const spanOf = ({ from, to }: TimeWindow): string => `${from}–${to}`;

/** The team's first day, likewise. */
export const firstDayText = (day: LocalDate | null): Record<string, string> => ({
  'Đội bắt đầu ngày': day === null ? 'chưa đặt' : formatDate(day),
});

/** What is said of a visit or a session before the team's first day. */
export const beforeFirstDay = (day: LocalDate): string =>
  `Trước ngày đầu của đội, ${formatDate(day)}. Xem lại ngày; nếu đúng, văn phòng sửa ở Cài đặt, Ngày đầu của đội.`;
