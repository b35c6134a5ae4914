-- What the form of an act said, so that its id sent again with other words is refused. Null for acts before.
ALTER TABLE register_act ADD COLUMN form_digest text;
