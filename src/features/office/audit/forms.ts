import { z } from 'zod';
import { addDays, instantOf, parseDateText } from '../../../shared/dates';
import { isId } from '../../../web/form';
import { readPlace, type PagePlace } from '../../../web/pager';
import type { AuditFilter } from './queries';

const one = z
  .string()
  .catch('')
  .transform((value) => value.trim());
const word = one.transform((value) => (/^[a-z][a-z-]{0,40}$/.test(value) ? value : null));
const id = one.transform((value) => (isId(value) ? value : null));
const date = one.transform((text) => parseDateText(text));
const kind = z.enum(['changes', 'readings', 'night']).nullable().catch(null);

/** The filter in the query string of /audit; unreadable values are ignored. */
const auditQuery = z.object({ person: id, subjectType: word, subjectId: id, group: word, kind, from: date, to: date });

export type AuditQuery = z.output<typeof auditQuery> & PagePlace;

export const readAuditQuery = (query: Record<string, unknown>): AuditQuery => ({
  ...auditQuery.parse(query),
  ...readPlace(query, (key) => /^\d{1,15}$/.test(key)),
});

/** Days in Việt Nam become instants; the last day is included. */
export const filterOf = (query: AuditQuery): AuditFilter => ({
  actorId: query.person,
  subjectType: query.subjectType,
  subjectId: query.subjectId,
  actionGroup: query.group,
  kind: query.kind,
  from: query.from ? instantOf(query.from, '00:00') : null,
  until: query.to ? instantOf(addDays(query.to, 1), '00:00') : null,
  beforeSeq: query.after === null ? null : Number(query.after),
});
