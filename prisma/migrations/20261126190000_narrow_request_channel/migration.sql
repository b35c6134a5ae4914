-- Requests are written down by the office or by an officer. No version offered a form to the public, so no row has the
-- channel of one.
ALTER TYPE request_channel RENAME TO request_channel_before;
CREATE TYPE request_channel AS ENUM ('phone', 'counter', 'group_leader', 'officer');
ALTER TABLE support_request ALTER COLUMN channel TYPE request_channel USING channel::text::request_channel;
DROP TYPE request_channel_before;
