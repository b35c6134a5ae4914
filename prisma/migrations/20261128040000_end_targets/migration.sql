-- A target ends on the day it is deleted: figures of earlier days keep it.
ALTER TABLE indicator_target ADD COLUMN ended_on date;
