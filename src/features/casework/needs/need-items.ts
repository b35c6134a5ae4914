import type { PriorityKind } from '../../../generated/prisma/enums';
import { formatDate, isRealDate, type BirthDate, type LocalDate } from '../../../shared/dates';
import { type Need, NEEDS, NEEDS_OF_READINESS, needsOf } from '../../../shared/needs';
import { basisLabel, periodText, type StatedFact } from './fact-rules';
import { holdsSince, type ReadinessRow } from './readiness-history';
import type { ReadinessFacts } from '../../../shared/readiness-fields';

/** A person whose needs are shown. */
interface NeedyPerson<Fact extends StatedFact> {
  birth: BirthDate | null;
  /** Oldest first. */
  readiness: readonly ReadinessRow[];
  /** Facts of the person and of the household, including past ones. */
  facts: readonly Fact[];
}

export const READINESS_SOURCES = {
  import: 'danh sách nhập',
  visit: 'ghi khi đến nhà',
  office: 'ghi tại phường',
} as const;

const OF_READINESS: Partial<Record<Need, (facts: ReadinessFacts) => boolean>> = NEEDS_OF_READINESS;
const AGES: Partial<Record<Need, number>> = { aged_80: 80, aged_75: 75, aged_60: 60 };

/**
 * The needs of a person on a day, with date and source of each, the weightiest first. Of the three age needs only the
 * highest is shown: a resident aged 82 is also over 60.
 */
export function needItems<Fact extends StatedFact>(person: NeedyPerson<Fact>, on: LocalDate, adultAge: number) {
  const { birth, readiness, facts } = person;
  const found = needsOf({ birth, readiness: readiness.at(-1) ?? null, priorityFacts: facts }, on, adultAge);
  const age = found.find((need) => need in AGES);
  return found
    .filter((need) => !(need in AGES) || need === age)
    .map((need) => ({ label: NEEDS[need], ...originOf(need, person, on) }));
}

/**
 * Since when a need is known and from where: 'từ 12/03/2026, ghi khi đến nhà'; `fact` is null if it follows from birth or
 * readiness.
 */
function originOf<Fact extends StatedFact>(
  need: Need,
  { birth, readiness, facts }: NeedyPerson<Fact>,
  on: LocalDate,
): { words: string; fact: Fact | null } {
  const years = AGES[need];
  if (years !== undefined && birth) return { words: `từ ${birthdayOf(birth, years)}, tính theo ngày sinh`, fact: null };
  const holds = OF_READINESS[need];
  if (holds) {
    const row = holdsSince(readiness, holds)!;
    return {
      words: [`từ ${formatDate(row.recordedOn)}`, READINESS_SOURCES[row.source], row.by].filter(Boolean).join(', '),
      fact: null,
    };
  }
  const fact = facts.find(
    ({ kind, validFrom, validTo }) =>
      kind === (need as PriorityKind) && validFrom <= on && (validTo === null || validTo > on),
  )!;
  return { words: periodText(fact) + basisLabel(fact), fact };
}

/** The day a person reaches an age: '24/11/2023', 'năm 2023'. Born on 29/2, it is 1/3 in a common year. */
function birthdayOf(birth: BirthDate, years: number): string {
  const year = Number(birth.date.slice(0, 4)) + years;
  if (birth.precision === 'year') return `năm ${year}`;
  const day = `${year}${birth.date.slice(4)}`;
  return formatDate(isRealDate(day) ? day : `${year}-03-01`);
}
