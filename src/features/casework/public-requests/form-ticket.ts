import { v7 as newId } from 'uuid';
import type { Config } from '../../../config';
import { isSignatureOf, signatureOf } from '../../../web/own-cookie';

const PURPOSE = 'public request form';

/** A form older than this is shown again with a new ticket. */
export const TICKET_HOURS = 12;
/** Only a script reads the page and fills it in within this time. */
export const TOO_FAST_MS = 3_000;

/** Says when a page was given out. It is signed, so that a script can neither backdate nor invent one. */
export interface Ticket {
  id: string;
  /** 'too-fast' within three seconds, 'old' after half a day. */
  age: 'too-fast' | 'fine' | 'old';
}

/** The ticket of a page shown at `at`, for its hidden field. */
export function issueTicket(config: Config, wardId: string, at: Date): { id: string; text: string } {
  const id = newId();
  const said = `${id}.${at.getTime().toString(36)}`;
  return { id, text: `${said}.${signatureOf(config, PURPOSE, `${wardId} ${said}`)}` };
}

/** Null for a ticket that this installation did not issue for this ward. */
export function readTicket(config: Config, wardId: string, text: string, at: Date): Ticket | null {
  const [id = '', shownAt = '', signature = ''] = text.split('.');
  if (!isSignatureOf(config, PURPOSE, `${wardId} ${id}.${shownAt}`, signature)) return null;
  const ageMs = at.getTime() - Number.parseInt(shownAt, 36);
  if (ageMs < TOO_FAST_MS) return { id, age: 'too-fast' };
  return { id, age: ageMs > TICKET_HOURS * 3_600_000 ? 'old' : 'fine' };
}
