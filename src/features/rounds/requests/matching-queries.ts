import { raw, sql, type Sql } from '../../../shared/sql';
import type { Database, Reads } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { NotFoundError } from '../../../shared/errors';
import {
  PUBLIC_REQUEST_JOINS,
  PUBLIC_REQUEST_COLUMNS,
  type PublicRequestRow,
} from '../../casework/public-requests/queries';
import { openRequestsOf } from '../../casework/requests/queries';
import { searchStatement } from '../../register/households/search-sql';
import { doorsOnly, readSearchText } from '../../register/households/search-text';
import type { PossibleDoor } from './likely-doors';

const MEMBERS = `(SELECT coalesce(jsonb_agg(jsonb_build_object('fullName', p.full_name, 'phone', p.phone) ORDER BY m.relation <> 'head', p.birth_date), '[]')
  FROM household_membership m JOIN resident p ON p.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL)`;
const GROUP = 'LEFT JOIN residential_group g ON g.id = h.residential_group_id';
/** @param today SQL of the day on which a pause counts. */
const doorOf = (
  today: LocalDate | Sql,
) => sql`h.id, h.address_line AS "addressLine", g.name AS "groupName", ${raw(MEMBERS)} AS members,
  EXISTS (SELECT FROM ${pausesOn(today)} p WHERE p.household_id = h.id) AS "isPaused", ${openRequestsOf('h')} AS requests`;

/** A relative may have given one telephone for several homes; more than these are a ward's own number. */
const DOORS_OF_PHONE = 5;

export interface MatchedRequest extends PublicRequestRow {
  /** Doors of residents with this telephone. */
  ofPhone: PossibleDoor[];
  /** Other requests with this telephone, the latest first. */
  others: { id: string; addressText: string; receivedAt: string; outcome: PublicRequestRow['outcome'] }[];
}

const OTHERS_SHOWN = 10;

/** A request from outside, with the doors of its telephone. @throws NotFoundError if the ward has none with this id. */
export async function getMatchedRequest(
  { pool }: Reads,
  wardId: string,
  id: string,
  today: LocalDate,
): Promise<MatchedRequest> {
  const { rows } = await pool.query<MatchedRequest>({
    name: 'public-request-matched',
    text: `SELECT ${PUBLIC_REQUEST_COLUMNS.text},
        (SELECT coalesce(jsonb_agg(door), '[]') FROM (
          SELECT ${doorOf(raw('$3')).text}, NULL AS "addressRank" FROM household h ${GROUP} WHERE h.ward_id = $1 AND h.id IN (
            SELECT m.household_id FROM resident_search_key k JOIN household_membership m ON m.resident_id = k.resident_id AND m.valid_to IS NULL
            WHERE k.ward_id = $1 AND k.key = r.sender_phone LIMIT ${DOORS_OF_PHONE})) door) AS "ofPhone",
        (SELECT coalesce(jsonb_agg(other), '[]') FROM (
          SELECT o.id, o.address_text AS "addressText", o.received_at AS "receivedAt",
            (SELECT x.kind FROM public_request_outcome x WHERE x.public_request_id = o.id AND x.reverted_at IS NULL) AS outcome
          FROM public_request o WHERE o.ward_id = $1 AND o.sender_phone = r.sender_phone AND o.id <> r.id
          ORDER BY o.received_at DESC, o.id DESC LIMIT ${OTHERS_SHOWN}) other) AS others
      FROM public_request r ${PUBLIC_REQUEST_JOINS.text} WHERE r.ward_id = $1 AND r.id = $2`,
    values: [wardId, id, today],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

/** The doors that an address as the sender typed it may mean. */
export async function findDoorsAt(
  { pool }: Database,
  wardId: string,
  address: string,
  today: LocalDate,
): Promise<PossibleDoor[]> {
  const terms = doorsOnly(readSearchText(address));
  const { text, values } = searchStatement(
    { columns: sql`${doorOf(today)}, h.rank AS "addressRank"`, joins: raw(GROUP) },
    wardId,
    { terms, hashes: [], page: null },
  );
  const { rows } = await pool.query<{ doors: PossibleDoor[] }>({ name: 'public-request-doors', text, values });
  return rows[0]!.doors;
}
