-- The first shape of the book: wards, accounts, catalogue, register, rounds, visits, audit.
-- Every table of a ward's data carries ward_id: the scope of every read.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- ---------------------------------------------------------------- functions

-- The same folding as foldVietnamese() in src/shared/vietnamese-text.ts (a test compares the two).
-- Only ASCII letters are lower-cased so that both sides agree to the byte.
CREATE FUNCTION fold_vietnamese(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$
  SELECT btrim(regexp_replace(
    lower(translate(regexp_replace(normalize(value, NFD), '[\u0300-\u036f]', '', 'g'), 'đĐ', 'dd') COLLATE "C"),
    '[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+', ' ', 'g'))
$$;

-- "Nguyễn Thị Vi" sorts as "Vi | Thị | Nguyễn": given name, then middle, then family.
CREATE FUNCTION person_sort_name(full_name text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$
  SELECT CASE cardinality(words)
    WHEN 0 THEN ''
    WHEN 1 THEN words[1]
    ELSE words[cardinality(words)] || ' | ' || array_to_string(words[2:cardinality(words) - 1], ' ') || ' | ' || words[1]
  END
  FROM (SELECT string_to_array(btrim(full_name), ' ') AS words) AS split
$$;

-- "nguyen thi vi" gives "nguyen thi vi", "thi vi", "vi": a B-tree prefix search on these finds any word.
CREATE FUNCTION word_suffixes(folded text) RETURNS SETOF text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$
  SELECT array_to_string(words[i:], ' ')
  FROM (SELECT string_to_array(folded, ' ') AS words) AS split, generate_series(1, cardinality(words)) AS i
  WHERE folded <> ''
$$;

-- ---------------------------------------------------------------- enums

CREATE TYPE user_role AS ENUM ('admin', 'staff', 'officer', 'chairman');
CREATE TYPE household_occupancy AS ENUM ('occupied', 'vacant', 'long_absent');
CREATE TYPE pause_kind AS ENUM ('refusal', 'mourning', 'do_not_knock');
CREATE TYPE birth_precision AS ENUM ('day', 'year');
CREATE TYPE gender AS ENUM ('male', 'female');
CREATE TYPE residence_status AS ENUM ('permanent', 'temporary', 'staying', 'absent', 'moved_out', 'deceased');
CREATE TYPE household_relation AS ENUM (
  'head', 'wife', 'husband', 'father', 'mother', 'parent_in_law', 'adoptive_parent', 'step_parent',
  'child', 'adopted_child', 'step_child', 'child_in_law', 'grandparent', 'great_grandparent',
  'grandchild', 'great_grandchild', 'sibling', 'half_sibling', 'sibling_in_law', 'nephew_or_niece',
  'uncle_or_aunt', 'guardian', 'under_guardianship', 'lodger', 'other');
CREATE TYPE vneid_level AS ENUM ('none', 'level_1', 'level_2_inactive', 'level_2', 'locked', 'unknown');
CREATE TYPE yes_no_unknown AS ENUM ('yes', 'no', 'unknown');
CREATE TYPE smartphone_access AS ENUM ('own', 'relatives', 'none', 'unknown');
CREATE TYPE readiness_source AS ENUM ('import', 'visit', 'office');
CREATE TYPE service_kind AS ENUM ('procedure', 'digital_account', 'utility', 'topic');
CREATE TYPE service_level AS ENUM ('full', 'partial');
CREATE TYPE fact_confidence AS ENUM ('A', 'B', 'C', 'U');
CREATE TYPE topic_area AS ENUM ('scam', 'e_id', 'law');
CREATE TYPE calendar_day_kind AS ENUM ('holiday', 'swapped_working_day', 'no_knock');
CREATE TYPE calendar_day_status AS ENUM ('official', 'expected');
CREATE TYPE round_closure_kind AS ENUM ('closed', 'cancelled');
CREATE TYPE door_outcome AS ENUM ('met', 'nobody_home', 'refused', 'come_back_later', 'moved_or_vacant', 'cannot_reach');
CREATE TYPE next_step AS ENUM ('none', 'revisit', 'phone_call', 'bring_papers', 'police_for_vneid', 'other');
CREATE TYPE help_level AS ENUM ('explained', 'guided', 'by_relative', 'done_for');
CREATE TYPE assist_result AS ENUM ('submitted', 'prepared', 'blocked', 'not_needed');
CREATE TYPE portal_use_how AS ENUM ('alone', 'with_help', 'by_relative', 'done_for');
CREATE TYPE portal_use_source AS ENUM ('visit', 'declared', 'import');
CREATE TYPE import_status AS ENUM ('reading', 'previewed', 'confirmed', 'failed', 'discarded');
CREATE TYPE import_verdict AS ENUM ('new', 'changed', 'same', 'doubtful', 'wrong');

-- ---------------------------------------------------------------- wards

CREATE TABLE ward (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  province text NOT NULL,
  former_wards text[] NOT NULL DEFAULT '{}',
  phone text,
  outreach_policy jsonb NOT NULL,
  adult_age integer NOT NULL DEFAULT 18 CHECK (adult_age BETWEEN 14 AND 25),
  is_demo boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE indicator_target (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  indicator text NOT NULL,
  period text NOT NULL,
  value numeric(6, 2) NOT NULL,
  legal_basis text NOT NULL,
  note text NOT NULL DEFAULT ''
);
CREATE INDEX indicator_target_ward ON indicator_target (ward_id, indicator);

CREATE TABLE calendar_day (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  date date NOT NULL,
  kind calendar_day_kind NOT NULL,
  name text NOT NULL,
  status calendar_day_status NOT NULL,
  source text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  UNIQUE (ward_id, date, kind)
);

-- ---------------------------------------------------------------- accounts and sessions

CREATE TABLE user_account (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  username text NOT NULL UNIQUE CHECK (username = lower(username)),
  display_name text NOT NULL,
  role user_role NOT NULL,
  phone text,
  password_hash text NOT NULL,
  must_change_password boolean NOT NULL DEFAULT true,
  disabled_at timestamptz,
  last_login_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX user_account_ward ON user_account (ward_id, role);

-- connect-pg-simple's layout.
CREATE TABLE user_session (
  sid text PRIMARY KEY,
  sess json NOT NULL,
  expire timestamptz NOT NULL
);
CREATE INDEX user_session_expire ON user_session (expire);
CREATE INDEX user_session_user ON user_session ((sess -> 'passport' ->> 'user'));

-- rate-limiter-flexible's layout: login attempts survive a restart.
CREATE TABLE rate_limit (
  key text PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);

CREATE TABLE officer_availability (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  user_id uuid NOT NULL REFERENCES user_account (id),
  weekday integer NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  from_time text NOT NULL CHECK (from_time ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  to_time text NOT NULL CHECK (to_time ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  CHECK (to_time COLLATE "C" > from_time COLLATE "C")
);
CREATE INDEX officer_availability_ward ON officer_availability (ward_id, weekday, user_id);

-- ---------------------------------------------------------------- audit

CREATE TABLE audit_chain (
  chain_id uuid PRIMARY KEY,
  seq bigint NOT NULL DEFAULT 0,
  change_seq bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL DEFAULT '\x'
);

-- One chain a ward (chain_id = ward id) and one for what belongs to no ward (the nil UUID).
CREATE TABLE audit_event (
  chain_id uuid NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  actor_id uuid,
  actor_name text NOT NULL,
  action text NOT NULL,
  is_change boolean NOT NULL,
  subject_type text NOT NULL,
  subject_id text,
  details jsonb NOT NULL DEFAULT '{}',
  hash bytea NOT NULL,
  PRIMARY KEY (chain_id, seq)
);
CREATE INDEX audit_event_subject ON audit_event (chain_id, subject_type, subject_id, seq);
CREATE INDEX audit_event_actor ON audit_event (chain_id, actor_id, seq);

CREATE FUNCTION audit_event_hash(previous bytea, event audit_event) RETURNS bytea
  LANGUAGE sql STABLE AS
$$
  SELECT sha256(previous || convert_to(jsonb_build_array(
    event.chain_id, event.seq, to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    event.actor_id, event.actor_name, event.action, event.is_change, event.subject_type, event.subject_id, event.details
  )::text, 'UTF8'))
$$;

CREATE FUNCTION audit_event_append() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
  previous bytea;
BEGIN
  INSERT INTO audit_chain (chain_id) VALUES (NEW.chain_id) ON CONFLICT DO NOTHING;
  -- The row lock makes the chain one line even when many write at once.
  SELECT seq + 1, hash INTO NEW.seq, previous FROM audit_chain WHERE chain_id = NEW.chain_id FOR UPDATE;
  NEW.hash := audit_event_hash(previous, NEW);
  UPDATE audit_chain
    SET seq = NEW.seq, hash = NEW.hash, change_seq = change_seq + NEW.is_change::int
    WHERE chain_id = NEW.chain_id;
  RETURN NEW;
END
$$;
CREATE TRIGGER audit_event_append BEFORE INSERT ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_event_append();

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit records are append-only' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER audit_event_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_chain_refuse_delete BEFORE DELETE OR TRUNCATE ON audit_chain
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_chain_refuse_rewind BEFORE UPDATE ON audit_chain
  FOR EACH ROW WHEN (NEW.seq <> OLD.seq + 1 OR NEW.change_seq < OLD.change_seq OR NEW.chain_id <> OLD.chain_id)
  EXECUTE FUNCTION audit_refuse();

-- ---------------------------------------------------------------- catalogue

CREATE TABLE public_service (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  kind service_kind NOT NULL,
  code text,
  name text NOT NULL,
  name_folded text NOT NULL GENERATED ALWAYS AS (fold_vietnamese(name)) STORED,
  ministry text NOT NULL DEFAULT '',
  group_key text NOT NULL,
  is_essential25 boolean NOT NULL DEFAULT false,
  level service_level,
  level_date date,
  level_source text NOT NULL DEFAULT '',
  deciding_body text NOT NULL DEFAULT '',
  topic_area topic_area,
  prerequisites text NOT NULL DEFAULT '',
  taught_steps text NOT NULL DEFAULT '',
  taught_steps_version integer NOT NULL DEFAULT 1,
  office_trip_minutes integer CHECK (office_trip_minutes > 0),
  portal_url text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  code_confidence fact_confidence,
  replaced_by_id uuid REFERENCES public_service (id),
  -- Retired although the day is not known; retired_on may also lie ahead.
  is_retired boolean NOT NULL DEFAULT false,
  retired_on date,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (replaced_by_id <> id),
  CHECK ((kind = 'topic') = (topic_area IS NOT NULL))
);
CREATE UNIQUE INDEX public_service_code ON public_service (ward_id, code) WHERE code IS NOT NULL;
CREATE INDEX public_service_ward ON public_service (ward_id, kind, group_key);

CREATE TABLE barrier (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  key text NOT NULL,
  label text NOT NULL,
  position integer NOT NULL,
  retired_on date,
  version integer NOT NULL DEFAULT 1,
  UNIQUE (ward_id, key)
);

-- ---------------------------------------------------------------- register

CREATE TABLE residential_group (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  code text NOT NULL,
  name text NOT NULL,
  leader_name text NOT NULL DEFAULT '',
  leader_phone text,
  valid_from date NOT NULL,
  valid_to date,
  version integer NOT NULL DEFAULT 1,
  CHECK (valid_to > valid_from)
);
CREATE UNIQUE INDEX residential_group_code ON residential_group (ward_id, code) WHERE valid_to IS NULL;

CREATE TABLE household (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  residential_group_id uuid REFERENCES residential_group (id),
  code text,
  house_number text NOT NULL DEFAULT '',
  hem text NOT NULL DEFAULT '',
  ngach text NOT NULL DEFAULT '',
  ngo text NOT NULL DEFAULT '',
  street text NOT NULL DEFAULT '',
  building text NOT NULL DEFAULT '',
  floor text NOT NULL DEFAULT '',
  room text NOT NULL DEFAULT '',
  former_ward text NOT NULL DEFAULT '',
  address_line text NOT NULL,
  address_folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold_vietnamese(address_line)) STORED,
  lane_key text COLLATE "C" NOT NULL,
  lane_label text NOT NULL,
  walk_order text COLLATE "C" NOT NULL,
  how_to_find text NOT NULL DEFAULT '',
  occupancy household_occupancy NOT NULL DEFAULT 'occupied',
  note text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX household_code ON household (ward_id, code) WHERE code IS NOT NULL;
CREATE INDEX household_walk ON household (ward_id, walk_order, id);
CREATE INDEX household_lane ON household (ward_id, lane_key, walk_order);
CREATE INDEX household_group ON household (ward_id, residential_group_id, walk_order);

CREATE TABLE household_pause (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL REFERENCES household (id),
  kind pause_kind NOT NULL,
  reason text NOT NULL,
  paused_from date NOT NULL,
  paused_until date,
  paused_by uuid NOT NULL REFERENCES user_account (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  lifted_at timestamptz,
  lifted_by uuid REFERENCES user_account (id),
  CHECK (paused_until >= paused_from),
  CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
CREATE INDEX household_pause_household ON household_pause (household_id) WHERE lifted_at IS NULL;

CREATE TABLE resident (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  full_name text NOT NULL CHECK (full_name <> ''),
  name_folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold_vietnamese(full_name)) STORED,
  sort_name text COLLATE "vi-VN-x-icu" NOT NULL GENERATED ALWAYS AS (person_sort_name(full_name)) STORED,
  birth_date date,
  birth_precision birth_precision,
  gender gender,
  phone text,
  national_number_cipher bytea,
  national_number_hash bytea,
  national_number_last4 text,
  residence_status residence_status NOT NULL DEFAULT 'permanent',
  note text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((birth_date IS NULL) = (birth_precision IS NULL)),
  CHECK ((national_number_cipher IS NULL) = (national_number_hash IS NULL)),
  CHECK ((national_number_cipher IS NULL) = (national_number_last4 IS NULL))
);
CREATE UNIQUE INDEX resident_national_number ON resident (ward_id, national_number_hash) WHERE national_number_hash IS NOT NULL;
CREATE INDEX resident_sort ON resident (ward_id, sort_name, id);
CREATE INDEX resident_name ON resident (ward_id, name_folded);

CREATE TABLE household_membership (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL REFERENCES household (id),
  resident_id uuid NOT NULL REFERENCES resident (id),
  relation household_relation NOT NULL,
  relation_note text NOT NULL DEFAULT '',
  valid_from date NOT NULL,
  valid_to date,
  CHECK (valid_to >= valid_from),
  -- A resident is a member of one household at a time.
  CONSTRAINT household_membership_one_at_a_time EXCLUDE USING gist (
    resident_id WITH =, daterange(valid_from, valid_to, '[)') WITH &&)
);
CREATE INDEX household_membership_household ON household_membership (household_id) WHERE valid_to IS NULL;
CREATE INDEX household_membership_past ON household_membership (household_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE UNIQUE INDEX household_membership_current ON household_membership (resident_id) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX household_membership_head ON household_membership (household_id) WHERE valid_to IS NULL AND relation = 'head';
CREATE INDEX household_membership_ward ON household_membership (ward_id, household_id) WHERE valid_to IS NULL;

CREATE TABLE readiness (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL REFERENCES resident (id),
  recorded_on date NOT NULL,
  source readiness_source NOT NULL,
  visit_id uuid,
  vneid_level vneid_level NOT NULL DEFAULT 'unknown',
  sim_in_own_name yes_no_unknown NOT NULL DEFAULT 'unknown',
  smartphone smartphone_access NOT NULL DEFAULT 'unknown',
  lives_alone yes_no_unknown NOT NULL DEFAULT 'unknown',
  hard_to_move yes_no_unknown NOT NULL DEFAULT 'unknown',
  needs_helper yes_no_unknown NOT NULL DEFAULT 'unknown',
  recorded_by uuid REFERENCES user_account (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  is_latest boolean NOT NULL DEFAULT true
);
CREATE INDEX readiness_resident ON readiness (resident_id, recorded_on DESC, created_at DESC);
CREATE UNIQUE INDEX readiness_latest ON readiness (resident_id) WHERE is_latest;
CREATE INDEX readiness_level ON readiness (ward_id, vneid_level, resident_id) WHERE is_latest;

-- The newest row of a resident carries is_latest, so that "level now" is one index look-up.
CREATE FUNCTION readiness_mark_latest() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  NEW.is_latest := NOT EXISTS (
    SELECT 1 FROM readiness WHERE resident_id = NEW.resident_id AND recorded_on > NEW.recorded_on);
  IF NEW.is_latest THEN
    UPDATE readiness SET is_latest = false WHERE resident_id = NEW.resident_id AND is_latest;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER readiness_mark_latest BEFORE INSERT ON readiness
  FOR EACH ROW EXECUTE FUNCTION readiness_mark_latest();

-- ---------------------------------------------------------------- search keys of the register

CREATE TABLE resident_search_key (
  ward_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  resident_id uuid NOT NULL REFERENCES resident (id) ON DELETE CASCADE,
  PRIMARY KEY (ward_id, key, resident_id)
);
CREATE INDEX resident_search_key_resident ON resident_search_key (resident_id);

CREATE TABLE household_search_key (
  ward_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  household_id uuid NOT NULL REFERENCES household (id) ON DELETE CASCADE,
  PRIMARY KEY (ward_id, key, household_id)
);
CREATE INDEX household_search_key_household ON household_search_key (household_id);

-- Every way to ask for a resident: each word suffix of the name, the phone, the last digits of phone and national number.
CREATE FUNCTION resident_search_keys(name_folded text, phone text, last4 text) RETURNS SETOF text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
  SELECT word_suffixes(name_folded)
  UNION SELECT phone WHERE phone IS NOT NULL
  UNION SELECT right(phone, 4) WHERE phone IS NOT NULL
  UNION SELECT last4 WHERE last4 IS NOT NULL
$$;

CREATE FUNCTION resident_search_key_insert() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO resident_search_key (ward_id, key, resident_id)
    SELECT r.ward_id, k.key, r.id
    FROM inserted AS r, LATERAL resident_search_keys(r.name_folded, r.phone, r.national_number_last4) AS k (key);
  RETURN NULL;
END
$$;
CREATE TRIGGER resident_search_key_insert AFTER INSERT ON resident
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION resident_search_key_insert();

CREATE FUNCTION resident_search_key_update() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  DELETE FROM resident_search_key WHERE resident_id = NEW.id;
  INSERT INTO resident_search_key (ward_id, key, resident_id)
    SELECT NEW.ward_id, k.key, NEW.id
    FROM resident_search_keys(NEW.name_folded, NEW.phone, NEW.national_number_last4) AS k (key);
  RETURN NULL;
END
$$;
CREATE TRIGGER resident_search_key_update AFTER UPDATE OF full_name, phone, national_number_last4 ON resident
  FOR EACH ROW EXECUTE FUNCTION resident_search_key_update();

CREATE FUNCTION household_search_key_insert() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO household_search_key (ward_id, key, household_id)
    SELECT DISTINCT h.ward_id, k.key, h.id
    FROM inserted AS h, LATERAL word_suffixes(h.address_folded) AS k (key);
  RETURN NULL;
END
$$;
CREATE TRIGGER household_search_key_insert AFTER INSERT ON household
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION household_search_key_insert();

CREATE FUNCTION household_search_key_update() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  DELETE FROM household_search_key WHERE household_id = NEW.id;
  INSERT INTO household_search_key (ward_id, key, household_id)
    SELECT DISTINCT NEW.ward_id, k.key, NEW.id FROM word_suffixes(NEW.address_folded) AS k (key);
  RETURN NULL;
END
$$;
CREATE TRIGGER household_search_key_update AFTER UPDATE OF address_line ON household
  FOR EACH ROW EXECUTE FUNCTION household_search_key_update();

-- ---------------------------------------------------------------- rounds

CREATE TABLE round (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  code text NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  area text NOT NULL,
  out_of_hours_reason text,
  note text NOT NULL DEFAULT '',
  created_by uuid NOT NULL REFERENCES user_account (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  CHECK (ends_at > starts_at),
  UNIQUE (ward_id, code)
);
CREATE INDEX round_ward_start ON round (ward_id, starts_at DESC, id);

CREATE TABLE round_closure (
  round_id uuid PRIMARY KEY REFERENCES round (id),
  ward_id uuid NOT NULL REFERENCES ward (id),
  kind round_closure_kind NOT NULL,
  reason text NOT NULL DEFAULT '',
  closed_by uuid NOT NULL REFERENCES user_account (id),
  closed_at timestamptz NOT NULL
);

CREATE TABLE round_officer (
  round_id uuid NOT NULL REFERENCES round (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES user_account (id),
  ward_id uuid NOT NULL REFERENCES ward (id),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  PRIMARY KEY (round_id, user_id),
  -- No officer in two overlapping rounds; a cancelled round frees its officers.
  CONSTRAINT round_officer_no_overlap EXCLUDE USING gist (
    user_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (is_active)
);
CREATE INDEX round_officer_user ON round_officer (user_id, starts_at);

CREATE TABLE round_door (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  round_id uuid NOT NULL REFERENCES round (id) ON DELETE CASCADE,
  household_id uuid NOT NULL REFERENCES household (id),
  position integer NOT NULL CHECK (position > 0),
  reason text NOT NULL DEFAULT '',
  -- Open until its visit is logged or the round is closed.
  is_open boolean NOT NULL DEFAULT true,
  UNIQUE (round_id, household_id),
  CONSTRAINT round_door_position UNIQUE (round_id, position) DEFERRABLE INITIALLY DEFERRED
);
-- No household on two open rounds.
CREATE UNIQUE INDEX round_door_one_open ON round_door (household_id) WHERE is_open;
CREATE INDEX round_door_open ON round_door (ward_id, round_id) WHERE is_open;

-- ---------------------------------------------------------------- visits

CREATE TABLE visit (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL REFERENCES household (id),
  round_id uuid REFERENCES round (id),
  round_door_id uuid REFERENCES round_door (id),
  client_key uuid NOT NULL UNIQUE,
  outcome door_outcome NOT NULL,
  refusal_reason text NOT NULL DEFAULT '',
  arrived_at timestamptz NOT NULL,
  left_at timestamptz,
  visited_on date NOT NULL,
  others_present text NOT NULL DEFAULT '',
  next_step next_step NOT NULL DEFAULT 'none',
  next_step_note text NOT NULL DEFAULT '',
  next_step_due date,
  note text NOT NULL DEFAULT '',
  late_reason text,
  logged_by uuid NOT NULL REFERENCES user_account (id),
  logged_at timestamptz NOT NULL,
  updated_by uuid REFERENCES user_account (id),
  updated_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CHECK (left_at >= arrived_at)
);
-- One planned door has one visit: the second officer to save meets the first one's words.
CREATE UNIQUE INDEX visit_round_door ON visit (round_door_id) WHERE round_door_id IS NOT NULL;
CREATE INDEX visit_household ON visit (household_id, arrived_at DESC);
CREATE INDEX visit_ward_day ON visit (ward_id, visited_on, outcome, household_id);
-- What was promised and when it falls due; a promise without a day falls due after a week.
CREATE INDEX visit_next_step_due ON visit (ward_id, (coalesce(next_step_due, visited_on + 7))) WHERE next_step <> 'none';
ALTER TABLE readiness ADD FOREIGN KEY (visit_id) REFERENCES visit (id);
CREATE INDEX readiness_visit ON readiness (visit_id) WHERE visit_id IS NOT NULL;

CREATE TABLE visit_presence (
  visit_id uuid NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
  resident_id uuid NOT NULL REFERENCES resident (id),
  ward_id uuid NOT NULL REFERENCES ward (id),
  PRIMARY KEY (visit_id, resident_id)
);
CREATE INDEX visit_presence_resident ON visit_presence (resident_id);

CREATE TABLE assisted_procedure (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  visit_id uuid NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
  position integer NOT NULL,
  resident_id uuid NOT NULL REFERENCES resident (id),
  public_service_id uuid NOT NULL REFERENCES public_service (id),
  help_level help_level NOT NULL,
  done_for_reason text NOT NULL DEFAULT '',
  result assist_result NOT NULL,
  portal_file_code text,
  barrier_id uuid REFERENCES barrier (id),
  note text NOT NULL DEFAULT '',
  UNIQUE (visit_id, position),
  CHECK (result <> 'blocked' OR barrier_id IS NOT NULL)
);
CREATE UNIQUE INDEX assisted_procedure_file_code ON assisted_procedure (ward_id, upper(portal_file_code)) WHERE portal_file_code IS NOT NULL;
CREATE INDEX assisted_procedure_resident ON assisted_procedure (resident_id);
CREATE INDEX assisted_procedure_ward ON assisted_procedure (ward_id, public_service_id, resident_id);
CREATE INDEX assisted_procedure_waiting ON assisted_procedure (ward_id, result) WHERE result IN ('submitted', 'prepared', 'blocked');

-- The portal's ten statuses as dated rows.
CREATE TABLE file_status (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  assisted_procedure_id uuid NOT NULL REFERENCES assisted_procedure (id) ON DELETE CASCADE,
  status integer NOT NULL CHECK (status BETWEEN 1 AND 10),
  status_on date NOT NULL,
  note text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL REFERENCES user_account (id),
  recorded_at timestamptz NOT NULL
);
-- Files that asked for papers (5) or a payment (6); few at any time.
CREATE INDEX file_status_needs ON file_status (ward_id, assisted_procedure_id) WHERE status IN (5, 6);
CREATE INDEX file_status_file ON file_status (assisted_procedure_id, status_on DESC, recorded_at DESC);

CREATE TABLE topic_taught (
  visit_id uuid NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
  public_service_id uuid NOT NULL REFERENCES public_service (id),
  ward_id uuid NOT NULL REFERENCES ward (id),
  PRIMARY KEY (visit_id, public_service_id)
);

-- The adoption ledger.
CREATE TABLE portal_use (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL REFERENCES resident (id),
  public_service_id uuid NOT NULL REFERENCES public_service (id),
  used_on date NOT NULL,
  how portal_use_how NOT NULL,
  source portal_use_source NOT NULL,
  assisted_procedure_id uuid UNIQUE REFERENCES assisted_procedure (id) ON DELETE CASCADE,
  recorded_by uuid REFERENCES user_account (id)
);
CREATE INDEX portal_use_ward_day ON portal_use (ward_id, used_on, how, resident_id);
CREATE INDEX portal_use_service ON portal_use (ward_id, public_service_id, used_on, resident_id);
CREATE INDEX portal_use_resident ON portal_use (resident_id, used_on);

-- ---------------------------------------------------------------- imports

CREATE TABLE import_run (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  file_name text NOT NULL,
  file_sha256 bytea NOT NULL,
  status import_status NOT NULL,
  rows_done integer NOT NULL DEFAULT 0,
  rows_total integer NOT NULL DEFAULT 0,
  failure text,
  columns jsonb NOT NULL DEFAULT '[]',
  counts jsonb NOT NULL DEFAULT '{}',
  created_by uuid NOT NULL REFERENCES user_account (id),
  created_at timestamptz NOT NULL,
  finished_by uuid REFERENCES user_account (id),
  finished_at timestamptz
);
CREATE INDEX import_run_ward ON import_run (ward_id, created_at DESC);

CREATE TABLE import_row (
  import_run_id uuid NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
  row_number integer NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  verdict import_verdict NOT NULL,
  resident_id uuid REFERENCES resident (id),
  household_id uuid REFERENCES household (id),
  -- What the row says, normalised; the national number inside is sealed.
  content jsonb NOT NULL,
  -- [{ column, value, message }] for wrong and doubtful cells; [{ field, before, after }] for changed ones.
  problems jsonb NOT NULL DEFAULT '[]',
  changes jsonb NOT NULL DEFAULT '[]',
  -- What the reviewer said of a doubtful row: same_person, new_person or skip.
  decision text CHECK (decision IN ('same_person', 'new_person', 'skip')),
  PRIMARY KEY (import_run_id, row_number)
);
CREATE INDEX import_row_verdict ON import_row (import_run_id, verdict, row_number);
