-- A search must end where the index has given enough, in the order people read: so every key of a resident carries the
-- whole name in that order, and the key that is the given name says so.

-- "nguyen thi thanh vi" gives "vi thi thanh nguyen": given name, middle, family, as names are sorted.
CREATE FUNCTION given_name_first(name_folded text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$
  SELECT CASE WHEN cardinality(words) < 2 THEN name_folded
    ELSE array_to_string(words[cardinality(words):] || words[2:cardinality(words) - 1] || words[1:1], ' ') END
  FROM (SELECT string_to_array(name_folded, ' ') AS words) AS split
$$;

DROP FUNCTION resident_search_keys(text, text, text);

-- Every way to ask for a resident: each word suffix of the name, the phone, the last digits of phone and national number.
CREATE FUNCTION resident_search_keys(name_folded text, phone text, last4 text) RETURNS TABLE (key text, is_given boolean)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
  SELECT k.key, bool_or(k.is_given)
  FROM (
    SELECT suffix, position(' ' IN suffix) = 0 FROM word_suffixes(name_folded) AS suffix
    UNION ALL SELECT phone, false WHERE phone IS NOT NULL
    UNION ALL SELECT right(phone, 4), false WHERE phone IS NOT NULL
    UNION ALL SELECT last4, false WHERE last4 IS NOT NULL
  ) AS k (key, is_given)
  GROUP BY k.key
$$;

CREATE OR REPLACE FUNCTION resident_search_key_insert() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO resident_search_key (ward_id, key, name_order, is_given, resident_id)
    SELECT r.ward_id, k.key, given_name_first(r.name_folded), k.is_given, r.id
    FROM inserted AS r, LATERAL resident_search_keys(r.name_folded, r.phone, r.national_number_last4) AS k;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION resident_search_key_update() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  DELETE FROM resident_search_key WHERE resident_id = NEW.id;
  INSERT INTO resident_search_key (ward_id, key, name_order, is_given, resident_id)
    SELECT NEW.ward_id, k.key, given_name_first(NEW.name_folded), k.is_given, NEW.id
    FROM resident_search_keys(NEW.name_folded, NEW.phone, NEW.national_number_last4) AS k;
  RETURN NULL;
END
$$;

-- The keys are made anew from the register, without constraints until they are there: a city holds millions.
ALTER TABLE resident_search_key DROP CONSTRAINT resident_search_key_pkey, DROP CONSTRAINT resident_search_key_resident_id_fkey;
DROP INDEX resident_search_key_resident;
TRUNCATE resident_search_key;
ALTER TABLE resident_search_key ADD COLUMN name_order text COLLATE "C" NOT NULL, ADD COLUMN is_given boolean NOT NULL;
INSERT INTO resident_search_key (ward_id, key, name_order, is_given, resident_id)
  SELECT r.ward_id, k.key, given_name_first(r.name_folded), k.is_given, r.id
  FROM resident r, LATERAL resident_search_keys(r.name_folded, r.phone, r.national_number_last4) AS k;
ALTER TABLE resident_search_key
  ADD PRIMARY KEY (ward_id, key, name_order, resident_id),
  ADD FOREIGN KEY (resident_id) REFERENCES resident (id) ON DELETE CASCADE;
CREATE INDEX resident_search_key_resident ON resident_search_key (resident_id);
-- People whose given name begins with what was typed, before those whose family or middle name does.
CREATE INDEX resident_search_key_given ON resident_search_key (ward_id, key, name_order, resident_id) WHERE is_given;
