import { HttpError } from '../shared/errors';

/** 403 for a form that is not trusted, from any sender: its page is too old, or is not ours. */
export class ForgedFormError extends HttpError {
  constructor(
    message: string,
    readonly advice: string,
  ) {
    super(403, message);
  }

  static stale(): ForgedFormError {
    return new ForgedFormError(
      'Chưa lưu được: trang này mở đã lâu. Tải lại trang rồi lưu lại.',
      'Mở lại trang ấy, hoặc bấm “Quay lại” và tải lại (phím F5), rồi làm lại. Có tệp thì chọn lại tệp.',
    );
  }

  static foreign(): ForgedFormError {
    return new ForgedFormError(
      'Chưa lưu được: biểu mẫu này không gửi từ trang của Gõ Cửa.',
      'Mở Gõ Cửa rồi làm việc ấy ở đó.',
    );
  }
}

export class PayloadTooLargeError extends HttpError {
  constructor(message: string) {
    super(413, message);
  }
}

/** What the 409 page shows: both people's values and a way forward. */
export interface Conflict {
  what: string;
  yours: { label: string; value: string }[];
  theirs: { label: string; value: string }[];
  theirName: string;
  theirTime: string;
  /** Where the saved version is. */
  resumeHref: string;
  /**
   * A form that saves "yours" over "theirs", knowing both; with `reopens` the user may also reopen the form with
   * "yours" in it. Null if neither is possible.
   */
  keepAction: { href: string; label: string; fields: { name: string; value: string }[]; reopens?: boolean } | null;
  /** Why there is no `keepAction`, as a sentence. */
  closed?: string;
}

export class ConflictError extends HttpError {
  constructor(readonly conflict: Conflict) {
    super(409, conflict.what);
  }
}
