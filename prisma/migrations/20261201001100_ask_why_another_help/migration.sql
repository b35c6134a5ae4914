-- Why the officer gave more or less help than the ladder of help says; null if they did not say.
CREATE TYPE level_reason AS ENUM ('forgot', 'portal_changed', 'in_a_hurry', 'own_wish', 'surer');
ALTER TABLE assisted_procedure ADD COLUMN level_reason level_reason;
