/** The audit page's names for the events of one feature. */
export interface AuditVocabulary<Action extends string = string> {
  /** Action (noun and verb) → what was done: 'visit.record' → 'Ghi lượt thăm'. */
  readonly actions: Readonly<Record<Action, string>>;
  /** Noun of an action → its name in the filter, if it is not that of the record. */
  readonly groups?: Readonly<Record<string, string>>;
  /** Kind of record → its name, and the page that shows one. */
  readonly subjects?: Readonly<Record<string, { label: string; href: ((id: string) => string) | null }>>;
  /** Names of details and of changed fields. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Labels of the values of an enumerated field. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The vocabularies of all features, merged. */
export type AuditLabels = Required<AuditVocabulary>;

/**
 * Filled by features.ts, which knows all vocabularies and is imported by none of their rooms: so an action without a
 * label does not compile.
 */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface AuditActions {}

/** An action that a feature has labelled. */
export type AuditAction = AuditActions[keyof AuditActions];
