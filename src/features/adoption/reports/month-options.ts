import { monthName, type LocalDate } from '../../../shared/dates';
import type { Option } from '../../../web/form';
import type { Figures } from '../figures/figures';
import { lastEndedMonth, recentMonths } from '../figures/report-months';

/** The months that can be looked at; those before the ward's book say so. */
export const monthOptions = ({ scope, bookFrom }: Figures, today: LocalDate): Option[] =>
  recentMonths(today).map((value, index) => ({
    value,
    label: `Tháng ${Number(value.slice(5))}/${value.slice(0, 4)}${index > 0 && value < bookFrom.slice(0, 7) ? ' (chưa có sổ)' : ''}`,
    selected: value === scope.on.slice(0, 7),
  }));

export const noticeBoardHref = (month: string): string => `/reports/notice-board?month=${month}`;

/** The month of some figures as files and papers. Only a month that has ended has a sheet for the notice board. */
export function papersOf({ scope: { on, today }, bookFrom }: Figures): { label: string; href: string }[] {
  const month = on.slice(0, 7);
  const ended = on < today ? month : lastEndedMonth(today);
  return [
    { label: 'Báo cáo Word', href: `/reports/paper.docx?month=${month}` },
    { label: 'Bảng Excel', href: `/reports/paper.xlsx?month=${month}` },
    ...(ended < bookFrom.slice(0, 7)
      ? []
      : [{ label: ended === month ? 'Bảng tin' : `Bảng tin ${monthName(ended)}`, href: noticeBoardHref(ended) }]),
  ];
}
