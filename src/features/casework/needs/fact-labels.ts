import { formatDate } from '../../../shared/dates';
import { NEEDS } from '../../../shared/needs';
import { basisLabel, periodText } from './fact-rules';
import type { FactRow } from './queries';

type RecordedFact = Omit<FactRow, 'id' | 'residentId'>;

/** 'ghi bởi Trần Văn Phòng 05/01/2026, Lê Thị Quản ghi ngày kết thúc 30/10/2026'. */
export function recordText({ recordedBy, recordedOn, endedBy, endedOn }: RecordedFact): string {
  const ended = endedBy && endedOn !== recordedOn ? `, ${endedBy} ghi ngày kết thúc ${formatDate(endedOn!)}` : '';
  return `ghi bởi ${recordedBy} ${formatDate(recordedOn)}${ended}`;
}

/** 'Hộ nghèo từ 01/01/2026 đến hết 31/10/2026, theo QĐ 12/QĐ-UBND, ghi bởi Trần Văn Phòng 05/01/2026'. */
export function factText(fact: RecordedFact): string {
  const { kind, endedBy, endedOn, withdrawnReason } = fact;
  if (withdrawnReason === '') return `${NEEDS[kind]} ${periodText(fact)}${basisLabel(fact)}, ${recordText(fact)}`;
  const recorded = recordText({ ...fact, endedBy: null });
  return `${NEEDS[kind]} từ ${formatDate(fact.validFrom)}${basisLabel(fact)}, ${recorded}. ${endedBy} rút lại ${formatDate(endedOn!)} vì ghi nhầm: ${withdrawnReason}`;
}
