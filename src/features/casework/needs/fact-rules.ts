import { z } from 'zod';
import { FactSource, PriorityKind } from '../../../generated/prisma/enums';
import { addDays, formatDate, type LocalDate } from '../../../shared/dates';
import { HOUSEHOLD_FACTS, NEEDS, RESIDENT_FACTS } from '../../../shared/needs';
import { uncapitalise } from '../../../shared/vietnamese-text';

/** When a fact holds: from a day until the day before `validTo`, or without an end. */
const FACT_PERIOD = z.object({ validFrom: z.string(), validTo: z.string().nullable() });
type FactPeriod = z.infer<typeof FACT_PERIOD>;

export const STATED_FACT = z.object({
  ...FACT_PERIOD.shape,
  kind: z.enum(PriorityKind),
  source: z.enum(FactSource),
  /** The number and date of the decision, or the name of the list. */
  sourceNote: z.string(),
});
export type StatedFact = z.infer<typeof STATED_FACT>;

/** The last day of a fact, as people say it; null without an end. For a withdrawn fact, the day before it began. */
export const lastDayOf = ({ validTo }: FactPeriod): LocalDate | null => validTo && addDays(validTo, -1);

/** The `validTo` of a fact that holds until the end of a day. */
export const endAfter = (lastDay: LocalDate | null): LocalDate | null => lastDay && addDays(lastDay, 1);

/** Whether a fact of that kind may belong to a whole household, or to one person. */
export const mayBeOf = (kind: PriorityKind, subject: 'household' | 'resident'): boolean =>
  (subject === 'household' ? HOUSEHOLD_FACTS : (RESIDENT_FACTS as readonly PriorityKind[])).some((own) => own === kind);

/** A kind of fact and those that cannot hold at the same time: a household is poor or near-poor, never both. */
export const rivalsOf = (kind: PriorityKind): PriorityKind[] =>
  kind === 'poor' || kind === 'near_poor' ? ['poor', 'near_poor'] : [kind];

/** Whether both hold on some day. */
export function isOverlapping(one: FactPeriod, other: FactPeriod): boolean {
  const isEmpty = [one, other].some(({ validFrom, validTo }) => validTo !== null && validTo <= validFrom);
  return (
    !isEmpty &&
    (one.validTo === null || other.validFrom < one.validTo) &&
    (other.validTo === null || one.validFrom < other.validTo)
  );
}

/** Why a fact cannot be recorded beside another one of its kind, and what to do. */
export function overlapMessage(other: StatedFact): string {
  const last = lastDayOf(other);
  const way =
    last === null
      ? 'Kết thúc diện đó trước.'
      : `Chọn từ ngày ${formatDate(addDays(last, 1))} trở đi, hoặc sửa diện đó trước.`;
  return `Đã ghi ${uncapitalise(NEEDS[other.kind])} ${periodText(other)}${basisLabel(other)}. ${way}`;
}

/** 'từ 01/01/2026', 'từ 01/01/2026 đến hết 31/10/2026'. */
export function periodText(period: FactPeriod): string {
  const last = lastDayOf(period);
  return `từ ${formatDate(period.validFrom)}${last ? ` đến hết ${formatDate(last)}` : ''}`;
}

/** ', theo QĐ 12/QĐ-UBND ngày 05/01/2026': the source of a fact. */
export function basisLabel({ source, sourceNote }: Pick<StatedFact, 'source' | 'sourceNote'>): string {
  switch (source) {
    case 'decision':
      return `, theo ${sourceNote}`;
    case 'list':
      return `, theo ${/^danh sách/i.test(sourceNote) ? uncapitalise(sourceNote) : `danh sách ${sourceNote}`}`;
    case 'visit':
      return `, đội thấy khi đến nhà${sourceNote ? `: ${sourceNote}` : ''}`;
    case 'office':
      return `, người dân, cán bộ báo${sourceNote ? `: ${sourceNote}` : ''}`;
  }
}
