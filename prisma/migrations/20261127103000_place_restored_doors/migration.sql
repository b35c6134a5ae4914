-- A merge of households from before placements were dated keeps its doors without them, sealed. Undone, such a door was
-- placed together with its round, like every other of that time.
CREATE FUNCTION round_door_place() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  SELECT coalesce(NEW.placed_at, created_at), coalesce(NEW.placed_by, created_by) INTO NEW.placed_at, NEW.placed_by
    FROM round WHERE id = NEW.round_id;
  RETURN NEW;
END
$$;
CREATE TRIGGER round_door_place BEFORE INSERT ON round_door
  FOR EACH ROW WHEN (NEW.placed_at IS NULL OR NEW.placed_by IS NULL) EXECUTE FUNCTION round_door_place();
