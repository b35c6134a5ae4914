-- Why a door is on a round is data, from which pages make the sentence. What was stored as sentences, separated by '; ',
-- stays as notes; what each is about is read from its words here, for the last time.
CREATE FUNCTION pg_temp.notes_of(sentences text) RETURNS jsonb IMMUTABLE LANGUAGE sql AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('kind', 'note', 'text', sentence, 'topic', CASE
      WHEN sentence ~ '^Đề nghị |^Đã hẹn (\D.*, )?[\d:–]+$' THEN 'request'
      WHEN sentence ~ '^Quá hẹn' THEN 'missed_promise'
      WHEN sentence ~ '^Hẹn|^Đã hẹn' THEN 'promise'
      WHEN sentence ~ '^Gọi ngày ' THEN 'call'
      WHEN sentence ~ '^\d+ lần vắng|^Lần trước|^Nay thử' THEN 'tries'
      WHEN sentence ~ '[Hh]ộ (cận )?nghèo|[Gg]ia đình chính sách|[Cc]ó người (khuyết tật|hưởng bảo trợ xã hội)' THEN 'priority'
      WHEN sentence ~ 'tuổi|một mình|khó đi lại|người giúp|VNeID' THEN 'need'
      ELSE 'plain' END) ORDER BY position), '[]')
  FROM regexp_split_to_table(sentences, '; ') WITH ORDINALITY AS each (sentence, position) WHERE sentence <> ''
$$;

ALTER TABLE round_door
  ALTER COLUMN reason DROP DEFAULT,
  ALTER COLUMN reason TYPE jsonb USING pg_temp.notes_of(reason),
  ALTER COLUMN reason SET DEFAULT '[]';

-- In a proposal the sentences stood in the parts of a door's score, and once more beside them.
UPDATE round_proposal SET output = jsonb_set(output, '{rounds}', (
  SELECT coalesce(jsonb_agg(jsonb_set(round, '{doors}', (
    SELECT coalesce(jsonb_agg(jsonb_set(door - 'reasons', '{parts}', (
      SELECT coalesce(jsonb_agg(part - 'words' || jsonb_build_object('reason', pg_temp.notes_of(part ->> 'words') -> 0) ORDER BY n), '[]')
      FROM jsonb_array_elements(door -> 'parts') WITH ORDINALITY AS p (part, n))) ORDER BY n), '[]')
    FROM jsonb_array_elements(round -> 'doors') WITH ORDINALITY AS d (door, n))) ORDER BY n), '[]')
  FROM jsonb_array_elements(output -> 'rounds') WITH ORDINALITY AS r (round, n)));

DROP FUNCTION pg_temp.notes_of(text);
