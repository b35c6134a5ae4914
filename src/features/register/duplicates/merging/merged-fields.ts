import type { PlainEntries } from '../../../../shared/register-fields';
import type { RowSnapshot } from '../../../../shared/row-snapshot';

/** Whose value the merged record gets; 'both' puts the texts one below the other. */
export type Choice = 'kept' | 'removed' | 'both';

/** How one field of two records is compared, shown and merged. */
export interface MergedField<Side> {
  label: string;
  /** Its name in the log. */
  detail: string;
  columns: readonly string[];
  /** The value as text; '' when it is empty. Two sides with the same text need no choice, unless the field says so. */
  text: (side: Side) => string;
  /** The value as a page says it. @param addressOf address of a household by id. */
  format: (side: Side, addressOf: (householdId: string) => string) => string;
  /** What the log keeps; the text unless given. */
  logged?: (side: Side) => unknown;
  /** The proposal where both sides have a value: the kept record's unless given. */
  prefer?: (kept: Side, removed: Side) => Choice;
  /** Whether the sides need a choice although their texts are the same. */
  alwaysDiffers?: (kept: Side, removed: Side) => boolean;
  /** Whether both values may be kept, one below the other. */
  mayKeepBoth?: boolean;
}

interface CataloguedField {
  label: string;
  columns: readonly [string, ...string[]];
  format: (value: never) => string;
}

/** A field of the catalogue that is stored in one column of the record itself. */
export function ownField<Side>(
  detail: string,
  { label, columns, format }: CataloguedField,
  recordOf: (side: Side) => RowSnapshot,
): MergedField<Side> {
  const valueOf = (side: Side) => recordOf(side)[columns[0]] ?? null;
  return {
    label,
    columns,
    detail,
    text: (side) => String(valueOf(side) ?? ''),
    format: (side) => format(valueOf(side) as never),
  };
}

export const plainFields = <Entries extends PlainEntries, Side>(
  entries: Entries,
  recordOf: (side: Side) => RowSnapshot,
) =>
  Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => {
      const both = entry.kind === 'text' && entry.wraps && { prefer: () => 'both' as const, mayKeepBoth: true };
      return [entry.columns[0], { ...ownField(name, entry, recordOf), ...both }];
    }),
  ) as Record<Entries[keyof Entries]['columns'][0], MergedField<Side>>;

export type MergedFields<Field extends string, Side> = Readonly<Record<Field, MergedField<Side>>>;
export type Choices<Field extends string> = Readonly<Record<Field, Choice>>;

export const namesOf = <Field extends string>(fields: MergedFields<Field, never>) => Object.keys(fields) as Field[];

export const differingFields = <Field extends string, Side>(
  fields: MergedFields<Field, Side>,
  kept: Side,
  removed: Side,
): Field[] =>
  namesOf(fields).filter((name) => {
    const { text, alwaysDiffers } = fields[name];
    return text(kept) !== text(removed) || alwaysDiffers?.(kept, removed);
  });

/** The proposed choices: a value rather than none, then what the field prefers, else the kept record's value. */
export function proposedChoices<Field extends string, Side>(
  fields: MergedFields<Field, Side>,
  kept: Side,
  removed: Side,
): Choices<Field> {
  const propose = ({ text, prefer }: MergedField<Side>): Choice => {
    const [own, other] = [text(kept), text(removed)];
    if (own === other || other === '') return 'kept';
    return own === '' ? 'removed' : (prefer?.(kept, removed) ?? 'kept');
  };
  return Object.fromEntries(namesOf(fields).map((name) => [name, propose(fields[name])])) as Record<Field, Choice>;
}

export function mergedColumns<Field extends string>(
  fields: MergedFields<Field, never>,
  choices: Choices<Field>,
  { kept, removed }: { kept: RowSnapshot; removed: RowSnapshot },
): RowSnapshot {
  const value = (column: string, choice: Choice) =>
    choice === 'both'
      ? [kept[column], removed[column]].filter(Boolean).join('\n')
      : (choice === 'removed' ? removed : kept)[column];
  return Object.fromEntries(
    namesOf(fields).flatMap((name) =>
      fields[name].columns.map((column) => [column, value(column, choices[name]) ?? null]),
    ),
  );
}

/** The audit data of a choice: each differing field with both values. */
export function auditOfChoices<Field extends string, Side>(
  fields: MergedFields<Field, Side>,
  { kept, removed, choices }: { kept: Side; removed: Side; choices: Choices<Field> },
): { kept: object; removed: object; chosen: string[] } {
  const [first] = namesOf(fields);
  const different = differingFields(fields, kept, removed);
  const valuesOf = (side: Side) =>
    Object.fromEntries(
      [first!, ...different].map((name) => {
        const { detail, text, logged } = fields[name];
        return [detail, logged ? logged(side) : text(side) || null];
      }),
    );
  return {
    kept: valuesOf(kept),
    removed: valuesOf(removed),
    chosen: different.filter((name) => choices[name] !== 'kept').map((name) => fields[name].detail),
  };
}
