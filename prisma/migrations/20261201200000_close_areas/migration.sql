-- A lane, a street with its alleys, or a residential group to which the team does not go from a day to a day, both included.
CREATE TABLE area_closure (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  -- 'lane:' with a lane_key, 'street:' with a folded street, 'group:' with the id of a residential group.
  area text COLLATE "C" NOT NULL,
  label text NOT NULL,
  closed_from date NOT NULL,
  closed_until date NOT NULL,
  reason text NOT NULL,
  CONSTRAINT area_closure_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT area_closure_days CHECK (closed_until >= closed_from),
  CONSTRAINT area_closure_once EXCLUDE USING gist (ward_id WITH =, area WITH =, daterange(closed_from, closed_until, '[]') WITH &&)
);
