-- What a round takes along stands in its note, without a list of the ward and a record for each thing. What was recorded
-- becomes a last line of the note. A form of the round that was open meanwhile is then told of both versions.
UPDATE round r SET version = r.version + 1, note = concat_ws(E'\n', nullif(r.note, ''), 'Đồ mang theo: ' || taken.things)
FROM (
  SELECT o.ward_id, o.round_id,
    string_agg(
      i.name || ' (' || concat_ws(', ',
        taker.display_name || ' nhận ' || to_char(o.taken_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY'),
        CASE o.ended_as
          WHEN 'returned' THEN 'đã mang về ' || ended.at || ', ' || ender.display_name || ' ghi'
          WHEN 'lost' THEN 'không mang về: ' || o.end_note || ', ' || ender.display_name || ' ghi ' || ended.at
          ELSE 'chưa ghi mang về'
        END) || ')',
      '; ' ORDER BY o.taken_at, i.position, o.id) AS things
  FROM hand_over o
  JOIN equipment_item i ON i.ward_id = o.ward_id AND i.id = o.item_id
  JOIN user_account taker ON taker.ward_id = o.ward_id AND taker.id = o.taken_by
  LEFT JOIN user_account ender ON ender.ward_id = o.ward_id AND ender.id = o.ended_by
  CROSS JOIN LATERAL (SELECT to_char(o.ended_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY') AS at) ended
  GROUP BY o.ward_id, o.round_id
) taken
WHERE r.ward_id = taken.ward_id AND r.id = taken.round_id;

DROP TABLE hand_over;
DROP TABLE equipment_item;
DROP TYPE hand_over_end;
