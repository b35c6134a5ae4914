-- Of the many people who share a given name without its marks, a search finds those whose name has the typed marks.
CREATE INDEX resident_written ON resident (ward_id, ((lower(sort_name) || ' ') COLLATE "C"));
