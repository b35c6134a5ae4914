import { birthSql } from '../../../shared/birth-sql';
import { escapeLikePattern } from '../../../shared/vietnamese-text';
import { constant, empty, raw, sql, type Sql } from '../../../shared/sql';
import { wordPattern } from '../../../shared/spellings';
import { tonePlacements } from '../../../shared/vietnamese-syllable';
import type { SearchTerms } from './search-text';

/** How much a search reads and shows. */
interface SearchDepth {
  /** Above this the page says "hơn 50". */
  counted: number;
  residents: number;
  doors: number;
}
/** While the user types, and the first answer to a search. */
export const FIRST_FOUND: SearchDepth = { counted: 50, residents: 20, doors: 10 };
export const FOUND_PER_PAGE = 50;
/**
 * All that was found, in pages. Every page orders the same bounded reading, so that none repeats or leaves out a row of
 * another, and the last costs no more than the first. Users do not read further: they refine the search.
 */
export const ALL_FOUND: SearchDepth = { counted: 500, residents: FOUND_PER_PAGE, doors: FOUND_PER_PAGE };

/** If fewer results contain the words side by side, also search for the words apart. */
const FEW = constant(5);
/** Words are compared by their number of matching keys, counted up to this maximum. */
const PROBE = constant(300);
/** Only this many words can lead a search for words apart; the others only filter. */
const LEADING_WORDS = 8;
/** The highest character: all keys with a prefix sort below the prefix followed by it. */
const LAST = sql`chr(1114111)`;

const escapePattern = (word: string) => word.replace(/[^\p{L}\p{N}]/gu, '\\$&');

/**
 * A pattern for a word with this beginning in an address. A number is complete once another word follows: 48 then
 * matches 48A, but not 480.
 */
const beginningOfWord = (word: string, isOpen: boolean): string =>
  ` ${escapePattern(word)}${/\d$/.test(word) && !isOpen ? '(?!\\d)' : ''}`;

/** The name as it is written, given name first; what the index `resident_written` holds. */
const WRITTEN = sql`(lower(sort_name) || ' ') COLLATE "C"`;
/** The word that begins the fewest keys; the first of several. */
const rarestOf = (subject: 'resident' | 'household', wardId: string, words: readonly string[]): Sql => sql`
  SELECT word FROM unnest(${words.slice(0, LEADING_WORDS)}::text[]) WITH ORDINALITY AS given (word, n)
  ORDER BY (SELECT count(*) FROM (SELECT 1 FROM ${raw(subject)}_search_key
      WHERE ward_id = ${wardId} AND key >= word AND key < word || ${LAST} LIMIT ${PROBE}) AS probe), n LIMIT 1`;

/** Each reading of the text has four ranks; words apart come after all of them. */
const RANKS = constant(4);
const APART = constant(100);

interface Search {
  terms: SearchTerms;
  /** Of a complete national number. */
  hash: Uint8Array | null;
  /** From 1, of all that is found; null for the first answer. */
  page: number | null;
}

/**
 * Finds people and doors in one round trip, with a plan that is fast for any input: every lookup scans an index in
 * order and stops as soon as it has enough. People are ranked: names ending with the typed text (the given name alone
 * or with the words before it), given names beginning with it, names containing it elsewhere, names containing its
 * words apart; within each rank, names that have the typed marks first, then in Vietnamese alphabetical order. With a
 * year of birth, the people born in it are read instead, some hundreds in a big ward. The results are then looked up by
 * id (OFFSET 0), because a plain join would be planned as a scan of the whole register.
 */
