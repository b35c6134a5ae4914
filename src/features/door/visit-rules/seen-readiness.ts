import type { VneidLevel } from '../../../generated/prisma/enums';
import {
  READINESS_LABELS,
  readinessValue,
  NOTHING_ASKED,
  type ReadinessFacts,
} from '../../casework/needs/readiness-labels';

/** What is asked beside the VNeID level. */
export const SEEN_FIELDS = ['smartphone', 'simInOwnName', 'livesAlone', 'hardToMove'] as const;
type SeenField = (typeof SEEN_FIELDS)[number];

/** What was seen or heard of a person on a visit, beside the level: a field nobody touched is absent. */
export type SeenFacts = Partial<Pick<ReadinessFacts, SeenField>>;

/** The columns of readiness that a visit may observe; the others carry over what was known. */
const COLUMNS: Record<'vneidLevel' | SeenField, string> = {
  vneidLevel: 'vneid_level',
  smartphone: 'smartphone',
  simInOwnName: 'sim_in_own_name',
  livesAlone: 'lives_alone',
  hardToMove: 'hard_to_move',
};

/** The facts of a stored row that its visit observed. */
export function seenOf(row: Required<SeenFacts> & { observed: readonly string[] }): SeenFacts {
  return Object.fromEntries(
    SEEN_FIELDS.filter((field) => row.observed.includes(COLUMNS[field])).map((field) => [field, row[field]]),
  );
}

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
export function observedAsJson(rows: readonly SeenReadiness[]): string {
  const fields = Object.entries(COLUMNS) as [keyof typeof COLUMNS, string][];
  return JSON.stringify(
    rows.map((row) => ({
      resident_id: row.residentId,
      ...Object.fromEntries(fields.map(([field, column]) => [column, row[field] ?? null])),
      observed: fields.filter(([field]) => row[field] !== undefined).map(([, column]) => column),
    })),
  );
}

/** 'có máy riêng, SIM chính chủ: có, sống một mình: không'. */
export function seenText(facts: SeenFacts): string {
  return SEEN_FIELDS.filter((field) => facts[field] !== undefined)
    .map((field) => {
      const label = READINESS_LABELS[field];
      return `${label}: ${readinessValue(field, { ...NOTHING_ASKED, ...facts }).toLocaleLowerCase('vi')}`;
    })
    .join(', ');
}
