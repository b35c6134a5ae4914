import type { LocalDate } from '../../../shared/dates';
import type { Option } from '../../../web/form';
import type { Figures } from './figures';
import { recentMonths } from './forms';

/** The months that can be looked at; those before the ward's book say so. */
export function monthOptions({ scope, bookFrom }: Figures, today: LocalDate): Option[] {
  return recentMonths(today).map((value, index) => ({
    value,
    label: `Tháng ${Number(value.slice(5))}/${value.slice(0, 4)}${index > 0 && value < bookFrom.slice(0, 7) ? ' (chưa có sổ)' : ''}`,
    selected: value === scope.on.slice(0, 7),
  }));
}
