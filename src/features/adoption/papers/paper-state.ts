import { formatDateTime } from '../../../shared/dates';

/** Whether the month of a paper is closed. The figures of a closed month change only by a revision. */
export type PaperState =
  | { kind: 'open'; readAt: Date }
  | { kind: 'closed'; revision: number; closedAt: Date; closedBy: string };

/** What every paper says about its own figures. */
export const stateText = (state: PaperState): string =>
  state.kind === 'open'
    ? `Số liệu tháng chưa chốt, lúc ${formatDateTime(state.readAt)}`
    : `Số liệu đã chốt, bản ${state.revision}, lúc ${formatDateTime(state.closedAt)}, người chốt: ${state.closedBy}`;
