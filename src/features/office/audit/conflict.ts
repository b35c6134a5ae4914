import { formatDateTime } from '../../../shared/dates';
import type { Reads } from '../../../db/database';
import type { Changed } from '../../../web/both-versions';
import type { Conflict } from '../../../web/errors';
import { flatten } from '../../../web/sign-in-again';
import type { Asked } from '../../../web/route';
import { findLastChange, type LastChange } from './last-change';

type Line = Conflict['yours'][number];
type Field = NonNullable<Conflict['keepAction']>['fields'][number];

/** The 409 page with every way forward: keep their version, reopen the form with mine, or save mine over theirs. */
export const conflictOf = (given: {
  what: string;
  yours: Line[];
  theirs: Line[];
  last: LastChange | null;
  /** URL of the record's form. */
  action: string;
  /** URL that shows the saved version, if not that of the form. */
  resumeHref?: string;
  /** The version that saving mine replaces; absent if a field holds it. */
  version?: number;
  fields: Field[];
  /** Label of the button that saves mine. */
  keepLabel?: string;
}): Conflict => ({
  what: given.what,
  yours: given.yours,
  theirs: given.theirs,
  ...savedBy(given.last),
  resumeHref: given.resumeHref ?? given.action,
  keepAction: {
    href: given.action,
    label: given.keepLabel ?? 'Lưu bản của tôi đè lên',
    fields: [
      ...given.fields,
      ...(given.version === undefined ? [] : [{ name: 'version', value: String(given.version) }]),
    ],
    reopens: true,
  },
});

type Said = string | Omit<Changed, 'theirName' | 'theirTime'>;

/**
 * The `changed` of a form (web/form-route): who last saved the record of its address, and what the room says of it.
 * @param type of the record in the audit log.
 */
export const changedBy =
  <Record>(db: Reads, type: string, said: string | ((record: Record) => Said)) =>
  async (record: Record, { actor, id }: Asked): Promise<Changed> => {
    const words = typeof said === 'string' ? said : said(record);
    const last = await findLastChange(db, actor.wardId, { type, id });
    return { ...savedBy(last), ...(typeof words === 'string' ? { what: words } : words) };
  };

/** Who saved "theirs", and when. */
export const savedBy = (last: LastChange | null): Pick<Conflict, 'theirName' | 'theirTime'> => ({
  theirName: last?.by ?? 'Người khác',
  theirTime: last ? formatDateTime(last.at) : 'không rõ giờ',
});

/** The same page for a record that can no longer be changed. @param words why, and what else the page says instead. */
export const closedConflict = (conflict: Conflict, words: Partial<Conflict> & { closed: string }): Conflict => ({
  ...conflict,
  keepAction: null,
  ...words,
});

/** The lines in which two versions differ. Both versions list the same labels in the same order. */
export function differingLines(yours: readonly Line[], theirs: readonly Line[]): Pick<Conflict, 'yours' | 'theirs'> {
  const differing = (side: readonly Line[]) =>
    side
      .filter((_, index) => yours[index]!.value !== theirs[index]!.value)
      .map(({ label, value }) => ({ label, value: value || '(trống)' }));
  return { yours: differing(yours), theirs: differing(theirs) };
}

/** The values of a form as the fields that send it again, without the version it was checked against. */
export const sentFields = (values: unknown): Field[] =>
  flatten(values).flatMap(([name, value]) => (name === 'version' ? [] : [{ name, value }]));
