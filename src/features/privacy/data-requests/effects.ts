import type { DataRequestKind } from '../../../generated/prisma/enums';
import type { Said } from '../../casework/consents/consent';

/** What granting a request changes at once, in the words of consents. */
export interface Effect {
  said: Partial<Said>;
  restricts: boolean;
  /** Before it is granted, while it is valid, and the button that ends it. */
  promise: string;
  stands: string;
  lift: string;
  lifted: string;
}

/** The kinds of requests whose granting has an effect of its own (docs/adr/0045); others are done on their own pages. */
export const EFFECTS: Partial<Record<DataRequestKind, Effect>> = {
  object: {
    said: { contact: false },
    restricts: false,
    promise:
      'Chọn “Đã làm” thì người này ra khỏi kế hoạch, danh sách phải gọi và việc chờ của đội ngay, tới khi chính người ấy cho liên hệ lại.',
    stands: 'Đội không đến, không gọi',
    lift: 'Người ấy rút lời phản đối',
    lifted: 'Phản đối đã rút',
  },
  restrict: {
    said: { contact: false, survey: false, photo: false },
    restricts: true,
    promise:
      'Chọn “Đã làm” thì hồ sơ vẫn giữ, nhưng không dùng để lập kế hoạch, gọi, hỏi khảo sát, và không có trong danh sách hay tệp của sổ hộ dân, tới khi gỡ. Số đã đếm và danh sách sau con số vẫn có người này.',
    stands: 'Đang hạn chế xử lý',
    lift: 'Gỡ hạn chế',
    lifted: 'Đã gỡ hạn chế',
  },
};
