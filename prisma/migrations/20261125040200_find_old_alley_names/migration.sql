-- '7 Giếng Đá' finds 7 ngõ Trúc Lạc, once called ngõ Giếng Đá, as '7 Trúc Lạc' does.

-- Every way to ask for a door: each word suffix of its address, and of its address with an old name of the street or alley;
-- the address and the street with the former ward behind them; the former ward by itself.
CREATE OR REPLACE FUNCTION household_search_keys(of_ward uuid, address_folded text, street text, ngo text, former_ward text) RETURNS SETOF text
  LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$
DECLARE
  street_folded constant text := fold_vietnamese(street);
  ngo_folded constant text := fold_vietnamese(ngo);
  ward_folded constant text := fold_vietnamese(former_ward);
  ward_names text[] := array_remove(ARRAY[ward_folded], '');
  told text;
  ward_name text;
BEGIN
  RETURN QUERY SELECT word_suffixes(address_folded);
  FOR told IN
    SELECT CASE a.kind
      WHEN 'street' THEN left(address_folded, -length(street_folded)) || a.alias_folded
      ELSE replace(address_folded, 'ngo ' || ngo_folded, 'ngo ' || a.alias_folded) END
    FROM place_alias a
    WHERE a.ward_id = of_ward AND (
      a.kind = 'street' AND a.name_folded = street_folded AND street_folded <> '' AND right(address_folded, length(street_folded)) = street_folded
      OR a.kind = 'alley' AND a.name_folded = ngo_folded AND ngo_folded <> '')
    UNION ALL
    SELECT replace(address_folded, 'ngo ' || ngo_folded, a.alias_folded)
    FROM place_alias a
    WHERE a.ward_id = of_ward AND a.kind = 'alley' AND a.name_folded = ngo_folded AND ngo_folded <> ''
  LOOP
    RETURN QUERY SELECT word_suffixes(told);
  END LOOP;
  IF ward_folded = '' THEN RETURN; END IF;
  ward_names := ward_names || ARRAY(
    SELECT a.alias_folded FROM place_alias a WHERE a.ward_id = of_ward AND a.kind = 'former_ward' AND a.name_folded = ward_folded);
  FOREACH ward_name IN ARRAY ward_names LOOP
    RETURN NEXT address_folded || ' ' || ward_name;
    IF street_folded <> '' AND street_folded <> address_folded THEN RETURN NEXT street_folded || ' ' || ward_name; END IF;
    RETURN NEXT 'phuong ' || ward_name;
  END LOOP;
END
$$;

-- Doors of alleys whose old names are noted already.
INSERT INTO household_search_key (ward_id, key, household_id)
  SELECT DISTINCT h.ward_id, k.key, h.id
  FROM place_alias a
  JOIN household h ON h.ward_id = a.ward_id AND fold_vietnamese(h.ngo) = a.name_folded,
    LATERAL household_search_keys(h.ward_id, h.address_folded, h.street, h.ngo, h.former_ward) AS k (key)
  WHERE a.kind = 'alley'
  ON CONFLICT DO NOTHING;
