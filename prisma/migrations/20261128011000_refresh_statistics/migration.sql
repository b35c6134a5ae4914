-- The running program does not own the tables (docs/adr/0035), and only their owner may have their statistics read anew, which a
-- large import needs at once. Without names: all tables.
CREATE FUNCTION refresh_statistics(tables text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
  name text;
BEGIN
  IF cardinality(tables) = 0 THEN
    ANALYZE;
  END IF;
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('ANALYZE %I', name);
  END LOOP;
END
$$;
