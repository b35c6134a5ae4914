import { formatDateTime } from '../../../shared/dates';
import type { Conflict } from '../../../web/errors';
import type { LastChange } from './last-change';

/** A 409 page with every way forward: keep their version, continue with mine in its form, or save mine over theirs. */
export function conflictOf(given: {
  what: string;
  yours: Conflict['yours'];
  theirs: Conflict['theirs'];
  last: LastChange | null;
  resumeHref: string;
  action: string;
  fields: { name: string; value: string }[];
  /** The version the form is then checked against; absent if a field of the form holds it. */
  version?: number;
}): Conflict {
  return {
    what: given.what,
    yours: given.yours,
    theirs: given.theirs,
    theirName: given.last?.by ?? 'Người khác',
    theirTime: given.last ? formatDateTime(given.last.at) : 'không rõ giờ',
    resumeHref: given.resumeHref,
    keepAction: {
      href: given.action,
      label: 'Lưu bản của tôi đè lên',
      fields: [
        ...given.fields,
        ...(given.version === undefined ? [] : [{ name: 'version', value: String(given.version) }]),
      ],
      reopens: true,
    },
  };
}

/** The same for a record that can no longer be changed. @param closed why, as a sentence. */
export function closedConflict(conflict: Conflict, closed: string): Conflict {
  return { ...conflict, keepAction: null, closed };
}
