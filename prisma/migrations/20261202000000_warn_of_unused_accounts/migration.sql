-- Until now an account was warned of after two thirds of the days; the ward chooses them now.
UPDATE ward SET retention = retention || jsonb_build_object('warnedDays', (retention ->> 'unusedDays')::int * 2 / 3)
WHERE (retention ->> 'unusedDays') IS NOT NULL;
