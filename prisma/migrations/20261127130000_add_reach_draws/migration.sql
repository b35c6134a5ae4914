-- The order in which residential groups are reached, drawn by lot before the first round there. A ward draws once, because
-- whoever may draw again chooses. The seed is kept, so that anybody can repeat the draw.
CREATE TABLE reach_draw (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  seed integer NOT NULL,
  per_quarter integer NOT NULL CHECK (per_quarter > 0),
  first_quarter date NOT NULL CHECK (first_quarter = date_trunc('quarter', first_quarter)::date),
  drawn_by uuid NOT NULL REFERENCES user_account,
  drawn_at timestamptz NOT NULL,
  CONSTRAINT reach_draw_ward UNIQUE (ward_id)
);

-- A group's place in that order, and how far the team had been there on the day of the draw.
CREATE TABLE reach_turn (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  reach_draw_id uuid NOT NULL REFERENCES reach_draw ON DELETE CASCADE,
  residential_group_id uuid NOT NULL REFERENCES residential_group,
  priority integer NOT NULL CHECK (priority BETWEEN 1 AND 3),
  position integer NOT NULL CHECK (position > 0),
  quarter date NOT NULL CHECK (quarter = date_trunc('quarter', quarter)::date),
  doors integer NOT NULL CHECK (doors >= 0),
  visited_doors integer NOT NULL CHECK (visited_doors BETWEEN 0 AND doors),
  CONSTRAINT reach_turn_position UNIQUE (reach_draw_id, position),
  CONSTRAINT reach_turn_group UNIQUE (reach_draw_id, residential_group_id)
);
