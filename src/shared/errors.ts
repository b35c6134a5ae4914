/** A refusal with a page of its own: the HTTP status, and what the page needs to say. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The record does not exist in this ward. */
export class NotFoundError extends HttpError {
  constructor(message = 'Không tìm thấy trang hoặc hồ sơ này.') {
    super(404, message);
  }
}

export class ForbiddenError extends HttpError {
  constructor(message = 'Tài khoản của bạn không được làm việc này.') {
    super(403, message);
  }
}

/** The form was sent before with other content, and that is what was saved. Its page says what to do. */
export class SentBeforeError extends HttpError {
  readonly advice =
    'Điều đã ghi ở lần gửi trước vẫn còn: mở hồ sơ ấy để xem và sửa ở đó. Nếu là việc khác, mở lại biểu mẫu rồi nhập. Bấm “Quay lại” thì những gì bạn gõ vẫn còn trên trình duyệt.';

  constructor() {
    super(409, 'Chưa lưu được: biểu mẫu này đã gửi một lần, với nội dung khác.');
  }
}

export class TooManyRequestsError extends HttpError {
  constructor(
    readonly retryAfterSeconds: number,
    message = 'Quá nhiều lần trong thời gian ngắn.',
  ) {
    super(429, message);
  }
}

/** Too many requests are waiting for work that is done one after the other: the page says what to try again. */
export class BusyError extends HttpError {
  constructor(message: string) {
    super(503, message);
  }
}
