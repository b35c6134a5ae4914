import { formatDate, monthName } from '../../../shared/dates';
import { capitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import type { Figures } from '../figures/figures';
import { monthOptions } from './month-options';

// A month before the ward kept its book: nothing was counted, which is not the same as zero.

export function beforeBookPage(figures: Figures) {
  const { scope, bookFrom, wardName } = figures;
  const month = monthName(scope.on);
  return viewOf('adoption/reports/before-book', {
    title: `${wardName}, ${month}`,
    months: monthOptions(figures, scope.today),
    missing: {
      title: `${capitalise(month)} phường chưa có sổ`,
      text: `Sổ của phường bắt đầu từ ngày ${formatDate(bookFrom)}. Trước ngày ấy chưa ai ghi gì, nên các con số là chưa biết, không phải bằng 0.`,
      actionHref: `/reports?month=${bookFrom.slice(0, 7)}`,
      actionLabel: `Xem ${monthName(bookFrom)}, tháng đầu của sổ`,
    },
  });
}
