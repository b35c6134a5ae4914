import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import type { LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { constant, sql } from '../../../shared/sql';
import {
  PUBLIC_REQUEST_COLUMNS,
  PUBLIC_REQUEST_JOINS,
  PUBLIC_REQUEST_ROW,
} from '../../casework/public-requests/queries';
import { openRequestsOf } from '../../casework/requests/queries';
import { SEARCH_RESULT } from '../../register/households/queries';
import { searchStatement } from '../../register/households/search-sql';
import { doorsOnly, readSearchText } from '../../register/households/search-text';
import { POSSIBLE_DOOR } from './likely-doors';

const GROUP = sql`LEFT JOIN residential_group g ON g.id = h.residential_group_id`;
/** @param today the day on which a pause counts. */
const doorOf = (today: LocalDate) => sql`h.id, h.address_line AS "addressLine", g.name AS "groupName",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('fullName', p.full_name, 'phone', p.phone) ORDER BY m.relation <> 'head', p.birth_date), '[]')
   FROM household_membership m JOIN resident p ON p.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members,
  EXISTS (SELECT FROM ${pausesOn(today)} p WHERE p.household_id = h.id) AS "isPaused", ${openRequestsOf('h')} AS requests`;

/** A relative may have given one telephone for several homes; more than these are a ward's own number. */
const DOORS_OF_PHONE = 5;

const MATCHED_REQUEST = PUBLIC_REQUEST_ROW.omit({ sameNetwork: true }).extend({
  receivedAt: z.date(),
  decidedAt: z.date().nullable(),
  /** Doors of residents with this telephone. */
  ofPhone: z.array(POSSIBLE_DOOR),
  /** Other requests with this telephone, the latest first. */
  others: z.array(
    z.object({
      id: z.string(),
      addressText: z.string(),
      receivedAt: z.string(),
      outcome: PUBLIC_REQUEST_ROW.shape.outcome,
    }),
  ),
});
export type MatchedRequest = z.infer<typeof MATCHED_REQUEST>;

const OTHERS_SHOWN = 10;

/** A request from outside, with the doors of its telephone. @throws NotFoundError if the ward has none with this id. */
export const getMatchedRequest = (db: Reads, wardId: string, id: string, today: LocalDate): Promise<MatchedRequest> =>
  queryRow(db, 'public-request-matched', MATCHED_REQUEST)`SELECT ${PUBLIC_REQUEST_COLUMNS},
        (SELECT coalesce(jsonb_agg(door), '[]') FROM (
          SELECT ${doorOf(today)}, NULL AS "addressRank" FROM household h ${GROUP} WHERE h.ward_id = ${wardId} AND h.id IN (
            SELECT m.household_id FROM resident_search_key k JOIN household_membership m ON m.resident_id = k.resident_id AND m.valid_to IS NULL
            WHERE k.ward_id = ${wardId} AND k.key = r.sender_phone LIMIT ${constant(DOORS_OF_PHONE)})) door) AS "ofPhone",
        (SELECT coalesce(jsonb_agg(other), '[]') FROM (
          SELECT o.id, o.address_text AS "addressText", o.received_at AS "receivedAt",
            (SELECT x.kind FROM public_request_outcome x WHERE x.public_request_id = o.id AND x.reverted_at IS NULL) AS outcome
          FROM public_request o WHERE o.ward_id = ${wardId} AND o.sender_phone = r.sender_phone AND o.id <> r.id
          ORDER BY o.received_at DESC, o.id DESC LIMIT ${constant(OTHERS_SHOWN)}) other) AS others
      FROM public_request r ${PUBLIC_REQUEST_JOINS} WHERE r.ward_id = ${wardId} AND r.id = ${id}`;

/** The doors that an address as the sender typed it may mean. */
export async function findDoorsAt(db: Reads, wardId: string, address: string, today: LocalDate) {
  const columns = sql`${doorOf(today)}, h.rank AS "addressRank"`;
  const search = { terms: doorsOnly(readSearchText(address)), hash: null, page: null };
  const found = await queryRow(db, 'public-request-doors', SEARCH_RESULT.extend({ doors: z.array(POSSIBLE_DOOR) }))`
      ${searchStatement({ columns, joins: GROUP }, wardId, search)}`;
  return found.doors;
}
