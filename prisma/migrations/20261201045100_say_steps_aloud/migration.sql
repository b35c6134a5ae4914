-- How a ward calls the other language in which steps are said, for example 'Tiếng Tày'; '' if there is none.
ALTER TABLE ward ADD COLUMN second_language text NOT NULL DEFAULT '';

-- How a step is said: its sound in Vietnamese (language ''), its text and sound in another language. Kept by the words of
-- the step, so that the next version of a guide keeps what is still said in these words.
CREATE TABLE spoken_step (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  language text NOT NULL,
  -- What to press, a line break, what explains it: as the step says.
  words text NOT NULL,
  -- The same in the other language.
  text text NOT NULL DEFAULT '',
  sound bytea,
  sound_type text,
  seconds integer,
  -- The officer whose voice it is. The sound goes when the account is disabled.
  spoken_by uuid,
  spoken_at timestamptz,
  CONSTRAINT spoken_step_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT spoken_step_words UNIQUE (ward_id, language, words),
  CONSTRAINT spoken_step_whole CHECK (num_nonnulls(sound, sound_type, seconds, spoken_by, spoken_at) IN (0, 5)),
  CONSTRAINT spoken_step_small CHECK (octet_length(sound) <= 400000 AND seconds BETWEEN 1 AND 30),
  CONSTRAINT spoken_step_vietnamese CHECK (language <> '' OR text = ''),
  CONSTRAINT spoken_step_spoken_by_fkey FOREIGN KEY (ward_id, spoken_by) REFERENCES user_account (ward_id, id)
);
