-- Saved views: a filter, columns and an order of one of the lists, kept under a name.

CREATE TYPE list_subject AS ENUM ('residents', 'households');

CREATE TABLE saved_view (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  subject list_subject NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  name_folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold_vietnamese(name)) STORED,
  -- { filter: [values] } as in the address of the list; days are relative ('within_30').
  filter jsonb NOT NULL,
  columns text[] NOT NULL,
  sort text NOT NULL,
  -- Since when the whole office sees it; null while it is its maker's own.
  shared_at timestamptz,
  created_by uuid NOT NULL REFERENCES user_account (id),
  created_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1
);
-- One name once: among a person's own, and among those the office shares.
CREATE UNIQUE INDEX saved_view_own_name ON saved_view (created_by, name_folded);
CREATE UNIQUE INDEX saved_view_shared_name ON saved_view (ward_id, name_folded) WHERE shared_at IS NOT NULL;
