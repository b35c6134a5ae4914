-- The ward's own, no law's: three rounds a week are what the planner kept to so far; 0 hours is no limit.
UPDATE ward SET outreach_policy = outreach_policy || '{"roundsAWeek": 3, "hoursAMonth": 0}' WHERE outreach_policy ? 'windows';
