import { formatDate, type LocalDate } from '../../../../shared/dates';
import type { Invalid } from '../../../../shared/outcome';
import type { Home, HomeMember } from '../../events/queries';

/** The error of `field` when a member leaves before the current relation began; null when the day is possible. */
export const leavesTooEarly = ({ since }: HomeMember, on: LocalDate, field: string): Invalid['errors'] | null =>
  on < since
    ? {
        [field]: `Sổ ghi người này ở hộ với quan hệ hiện nay từ ngày ${formatDate(since)}; ngày này không thể trước ngày đó.`,
      }
    : null;

/** The same for a resident who arrives at an unoccupied home before it became so. */
export const arrivesTooEarly = ({ unoccupiedFrom }: Home, on: LocalDate, field: string): Invalid['errors'] | null =>
  unoccupiedFrom && on < unoccupiedFrom
    ? { [field]: `Sổ ghi cửa này không có người ở từ ngày ${formatDate(unoccupiedFrom)}; chọn từ ngày đó trở đi.` }
    : null;
