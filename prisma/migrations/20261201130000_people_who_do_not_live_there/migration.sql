-- Who is helped at a door without living there: a resident without a household, tied to the door by the visit at which the
-- team met them. What was said at the door stays in newcomer; the office may answer the same about a person said to live there.
ALTER TYPE residence_status ADD VALUE 'elsewhere';
ALTER TYPE newcomer_relation ADD VALUE 'elsewhere';
-- What the person is to whom of the house: 'con của bà Vi'.
ALTER TABLE newcomer ADD COLUMN tie text NOT NULL DEFAULT '';
