-- The day on which the team went out first, as the office says; null until it says so.
ALTER TABLE ward ADD COLUMN team_began_on date;
