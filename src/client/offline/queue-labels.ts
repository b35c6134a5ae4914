import { DOOR_OUTCOMES } from '../../shared/labels';
import { formatDayMonth, localDateOf, localTimeOf } from '../../shared/dates';
import type { QueueState, Sending, Trouble, WaitingVisit } from './queue';

/** What happened, and what the officer can do about it. */
export interface QueueText {
  what: string;
  next: string;
}

const KEPT = 'Chưa gửi được, còn nguyên trên máy này.';

/** Shown when the laptop refuses to keep a visit: it stands nowhere but on the page. */
export const NOT_KEPT: QueueText = {
  what: 'Máy này không giữ được lượt thăm: bộ nhớ đầy hoặc bị chặn.',
  next: 'Đừng đóng trang. Xóa bớt tệp trên máy rồi bấm Lưu lại; vẫn không được thì ghi vào phiếu giấy.',
};

const TROUBLES: Record<Trouble['status'], QueueText> = {
  403: {
    what: 'Tài khoản này không được ghi lượt thăm nữa, máy đang mở bằng tài khoản khác, hoặc cửa nằm ngoài địa bàn.',
    next: 'Đăng nhập đúng tài khoản đã ghi, cửa ngoài địa bàn thì mở trang của hộ ấy và ghi lý do, rồi bấm Gửi lại.',
  },
  404: {
    what: 'Cửa hoặc hộ này không còn trong sổ: đã gộp, hoặc đã bỏ khỏi buổi.',
    next: 'Bấm mở lại: cửa đã bỏ khỏi buổi thì ghi vào hộ ấy; hộ đã gộp thì tìm hộ trong sổ rồi ghi lại vào đó.',
  },
  409: {
    what: 'Cửa này đã có người khác ghi, hoặc lượt này đã gửi một lần với nội dung khác. Hai bản đều còn.',
    next: 'Mở hai bản, so rồi chọn.',
  },
  413: { what: 'Lượt này dài quá, máy chủ không nhận.', next: 'Mở ra, viết ngắn bớt phần ghi chú rồi lưu lại.' },
  422: { what: 'Có chỗ phải sửa mới lưu được.', next: 'Mở ra, sửa chỗ ghi đỏ rồi lưu lại.' },
  500: {
    what: 'Máy chủ gặp lỗi với riêng lượt này, hoặc không trả lời.',
    next: 'Không phải làm gì: máy tự gửi lại. Sáng mai vẫn còn thì báo quản trị.',
  },
};

export const troubleText = ({ status }: Trouble): QueueText => TROUBLES[status];

/** Why sending ended before everything went, and when it goes on. */
export function stopText({ stoppedBy, retryIn }: Pick<Sending, 'stoppedBy' | 'retryIn'>): QueueText | null {
  const again = retryIn === null ? '' : `Máy tự thử lại sau ${waitText(retryIn)}, hoặc bấm Gửi ngay.`;
  switch (stoppedBy) {
    case null:
      return null;
    case 'unreachable':
      return { what: `Không có mạng, hoặc máy chủ không trả lời. ${KEPT}`, next: again };
    case 'sign-in':
      return { what: `Đã hết phiên đăng nhập. ${KEPT}`, next: 'Đăng nhập lại là máy gửi tiếp.' };
    case 'slow-down':
      return { what: `Máy chủ đang bận, bảo đợi. ${KEPT}`, next: again };
    case 'storage':
      return {
        what: 'Chưa đọc được các lượt đang giữ trên máy này.',
        next: 'Đóng bớt thẻ rồi tải lại trang (phím F5).',
      };
  }
}

/** 'Vắng nhà 19:42'. */
export function outcomeText({ fields, typedAt }: WaitingVisit): string {
  const said = new Map(fields);
  const outcome = DOOR_OUTCOMES[said.get('outcome') as keyof typeof DOOR_OUTCOMES] ?? 'Đã ghi';
  return `${outcome} ${said.get('arrivedTime') || localTimeOf(new Date(typedAt))}`;
}

/** '3 lượt chưa gửi · lần gửi cuối 19:42'; with the day if it was not today. */
export function queueLine({ visits, troubled, lastSentAt }: QueueState, now: Date): string {
  const waiting = visits.length === 0 ? 'Đã gửi hết' : `${visits.length} lượt chưa gửi`;
  const toMend = troubled === 0 ? '' : `, ${troubled} lượt cần bạn xem`;
  if (visits.length === 0 && lastSentAt === null) return 'Không có lượt nào chờ gửi.';
  return `${waiting}${toMend} · ${lastSentAt === null ? 'chưa gửi lần nào' : `lần gửi cuối ${timeText(lastSentAt, now)}`}`;
}

function timeText(at: string, now: Date): string {
  const then = new Date(at);
  const [day, today] = [localDateOf(then), localDateOf(now)];
  return localTimeOf(then) + (day === today ? '' : ` ngày ${formatDayMonth(day)}`);
}

const waitText = (seconds: number) => (seconds < 60 ? `${seconds} giây` : `${Math.ceil(seconds / 60)} phút`);