export function searchStatement(
  door: { columns: Sql; joins: Sql },
  wardId: string,
  { terms, hash, page }: Search,
): Sql {
  const depth = page === null ? FIRST_FOUND : ALL_FOUND;
  const offset = page === null ? empty : sql`OFFSET ${(page - 1) * FOUND_PER_PAGE}::int`;
  const [residents, doors] = [constant(depth.residents), constant(depth.doors)];
  const enough = constant(depth.counted + 1);
  // A person can match through several keys; the leading word of words apart rarely occurs twice in one name.
  const enoughKeys = constant(4 * (depth.counted + 1));
  const enoughApart = constant(2 * (depth.counted + 1));

  const readings = sql`unnest(${terms.residentPrefixes}::text[]) WITH ORDINALITY AS reading (prefix, n)`;
  // The leading word matches anyway, so it is checked last.
  const allWords = terms.residentText.map((word) => `% ${escapeLikePattern(word)}%`).reverse();
  const isBornSometime = sql`${terms.birthYear}::int IS NULL`;
  // With the space after it a prefix stands for the whole given name.
  const givenNames = tonePlacements(terms.writtenWords.at(-1) ?? '').flatMap((word) => (word ? [`${word} `] : []));
  const patterns = terms.writtenWords.map((word) => ` ${wordPattern(word)}`);
  /** Whether a name `r` has the typed words with their marks; true for all when none was typed. */
  const isWritten = sql`' ' || r.full_name ~ ALL (${patterns}::text[])`;
  // Whether a name has the typed marks is only seen once it is looked up.
  const lookedUp =
    page === null ? sql`LIMIT CASE WHEN ${patterns}::text[] = '{}' THEN ${residents} ELSE ${enough} END` : empty;
  const doorPatterns = terms.doorText.map((word) => beginningOfWord(word, word === terms.openWord));

  return sql`
  WITH exact AS MATERIALIZED (
    SELECT k.*, false AS is_written FROM ${readings}, LATERAL (
      SELECT resident_id AS id, ${RANKS} * (n - 1) AS rank, name_order FROM resident_search_key
      WHERE ${isBornSometime} AND ward_id = ${wardId} AND key = prefix ORDER BY name_order LIMIT ${enough}) AS k),
  written AS MATERIALIZED (
    SELECT k.*, true AS is_written FROM ${readings}, unnest(${givenNames}::text[]) AS given_name, LATERAL (
      SELECT id, ${RANKS} * (n - 1) AS rank, given_name_first(name_folded) AS name_order FROM resident r
      WHERE (SELECT count(*) FROM exact) >= ${enough} AND ${isBornSometime} AND ward_id = ${wardId}
        AND ${WRITTEN} >= given_name AND ${WRITTEN} < given_name || ${LAST}
        AND right(' ' || name_folded, length(prefix) + 1) = ' ' || prefix AND ${isWritten}
      ORDER BY ${WRITTEN} LIMIT ${enough}) AS k),
  given AS MATERIALIZED (
    SELECT k.*, false AS is_written FROM ${readings}, LATERAL (
      SELECT resident_id AS id, ${RANKS} * (n - 1) + 1 AS rank, name_order FROM resident_search_key
      WHERE (SELECT count(*) FROM exact) < ${enough} AND ${isBornSometime}
        AND ward_id = ${wardId} AND is_given AND key > prefix AND key < prefix || ${LAST}
      ORDER BY key, name_order LIMIT ${enough}) AS k),
  begun AS MATERIALIZED (
    SELECT k.*, false AS is_written FROM ${readings}, LATERAL (
      SELECT resident_id AS id, ${RANKS} * (n - 1) + 2 AS rank, name_order FROM resident_search_key
      WHERE (SELECT count(*) FROM exact) + (SELECT count(*) FROM given) < ${enough} AND ${isBornSometime}
        AND ward_id = ${wardId} AND key > prefix AND key < prefix || ${LAST}
      ORDER BY key, name_order LIMIT ${enoughKeys}) AS k),
  apart AS MATERIALIZED (
    SELECT k.*, false AS is_written FROM (${rarestOf('resident', wardId, terms.residentText)}) AS rarest, LATERAL (
      SELECT resident_id AS id, ${APART} AS rank, name_order FROM resident_search_key
      WHERE ward_id = ${wardId} AND key >= word AND key < word || ${LAST} AND ' ' || name_order LIKE ALL (${allWords}::text[])
      ORDER BY key, name_order LIMIT ${enoughApart}) AS k
    WHERE ${isBornSometime} AND (SELECT count(*) FROM (SELECT id FROM exact UNION SELECT id FROM begun) AS side_by_side) < ${FEW}),
  born AS MATERIALIZED (
    SELECT r.id, coalesce((SELECT min(${RANKS} * (n - 1)) FROM ${readings}
        WHERE right(' ' || r.name_folded, length(prefix) + 1) = ' ' || prefix), ${APART}) AS rank,
      given_name_first(r.name_folded) AS name_order, ${isWritten} AS is_written
    FROM resident r
    WHERE ward_id = ${wardId} AND birth_date >= make_date(${terms.birthYear}::int, 1, 1) AND birth_date < make_date(${terms.birthYear}::int + 1, 1, 1)
      AND ' ' || name_folded LIKE ALL (${allWords}::text[])
    ORDER BY rank, is_written DESC, name_order LIMIT ${enough}),
  resident_found AS MATERIALIZED (
    SELECT id, min(rank) AS rank, bool_or(is_written) AS is_written, min(name_order) AS name_order FROM (
      SELECT * FROM exact UNION ALL SELECT * FROM written UNION ALL SELECT * FROM given UNION ALL SELECT * FROM begun
      UNION ALL SELECT * FROM apart UNION ALL SELECT * FROM born
      UNION ALL SELECT id, 0, '', true FROM resident WHERE ward_id = ${wardId} AND national_number_hash = ${hash}) AS found
    GROUP BY id ORDER BY 2, 3 DESC, 4, id LIMIT ${enough}),
  door_begun AS MATERIALIZED (
    SELECT k.* FROM unnest(${terms.doorPrefixes}::text[]) AS prefix, LATERAL (
      SELECT household_id AS id, CASE WHEN key = prefix THEN 0 ELSE 1 END AS rank FROM household_search_key
      WHERE ward_id = ${wardId} AND key >= prefix AND key < prefix || ${LAST} ORDER BY key LIMIT ${enoughKeys}) AS k),
  door_apart AS MATERIALIZED (
    SELECT id, 2 AS rank FROM (
      SELECT k.id, ' ' || (SELECT address_folded FROM household h WHERE h.id = k.id) AS line
      FROM (${rarestOf('household', wardId, terms.doorText)}) AS rarest, LATERAL (
        SELECT household_id AS id FROM household_search_key WHERE ward_id = ${wardId} AND key >= word AND key < word || ${LAST} OFFSET 0) AS k
      WHERE (SELECT count(DISTINCT id) FROM door_begun) < ${FEW}) AS candidate
    WHERE line ~ ALL (${doorPatterns}::text[]) LIMIT ${enoughKeys}),
  door_found AS MATERIALIZED (
    SELECT id, min(rank) AS rank FROM (SELECT * FROM door_begun UNION ALL SELECT * FROM door_apart) AS found
    GROUP BY id ORDER BY 2, id LIMIT ${enough})
  SELECT (SELECT count(*) FROM resident_found)::int AS "residentCount", (SELECT count(*) FROM door_found)::int AS "doorCount",
    (SELECT coalesce(json_agg(hit), '[]') FROM (
      SELECT r.id, r.full_name AS "fullName", ${birthSql('r')} AS birth, r.phone,
        r.national_number_last4 AS last4, r.residence_status AS status, h.id AS "householdId", h.address_line AS "addressLine", g.name AS "groupName"
      FROM (SELECT r.*, f.rank, ${isWritten} AS is_written
            FROM (SELECT * FROM resident_found ORDER BY rank, is_written DESC, name_order, id ${lookedUp}) f,
              LATERAL (SELECT * FROM resident WHERE id = f.id OFFSET 0) r
            ORDER BY f.rank, ${isWritten} DESC, f.name_order, r.id LIMIT ${residents} ${offset}) r
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      LEFT JOIN household h ON h.id = m.household_id
      LEFT JOIN residential_group g ON g.id = h.residential_group_id
      ORDER BY r.rank, r.is_written DESC, r.sort_name, r.id) AS hit) AS residents,
    (SELECT coalesce(json_agg(hit), '[]') FROM (
      SELECT ${door.columns}
      FROM (SELECT h.*, f.rank FROM door_found f, LATERAL (SELECT * FROM household WHERE id = f.id OFFSET 0) h
            ORDER BY f.rank, h.walk_order, h.id LIMIT ${doors} ${offset}) h ${door.joins}
      ORDER BY h.rank, h.walk_order, h.id) AS hit) AS doors`;
}
