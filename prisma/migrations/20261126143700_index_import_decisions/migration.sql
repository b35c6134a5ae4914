-- Who a doubtful row is was decided once: the next import of the same list looks it up by the resident.
CREATE INDEX import_row_decided ON import_row (resident_id) WHERE decision IS NOT NULL;
