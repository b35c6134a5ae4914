import type { VneidLevel } from '../../../generated/prisma/enums';
import {
  answerText,
  NOTHING_ASKED,
  READINESS,
  type ReadinessFacts,
  SEEN_FIELDS,
} from '../../../shared/readiness-fields';

/** What was seen or heard of a person on a visit, beside the level: an untouched field is absent. */
export type SeenFacts = Partial<Pick<ReadinessFacts, (typeof SEEN_FIELDS)[number]>>;

/** The facts of a stored row that its visit observed. */
export const seenOf = (row: Required<SeenFacts> & { observed: readonly string[] }): SeenFacts =>
  Object.fromEntries(
    SEEN_FIELDS.filter((field) => row.observed.includes(READINESS[field].column)).map((field) => [field, row[field]]),
  );

/** One person's row of readiness as a visit observed it. */
export interface SeenReadiness extends SeenFacts {
  residentId: string;
  vneidLevel?: VneidLevel;
}

interface Observed {
  levels: readonly { residentId: string; level: VneidLevel }[];
  seen: readonly (SeenFacts & { residentId: string })[];
}

/** The level and the other facts of each person together. */
export function observedOf({ levels, seen }: Observed): SeenReadiness[] {
  const rows = new Map<string, SeenReadiness>();
  for (const { residentId, level } of levels) rows.set(residentId, { residentId, vneidLevel: level });
  for (const facts of seen) rows.set(facts.residentId, { ...rows.get(facts.residentId), ...facts });
  return [...rows.values()];
}

/** For jsonb_to_recordset: null where nothing was observed. */
export const observedAsJson = (rows: readonly SeenReadiness[]): string =>
  JSON.stringify(
    rows.map((row) => {
      const observed = (['vneidLevel', ...SEEN_FIELDS] as const).filter((field) => row[field] !== undefined);
      return {
        resident_id: row.residentId,
        ...Object.fromEntries(observed.map((field) => [READINESS[field].column, row[field]])),
        observed: observed.map((field) => READINESS[field].column),
      };
    }),
  );

/** 'có máy riêng, SIM chính chủ: có, sống một mình: không'. */
export const seenText = (facts: SeenFacts): string =>
  SEEN_FIELDS.filter((field) => facts[field] !== undefined)
    .map((field) => {
      const words = answerText(field, { ...NOTHING_ASKED, ...facts });
      return `${READINESS[field].label}: ${words.toLocaleLowerCase('vi')}`;
    })
    .join(', ');
