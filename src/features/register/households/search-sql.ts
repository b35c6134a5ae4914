import { escapeLikePattern } from '../../../shared/vietnamese-text';
import type { SearchTerms } from './search-text';

export const RESIDENTS_SHOWN = 20;
export const DOORS_SHOWN = 10;
/** Above this the page says "hơn 50": nobody reads further, people refine the search. */
export const MAX_COUNTED = 50;
const ENOUGH = MAX_COUNTED + 1;

/** A person can match through several keys, so fetch four times the limit. */
const ENOUGH_KEYS = 4 * ENOUGH;
/** The leading word rarely occurs twice in one name. */
const ENOUGH_APART = 2 * ENOUGH;
/** If fewer results contain the words side by side, also search for the words apart. */
const FEW = 5;
/** Words are compared by their number of matching keys, counted up to this maximum. */
const PROBE = 300;
/** Only this many words can lead a search for words apart; the others only filter. */
const LEADING_WORDS = 8;
/** The highest character: all keys with a prefix sort below the prefix followed by it. */
const LAST = 'chr(1114111)';

/** The parameters of `searchStatement`. `today` decides which pauses are in force. */
export function searchValues(
  wardId: string,
  today: string,
  terms: SearchTerms,
  hashes: readonly Uint8Array[],
): unknown[] {
  const lead = (words: string[]) => words.slice(0, LEADING_WORDS);
  return [
    wardId,
    today,
    terms.residentPrefixes,
    lead(terms.residentWords),
    // The leading word matches anyway, so it is checked last.
    terms.residentWords.map((word) => `% ${escapeLikePattern(word)}%`).reverse(),
    hashes,
    terms.doorPrefixes,
    lead(terms.doorWords),
    terms.doorWords.map((word) => beginningOfWord(word, word === terms.openWord)),
  ];
}

/**
 * A pattern for a word with this beginning in an address. A number is complete once another word follows: 48 then
 * matches 48A, but not 480.
 */
function beginningOfWord(word: string, isOpen: boolean): string {
  return ` ${word.replace(/[^\p{L}\p{N}]/gu, '\\$&')}${/\d$/.test(word) && !isOpen ? '(?!\\d)' : ''}`;
}

/** The word that begins the fewest keys; the first of several. */
const rarestOf = (subject: 'resident' | 'household', words: string) => `
  SELECT word FROM unnest(${words}::text[]) WITH ORDINALITY AS given (word, n)
  ORDER BY (SELECT count(*) FROM (SELECT 1 FROM ${subject}_search_key
      WHERE ward_id = $1 AND key >= word AND key < word || ${LAST} LIMIT ${PROBE}) AS probe), n LIMIT 1`;

/**
 * Finds people and doors in one round trip, with a plan that is fast for any input: every lookup scans an index in
 * order and stops as soon as it has enough. People are ranked: names ending with the typed text (the given name alone
 * or with the words before it), given names beginning with it, names containing it elsewhere, names containing its
 * words apart; within each rank in Vietnamese alphabetical order. The results are then looked up by id (OFFSET 0),
 * because a plain join would be planned as a scan of the whole register.
 */
