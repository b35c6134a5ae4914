-- A target may be one residential group's, and the line to it begins on the day it was set, at the share of that day.
-- Those set before have no start of their own: their line begins at the end of the first full month of the book.
ALTER TABLE indicator_target
  ADD COLUMN residential_group_id uuid REFERENCES residential_group,
  ADD COLUMN start_on date,
  ADD COLUMN start_value numeric(6, 2) CHECK (start_value BETWEEN 0 AND 100),
  ADD CONSTRAINT indicator_target_start CHECK ((start_on IS NULL) = (start_value IS NULL));
