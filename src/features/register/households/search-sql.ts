import { escapeLikePattern } from '../../../shared/vietnamese-text';
import type { SearchTerms } from './search-text';

export const RESIDENTS_SHOWN = 20;
export const DOORS_SHOWN = 10;
/** More than this is told as "hơn 50": nobody reads on, one types another word. */
export const MOST_COUNTED = 50;
const ENOUGH = MOST_COUNTED + 1;

/** One person may hold several keys that begin alike: so many keys are of more than 50 people. */
const ENOUGH_KEYS = 4 * ENOUGH;
/** A word that leads seldom stands twice in one name. */
const ENOUGH_APART = 2 * ENOUGH;
/** With fewer people or doors than this that hold the words side by side, those that hold them apart are looked for too. */
const FEW = 5;
/** Words are weighed against each other by their keys up to this many. */
const PROBE = 300;
/** The words that may lead a search for words apart; the others only sort out. */
const LEADING_WORDS = 8;
/** The last character: every key that begins with a prefix lies below the prefix and it. */
const LAST = 'chr(1114111)';

/** The values of the statement of `searchStatement`. `today` decides which pauses run. */
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
    // The word that leads is known to be there: it is asked for last.
    terms.residentWords.map((word) => `% ${escapeLikePattern(word)}%`).reverse(),
    hashes,
    terms.doorPrefixes,
    lead(terms.doorWords),
    terms.doorWords.map((word) => beginningOfWord(word, word === terms.openWord)),
  ];
}

/** A pattern for a word of an address that begins so. A number is whole once another word was typed: 48 finds 48A, not 480. */
function beginningOfWord(word: string, isOpen: boolean): string {
  return ` ${word.replace(/[^\p{L}\p{N}]/gu, '\\$&')}${/\d$/.test(word) && !isOpen ? '(?!\\d)' : ''}`;
}

/** The first of the words that begins the fewest keys. */
const rarestOf = (subject: 'resident' | 'household', words: string) => `
  SELECT word FROM unnest(${words}::text[]) WITH ORDINALITY AS given (word, n)
  ORDER BY (SELECT count(*) FROM (SELECT 1 FROM ${subject}_search_key
      WHERE ward_id = $1 AND key >= word AND key < word || ${LAST} LIMIT ${PROBE}) AS probe), n LIMIT 1`;

/**
 * Finds people and doors in one round trip, with a plan that holds for whatever is typed: every look-up is a scan of an
 * index that ends as soon as it has enough, in the order of the index. People come in this order: those whose name ends
 * with what was typed (the given name alone, or with what stands before it), whose given name begins with it, whose name
 * holds it elsewhere, whose name holds its words apart; among these the Vietnamese order. What was found is looked up by
 * its id (OFFSET 0): a plain join would be planned as a scan of the whole register.
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
