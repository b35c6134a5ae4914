-- The status of these days says 'Dự kiến' already. Only the program's own words are changed, never a source that a ward typed.
UPDATE calendar_day SET source = 'Chưa thấy thông báo chính thức cho năm 2027'
  WHERE source = 'Dự kiến, chưa thấy thông báo chính thức cho năm 2027';
UPDATE calendar_day SET source = 'Tính theo âm lịch, chưa thấy thông báo chính thức; có thể là 05–11/02 hoặc 04–10/02, có thể hoán đổi dài hơn'
  WHERE source = 'Dự kiến theo âm lịch, chưa thấy thông báo chính thức; có thể là 05–11/02 hoặc 04–10/02, có thể hoán đổi dài hơn';
