import { formatDate, type LocalDate } from '../../shared/dates';
import { NEEDS } from '../../shared/needs';
import { basisWords, periodWords, type StatedFact } from './fact-rules';

interface RecordedFact extends StatedFact {
  recordedBy: string;
  recordedOn: LocalDate;
  /** Who gave it its end, and when. */
  endedBy: string | null;
  endedOn: LocalDate | null;
  /** '' unless it was taken back. */
  withdrawnReason: string;
}

/** 'Hộ nghèo từ 01/01/2026 đến hết 31/10/2026, theo QĐ 12/QĐ-UBND, ghi bởi Trần Văn Phòng 05/01/2026'. */
export function factWords(fact: RecordedFact): string {
  const { kind, recordedBy, recordedOn, endedBy, endedOn, withdrawnReason } = fact;
  const basis = basisWords(fact);
  const recorded = `ghi bởi ${recordedBy} ${formatDate(recordedOn)}`;
  if (withdrawnReason !== '') {
    return `${NEEDS[kind]} từ ${formatDate(fact.validFrom)}${basis}, ${recorded}. ${endedBy} rút lại ${formatDate(endedOn!)} vì ghi nhầm: ${withdrawnReason}`;
  }
  const ended = endedBy && endedOn !== recordedOn ? `, ${endedBy} ghi ngày kết thúc ${formatDate(endedOn!)}` : '';
  return `${NEEDS[kind]} ${periodWords(fact)}${basis}, ${recorded}${ended}`;
}
