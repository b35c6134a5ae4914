import { queueLine, stopText, troubleText } from '../../../../src/client/offline/queue-labels';
import type { WaitingVisit } from '../../../../src/client/offline/queue';

const NOW = new Date('2026-11-26T13:00:00.000Z');
const visits = (count: number) => Array.from({ length: count }) as WaitingVisit[];

test.each([
  [3, 0, '2026-11-26T12:42:00.000Z', '3 lượt chưa gửi · lần gửi cuối 19:42'],
  [3, 1, '2026-11-25T12:42:00.000Z', '3 lượt chưa gửi, 1 lượt cần bạn xem · lần gửi cuối 19:42 ngày 25/11'],
  [2, 0, null, '2 lượt chưa gửi · chưa gửi lần nào'],
  [0, 0, '2026-11-26T12:42:00.000Z', 'Đã gửi hết · lần gửi cuối 19:42'],
  [0, 0, null, 'Không có lượt nào chờ gửi.'],
])('%d visits, %d in trouble, last sent %s: "%s"', (count, troubled, lastSentAt, line) => {
  expect(queueLine({ visits: visits(count), troubled, lastSentAt }, NOW)).toBe(line);
});

test('without network the officer reads that it is still there, and when the laptop tries again', () => {
  expect(stopText({ stoppedBy: 'unreachable', retryIn: 90 })).toEqual({
    what: 'Không có mạng, hoặc máy chủ không trả lời. Chưa gửi được, còn nguyên trên máy này.',
    next: 'Máy tự thử lại sau 2 phút, hoặc bấm Gửi ngay.',
  });
  expect(stopText({ stoppedBy: 'slow-down', retryIn: 40 })?.next).toContain('sau 40 giây');
  expect(stopText({ stoppedBy: 'sign-in', retryIn: null })?.next).toBe('Đăng nhập lại là máy gửi tiếp.');
  expect(stopText({ stoppedBy: null, retryIn: null })).toBeNull();
});

test('a conflict says that both versions are still there', () => {
  expect(troubleText({ status: 409, at: '' }).what).toContain('Hai bản đều còn');
});
