import type { Actor } from '../../../../actor';
import type { AppContext } from '../../../../context';
import {
  differingFields,
  namesOf,
  proposedChoices,
  type Choice,
  type Choices,
  type MergedFields,
} from '../merging/merged-fields';
import type { MergeKind } from '../merging/record-queries';
import type { MergeDecision, MergeOutcome } from '../merging/service';

/** What a reviewer reads about one of the two records beside its fields. */
export interface ReadSide {
  id: string;
  dependents: { label: string; lines: string[] }[];
}

/** The reviewer's choices so far; a field without one gets the proposed value. */
export type GivenChoices<Field extends string> = Partial<Record<Field, Choice | null>>;

export interface ReadPair<Field extends string> {
  id: string;
  title: string;
  context: string;
  tags: { kind: string; text: string }[];
  alike: string;
  unlike: string;
  /** Who marked the pair as two, and why; '' while it is open. */
  decided: string;
  kept: ReadSide;
  removed: ReadSide;
  /** All fields; the first one names the record. */
  fields: ReturnType<typeof compareFields<Field, never>>;
  /** Fingerprint of what the reviewer is shown, to detect later changes. */
  fingerprint: string;
  /** What is asked before the merge: what the kept record will contain, and what moves to it. */
  question: (choices: Choices<Field>) => { title: string; sentences: string[] };
  /** The notice after the merge. */
  merged: string;
}

/** Everything that distinguishes pairs of people from pairs of households. */
export interface PairKind<Field extends string> {
  record: MergeKind;
  /** URL of the list of such pairs; the page of a pair is below it. */
  path: string;
  fields: MergedFields<Field, never>;
  words: {
    list: string;
    question: string;
    /** One of the two: 'hồ sơ' or 'hộ'. */
    one: string;
    two: string;
    noteHint: string;
    confirm: string;
  };
  /** Null when the pair was merged or is no longer likely. */
  read: (db: AppContext['db'], wardId: string, pairId: string) => Promise<ReadPair<Field> | null>;
  merge: (context: AppContext, actor: Actor, decision: MergeDecision<Choices<Field>>) => Promise<MergeOutcome>;
}

/** The fields of both records, in words; '' where nothing is known. */
export function compareFields<Field extends string, Side>(
  fields: MergedFields<Field, Side>,
  { kept, removed }: Readonly<Record<'kept' | 'removed', Side>>,
  addressOf: (householdId: string) => string = () => '',
) {
  const different = differingFields(fields, kept, removed);
  const proposed = proposedChoices(fields, kept, removed);
  return namesOf(fields).map((name) => {
    const { label, format, mayKeepBoth = false } = fields[name];
    return {
      name,
      label,
      kept: format(kept, addressOf),
      removed: format(removed, addressOf),
      isDifferent: different.includes(name),
      proposed: proposed[name],
      mayKeepBoth,
    };
  });
}

/** The choices made, with the proposal where none was made; "both" only for fields that allow it. */
export function choicesOf<Field extends string>(
  { fields }: Pick<ReadPair<Field>, 'fields'>,
  given: GivenChoices<Field> = {},
): Choices<Field> {
  const chosen = fields.map(({ name, proposed, mayKeepBoth }) => {
    const choice = given[name] ?? proposed;
    return [name, choice === 'both' && !mayKeepBoth ? 'kept' : choice] as const;
  });
  return Object.fromEntries(chosen) as Record<Field, Choice>;
}
