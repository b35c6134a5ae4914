-- Somebody of the neighbourhood who walks along with a round; '' when nobody does.
ALTER TABLE round ADD COLUMN escort text NOT NULL DEFAULT '';
