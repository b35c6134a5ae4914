-- The figures of the ledger are read from the index alone, services included.
DROP INDEX portal_use_ward_day;
CREATE INDEX portal_use_ward_day ON portal_use (ward_id, used_on, how, source, resident_id) INCLUDE (public_service_id);

-- Who did again alone what they were taught, and who was stuck when asked.
CREATE INDEX portal_use_confirmed ON portal_use (ward_id, resident_id, public_service_id, used_on)
  WHERE how = 'alone' AND source IN ('check_back', 'sample');
CREATE INDEX check_back_stuck ON check_back (ward_id, checked_on) WHERE outcome = 'stuck';
