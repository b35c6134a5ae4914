-- The figures group a ward's uses by person and service. Read in that order, from the index alone, they need neither a sort
-- nor a hash table; this costs less than finding 18 months of three years by their days.
CREATE INDEX portal_use_person ON portal_use (ward_id, resident_id, public_service_id, used_on, how, source);
DROP INDEX portal_use_ward_day;

-- The first day that the ledger tells of for certain.
CREATE INDEX portal_use_first ON portal_use (ward_id, used_on) WHERE source IN ('visit', 'check_back');

-- A use that is only known to lie within a year confirms nothing: without these the index alone is read.
DROP INDEX portal_use_confirmed;
CREATE INDEX portal_use_confirmed ON portal_use (ward_id, resident_id, public_service_id, used_on)
  WHERE how = 'alone' AND source IN ('check_back', 'sample') AND date_precision <> 'year';