export const searchStatement = (door: { columns: string; joins: string }) => `
  WITH exact AS MATERIALIZED (
    SELECT k.* FROM unnest($3::text[]) AS prefix, LATERAL (
      SELECT resident_id AS id, 0 AS rank, name_order FROM resident_search_key
      WHERE ward_id = $1 AND key = prefix ORDER BY name_order LIMIT ${ENOUGH}) AS k),
  given AS MATERIALIZED (
    SELECT k.* FROM unnest($3::text[]) AS prefix, LATERAL (
      SELECT resident_id AS id, 1 AS rank, name_order FROM resident_search_key
      WHERE (SELECT count(*) FROM exact) < ${ENOUGH} AND ward_id = $1 AND is_given AND key > prefix AND key < prefix || ${LAST}
      ORDER BY key, name_order LIMIT ${ENOUGH}) AS k),
  begun AS MATERIALIZED (
    SELECT k.* FROM unnest($3::text[]) AS prefix, LATERAL (
      SELECT resident_id AS id, 2 AS rank, name_order FROM resident_search_key
      WHERE (SELECT count(*) FROM exact) + (SELECT count(*) FROM given) < ${ENOUGH}
        AND ward_id = $1 AND key > prefix AND key < prefix || ${LAST}
      ORDER BY key, name_order LIMIT ${ENOUGH_KEYS}) AS k),
  apart AS MATERIALIZED (
    SELECT k.* FROM (${rarestOf('resident', '$4')}) AS rarest, LATERAL (
      SELECT resident_id AS id, 3 AS rank, name_order FROM resident_search_key
      WHERE ward_id = $1 AND key >= word AND key < word || ${LAST} AND ' ' || name_order LIKE ALL ($5::text[])
      ORDER BY key, name_order LIMIT ${ENOUGH_APART}) AS k
    WHERE (SELECT count(*) FROM (SELECT id FROM exact UNION SELECT id FROM begun) AS side_by_side) < ${FEW}),
  resident_found AS MATERIALIZED (
    SELECT id, min(rank) AS rank, min(name_order) AS name_order FROM (
      SELECT * FROM exact UNION ALL SELECT * FROM given UNION ALL SELECT * FROM begun UNION ALL SELECT * FROM apart
      UNION ALL SELECT id, 0, '' FROM resident WHERE ward_id = $1 AND national_number_hash = ANY ($6::bytea[])) AS found
    GROUP BY id ORDER BY 2, 3, id LIMIT ${ENOUGH}),
  door_begun AS MATERIALIZED (
    SELECT k.* FROM unnest($7::text[]) AS prefix, LATERAL (
      SELECT household_id AS id, CASE WHEN key = prefix THEN 0 ELSE 1 END AS rank FROM household_search_key
      WHERE ward_id = $1 AND key >= prefix AND key < prefix || ${LAST} ORDER BY key LIMIT ${ENOUGH_KEYS}) AS k),
  door_apart AS MATERIALIZED (
    SELECT id, 2 AS rank FROM (
      SELECT k.id, ' ' || (SELECT address_folded FROM household h WHERE h.id = k.id) AS line
      FROM (${rarestOf('household', '$8')}) AS rarest, LATERAL (
        SELECT household_id AS id FROM household_search_key WHERE ward_id = $1 AND key >= word AND key < word || ${LAST} OFFSET 0) AS k
      WHERE (SELECT count(DISTINCT id) FROM door_begun) < ${FEW}) AS candidate
    WHERE line ~ ALL ($9::text[]) LIMIT ${ENOUGH_KEYS}),
  door_found AS MATERIALIZED (
    SELECT id, min(rank) AS rank FROM (SELECT * FROM door_begun UNION ALL SELECT * FROM door_apart) AS found
    GROUP BY id ORDER BY 2, id LIMIT ${ENOUGH})
  SELECT (SELECT count(*) FROM resident_found)::int AS "residentCount", (SELECT count(*) FROM door_found)::int AS "doorCount",
    (SELECT coalesce(json_agg(hit), '[]') FROM (
      SELECT r.id, r.full_name AS "fullName", r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision", r.phone,
        r.national_number_last4 AS last4, r.residence_status AS status, h.id AS "householdId", h.address_line AS "addressLine", g.name AS "groupName"
      FROM (SELECT r.*, f.rank FROM (SELECT * FROM resident_found ORDER BY rank, name_order, id LIMIT ${RESIDENTS_SHOWN}) f,
              LATERAL (SELECT * FROM resident WHERE id = f.id OFFSET 0) r) r
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      LEFT JOIN household h ON h.id = m.household_id
      LEFT JOIN residential_group g ON g.id = h.residential_group_id
      ORDER BY r.rank, r.sort_name, r.id) AS hit) AS residents,
    (SELECT coalesce(json_agg(hit), '[]') FROM (
      SELECT ${door.columns}
      FROM (SELECT h.*, f.rank FROM door_found f, LATERAL (SELECT * FROM household WHERE id = f.id OFFSET 0) h
            ORDER BY f.rank, h.walk_order, h.id LIMIT ${DOORS_SHOWN}) h ${door.joins}
      ORDER BY h.rank, h.walk_order, h.id) AS hit) AS doors`;
