-- Every reference between two rows of a ward carries the ward: so no row can point into another one, whatever a statement
-- forgets, and the tables can be spread by ward later (docs/adr/0040). The constraints keep their names and what they do
-- when a row is deleted. A guard test finds a reference that a later migration adds without the ward.
DO $do$
DECLARE
  reference record;
BEGIN
  FOR reference IN
    SELECT c.conrelid::regclass AS child, c.conname AS name, a.attname AS "column", c.confrelid::regclass AS parent, p.relname AS parent_name,
      CASE c.confdeltype WHEN 'c' THEN 'ON DELETE CASCADE' WHEN 'r' THEN 'ON DELETE RESTRICT'
        WHEN 'n' THEN format('ON DELETE SET NULL (%I)', a.attname) ELSE '' END AS on_delete
    FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    JOIN pg_class p ON p.oid = c.confrelid
    WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace AND cardinality(c.conkey) = 1
      AND EXISTS (SELECT FROM pg_attribute w WHERE w.attrelid = c.conrelid AND w.attname = 'ward_id')
      AND EXISTS (SELECT FROM pg_attribute w WHERE w.attrelid = c.confrelid AND w.attname = 'ward_id')
    ORDER BY c.confrelid, c.conrelid, c.conname
  LOOP
    EXECUTE format('CREATE UNIQUE INDEX IF NOT EXISTS %I ON %s (ward_id, id)', reference.parent_name || '_ward_id_id_key', reference.parent);
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I FOREIGN KEY (ward_id, %I) REFERENCES %s (ward_id, id) %s',
      reference.child, reference.name, reference.name, reference."column", reference.parent, reference.on_delete);
  END LOOP;
END
$do$;
