-- The schema of 28 November 2026 (commit e869e335) in one step: what 86 migrations of five days had made.
-- A database that has them continues from here (src/db/migrate.ts).
--
-- Of the indexes of a table, the one that references use comes first: while a table is empty, the planner takes the first of
-- equals, and a connection keeps that plan. With another one, each row that is written would read its whole ward.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TYPE user_role AS ENUM ('admin', 'staff', 'officer', 'chairman');
CREATE TYPE household_occupancy AS ENUM ('occupied', 'vacant', 'long_absent');
CREATE TYPE pause_kind AS ENUM ('refusal', 'mourning', 'do_not_knock');
CREATE TYPE birth_precision AS ENUM ('day', 'year');
CREATE TYPE gender AS ENUM ('male', 'female');
CREATE TYPE residence_status AS ENUM ('permanent', 'temporary', 'staying', 'absent', 'moved_out', 'deceased');
CREATE TYPE household_relation AS ENUM ('head', 'wife', 'husband', 'father', 'mother', 'father_in_law', 'mother_in_law', 'adoptive_father', 'adoptive_mother', 'step_father', 'step_mother', 'child', 'adopted_child', 'step_child', 'son_in_law', 'daughter_in_law', 'grandfather', 'grandmother', 'great_grandparent', 'grandchild', 'great_grandchild', 'sibling', 'half_sibling', 'sibling_in_law', 'nephew_or_niece', 'uncle_or_aunt', 'guardian', 'under_guardianship', 'lodger', 'other');
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
CREATE TYPE help_level AS ENUM ('explained', 'watched', 'guided', 'by_relative', 'done_for');
CREATE TYPE assist_result AS ENUM ('submitted', 'prepared', 'blocked', 'not_needed');
CREATE TYPE portal_use_how AS ENUM ('alone', 'with_help', 'by_relative', 'done_for', 'unknown');
CREATE TYPE portal_use_source AS ENUM ('visit', 'told', 'check_back', 'sample');
CREATE TYPE import_status AS ENUM ('waiting', 'reading', 'previewed', 'confirming', 'confirmed', 'reverting', 'reverted', 'cancelled', 'failed', 'discarded');
CREATE TYPE import_verdict AS ENUM ('new', 'changed', 'same', 'doubtful', 'wrong', 'passed_over');
CREATE TYPE priority_kind AS ENUM ('policy_family', 'poor', 'near_poor', 'disabled', 'social_protection');
CREATE TYPE fact_source AS ENUM ('decision', 'list', 'visit', 'office');
CREATE TYPE register_event_kind AS ENUM ('moved_in', 'born', 'moved_out', 'moved_within', 'split', 'died', 'head_changed', 'absence_began', 'absence_ended', 'vacated', 'reoccupied', 'merged', 'merge_undone', 'removed');
CREATE TYPE merge_kind AS ENUM ('resident', 'household');
CREATE TYPE merge_side AS ENUM ('kept', 'removed');
CREATE TYPE place_kind AS ENUM ('street', 'alley', 'former_ward');
CREATE TYPE list_subject AS ENUM ('residents', 'households');
-- What became of a row once the list was confirmed.
CREATE TYPE import_outcome AS ENUM ('added', 'changed', 'same', 'left_out', 'wrong', 'passed_over');
CREATE TYPE import_target AS ENUM ('residential_group', 'household', 'resident', 'household_membership', 'readiness', 'priority_fact', 'national_number_change', 'register_event');
CREATE TYPE request_channel AS ENUM ('phone', 'counter', 'group_leader', 'officer', 'public_form');
CREATE TYPE request_closure_kind AS ENUM ('done', 'declined', 'withdrawn');
-- What a team takes along: who took which thing to which round, and what became of it.
CREATE TYPE hand_over_end AS ENUM ('returned', 'lost');
CREATE TYPE call_outcome AS ENUM ('agreed', 'declined', 'no_answer', 'wrong_number');
-- What a resident says when asked whether they filed anything on the portal in the last twelve months, and who held the
-- phone; or that they could not be asked.
CREATE TYPE portal_answer AS ENUM ('alone', 'with_family', 'with_team', 'not_used', 'does_not_know', 'declined', 'not_reached');
CREATE TYPE check_back_outcome AS ENUM ('alone', 'with_somebody', 'stuck', 'not_needed', 'not_reached');
-- How exactly the day of a use is known. Of a month, used_on is its first day; of a year, used_on is the day of the
-- answer, and the use lies in the twelve months before it.
CREATE TYPE use_date_precision AS ENUM ('day', 'month', 'year');
-- Somebody the register did not know, met at a door and helped at once: docs/adr/0026.
CREATE TYPE newcomer_relation AS ENUM ('tenant', 'relative', 'guest');
-- What somebody asked for on the public page, in their own words, before the office knows which household it is:
-- docs/adr/0027.
CREATE TYPE public_request_topic AS ENUM ('unsure', 'identity', 'benefits', 'civil_status');
CREATE TYPE public_request_time AS ENUM ('weekday_evening', 'saturday', 'sunday');
CREATE TYPE public_request_outcome_kind AS ENUM ('matched', 'declined', 'withdrawn');
CREATE TYPE public_request_refusal AS ENUM ('not_genuine', 'unreachable', 'outside_ward', 'repeated', 'other');
-- Follow-ups are derived from facts; only how somebody ended one is stored: docs/adr/0027.
CREATE TYPE follow_up_kind AS ENUM ('papers', 'payment', 'to_submit', 'barrier', 'result', 'no_news', 'promise', 'next_try', 'vneid', 'job_notice', 'referral');
CREATE TYPE follow_up_outcome AS ENUM ('done', 'not_reached', 'not_needed');
-- Somebody whom the team sent on to another body, with a slip: what for, and what was answered.
CREATE TYPE referral_recipient AS ENUM ('police', 'insurance', 'land', 'employment', 'other');
CREATE TYPE consent_giver AS ENUM ('self', 'representative');
CREATE TYPE consent_channel AS ENUM ('spoken', 'signed', 'fingerprint', 'telephone');
-- What a person asks of the ward about their own data (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 4), with the days
-- of the ward's answers. Deadlines are computed from the calendar: nothing here has to be moved when a holiday is added.
CREATE TYPE data_request_kind AS ENUM ('view', 'provide', 'correct', 'withdraw', 'restrict', 'object', 'erase');
CREATE TYPE data_request_end AS ENUM ('fulfilled', 'refused', 'withdrawn');
-- Breaches of personal data, with what the ward tells the authority about each (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15,
-- Điều 23). The 72 hours are computed from the discovery.
CREATE TYPE data_breach_end AS ENUM ('notified', 'waived');

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

CREATE TABLE ward (
  id uuid PRIMARY KEY,
  code text NOT NULL,
  name text NOT NULL,
  province text NOT NULL,
  former_wards text[] NOT NULL DEFAULT '{}',
  phone text,
  outreach_policy jsonb NOT NULL,
  adult_age integer NOT NULL DEFAULT 18,
  is_demo boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- How long a ward keeps what it no longer needs, as it chose itself; a part that is missing is kept until somebody chooses.
  retention jsonb NOT NULL DEFAULT '{}',
  -- Administrators and office staff of a real ward need it; a demo ward has published passwords.
  requires_second_factor boolean NOT NULL DEFAULT false,
  CONSTRAINT ward_code_key UNIQUE (code),
  CONSTRAINT ward_adult_age_check CHECK ((adult_age >= 14) AND (adult_age <= 25))
);

CREATE TABLE indicator_target (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  indicator text NOT NULL,
  period text NOT NULL,
  value numeric(6,2) NOT NULL,
  legal_basis text NOT NULL,
  note text NOT NULL DEFAULT '',
  -- A target may be one residential group's, and the line to it begins on the day it was set, at the share of that day.
  -- Those set before have no start of their own: their line begins at the end of the first full month of the book.
  residential_group_id uuid,
  start_on date,
  start_value numeric(6,2),
  -- A target ends on the day it is deleted: figures of earlier days keep it.
  ended_on date,
  CONSTRAINT indicator_target_start CHECK ((start_on IS NULL) = (start_value IS NULL)),
  CONSTRAINT indicator_target_start_value_check CHECK ((start_value >= (0)::numeric) AND (start_value <= (100)::numeric))
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
  CONSTRAINT calendar_day_ward_id_date_kind_key UNIQUE (ward_id, date, kind)
);

CREATE TABLE user_account (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  username text NOT NULL,
  display_name text NOT NULL,
  role user_role NOT NULL,
  phone text,
  password_hash text NOT NULL,
  must_change_password boolean NOT NULL DEFAULT true,
  disabled_at timestamptz,
  last_login_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- When an account was last refused a page because it had read more than any work needs.
  reading_braked_at timestamptz,
  -- A first password ends 72 hours after it was given. Those given before count from this update.
  first_password_at timestamptz,
  CONSTRAINT user_account_username_key UNIQUE (username),
  CONSTRAINT user_account_ward_id_id_key UNIQUE (ward_id, id),
  CONSTRAINT user_account_username_check CHECK (username = lower(username))
);
-- A second step of signing in: codes of an authenticator application, and single-use recovery codes.
CREATE UNIQUE INDEX user_account_of_ward ON user_account (ward_id, id);
CREATE INDEX user_account_ward ON user_account (ward_id, role);

-- connect-pg-simple's layout.
CREATE TABLE user_session (
  sid text PRIMARY KEY,
  sess json NOT NULL,
  expire timestamptz NOT NULL
);
CREATE INDEX user_session_expire ON user_session (expire);
CREATE INDEX user_session_user ON user_session ((((sess -> 'passport') ->> 'user')));

-- rate-limiter-flexible's layout: login attempts survive a restart.
CREATE TABLE rate_limit (
  key text PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);

CREATE TABLE officer_availability (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  user_id uuid NOT NULL,
  weekday integer NOT NULL,
  from_time text NOT NULL,
  to_time text NOT NULL,
  CONSTRAINT officer_availability_check CHECK ((to_time COLLATE "C") > (from_time COLLATE "C")),
  CONSTRAINT officer_availability_from_time_check CHECK (from_time ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  CONSTRAINT officer_availability_to_time_check CHECK (to_time ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  CONSTRAINT officer_availability_weekday_check CHECK ((weekday >= 1) AND (weekday <= 7)),
  CONSTRAINT officer_availability_user_id_fkey FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
CREATE INDEX officer_availability_ward ON officer_availability (ward_id, weekday, user_id);

-- The head of each chain. mac is null only until the sealer runs for the first time.
CREATE TABLE audit_chain (
  chain_id uuid PRIMARY KEY,
  place bigint NOT NULL DEFAULT 0,
  changes bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL DEFAULT '\x',
  key_number integer,
  mac bytea
);

-- One chain a ward (chain_id = ward id) and one for what belongs to no ward (the nil UUID).
CREATE TABLE audit_event (
  chain_id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  actor_id uuid,
  actor_name text NOT NULL,
  action text NOT NULL,
  is_change boolean NOT NULL,
  subject_type text NOT NULL,
  subject_id text,
  details jsonb NOT NULL DEFAULT '{}',
  legacy_hash bytea,
  -- seq is from now on a number of the whole database, given when the event is written; old events keep theirs, the place in
  -- their chain. xid is the transaction that wrote the event.
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  salt bytea DEFAULT uuid_send(gen_random_uuid()),
  digest bytea,
  PRIMARY KEY (chain_id, seq)
);
CREATE INDEX audit_event_actor ON audit_event (chain_id, actor_id, seq);
-- The number of a ward's changes counts those without a seal, on every page. Readings are many, and have no place here.
CREATE INDEX audit_event_change ON audit_event (xid) WHERE is_change;
-- The page of unusual reading goes through a month of readings.
CREATE INDEX audit_event_reading ON audit_event (chain_id, at) WHERE (NOT is_change);
CREATE INDEX audit_event_subject ON audit_event (chain_id, subject_type, subject_id, seq);
CREATE INDEX audit_event_xid ON audit_event (xid);

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
  office_trip_minutes integer,
  portal_url text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  code_confidence fact_confidence,
  replaced_by_id uuid,
  -- Retired although the day is not known; retired_on may also lie ahead.
  is_retired boolean NOT NULL DEFAULT false,
  retired_on date,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Within how many working days the law has a file of the service decided; NULL is unknown.
  legal_days integer,
  CONSTRAINT public_service_check CHECK (replaced_by_id <> id),
  CONSTRAINT public_service_check1 CHECK ((kind = 'topic') = (topic_area IS NOT NULL)),
  CONSTRAINT public_service_legal_days_check CHECK ((legal_days >= 1) AND (legal_days <= 365)),
  CONSTRAINT public_service_office_trip_minutes_check CHECK (office_trip_minutes > 0)
);
CREATE UNIQUE INDEX public_service_ward_id_id_key ON public_service (ward_id, id);
CREATE UNIQUE INDEX public_service_code ON public_service (ward_id, code) WHERE code IS NOT NULL;
CREATE INDEX public_service_ward ON public_service (ward_id, kind, group_key);

CREATE TABLE barrier (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  key text NOT NULL,
  label text NOT NULL,
  "position" integer NOT NULL,
  retired_on date,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT barrier_ward_id_key_key UNIQUE (ward_id, key)
);
CREATE UNIQUE INDEX barrier_ward_id_id_key ON barrier (ward_id, id);

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
  CONSTRAINT residential_group_check CHECK (valid_to > valid_from)
);
CREATE UNIQUE INDEX residential_group_ward_id_id_key ON residential_group (ward_id, id);
CREATE UNIQUE INDEX residential_group_code ON residential_group (ward_id, code) WHERE valid_to IS NULL;

CREATE TABLE household (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  residential_group_id uuid,
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
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- A door's place in its lane, when somebody has put it elsewhere; null where the natural one holds.
  hand_order text COLLATE "C",
  CONSTRAINT household_residential_group_id_fkey FOREIGN KEY (ward_id, residential_group_id) REFERENCES residential_group (ward_id, id)
);
-- Doors with one address are found by it.
CREATE UNIQUE INDEX household_ward_id_id_key ON household (ward_id, id);
CREATE INDEX household_address ON household (ward_id, address_folded);
CREATE UNIQUE INDEX household_code ON household (ward_id, code) WHERE code IS NOT NULL;
CREATE INDEX household_group ON household (ward_id, residential_group_id, walk_order);
CREATE INDEX household_lane ON household (ward_id, lane_key, walk_order);
CREATE INDEX household_walk ON household (ward_id, walk_order, id);

CREATE TABLE household_pause (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL,
  kind pause_kind NOT NULL,
  reason text NOT NULL,
  paused_from date NOT NULL,
  paused_until date,
  paused_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  lifted_at timestamptz,
  lifted_by uuid,
  CONSTRAINT household_pause_check CHECK (paused_until >= paused_from),
  CONSTRAINT household_pause_check1 CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)),
  CONSTRAINT household_pause_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT household_pause_lifted_by_fkey FOREIGN KEY (ward_id, lifted_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT household_pause_paused_by_fkey FOREIGN KEY (ward_id, paused_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX household_pause_household ON household_pause (household_id);

CREATE TABLE resident (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  full_name text NOT NULL,
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
  -- How somebody wants to be told: {"way": "telephone" | "paper" | "helper"}, or {"way": "relative", "name", "phone"}. One
  -- column, so that a merge and its undoing never mix two wishes; empty while nothing was said.
  contact_wish jsonb,
  CONSTRAINT resident_check CHECK ((birth_date IS NULL) = (birth_precision IS NULL)),
  CONSTRAINT resident_check1 CHECK ((national_number_cipher IS NULL) = (national_number_hash IS NULL)),
  CONSTRAINT resident_check2 CHECK ((national_number_cipher IS NULL) = (national_number_last4 IS NULL)),
  CONSTRAINT resident_contact_wish CHECK (COALESCE( CASE (contact_wish ->> 'way') WHEN 'relative' THEN (contact_wish ?& '{name,phone}'::text[]) ELSE ((contact_wish ->> 'way') IN ('telephone', 'paper', 'helper')) END, (contact_wish IS NULL))),
  CONSTRAINT resident_full_name_check CHECK (full_name <> '')
);
CREATE UNIQUE INDEX resident_ward_id_id_key ON resident (ward_id, id);
CREATE INDEX resident_birth ON resident (ward_id, birth_date);
CREATE INDEX resident_name ON resident (ward_id, name_folded);
CREATE UNIQUE INDEX resident_national_number ON resident (ward_id, national_number_hash) WHERE national_number_hash IS NOT NULL;
CREATE INDEX resident_sort ON resident (ward_id, sort_name, id);
-- Of the many people who share a given name without its marks, a search finds those whose name has the typed marks.
CREATE INDEX resident_written ON resident (ward_id, ((lower(sort_name) || ' ')) COLLATE "C");

CREATE TABLE household_membership (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL,
  resident_id uuid NOT NULL,
  relation household_relation NOT NULL,
  relation_note text NOT NULL DEFAULT '',
  valid_from date NOT NULL,
  valid_to date,
  -- The household a resident lives in now is looked up by nearly every page. The planner took the index of the exclusion
  -- constraint for it, since GiST looks cheaper to it than it is: 6 µs a look-up, where the B-tree beside it takes 1 µs. With the
  -- id as text the constraint forbids the same and serves no look-up.
  CONSTRAINT household_membership_one_at_a_time EXCLUDE USING gist (((resident_id)::text) WITH =, daterange(valid_from, valid_to, '[)') WITH &&),
  CONSTRAINT household_membership_check CHECK (valid_to >= valid_from),
  CONSTRAINT household_membership_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT household_membership_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE UNIQUE INDEX household_membership_current ON household_membership (resident_id) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX household_membership_head ON household_membership (household_id) WHERE ((valid_to IS NULL) AND (relation = 'head'));
CREATE INDEX household_membership_household ON household_membership (household_id) WHERE valid_to IS NULL;
CREATE INDEX household_membership_past ON household_membership (household_id, valid_to) WHERE valid_to IS NOT NULL;
-- All households a resident ever lived in.
CREATE INDEX household_membership_resident ON household_membership (resident_id, valid_from);
CREATE INDEX household_membership_ward ON household_membership (ward_id, household_id) WHERE valid_to IS NULL;

CREATE TABLE readiness (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL,
  recorded_on date NOT NULL,
  source readiness_source NOT NULL,
  visit_id uuid,
  vneid_level vneid_level NOT NULL DEFAULT 'unknown',
  sim_in_own_name yes_no_unknown NOT NULL DEFAULT 'unknown',
  smartphone smartphone_access NOT NULL DEFAULT 'unknown',
  lives_alone yes_no_unknown NOT NULL DEFAULT 'unknown',
  hard_to_move yes_no_unknown NOT NULL DEFAULT 'unknown',
  needs_helper yes_no_unknown NOT NULL DEFAULT 'unknown',
  recorded_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  is_latest boolean NOT NULL DEFAULT true,
  -- Which facts of a row were seen on its visit; the others carry over what was known before.
  observed text[] NOT NULL DEFAULT '{}',
  CONSTRAINT readiness_observed CHECK ((observed <@ ARRAY['vneid_level', 'smartphone', 'sim_in_own_name', 'lives_alone', 'hard_to_move']) AND ((visit_id IS NOT NULL) OR (observed = '{}'::text[]))),
  CONSTRAINT readiness_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT readiness_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE UNIQUE INDEX readiness_latest ON readiness (resident_id) WHERE is_latest;
CREATE INDEX readiness_level ON readiness (ward_id, vneid_level, resident_id) WHERE is_latest;
CREATE INDEX readiness_resident ON readiness (resident_id, recorded_on DESC, created_at DESC);
CREATE INDEX readiness_visit ON readiness (visit_id) WHERE visit_id IS NOT NULL;

CREATE TABLE resident_search_key (
  ward_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  resident_id uuid NOT NULL,
  name_order text COLLATE "C" NOT NULL,
  is_given boolean NOT NULL,
  PRIMARY KEY (ward_id, key, name_order, resident_id),
  CONSTRAINT resident_search_key_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id) ON DELETE CASCADE
);
-- People whose given name begins with what was typed, before those whose family or middle name does.
CREATE INDEX resident_search_key_given ON resident_search_key (ward_id, key, name_order, resident_id) WHERE is_given;
CREATE INDEX resident_search_key_resident ON resident_search_key (resident_id);

CREATE TABLE household_search_key (
  ward_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  household_id uuid NOT NULL,
  PRIMARY KEY (ward_id, key, household_id),
  CONSTRAINT household_search_key_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id) ON DELETE CASCADE
);
CREATE INDEX household_search_key_household ON household_search_key (household_id);

CREATE TABLE round (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  code text NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  area text NOT NULL,
  out_of_hours_reason text,
  note text NOT NULL DEFAULT '',
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  -- What stood against a round's time when its reason was written: a holiday or a change of policy that comes later is a
  -- new objection, which that reason does not answer. Rounds planned before this count as judged in every respect.
  answered_objections text[] NOT NULL DEFAULT '{}',
  -- Somebody of the neighbourhood who walks along with a round; '' when nobody does.
  escort text NOT NULL DEFAULT '',
  CONSTRAINT round_ward_id_code_key UNIQUE (ward_id, code),
  CONSTRAINT round_check CHECK (ends_at > starts_at),
  CONSTRAINT round_created_by_fkey FOREIGN KEY (ward_id, created_by) REFERENCES user_account (ward_id, id)
);
-- A resident on the phone reads out a check code, perhaps without the ward's letters: the last three characters find it.
CREATE UNIQUE INDEX round_ward_id_id_key ON round (ward_id, id);
CREATE INDEX round_check_code ON round (ward_id, "right"(code, 3));
CREATE INDEX round_ward_start ON round (ward_id, starts_at DESC, id);

CREATE TABLE round_closure (
  round_id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  kind round_closure_kind NOT NULL,
  reason text NOT NULL DEFAULT '',
  closed_by uuid NOT NULL,
  closed_at timestamptz NOT NULL,
  CONSTRAINT round_closure_closed_by_fkey FOREIGN KEY (ward_id, closed_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT round_closure_round_id_fkey FOREIGN KEY (ward_id, round_id) REFERENCES round (ward_id, id)
);

CREATE TABLE round_officer (
  round_id uuid NOT NULL,
  user_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  PRIMARY KEY (round_id, user_id),
  -- No officer in two overlapping rounds; a cancelled round frees its officers.
  CONSTRAINT round_officer_no_overlap EXCLUDE USING gist (user_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (is_active),
  CONSTRAINT round_officer_round_id_fkey FOREIGN KEY (ward_id, round_id) REFERENCES round (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT round_officer_user_id_fkey FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
CREATE INDEX round_officer_user ON round_officer (user_id, starts_at);

CREATE TABLE round_door (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  round_id uuid NOT NULL,
  household_id uuid NOT NULL,
  "position" integer NOT NULL,
  reason jsonb NOT NULL DEFAULT '[]',
  -- Open until its visit is logged or the round is closed.
  is_open boolean NOT NULL DEFAULT true,
  -- When the team is expected at a door, worked out for the round's hours and the order of its doors; null when that is not
  -- known. A door behind what the evening will hold has no time: the team goes there if time allows.
  expected_at text,
  is_if_time_allows boolean NOT NULL DEFAULT false,
  -- When a door was put on its round, and by whom: with these the state of a request is a fold of dated events. A door
  -- leaves by its visit, by the round's closure (both have their times), or because somebody takes it off.
  placed_at timestamptz NOT NULL,
  placed_by uuid NOT NULL,
  CONSTRAINT round_door_position UNIQUE (round_id, "position") DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT round_door_round_id_household_id_key UNIQUE (round_id, household_id),
  CONSTRAINT round_door_expected_at_check CHECK (expected_at ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  CONSTRAINT round_door_position_check CHECK ("position" > 0),
  CONSTRAINT round_door_time_or_spare CHECK ((expected_at IS NULL) OR (NOT is_if_time_allows)),
  CONSTRAINT round_door_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT round_door_placed_by_fkey FOREIGN KEY (ward_id, placed_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT round_door_round_id_fkey FOREIGN KEY (ward_id, round_id) REFERENCES round (ward_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX round_door_ward_id_id_key ON round_door (ward_id, id);
CREATE INDEX round_door_household ON round_door (household_id);
-- No household on two open rounds.
CREATE UNIQUE INDEX round_door_one_open ON round_door (household_id) WHERE is_open;
CREATE INDEX round_door_open ON round_door (ward_id, round_id) WHERE is_open;

CREATE TABLE visit (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL,
  round_id uuid,
  round_door_id uuid,
  client_key uuid NOT NULL,
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
  logged_by uuid NOT NULL,
  logged_at timestamptz NOT NULL,
  updated_by uuid,
  updated_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  -- The hour at which a visit promised to be back: about an hour, or from one to another. Only together with its day.
  next_step_from text,
  next_step_to text,
  -- A visit counts as a door met only when it met somebody: it names a person, a procedure or a topic. Older visits may say
  -- "met" and name none of these; they keep their words and are not counted.
  met_somebody boolean NOT NULL,
  CONSTRAINT visit_client_key_key UNIQUE (client_key),
  CONSTRAINT visit_check CHECK (left_at >= arrived_at),
  CONSTRAINT visit_hour_has_day CHECK ((next_step_from IS NULL) OR (next_step_due IS NOT NULL)),
  CONSTRAINT visit_hours_in_order CHECK ((next_step_to IS NULL) OR ((next_step_from IS NOT NULL) AND ((next_step_to COLLATE "C") > (next_step_from COLLATE "C")))),
  CONSTRAINT visit_met_somebody CHECK ((outcome = 'met') OR (NOT met_somebody)),
  CONSTRAINT visit_next_step_from_check CHECK (next_step_from ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  CONSTRAINT visit_next_step_to_check CHECK (next_step_to ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  CONSTRAINT visit_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT visit_logged_by_fkey FOREIGN KEY (ward_id, logged_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT visit_round_door_id_fkey FOREIGN KEY (ward_id, round_door_id) REFERENCES round_door (ward_id, id),
  CONSTRAINT visit_round_id_fkey FOREIGN KEY (ward_id, round_id) REFERENCES round (ward_id, id),
  CONSTRAINT visit_updated_by_fkey FOREIGN KEY (ward_id, updated_by) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX visit_ward_id_id_key ON visit (ward_id, id);
CREATE INDEX visit_household ON visit (household_id, arrived_at DESC);
-- What was promised and when it falls due; a promise without a day falls due after a week.
CREATE INDEX visit_next_step_due ON visit (ward_id, COALESCE(next_step_due, (visited_on + 7))) WHERE (next_step <> 'none');
-- Whether a round that is to move has visits already.
CREATE INDEX visit_round ON visit (round_id) WHERE round_id IS NOT NULL;
-- One planned door has one visit: the second officer to save meets the first one's words.
CREATE UNIQUE INDEX visit_round_door ON visit (round_door_id) WHERE round_door_id IS NOT NULL;
CREATE INDEX visit_ward_day ON visit (ward_id, visited_on, met_somebody, household_id);

CREATE TABLE visit_presence (
  visit_id uuid NOT NULL,
  resident_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  PRIMARY KEY (visit_id, resident_id),
  CONSTRAINT visit_presence_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT visit_presence_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id) ON DELETE CASCADE
);
CREATE INDEX visit_presence_resident ON visit_presence (resident_id);

CREATE TABLE assisted_procedure (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  visit_id uuid NOT NULL,
  "position" integer NOT NULL,
  resident_id uuid NOT NULL,
  public_service_id uuid NOT NULL,
  help_level help_level NOT NULL,
  done_for_reason text NOT NULL DEFAULT '',
  result assist_result NOT NULL,
  portal_file_code text,
  barrier_id uuid,
  note text NOT NULL DEFAULT '',
  CONSTRAINT assisted_procedure_visit_id_position_key UNIQUE (visit_id, "position"),
  CONSTRAINT assisted_procedure_check CHECK ((result <> 'blocked') OR (barrier_id IS NOT NULL)),
  CONSTRAINT assisted_procedure_barrier_id_fkey FOREIGN KEY (ward_id, barrier_id) REFERENCES barrier (ward_id, id),
  CONSTRAINT assisted_procedure_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT assisted_procedure_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT assisted_procedure_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX assisted_procedure_ward_id_id_key ON assisted_procedure (ward_id, id);
CREATE UNIQUE INDEX assisted_procedure_file_code ON assisted_procedure (ward_id, upper(portal_file_code)) WHERE portal_file_code IS NOT NULL;
CREATE INDEX assisted_procedure_resident ON assisted_procedure (resident_id);
CREATE INDEX assisted_procedure_waiting ON assisted_procedure (ward_id, result) WHERE (result IN ('submitted', 'prepared', 'blocked'));
CREATE INDEX assisted_procedure_ward ON assisted_procedure (ward_id, public_service_id, resident_id);

-- The portal's ten statuses as dated rows.
CREATE TABLE file_status (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  assisted_procedure_id uuid NOT NULL,
  status integer NOT NULL,
  status_on date NOT NULL,
  note text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  -- Why the portal sent a file back (3, 5, 8), from the ward's list of barriers; and why a status runs backwards, if it does.
  barrier_id uuid,
  backward_reason text NOT NULL DEFAULT '',
  CONSTRAINT file_status_cause CHECK ((barrier_id IS NULL) OR (status IN (3, 5, 8))),
  CONSTRAINT file_status_status_check CHECK ((status >= 1) AND (status <= 10)),
  CONSTRAINT file_status_assisted_procedure_id_fkey FOREIGN KEY (ward_id, assisted_procedure_id) REFERENCES assisted_procedure (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT file_status_barrier_id_fkey FOREIGN KEY (ward_id, barrier_id) REFERENCES barrier (ward_id, id),
  CONSTRAINT file_status_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX file_status_file ON file_status (assisted_procedure_id, status_on DESC, recorded_at DESC);
-- Files that asked for papers (5) or a payment (6); few at any time.
CREATE INDEX file_status_needs ON file_status (ward_id, assisted_procedure_id) WHERE (status IN (5, 6));
CREATE INDEX file_status_sent_back ON file_status (ward_id, status_on) WHERE (status IN (3, 5, 8));

CREATE TABLE topic_taught (
  visit_id uuid NOT NULL,
  public_service_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  PRIMARY KEY (visit_id, public_service_id),
  CONSTRAINT topic_taught_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT topic_taught_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id) ON DELETE CASCADE
);

-- The adoption ledger.
CREATE TABLE portal_use (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL,
  public_service_id uuid,
  used_on date NOT NULL,
  how portal_use_how NOT NULL,
  source portal_use_source NOT NULL,
  assisted_procedure_id uuid,
  recorded_by uuid,
  date_precision use_date_precision NOT NULL DEFAULT 'day',
  portal_question_id uuid,
  check_back_id uuid,
  sample_member_id uuid,
  CONSTRAINT portal_use_assisted_procedure_id_key UNIQUE (assisted_procedure_id),
  CONSTRAINT portal_use_check_back_id_key UNIQUE (check_back_id),
  CONSTRAINT portal_use_portal_question_id_key UNIQUE (portal_question_id),
  CONSTRAINT portal_use_sample_member_id_key UNIQUE (sample_member_id),
  CONSTRAINT portal_use_origin CHECK ((num_nonnulls(assisted_procedure_id, portal_question_id, check_back_id, sample_member_id) = 1) AND CASE source WHEN 'visit' THEN (assisted_procedure_id IS NOT NULL) WHEN 'told' THEN (portal_question_id IS NOT NULL) WHEN 'check_back' THEN (check_back_id IS NOT NULL) ELSE (sample_member_id IS NOT NULL) END),
  CONSTRAINT portal_use_assisted_procedure_id_fkey FOREIGN KEY (ward_id, assisted_procedure_id) REFERENCES assisted_procedure (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT portal_use_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT portal_use_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT portal_use_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
-- Who did again alone what they were taught, and who was stuck when asked.
CREATE INDEX portal_use_confirmed ON portal_use (ward_id, resident_id, public_service_id, used_on) WHERE ((how = 'alone') AND (source IN ('check_back', 'sample')) AND (date_precision <> 'year'));
-- The first day that the ledger tells of for certain.
CREATE INDEX portal_use_first ON portal_use (ward_id, used_on) WHERE (source IN ('visit', 'check_back'));
-- The figures group a ward's uses by person and service. Read in that order, from the index alone, they need neither a sort
-- nor a hash table; this costs less than finding 18 months of three years by their days.
CREATE INDEX portal_use_person ON portal_use (ward_id, resident_id, public_service_id, used_on, how, source);
CREATE INDEX portal_use_resident ON portal_use (resident_id, used_on);
CREATE INDEX portal_use_service ON portal_use (ward_id, public_service_id, used_on, resident_id);

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
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  finished_by uuid,
  finished_at timestamptz,
  options jsonb NOT NULL DEFAULT '{}',
  attempts integer NOT NULL DEFAULT 0,
  request jsonb NOT NULL DEFAULT '{}',
  requested_by uuid,
  requested_at timestamptz,
  refusals text[] NOT NULL DEFAULT '{}',
  reverted_by uuid,
  reverted_at timestamptz,
  reverted_reason text NOT NULL DEFAULT '',
  CONSTRAINT import_run_request CHECK ((status NOT IN ('confirming', 'reverting')) OR ((requested_by IS NOT NULL) AND (requested_at IS NOT NULL))),
  CONSTRAINT import_run_reverted CHECK (((status = 'reverted') = (reverted_at IS NOT NULL)) AND ((reverted_at IS NULL) = (reverted_by IS NULL))),
  CONSTRAINT import_run_created_by_fkey FOREIGN KEY (ward_id, created_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT import_run_finished_by_fkey FOREIGN KEY (ward_id, finished_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT import_run_requested_by_fkey FOREIGN KEY (ward_id, requested_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT import_run_taken_back_by_fkey FOREIGN KEY (ward_id, reverted_by) REFERENCES user_account (ward_id, id)
);
-- What the job looks for.
CREATE UNIQUE INDEX import_run_ward_id_id_key ON import_run (ward_id, id);
CREATE INDEX import_run_due ON import_run (created_at) WHERE (status IN ('waiting', 'reading', 'confirming', 'reverting'));
CREATE INDEX import_run_ward ON import_run (ward_id, created_at DESC);

CREATE TABLE import_row (
  import_run_id uuid NOT NULL,
  row_number integer NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  verdict import_verdict NOT NULL,
  resident_id uuid,
  household_id uuid,
  -- What the row says, normalised; the national number inside is sealed.
  content jsonb NOT NULL,
  -- [{ column, value, message }] for wrong and doubtful cells; [{ field, before, after }] for changed ones.
  problems jsonb NOT NULL DEFAULT '[]',
  changes jsonb NOT NULL DEFAULT '[]',
  -- What the reviewer said of a doubtful row: same_person, new_person or skip.
  decision text,
  outcome import_outcome,
  national_number_cipher bytea,
  national_number_hash bytea,
  PRIMARY KEY (import_run_id, row_number),
  CONSTRAINT import_row_decision_check CHECK (decision IN ('same_person', 'new_person', 'skip')),
  CONSTRAINT import_row_number CHECK ((national_number_cipher IS NULL) = (national_number_hash IS NULL)),
  CONSTRAINT import_row_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT import_row_import_run_id_fkey FOREIGN KEY (ward_id, import_run_id) REFERENCES import_run (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT import_row_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
-- Who a doubtful row is was decided once: the next import of the same list looks it up by the resident.
CREATE INDEX import_row_decided ON import_row (resident_id) WHERE decision IS NOT NULL;
CREATE INDEX import_row_household ON import_row (household_id) WHERE household_id IS NOT NULL;
CREATE INDEX import_row_outcome ON import_row (import_run_id, outcome, row_number) WHERE outcome IS NOT NULL;
-- A resident or household can only go when no row names it: found by index, not by reading every row of every list.
CREATE INDEX import_row_resident ON import_row (resident_id) WHERE resident_id IS NOT NULL;
CREATE INDEX import_row_verdict ON import_row (import_run_id, verdict, row_number);

-- A fact of a whole household (poor) or of one person (disabled), from a day until a day.
CREATE TABLE priority_fact (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid,
  resident_id uuid,
  kind priority_kind NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  source fact_source NOT NULL,
  -- The number and day of the decision, or the name of the list.
  source_note text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  ended_by uuid,
  ended_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  withdrawn_reason text NOT NULL DEFAULT '',
  -- One fact of a kind at a time.
  CONSTRAINT priority_fact_household_once EXCLUDE USING gist (household_id WITH =, kind WITH =, daterange(valid_from, valid_to, '[)') WITH &&) WHERE ((household_id IS NOT NULL)),
  CONSTRAINT priority_fact_resident_once EXCLUDE USING gist (resident_id WITH =, kind WITH =, daterange(valid_from, valid_to, '[)') WITH &&) WHERE ((resident_id IS NOT NULL)),
  CONSTRAINT priority_fact_check CHECK ((household_id IS NULL) <> (resident_id IS NULL)),
  CONSTRAINT priority_fact_check1 CHECK ((kind NOT IN ('poor', 'near_poor')) OR (household_id IS NOT NULL)),
  CONSTRAINT priority_fact_check2 CHECK ((kind NOT IN ('disabled', 'social_protection')) OR (resident_id IS NOT NULL)),
  CONSTRAINT priority_fact_check3 CHECK (valid_to >= valid_from),
  CONSTRAINT priority_fact_check4 CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
  CONSTRAINT priority_fact_withdrawn CHECK ((withdrawn_reason = '') OR ((valid_to = valid_from) AND (ended_at IS NOT NULL))),
  CONSTRAINT priority_fact_ended_by_fkey FOREIGN KEY (ward_id, ended_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT priority_fact_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT priority_fact_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT priority_fact_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE INDEX priority_fact_household ON priority_fact (household_id) WHERE household_id IS NOT NULL;
CREATE INDEX priority_fact_resident ON priority_fact (resident_id) WHERE resident_id IS NOT NULL;
CREATE INDEX priority_fact_ward ON priority_fact (ward_id, kind, valid_to);

-- "Người giúp số": who helps a household with the phone and the portal; one of the household or somebody from outside.
CREATE TABLE digital_helper (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL,
  resident_id uuid,
  -- Of somebody who is not in the register.
  name text NOT NULL DEFAULT '',
  phone text,
  -- 'con gái, ở Cầu Giấy'.
  relation_note text NOT NULL DEFAULT '',
  valid_from date NOT NULL,
  valid_to date,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  ended_by uuid,
  ended_at timestamptz,
  CONSTRAINT digital_helper_check CHECK ((resident_id IS NULL) = (name <> '')),
  CONSTRAINT digital_helper_check1 CHECK (valid_to >= valid_from),
  CONSTRAINT digital_helper_ended CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
  CONSTRAINT digital_helper_ended_by_fkey FOREIGN KEY (ward_id, ended_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT digital_helper_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT digital_helper_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT digital_helper_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE INDEX digital_helper_household ON digital_helper (household_id) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX digital_helper_once ON digital_helper (household_id, resident_id) WHERE ((valid_to IS NULL) AND (resident_id IS NOT NULL));
CREATE INDEX digital_helper_resident ON digital_helper (resident_id) WHERE resident_id IS NOT NULL;

-- One thing the office wrote down, with all rows it touched: what is needed to take it back. The id is given out with
-- the form, so that a form sent twice is one act.
CREATE TABLE register_act (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  -- The order in which acts were written: an act can be taken back while no later one stands on the same records.
  seq bigint GENERATED BY DEFAULT AS IDENTITY,
  -- [{ table, id, before, after }]; before is null for a row the act made, after for one it removed.
  changes jsonb NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  reverted_at timestamptz,
  reverted_by uuid,
  reverted_reason text NOT NULL DEFAULT '',
  CONSTRAINT register_act_check CHECK ((reverted_at IS NULL) = (reverted_by IS NULL)),
  CONSTRAINT register_act_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT register_act_taken_back_by_fkey FOREIGN KEY (ward_id, reverted_by) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX register_act_ward_id_id_key ON register_act (ward_id, id);

-- One line of the history of a household and of a person. household_id is the household it happened in;
-- other_household_id the one a person came from or went to.
CREATE TABLE register_event (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  act_id uuid,
  kind register_event_kind NOT NULL,
  happened_on date NOT NULL,
  household_id uuid,
  other_household_id uuid,
  resident_id uuid,
  other_resident_id uuid,
  -- A place outside the ward: where somebody came from or went to.
  place text NOT NULL DEFAULT '',
  -- When an absence is expected to end.
  expected_until date,
  note text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT register_event_check CHECK ((household_id IS NOT NULL) OR (resident_id IS NOT NULL) OR (kind = 'removed')),
  CONSTRAINT register_event_check1 CHECK (expected_until >= happened_on),
  CONSTRAINT register_event_act_id_fkey FOREIGN KEY (ward_id, act_id) REFERENCES register_act (ward_id, id),
  CONSTRAINT register_event_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT register_event_other_household_id_fkey FOREIGN KEY (ward_id, other_household_id) REFERENCES household (ward_id, id),
  CONSTRAINT register_event_other_resident_id_fkey FOREIGN KEY (ward_id, other_resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT register_event_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT register_event_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE INDEX register_event_act ON register_event (act_id) WHERE act_id IS NOT NULL;
CREATE INDEX register_event_household ON register_event (household_id, happened_on DESC) WHERE household_id IS NOT NULL;
CREATE INDEX register_event_other_household ON register_event (other_household_id, happened_on DESC) WHERE other_household_id IS NOT NULL;
CREATE INDEX register_event_other_resident ON register_event (other_resident_id, happened_on DESC) WHERE other_resident_id IS NOT NULL;
CREATE INDEX register_event_resident ON register_event (resident_id, happened_on DESC) WHERE resident_id IS NOT NULL;

-- Somebody who still belongs to the household but is away for long. resident.residence_status is 'absent' meanwhile.
CREATE TABLE resident_absence (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL,
  household_id uuid NOT NULL,
  absent_from date NOT NULL,
  expected_until date,
  reason text NOT NULL DEFAULT '',
  -- What the person returns to.
  status_before residence_status NOT NULL,
  ended_on date,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT resident_absence_one_at_a_time EXCLUDE USING gist (resident_id WITH =, daterange(absent_from, ended_on, '[)') WITH &&),
  CONSTRAINT resident_absence_check CHECK (expected_until >= absent_from),
  CONSTRAINT resident_absence_check1 CHECK (ended_on >= absent_from),
  CONSTRAINT resident_absence_status_before_check CHECK (status_before IN ('permanent', 'temporary', 'staying')),
  CONSTRAINT resident_absence_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT resident_absence_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT resident_absence_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE INDEX resident_absence_household ON resident_absence (household_id) WHERE ended_on IS NULL;
CREATE UNIQUE INDEX resident_absence_open ON resident_absence (resident_id) WHERE ended_on IS NULL;

-- From when until when nobody lives behind a door. household.occupancy is the kind of the open period, else 'occupied'.
CREATE TABLE unoccupied_period (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL,
  kind household_occupancy NOT NULL,
  began_on date NOT NULL,
  expected_until date,
  reason text NOT NULL DEFAULT '',
  ended_on date,
  -- Null for what stood in the book before periods were kept.
  recorded_by uuid,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT unoccupied_period_one_at_a_time EXCLUDE USING gist (household_id WITH =, daterange(began_on, ended_on, '[)') WITH &&),
  CONSTRAINT unoccupied_period_check CHECK (expected_until >= began_on),
  CONSTRAINT unoccupied_period_check1 CHECK (ended_on >= began_on),
  CONSTRAINT unoccupied_period_kind_check CHECK (kind <> 'occupied'),
  CONSTRAINT unoccupied_period_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT unoccupied_period_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX unoccupied_period_open ON unoccupied_period (household_id) WHERE ended_on IS NULL;

CREATE TABLE national_number_change (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL,
  before_cipher bytea,
  before_last4 text,
  -- Null: the number was taken away.
  after_cipher bytea,
  after_last4 text,
  changed_by uuid NOT NULL,
  changed_at timestamptz NOT NULL,
  -- The change that this one put back.
  reverses_id uuid,
  CONSTRAINT national_number_change_before CHECK ((before_cipher IS NULL) = (before_last4 IS NULL)),
  CONSTRAINT national_number_change_check CHECK ((after_cipher IS NULL) = (after_last4 IS NULL)),
  CONSTRAINT national_number_change_something CHECK ((before_cipher IS NOT NULL) OR (after_cipher IS NOT NULL)),
  CONSTRAINT national_number_change_changed_by_fkey FOREIGN KEY (ward_id, changed_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT national_number_change_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE UNIQUE INDEX national_number_change_ward_id_id_key ON national_number_change (ward_id, id);
CREATE INDEX national_number_change_resident ON national_number_change (resident_id, changed_at DESC);
-- One putting back of a change.
CREATE UNIQUE INDEX national_number_change_reverses ON national_number_change (reverses_id) WHERE reverses_id IS NOT NULL;

-- Two residents who may be one person. A pair that a reviewer called two people stays, so that it is not asked again;
-- the others come and go with each search.
CREATE TABLE duplicate_pair (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  one_id uuid NOT NULL,
  other_id uuid NOT NULL,
  -- How likely, in thousandths.
  score integer NOT NULL,
  found_at timestamptz NOT NULL,
  -- Who put the two side by side; null when the search found them.
  paired_by uuid,
  -- 'Hai người khác nhau': who said so, when, and why.
  distinct_at timestamptz,
  distinct_by uuid,
  distinct_note text NOT NULL DEFAULT '',
  CONSTRAINT duplicate_pair_one_id_other_id_key UNIQUE (one_id, other_id),
  CONSTRAINT duplicate_pair_check CHECK (one_id < other_id),
  CONSTRAINT duplicate_pair_check1 CHECK ((distinct_at IS NULL) = (distinct_by IS NULL)),
  CONSTRAINT duplicate_pair_score_check CHECK ((score >= 0) AND (score <= 1000)),
  CONSTRAINT duplicate_pair_distinct_by_fkey FOREIGN KEY (ward_id, distinct_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT duplicate_pair_one_id_fkey FOREIGN KEY (ward_id, one_id) REFERENCES resident (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT duplicate_pair_other_id_fkey FOREIGN KEY (ward_id, other_id) REFERENCES resident (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT duplicate_pair_paired_by_fkey FOREIGN KEY (ward_id, paired_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX duplicate_pair_distinct ON duplicate_pair (ward_id, distinct_at DESC, id) WHERE distinct_at IS NOT NULL;
CREATE INDEX duplicate_pair_open ON duplicate_pair (ward_id, score DESC, id) WHERE distinct_at IS NULL;
CREATE INDEX duplicate_pair_other ON duplicate_pair (other_id);

-- Two households at one address. Several households may share a dwelling: then a reviewer says so, once.
CREATE TABLE duplicate_household_pair (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  one_id uuid NOT NULL,
  other_id uuid NOT NULL,
  score integer NOT NULL,
  found_at timestamptz NOT NULL,
  distinct_at timestamptz,
  distinct_by uuid,
  distinct_note text NOT NULL DEFAULT '',
  CONSTRAINT duplicate_household_pair_one_id_other_id_key UNIQUE (one_id, other_id),
  CONSTRAINT duplicate_household_pair_check CHECK (one_id < other_id),
  CONSTRAINT duplicate_household_pair_check1 CHECK ((distinct_at IS NULL) = (distinct_by IS NULL)),
  CONSTRAINT duplicate_household_pair_score_check CHECK ((score >= 0) AND (score <= 1000)),
  CONSTRAINT duplicate_household_pair_distinct_by_fkey FOREIGN KEY (ward_id, distinct_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT duplicate_household_pair_one_id_fkey FOREIGN KEY (ward_id, one_id) REFERENCES household (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT duplicate_household_pair_other_id_fkey FOREIGN KEY (ward_id, other_id) REFERENCES household (ward_id, id) ON DELETE CASCADE
);
CREATE INDEX duplicate_household_pair_distinct ON duplicate_household_pair (ward_id, distinct_at DESC, id) WHERE distinct_at IS NOT NULL;
CREATE INDEX duplicate_household_pair_open ON duplicate_household_pair (ward_id, score DESC, id) WHERE distinct_at IS NULL;
CREATE INDEX duplicate_household_pair_other ON duplicate_household_pair (other_id);

-- The last search of each ward, and the one that was asked for.
CREATE TABLE duplicate_search (
  ward_id uuid PRIMARY KEY REFERENCES ward (id),
  requested_at timestamptz,
  requested_by uuid,
  began_at timestamptz,
  finished_at timestamptz,
  -- How many changes the ward's book held when the search began: without a new one there is nothing new to find.
  book_changes bigint,
  residents integer NOT NULL DEFAULT 0,
  pairs integer NOT NULL DEFAULT 0,
  CONSTRAINT duplicate_search_requested_by_fkey FOREIGN KEY (ward_id, requested_by) REFERENCES user_account (ward_id, id)
);

-- A record that was one with another and left the register. Addresses of the removed record lead to the kept one.
CREATE TABLE register_merge (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  -- The order in which merges were made: of two on the same record the later is undone first.
  seq bigint GENERATED BY DEFAULT AS IDENTITY,
  kind merge_kind NOT NULL,
  -- The pair it was decided on: a form sent twice is one merge.
  pair_id uuid NOT NULL,
  kept_id uuid NOT NULL,
  removed_id uuid NOT NULL,
  merged_by uuid NOT NULL,
  merged_at timestamptz NOT NULL,
  -- Both records and every row that was moved, changed or dropped, as they were before and after, sealed. Null after 30
  -- days: the removed record is forgotten then.
  snapshot_cipher bytea,
  undone_at timestamptz,
  undone_by uuid,
  CONSTRAINT register_merge_check CHECK (kept_id <> removed_id),
  CONSTRAINT register_merge_check1 CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
  CONSTRAINT register_merge_merged_by_fkey FOREIGN KEY (ward_id, merged_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT register_merge_undone_by_fkey FOREIGN KEY (ward_id, undone_by) REFERENCES user_account (ward_id, id)
);
ALTER TABLE register_merge ALTER COLUMN snapshot_cipher SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX register_merge_ward_id_id_key ON register_merge (ward_id, id);
CREATE INDEX register_merge_due ON register_merge (merged_at) WHERE snapshot_cipher IS NOT NULL;
CREATE INDEX register_merge_kept ON register_merge (kept_id, seq);
CREATE UNIQUE INDEX register_merge_pair ON register_merge (pair_id) WHERE undone_at IS NULL;
-- A record is removed once.
CREATE UNIQUE INDEX register_merge_removed ON register_merge (removed_id) WHERE undone_at IS NULL;
CREATE INDEX register_merge_ward ON register_merge (ward_id, merged_at DESC, id DESC);

-- The national numbers of both sides before the merge, sealed as in the register, so that keys can be changed.
CREATE TABLE register_merge_number (
  merge_id uuid NOT NULL,
  side merge_side NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  national_number_cipher bytea NOT NULL,
  national_number_hash bytea NOT NULL,
  national_number_last4 text NOT NULL,
  PRIMARY KEY (merge_id, side),
  CONSTRAINT register_merge_number_merge_id_fkey FOREIGN KEY (ward_id, merge_id) REFERENCES register_merge (ward_id, id) ON DELETE CASCADE
);

-- A block of the walk (a street, its side, an alley with all inside it) that somebody has put elsewhere, or whose
-- doors and alleys somebody has arranged. lane_path is the block's place in the natural order; '' is the ward.
CREATE TABLE lane_order (
  ward_id uuid NOT NULL REFERENCES ward (id),
  lane_path text COLLATE "C" NOT NULL,
  -- Its place among what lies beside it; null where the natural one holds.
  hand_order text COLLATE "C",
  -- Counts how often what lies directly in it was arranged.
  version integer NOT NULL DEFAULT 0,
  PRIMARY KEY (ward_id, lane_path),
  CONSTRAINT lane_order_hand_order_check CHECK (hand_order ~ ' $')
);

CREATE TABLE place_alias (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  kind place_kind NOT NULL,
  -- As the register has it today.
  name text NOT NULL,
  name_folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold_vietnamese(name)) STORED,
  -- As people say it.
  alias text NOT NULL,
  alias_folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold_vietnamese(alias)) STORED,
  -- Since when and from where it is known.
  note text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT place_alias_once UNIQUE (ward_id, kind, name_folded, alias_folded),
  CONSTRAINT place_alias_alias_folded_check CHECK (alias_folded <> ''),
  CONSTRAINT place_alias_check CHECK (alias_folded <> name_folded),
  CONSTRAINT place_alias_name_folded_check CHECK (name_folded <> '')
);

CREATE TABLE saved_view (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  subject list_subject NOT NULL,
  name text NOT NULL,
  name_folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold_vietnamese(name)) STORED,
  -- { filter: [values] } as in the address of the list; days are relative ('within_30').
  filter jsonb NOT NULL,
  columns text[] NOT NULL,
  sort text NOT NULL,
  -- Since when the whole office sees it; null while it is its maker's own.
  shared_at timestamptz,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT saved_view_name_check CHECK (name <> ''),
  CONSTRAINT saved_view_created_by_fkey FOREIGN KEY (ward_id, created_by) REFERENCES user_account (ward_id, id)
);
-- One name once: among a person's own, and among those the office shares.
CREATE UNIQUE INDEX saved_view_own_name ON saved_view (created_by, name_folded);
CREATE UNIQUE INDEX saved_view_shared_name ON saved_view (ward_id, name_folded) WHERE shared_at IS NOT NULL;

-- The file until its preview stands, in sealed parts: a restart begins its reading again. It is random to whoever has
-- no key, so it is not compressed.
CREATE TABLE import_file_part (
  import_run_id uuid NOT NULL,
  "position" integer NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  cipher bytea NOT NULL,
  PRIMARY KEY (import_run_id, "position"),
  CONSTRAINT import_file_part_import_run_id_fkey FOREIGN KEY (ward_id, import_run_id) REFERENCES import_run (ward_id, id) ON DELETE CASCADE
);
ALTER TABLE import_file_part ALTER COLUMN cipher SET STORAGE EXTERNAL;

-- Every record that confirming a list added or changed, with what it was before.
CREATE TABLE import_effect (
  import_run_id uuid NOT NULL,
  target import_target NOT NULL,
  record_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  -- The columns that were changed, with their values before; null when the record was added.
  before jsonb,
  -- The national number before, when it was changed; null when there was none.
  national_number_cipher bytea,
  national_number_hash bytea,
  national_number_last4 text,
  -- The version the import left, of a record that has one: a later change shows.
  version_after integer,
  PRIMARY KEY (import_run_id, target, record_id),
  CONSTRAINT import_effect_check CHECK ((national_number_cipher IS NULL) = (national_number_hash IS NULL)),
  CONSTRAINT import_effect_check1 CHECK ((national_number_cipher IS NULL) = (national_number_last4 IS NULL)),
  CONSTRAINT import_effect_check2 CHECK ((national_number_cipher IS NULL) OR (before IS NOT NULL)),
  CONSTRAINT import_effect_import_run_id_fkey FOREIGN KEY (ward_id, import_run_id) REFERENCES import_run (ward_id, id) ON DELETE CASCADE
);

CREATE TABLE absence (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  user_id uuid NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  reason text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  -- An absence can be corrected; two who correct it at once see each other.
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT absence_no_overlap EXCLUDE USING gist (user_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&),
  CONSTRAINT absence_check CHECK (ends_at > starts_at),
  CONSTRAINT absence_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT absence_user_id_fkey FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
CREATE INDEX absence_ward ON absence (ward_id, ends_at);

CREATE TABLE support_request (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL,
  -- For whom; null when it is for the whole household or nobody said.
  resident_id uuid,
  channel request_channel NOT NULL,
  -- Whom to call back.
  contact_name text NOT NULL DEFAULT '',
  contact_phone text,
  public_service_id uuid,
  what text NOT NULL DEFAULT '',
  received_on date NOT NULL,
  promised_by date,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  accepted_by uuid,
  accepted_at timestamptz,
  -- Kept by the trigger below: without a closure in force.
  is_open boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT support_request_check CHECK ((what <> '') OR (public_service_id IS NOT NULL)),
  CONSTRAINT support_request_check1 CHECK (promised_by >= received_on),
  CONSTRAINT support_request_check2 CHECK ((accepted_by IS NULL) = (accepted_at IS NULL)),
  CONSTRAINT support_request_accepted_by_fkey FOREIGN KEY (ward_id, accepted_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT support_request_created_by_fkey FOREIGN KEY (ward_id, created_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT support_request_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT support_request_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT support_request_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE UNIQUE INDEX support_request_ward_id_id_key ON support_request (ward_id, id);
CREATE INDEX support_request_household ON support_request (household_id);
CREATE INDEX support_request_open ON support_request (ward_id, promised_by, received_on, id) WHERE is_open;
CREATE INDEX support_request_resident ON support_request (resident_id) WHERE resident_id IS NOT NULL;
CREATE INDEX support_request_ward ON support_request (ward_id, received_on DESC, id DESC);

-- When it suits them: any of these; no row when every time does. On a date, else on weekdays (1 Monday to 7 Sunday), else
-- on every day.
CREATE TABLE support_request_wish (
  support_request_id uuid NOT NULL,
  "position" integer NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  on_date date,
  weekdays integer[] NOT NULL DEFAULT '{}',
  from_time text NOT NULL,
  to_time text NOT NULL,
  PRIMARY KEY (support_request_id, "position"),
  CONSTRAINT support_request_wish_check CHECK ((on_date IS NULL) OR (weekdays = '{}'::integer[])),
  CONSTRAINT support_request_wish_check1 CHECK ((to_time COLLATE "C") > (from_time COLLATE "C")),
  CONSTRAINT support_request_wish_from_time_check CHECK (from_time ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  CONSTRAINT support_request_wish_position_check CHECK ("position" > 0),
  CONSTRAINT support_request_wish_to_time_check CHECK (to_time ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  CONSTRAINT support_request_wish_weekdays_check CHECK (weekdays <@ ARRAY[1, 2, 3, 4, 5, 6, 7]),
  CONSTRAINT support_request_wish_support_request_id_fkey FOREIGN KEY (ward_id, support_request_id) REFERENCES support_request (ward_id, id) ON DELETE CASCADE
);

-- How a request ended, and that it was opened again. Done is what a visit did, and nothing else.
CREATE TABLE support_request_closure (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  support_request_id uuid NOT NULL,
  kind request_closure_kind NOT NULL,
  reason text NOT NULL DEFAULT '',
  visit_id uuid,
  closed_by uuid,
  closed_at timestamptz NOT NULL,
  reopened_by uuid,
  reopened_at timestamptz,
  CONSTRAINT support_request_closure_check CHECK ((kind <> 'declined') OR (reason <> '')),
  CONSTRAINT support_request_closure_check1 CHECK ((kind = 'done') = (visit_id IS NOT NULL)),
  CONSTRAINT support_request_closure_check2 CHECK ((reopened_by IS NULL) = (reopened_at IS NULL)),
  CONSTRAINT support_request_closure_closed_by CHECK ((closed_by IS NOT NULL) OR (kind = 'withdrawn')),
  CONSTRAINT support_request_closure_closed_by_fkey FOREIGN KEY (ward_id, closed_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT support_request_closure_reopened_by_fkey FOREIGN KEY (ward_id, reopened_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT support_request_closure_support_request_id_fkey FOREIGN KEY (ward_id, support_request_id) REFERENCES support_request (ward_id, id),
  CONSTRAINT support_request_closure_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id)
);
CREATE UNIQUE INDEX support_request_closure_once ON support_request_closure (support_request_id) WHERE reopened_at IS NULL;
CREATE INDEX support_request_closure_request ON support_request_closure (support_request_id, closed_at);
CREATE INDEX support_request_closure_visit ON support_request_closure (visit_id) WHERE visit_id IS NOT NULL;

CREATE TABLE round_proposal (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  from_date date NOT NULL,
  to_date date NOT NULL,
  output jsonb NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- The proposed rounds that somebody left unticked when others were planned: they stay unticked for whoever opens the proposal.
  set_aside uuid[] NOT NULL DEFAULT '{}',
  CONSTRAINT round_proposal_check CHECK (to_date >= from_date),
  CONSTRAINT round_proposal_check1 CHECK (expires_at > created_at),
  CONSTRAINT round_proposal_created_by_fkey FOREIGN KEY (ward_id, created_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX round_proposal_ward ON round_proposal (ward_id, created_at DESC, id);

-- The secret address under which a phone's calendar reads an officer's rounds. Only the hash of its token is kept: who
-- reads the database cannot read the calendar. At most one address of an officer is in force.
CREATE TABLE calendar_feed (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  user_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT calendar_feed_token_hash_check CHECK (octet_length(token_hash) = 32),
  CONSTRAINT calendar_feed_user_id_fkey FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX calendar_feed_one_in_force ON calendar_feed (user_id) WHERE revoked_at IS NULL;
CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (token_hash);

-- What the team hands on from one evening to the next: of a round, of a lane, or of one door.
CREATE TABLE briefing (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  round_id uuid,
  lane_key text COLLATE "C",
  lane_label text NOT NULL DEFAULT '',
  household_id uuid,
  approach text NOT NULL DEFAULT '',
  reluctance text NOT NULL DEFAULT '',
  what_worked text NOT NULL DEFAULT '',
  written_by uuid NOT NULL,
  written_at timestamptz NOT NULL,
  updated_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_reason text NOT NULL DEFAULT '',
  CONSTRAINT briefing_of_one CHECK (num_nonnulls(round_id, lane_key, household_id) = 1),
  CONSTRAINT briefing_says_something CHECK ((approach <> '') OR (reluctance <> '') OR (what_worked <> '')),
  CONSTRAINT briefing_withdrawn_with_reason CHECK ((num_nonnulls(withdrawn_at, withdrawn_by) IN (0, 2)) AND ((withdrawn_at IS NULL) = (withdrawn_reason = ''))),
  CONSTRAINT briefing_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT briefing_round_id_fkey FOREIGN KEY (ward_id, round_id) REFERENCES round (ward_id, id),
  CONSTRAINT briefing_withdrawn_by_fkey FOREIGN KEY (ward_id, withdrawn_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT briefing_written_by_fkey FOREIGN KEY (ward_id, written_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX briefing_household ON briefing (household_id, written_at DESC);
CREATE INDEX briefing_lane ON briefing (ward_id, lane_key, written_at DESC);
CREATE INDEX briefing_round ON briefing (round_id, written_at DESC);
CREATE INDEX briefing_ward ON briefing (ward_id, written_at DESC, id DESC);

CREATE TABLE equipment_item (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  name text NOT NULL,
  "position" integer NOT NULL,
  retired_at timestamptz
);
CREATE UNIQUE INDEX equipment_item_ward_id_id_key ON equipment_item (ward_id, id);
CREATE UNIQUE INDEX equipment_item_name ON equipment_item (ward_id, fold_vietnamese(name)) WHERE retired_at IS NULL;

CREATE TABLE hand_over (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  round_id uuid NOT NULL,
  item_id uuid NOT NULL,
  taken_by uuid NOT NULL,
  taken_at timestamptz NOT NULL,
  recorded_by uuid NOT NULL,
  ended_as hand_over_end,
  ended_at timestamptz,
  ended_by uuid,
  end_note text NOT NULL DEFAULT '',
  CONSTRAINT hand_over_ended_whole CHECK (num_nonnulls(ended_as, ended_at, ended_by) IN (0, 3)),
  CONSTRAINT hand_over_lost_with_note CHECK ((ended_as IS DISTINCT FROM 'lost') OR (end_note <> '')),
  CONSTRAINT hand_over_ended_by_fkey FOREIGN KEY (ward_id, ended_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT hand_over_item_id_fkey FOREIGN KEY (ward_id, item_id) REFERENCES equipment_item (ward_id, id),
  CONSTRAINT hand_over_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT hand_over_round_id_fkey FOREIGN KEY (ward_id, round_id) REFERENCES round (ward_id, id),
  CONSTRAINT hand_over_taken_by_fkey FOREIGN KEY (ward_id, taken_by) REFERENCES user_account (ward_id, id)
);
-- A thing is out once for a round at a time: a form sent twice takes nothing twice.
CREATE UNIQUE INDEX hand_over_once_out ON hand_over (round_id, item_id) WHERE ended_at IS NULL;
CREATE INDEX hand_over_out ON hand_over (ward_id, taken_at) WHERE ended_at IS NULL;
CREATE INDEX hand_over_round ON hand_over (round_id, item_id, taken_at DESC);

-- Who was taken off a round, so that the calendar of a phone learns that the evening is off for him.
CREATE TABLE round_departure (
  round_id uuid NOT NULL,
  user_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  -- The hours of the round as its officer knew them.
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  -- The version of the round without him.
  version integer NOT NULL,
  left_at timestamptz NOT NULL,
  PRIMARY KEY (round_id, user_id),
  CONSTRAINT round_departure_round_id_fkey FOREIGN KEY (ward_id, round_id) REFERENCES round (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT round_departure_user_id_fkey FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
CREATE INDEX round_departure_user ON round_departure (user_id, starts_at);

CREATE TABLE door_call (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL,
  called_on date NOT NULL,
  outcome call_outcome NOT NULL,
  -- When they said they would be at home, any of these: [{ "dates": ["2026-11-28"] or "weekdays": [1, 5] or neither for
  -- every day, "from": "19:00", "to": "20:30" }], as the wishes of a support request.
  times jsonb NOT NULL DEFAULT '[]',
  note text NOT NULL DEFAULT '',
  called_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_reason text NOT NULL DEFAULT '',
  CONSTRAINT door_call_note_is_short CHECK (char_length(note) <= 300),
  CONSTRAINT door_call_times_are_times CHECK (NOT jsonb_path_exists(times, '$[*]?(((!((@."from" like_regex "^([01][0-9]|2[0-3]):[0-5][0-9]$" && @."to" like_regex "^([01][0-9]|2[0-3]):[0-5][0-9]$") && @."from" < @."to") || exists (@."dates") && exists (@."weekdays")) || @."weekdays"[*] < 1) || @."weekdays"[*] > 7)'::jsonpath)),
  CONSTRAINT door_call_times_when_agreed CHECK ((jsonb_typeof(times) = 'array') AND ((outcome = 'agreed') = (times <> '[]'::jsonb))),
  CONSTRAINT door_call_withdrawn_with_reason CHECK ((num_nonnulls(withdrawn_at, withdrawn_by) IN (0, 2)) AND ((withdrawn_at IS NULL) = (withdrawn_reason = ''))),
  CONSTRAINT door_call_called_by_fkey FOREIGN KEY (ward_id, called_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT door_call_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT door_call_withdrawn_by_fkey FOREIGN KEY (ward_id, withdrawn_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX door_call_household ON door_call (household_id, called_on DESC, created_at DESC);
CREATE INDEX door_call_ward ON door_call (ward_id, called_on) WHERE withdrawn_at IS NULL;

-- The key sets with which this database holds sealed values, so that others are refused: a code of each key that reveals
-- neither. Two rows while the keys are being changed; none before the first start that knows them.
CREATE TABLE key_check (
  sealing_check bytea NOT NULL,
  lookup_check bytea NOT NULL,
  PRIMARY KEY (sealing_check, lookup_check),
  CONSTRAINT key_check_lookup_check_check CHECK (length(lookup_check) = 32),
  CONSTRAINT key_check_sealing_check_check CHECK (length(sealing_check) = 32)
);

-- A random sample of the ward's adults, drawn once a quarter. The seed is kept, so that anybody can draw the same people
-- again from the same register.
CREATE TABLE survey_sample (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  quarter date NOT NULL,
  seed integer NOT NULL,
  drawn_by uuid NOT NULL,
  drawn_at timestamptz NOT NULL,
  CONSTRAINT survey_sample_quarter UNIQUE (ward_id, quarter),
  CONSTRAINT survey_sample_quarter_check CHECK (quarter = (date_trunc('quarter', (quarter)::timestamptz))::date),
  CONSTRAINT survey_sample_drawn_by_fkey FOREIGN KEY (ward_id, drawn_by) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX survey_sample_ward_id_id_key ON survey_sample (ward_id, id);

-- The residential groups on the day of the draw, and how many adults lived in each. No group: those in none.
CREATE TABLE sample_stratum (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  survey_sample_id uuid NOT NULL,
  residential_group_id uuid,
  population integer NOT NULL,
  CONSTRAINT sample_stratum_group UNIQUE NULLS NOT DISTINCT (survey_sample_id, residential_group_id),
  CONSTRAINT sample_stratum_population_check CHECK (population > 0),
  CONSTRAINT sample_stratum_residential_group_id_fkey FOREIGN KEY (ward_id, residential_group_id) REFERENCES residential_group (ward_id, id),
  CONSTRAINT sample_stratum_survey_sample_id_fkey FOREIGN KEY (ward_id, survey_sample_id) REFERENCES survey_sample (ward_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sample_stratum_ward_id_id_key ON sample_stratum (ward_id, id);

CREATE TABLE sample_member (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  survey_sample_id uuid NOT NULL,
  sample_stratum_id uuid NOT NULL,
  resident_id uuid NOT NULL,
  call_order integer NOT NULL,
  CONSTRAINT sample_member_order UNIQUE (survey_sample_id, call_order),
  CONSTRAINT sample_member_call_order_check CHECK (call_order > 0),
  CONSTRAINT sample_member_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT sample_member_sample_stratum_id_fkey FOREIGN KEY (ward_id, sample_stratum_id) REFERENCES sample_stratum (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT sample_member_survey_sample_id_fkey FOREIGN KEY (ward_id, survey_sample_id) REFERENCES survey_sample (ward_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sample_member_ward_id_id_key ON sample_member (ward_id, id);
CREATE INDEX sample_member_resident ON sample_member (resident_id);
CREATE INDEX sample_member_stratum ON sample_member (sample_stratum_id);

-- Every call is kept; the newest that heard an answer stands.
CREATE TABLE sample_answer (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  sample_member_id uuid NOT NULL,
  answered_on date NOT NULL,
  answer portal_answer NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  public_service_id uuid,
  used_month date,
  CONSTRAINT sample_answer_check CHECK ((used_month = (date_trunc('month', (used_month)::timestamptz))::date) AND (used_month <= answered_on)),
  CONSTRAINT sample_answer_details CHECK ((answer IN ('alone', 'with_family', 'with_team')) OR ((public_service_id IS NULL) AND (used_month IS NULL))),
  CONSTRAINT sample_answer_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT sample_answer_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT sample_answer_sample_member_id_fkey FOREIGN KEY (ward_id, sample_member_id) REFERENCES sample_member (ward_id, id) ON DELETE CASCADE
);
CREATE INDEX sample_answer_member ON sample_answer (sample_member_id, answered_on DESC, recorded_at DESC);

-- What the portal or the city says a ward received in a month, typed in by the office. Files, not people: never added to
-- what the team counts. A correction is a new row; the newest of a month and service stands.
CREATE TABLE official_count (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  month date NOT NULL,
  -- No service: all of them together.
  public_service_id uuid,
  received integer NOT NULL,
  online integer NOT NULL,
  wholly_online integer,
  source text NOT NULL,
  stated_on date NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  withdrawn_by uuid,
  withdrawn_at timestamptz,
  CONSTRAINT official_count_check CHECK ((online >= 0) AND (online <= received)),
  CONSTRAINT official_count_check1 CHECK ((wholly_online >= 0) AND (wholly_online <= online)),
  CONSTRAINT official_count_month_check CHECK (month = (date_trunc('month', (month)::timestamptz))::date),
  CONSTRAINT official_count_received_check CHECK (received >= 0),
  CONSTRAINT official_count_withdrawal CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL)),
  CONSTRAINT official_count_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT official_count_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT official_count_withdrawn_by_fkey FOREIGN KEY (ward_id, withdrawn_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX official_count_month ON official_count (ward_id, month DESC, recorded_at DESC);

-- The question whether somebody filed anything on the portal in the last twelve months, and the answer. Asked on a visit,
-- or on the telephone when there is no visit. Of two answers on one day both are kept and the later one stands.
CREATE TABLE portal_question (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL,
  visit_id uuid,
  asked_on date NOT NULL,
  answer portal_answer NOT NULL,
  public_service_id uuid,
  used_month date,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT portal_question_answer_check CHECK (answer <> 'not_reached'),
  CONSTRAINT portal_question_check CHECK ((used_month = (date_trunc('month', (used_month)::timestamptz))::date) AND (used_month <= asked_on)),
  CONSTRAINT portal_question_details CHECK ((answer IN ('alone', 'with_family', 'with_team')) OR ((public_service_id IS NULL) AND (used_month IS NULL))),
  CONSTRAINT portal_question_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT portal_question_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT portal_question_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT portal_question_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX portal_question_ward_id_id_key ON portal_question (ward_id, id);
CREATE INDEX portal_question_resident ON portal_question (resident_id, asked_on DESC, recorded_at DESC);
CREATE INDEX portal_question_visit ON portal_question (visit_id);
CREATE INDEX portal_question_ward ON portal_question (ward_id, asked_on);

-- "Can you still do it?", asked at least seven days after a service was taught.
CREATE TABLE check_back (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL,
  public_service_id uuid NOT NULL,
  taught_on date NOT NULL,
  visit_id uuid,
  checked_on date NOT NULL,
  outcome check_back_outcome NOT NULL,
  barrier_id uuid,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT check_back_after_teaching CHECK (checked_on >= (taught_on + 7)),
  CONSTRAINT check_back_barrier CHECK ((barrier_id IS NOT NULL) = (outcome = 'stuck')),
  CONSTRAINT check_back_barrier_id_fkey FOREIGN KEY (ward_id, barrier_id) REFERENCES barrier (ward_id, id),
  CONSTRAINT check_back_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT check_back_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT check_back_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT check_back_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX check_back_ward_id_id_key ON check_back (ward_id, id);
CREATE INDEX check_back_resident ON check_back (resident_id, public_service_id, checked_on DESC, recorded_at DESC);
CREATE INDEX check_back_stuck ON check_back (ward_id, checked_on) WHERE (outcome = 'stuck');
CREATE INDEX check_back_visit ON check_back (visit_id);
CREATE INDEX check_back_ward ON check_back (ward_id, checked_on);

-- How a public service is taught, or what is said about a topic. Every saving is a new version; a version never changes,
-- because visits and printed cards refer to its steps.
CREATE TABLE service_guide (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  public_service_id uuid NOT NULL,
  number integer NOT NULL,
  -- The service in the words of whoever learns it; '' for its name in the catalogue.
  title text NOT NULL DEFAULT '',
  is_draft boolean NOT NULL,
  -- What somebody needs beforehand, one a line.
  prerequisites text[] NOT NULL DEFAULT '{}',
  -- The service to help with first when somebody has no VNeID level 2; none if the service does not need that level.
  first_task_id uuid,
  source text NOT NULL DEFAULT '',
  -- None for the versions that the program brings along.
  saved_by uuid,
  saved_at timestamptz NOT NULL,
  CONSTRAINT service_guide_number UNIQUE (public_service_id, number),
  CONSTRAINT service_guide_number_check CHECK (number > 0),
  CONSTRAINT service_guide_first_task_id_fkey FOREIGN KEY (ward_id, first_task_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT service_guide_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT service_guide_saved_by_fkey FOREIGN KEY (ward_id, saved_by) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX service_guide_ward_id_id_key ON service_guide (ward_id, id);
CREATE INDEX service_guide_ward ON service_guide (ward_id);

-- One step to press, with what explains it; of a topic, one paragraph to read aloud.
CREATE TABLE guide_step (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  service_guide_id uuid NOT NULL,
  "position" integer NOT NULL,
  action text NOT NULL,
  detail text NOT NULL DEFAULT '',
  CONSTRAINT guide_step_position UNIQUE (service_guide_id, "position"),
  CONSTRAINT guide_step_action_check CHECK (action <> ''),
  CONSTRAINT guide_step_position_check CHECK ("position" > 0),
  CONSTRAINT guide_step_service_guide_id_fkey FOREIGN KEY (ward_id, service_guide_id) REFERENCES service_guide (ward_id, id)
);
CREATE UNIQUE INDEX guide_step_ward_id_id_key ON guide_step (ward_id, id);

-- A step that the team taught on a visit: one tick of a line of help, in the version of the guide that was read then.
CREATE TABLE step_taught (
  assisted_procedure_id uuid NOT NULL,
  guide_step_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  PRIMARY KEY (assisted_procedure_id, guide_step_id),
  CONSTRAINT step_taught_assisted_procedure_id_fkey FOREIGN KEY (ward_id, assisted_procedure_id) REFERENCES assisted_procedure (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT step_taught_guide_step_id_fkey FOREIGN KEY (ward_id, guide_step_id) REFERENCES guide_step (ward_id, id)
);

-- A round that an officer took along on a laptop, encrypted there: docs/adr/0025.
CREATE TABLE carried_round (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  round_id uuid NOT NULL,
  officer_id uuid NOT NULL,
  laptop_name text NOT NULL,
  carried_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_by uuid,
  -- When the laptop said that it holds nothing of it any more.
  removed_at timestamptz,
  CONSTRAINT carried_round_check CHECK (expires_at > carried_at),
  CONSTRAINT carried_round_laptop_name_check CHECK (laptop_name <> ''),
  CONSTRAINT carried_round_revoked CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
  CONSTRAINT carried_round_officer_id_fkey FOREIGN KEY (ward_id, officer_id) REFERENCES user_account (ward_id, id),
  CONSTRAINT carried_round_revoked_by_fkey FOREIGN KEY (ward_id, revoked_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT carried_round_round_id_fkey FOREIGN KEY (ward_id, round_id) REFERENCES round (ward_id, id)
);
CREATE INDEX carried_round_ward ON carried_round (ward_id, carried_at DESC, id);

-- A visit that its officer withdrew within minutes: it was logged by mistake and is gone. Its form's key stays, so that
-- the same form, sent again by a browser, does not bring it back.
CREATE TABLE visit_withdrawal (
  visit_id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  client_key uuid NOT NULL,
  withdrawn_by uuid NOT NULL,
  withdrawn_at timestamptz NOT NULL,
  CONSTRAINT visit_withdrawal_client_key_key UNIQUE (client_key),
  CONSTRAINT visit_withdrawal_withdrawn_by_fkey FOREIGN KEY (ward_id, withdrawn_by) REFERENCES user_account (ward_id, id)
);

CREATE TABLE newcomer (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL,
  visit_id uuid NOT NULL,
  -- What was said at the door, whatever the register says since.
  full_name text NOT NULL,
  birth_year integer,
  relation newcomer_relation NOT NULL,
  phone text,
  reported_by uuid NOT NULL,
  reported_at timestamptz NOT NULL,
  -- Until the office confirms that this is a person of the ward, or merges the record with one it knows.
  is_waiting boolean NOT NULL DEFAULT true,
  confirmed_by uuid,
  confirmed_at timestamptz,
  CONSTRAINT newcomer_birth_year_check CHECK ((birth_year >= 1880) AND (birth_year <= 2200)),
  CONSTRAINT newcomer_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
  CONSTRAINT newcomer_full_name_check CHECK (full_name <> ''),
  CONSTRAINT newcomer_confirmed_by_fkey FOREIGN KEY (ward_id, confirmed_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT newcomer_reported_by_fkey FOREIGN KEY (ward_id, reported_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT newcomer_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT newcomer_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id)
);
CREATE INDEX newcomer_resident ON newcomer (resident_id);
CREATE INDEX newcomer_visit ON newcomer (visit_id);
CREATE INDEX newcomer_waiting ON newcomer (ward_id, reported_at, id) WHERE is_waiting;

-- Who of the team was at the door, said by somebody outside the team who logged the visit. A visit that its own officer
-- logged has no rows: the logger was there.
CREATE TABLE visit_officer (
  visit_id uuid NOT NULL,
  user_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  PRIMARY KEY (visit_id, user_id),
  CONSTRAINT visit_officer_user_id_fkey FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id),
  CONSTRAINT visit_officer_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id) ON DELETE CASCADE
);

-- An afternoon at the culture house: what was spoken of, who is named on the list of attendance and how many others
-- came. No door, no household, no portal use: counted apart from visits (docs/adr/0028).
CREATE TABLE group_session (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  held_on date NOT NULL,
  place text NOT NULL,
  others_count integer NOT NULL,
  note text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  withdrawn_by uuid,
  withdrawn_at timestamptz,
  CONSTRAINT group_session_others_count_check CHECK ((others_count >= 0) AND (others_count <= 2000)),
  CONSTRAINT group_session_place_check CHECK (place <> ''),
  CONSTRAINT group_session_withdrawal CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL)),
  CONSTRAINT group_session_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT group_session_withdrawn_by_fkey FOREIGN KEY (ward_id, withdrawn_by) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX group_session_ward_id_id_key ON group_session (ward_id, id);
CREATE INDEX group_session_ward ON group_session (ward_id, held_on DESC, id DESC);

-- Topics, digital accounts, utilities and procedures that were explained.
CREATE TABLE group_session_service (
  group_session_id uuid NOT NULL,
  public_service_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  PRIMARY KEY (group_session_id, public_service_id),
  CONSTRAINT group_session_service_group_session_id_fkey FOREIGN KEY (ward_id, group_session_id) REFERENCES group_session (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT group_session_service_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id)
);

CREATE TABLE group_session_attendee (
  group_session_id uuid NOT NULL,
  resident_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  PRIMARY KEY (group_session_id, resident_id),
  CONSTRAINT group_session_attendee_group_session_id_fkey FOREIGN KEY (ward_id, group_session_id) REFERENCES group_session (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT group_session_attendee_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE INDEX group_session_attendee_resident ON group_session_attendee (resident_id);

CREATE TABLE public_request (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  -- SHA-256 of the form and of everything typed in it: the same form sent twice is one request.
  send_key text NOT NULL,
  -- With the telephone it opens the state of this request to its sender.
  code text NOT NULL,
  sender_name text NOT NULL,
  sender_phone text NOT NULL,
  address_text text NOT NULL,
  topics public_request_topic[] NOT NULL DEFAULT '{}',
  what text NOT NULL DEFAULT '',
  -- Any of these; empty when every time suits.
  times public_request_time[] NOT NULL DEFAULT '{}',
  -- The browser did the proof of work, or somebody signed in typed it.
  is_checked boolean NOT NULL,
  -- A keyed hash of the sender's network, only while the request waits: many from one network are shown apart.
  origin text,
  -- Somebody of the ward who typed it for the sender.
  entered_by uuid,
  received_at timestamptz NOT NULL,
  -- Kept by the trigger below: without an outcome in force.
  is_waiting boolean NOT NULL DEFAULT true,
  CONSTRAINT public_request_address_text_check CHECK (address_text <> ''),
  CONSTRAINT public_request_code_check CHECK (code ~ '^[0-9A-Z]{6}$'),
  CONSTRAINT public_request_sender_name_check CHECK (sender_name <> ''),
  CONSTRAINT public_request_sender_phone_check CHECK (sender_phone <> ''),
  CONSTRAINT public_request_entered_by_fkey FOREIGN KEY (ward_id, entered_by) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX public_request_ward_id_id_key ON public_request (ward_id, id);
CREATE UNIQUE INDEX public_request_code ON public_request (ward_id, code);
CREATE INDEX public_request_handled ON public_request (ward_id, received_at DESC, id DESC) WHERE (NOT is_waiting);
CREATE UNIQUE INDEX public_request_once ON public_request (ward_id, send_key);
CREATE INDEX public_request_phone ON public_request (ward_id, sender_phone);
CREATE INDEX public_request_waiting ON public_request (ward_id, received_at, id) WHERE is_waiting;

-- What became of it, and that it was reverted. A matched one goes on as the support request it became.
CREATE TABLE public_request_outcome (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  public_request_id uuid NOT NULL,
  kind public_request_outcome_kind NOT NULL,
  support_request_id uuid,
  refusal public_request_refusal,
  note text NOT NULL DEFAULT '',
  -- Null if the sender withdrew it.
  decided_by uuid,
  decided_at timestamptz NOT NULL,
  reverted_by uuid,
  reverted_at timestamptz,
  -- A crowd of requests from outside can be declined with one press, and the press undone. Those of one press share its
  -- id; undone, they stay apart from the others, although the network they came from is forgotten.
  crowd_id uuid,
  CONSTRAINT public_request_outcome_support_request_id_key UNIQUE (support_request_id),
  CONSTRAINT public_request_outcome_decided CHECK ((decided_by IS NULL) = (kind = 'withdrawn')),
  CONSTRAINT public_request_outcome_declined CHECK ((kind = 'declined') = (refusal IS NOT NULL)),
  CONSTRAINT public_request_outcome_matched CHECK ((kind = 'matched') = (support_request_id IS NOT NULL)),
  CONSTRAINT public_request_outcome_other CHECK ((refusal <> 'other') OR (note <> '')),
  CONSTRAINT public_request_outcome_reverted CHECK ((reverted_by IS NULL) = (reverted_at IS NULL)),
  CONSTRAINT public_request_outcome_decided_by_fkey FOREIGN KEY (ward_id, decided_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT public_request_outcome_public_request_id_fkey FOREIGN KEY (ward_id, public_request_id) REFERENCES public_request (ward_id, id),
  CONSTRAINT public_request_outcome_reverted_by_fkey FOREIGN KEY (ward_id, reverted_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT public_request_outcome_support_request_id_fkey FOREIGN KEY (ward_id, support_request_id) REFERENCES support_request (ward_id, id)
);
CREATE INDEX public_request_outcome_crowd ON public_request_outcome (ward_id, crowd_id) WHERE crowd_id IS NOT NULL;
CREATE UNIQUE INDEX public_request_outcome_once ON public_request_outcome (public_request_id) WHERE reverted_at IS NULL;
CREATE INDEX public_request_outcome_request ON public_request_outcome (public_request_id, decided_at);

CREATE TABLE follow_up_end (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  kind follow_up_kind NOT NULL,
  -- The file, visit or referral that the follow-up hangs on. No foreign key: an end outlives what it ended.
  subject_id uuid NOT NULL,
  -- Which of the subject's follow-ups of this kind: the day or promise it was derived from. Another fact is another one.
  fact_key text NOT NULL,
  outcome follow_up_outcome NOT NULL,
  note text NOT NULL DEFAULT '',
  -- All ends of one press; they are undone together.
  press_id uuid NOT NULL,
  ended_on date NOT NULL,
  ended_by uuid NOT NULL,
  ended_at timestamptz NOT NULL,
  undone_by uuid,
  undone_at timestamptz,
  CONSTRAINT follow_up_end_undone CHECK ((undone_by IS NULL) = (undone_at IS NULL)),
  CONSTRAINT follow_up_end_ended_by_fkey FOREIGN KEY (ward_id, ended_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT follow_up_end_undone_by_fkey FOREIGN KEY (ward_id, undone_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX follow_up_end_by ON follow_up_end (ended_by, ended_on);
-- Two people may end one at the same moment: the first counts. Somebody not reached may be called on another day.
CREATE UNIQUE INDEX follow_up_end_once ON follow_up_end (subject_id, kind, fact_key, ended_on) WHERE undone_at IS NULL;
CREATE INDEX follow_up_end_press ON follow_up_end (press_id);

CREATE TABLE referral (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL,
  visit_id uuid,
  recipient referral_recipient NOT NULL,
  -- The body itself, as it stands on the slip; needed when it is none of the four.
  recipient_name text NOT NULL DEFAULT '',
  purpose text NOT NULL,
  referred_on date NOT NULL,
  -- The day on which somebody asks what became of it.
  answer_by date NOT NULL,
  referred_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  answered_on date,
  answer text NOT NULL DEFAULT '',
  answered_by uuid,
  CONSTRAINT referral_answered CHECK (((answered_on IS NULL) = (answered_by IS NULL)) AND ((answered_on IS NULL) = (answer = ''))),
  CONSTRAINT referral_dates CHECK ((answer_by >= referred_on) AND (answered_on >= referred_on)),
  CONSTRAINT referral_other CHECK ((recipient <> 'other') OR (recipient_name <> '')),
  CONSTRAINT referral_purpose_check CHECK (purpose <> ''),
  CONSTRAINT referral_answered_by_fkey FOREIGN KEY (ward_id, answered_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT referral_referred_by_fkey FOREIGN KEY (ward_id, referred_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT referral_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT referral_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id) ON DELETE SET NULL (visit_id)
);
CREATE INDEX referral_awaited ON referral (ward_id, answer_by) WHERE answered_on IS NULL;
CREATE INDEX referral_resident ON referral (resident_id, referred_on DESC);
CREATE INDEX referral_visit ON referral (visit_id);

-- A door that was taken off a round before anybody knocked there.
CREATE TABLE round_door_removal (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  round_id uuid NOT NULL,
  household_id uuid NOT NULL,
  placed_at timestamptz NOT NULL,
  placed_by uuid NOT NULL,
  removed_at timestamptz NOT NULL,
  removed_by uuid NOT NULL,
  CONSTRAINT round_door_removal_household_id_fkey FOREIGN KEY (ward_id, household_id) REFERENCES household (ward_id, id),
  CONSTRAINT round_door_removal_placed_by_fkey FOREIGN KEY (ward_id, placed_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT round_door_removal_removed_by_fkey FOREIGN KEY (ward_id, removed_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT round_door_removal_round_id_fkey FOREIGN KEY (ward_id, round_id) REFERENCES round (ward_id, id) ON DELETE CASCADE
);
CREATE INDEX round_door_removal_household ON round_door_removal (household_id);

-- The order in which residential groups are reached, drawn by lot before the first round there. A ward draws once, because
-- whoever may draw again chooses. The seed is kept, so that anybody can repeat the draw.
CREATE TABLE reach_draw (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  seed integer NOT NULL,
  per_quarter integer NOT NULL,
  first_quarter date NOT NULL,
  drawn_by uuid NOT NULL,
  drawn_at timestamptz NOT NULL,
  CONSTRAINT reach_draw_ward UNIQUE (ward_id),
  CONSTRAINT reach_draw_first_quarter_check CHECK (first_quarter = (date_trunc('quarter', (first_quarter)::timestamptz))::date),
  CONSTRAINT reach_draw_per_quarter_check CHECK (per_quarter > 0),
  CONSTRAINT reach_draw_drawn_by_fkey FOREIGN KEY (ward_id, drawn_by) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX reach_draw_ward_id_id_key ON reach_draw (ward_id, id);

-- A group's place in that order, and how far the team had been there on the day of the draw.
CREATE TABLE reach_turn (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  reach_draw_id uuid NOT NULL,
  residential_group_id uuid NOT NULL,
  priority integer NOT NULL,
  "position" integer NOT NULL,
  quarter date NOT NULL,
  doors integer NOT NULL,
  visited_doors integer NOT NULL,
  CONSTRAINT reach_turn_group UNIQUE (reach_draw_id, residential_group_id),
  CONSTRAINT reach_turn_position UNIQUE (reach_draw_id, "position"),
  CONSTRAINT reach_turn_check CHECK ((visited_doors >= 0) AND (visited_doors <= doors)),
  CONSTRAINT reach_turn_doors_check CHECK (doors >= 0),
  CONSTRAINT reach_turn_position_check CHECK ("position" > 0),
  CONSTRAINT reach_turn_priority_check CHECK ((priority >= 1) AND (priority <= 3)),
  CONSTRAINT reach_turn_quarter_check CHECK (quarter = (date_trunc('quarter', (quarter)::timestamptz))::date),
  CONSTRAINT reach_turn_reach_draw_id_fkey FOREIGN KEY (ward_id, reach_draw_id) REFERENCES reach_draw (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT reach_turn_residential_group_id_fkey FOREIGN KEY (ward_id, residential_group_id) REFERENCES residential_group (ward_id, id)
);

-- A month of the chairman's figures as the office closed it. Reopened and closed again, it is the next revision.
CREATE TABLE month_closing (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  month date NOT NULL,
  revision integer NOT NULL,
  -- The figures as src/features/adoption/reports/figures.ts computed them.
  figures jsonb NOT NULL,
  closed_by uuid NOT NULL,
  closed_at timestamptz NOT NULL,
  reopened_by uuid,
  reopened_at timestamptz,
  reopen_reason text NOT NULL DEFAULT '',
  CONSTRAINT month_closing_revision UNIQUE (ward_id, month, revision),
  CONSTRAINT month_closing_month_check CHECK (EXTRACT(day FROM month) = (1)::numeric),
  CONSTRAINT month_closing_reopened CHECK (((reopened_at IS NULL) = (reopened_by IS NULL)) AND ((reopened_at IS NULL) = (reopen_reason = ''))),
  CONSTRAINT month_closing_revision_check CHECK (revision > 0),
  CONSTRAINT month_closing_closed_by_fkey FOREIGN KEY (ward_id, closed_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT month_closing_reopened_by_fkey FOREIGN KEY (ward_id, reopened_by) REFERENCES user_account (ward_id, id)
);
-- Of a month, at most one closing stands.
CREATE UNIQUE INDEX month_closing_ward_id_id_key ON month_closing (ward_id, id);
CREATE UNIQUE INDEX month_closing_stands ON month_closing (ward_id, month) WHERE reopened_at IS NULL;

-- The rows that its figures count: ids, and of each only what the figures need. A row may be gone from the book today.
CREATE TABLE closed_row (
  closing_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  list text NOT NULL,
  row_id uuid NOT NULL,
  tags text[] NOT NULL,
  PRIMARY KEY (closing_id, list, row_id),
  CONSTRAINT closed_row_closing_id_fkey FOREIGN KEY (ward_id, closing_id) REFERENCES month_closing (ward_id, id)
);

-- About whom something was written that the chairman's figures count, so that they are counted anew for these people and
-- doors alone (docs/adr/0007). Rows are only added, by the act itself: nobody waits here for somebody else's commit. They
-- are worth nothing after a day, and refer to rows that may be gone by then; so there are no foreign keys.
CREATE TABLE figure_change (
  id bigint GENERATED ALWAYS AS IDENTITY,
  ward_id uuid NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT now(),
  resident_id uuid,
  -- without either, the whole ward is meant
  household_id uuid,
  PRIMARY KEY (id)
);
CREATE INDEX figure_change_at ON figure_change (at);
CREATE INDEX figure_change_ward ON figure_change (ward_id, xid);

-- Keys of the chains, sealed with the program's own keys, which the database does not know. They belong to no ward.
CREATE TABLE audit_key (
  ward_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  number integer PRIMARY KEY,
  -- Name of the program's key set under which it was made: another set begins a new key.
  key_set text NOT NULL,
  key_cipher bytea NOT NULL,
  CONSTRAINT audit_key_ward_id_check CHECK (ward_id = '00000000-0000-0000-0000-000000000000'::uuid)
);

CREATE TABLE audit_seal (
  chain_id uuid NOT NULL,
  place bigint NOT NULL,
  seq bigint NOT NULL,
  key_number integer NOT NULL,
  -- HMAC-SHA-256 of the hash of the place before and of the event.
  hash bytea NOT NULL,
  PRIMARY KEY (chain_id, place),
  CONSTRAINT audit_seal_event UNIQUE (chain_id, seq),
  CONSTRAINT audit_seal_of_event FOREIGN KEY (chain_id, seq) REFERENCES audit_event (chain_id, seq)
);

-- Every event of a transaction before the horizon is sealed. Not backed up: transactions are numbered by the server.
CREATE TABLE audit_horizon (
  is_only boolean PRIMARY KEY DEFAULT true,
  xid xid8 NOT NULL,
  CONSTRAINT audit_horizon_is_only_check CHECK (is_only)
);

-- What the ward tells residents about their data, each text a version of its own; hash is the SHA-256 of the text in UTF-8.
CREATE TABLE privacy_notice (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  version integer NOT NULL,
  body text NOT NULL,
  hash text NOT NULL,
  written_by uuid NOT NULL,
  written_at timestamptz NOT NULL,
  CONSTRAINT privacy_notice_version UNIQUE (ward_id, version),
  CONSTRAINT privacy_notice_body_check CHECK (body <> ''),
  CONSTRAINT privacy_notice_hash_check CHECK (hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT privacy_notice_version_check CHECK (version > 0),
  CONSTRAINT privacy_notice_written_by_fkey FOREIGN KEY (ward_id, written_by) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX privacy_notice_ward_id_id_key ON privacy_notice (ward_id, id);

-- What one resident was told and said at one time. Of each purpose the latest answer stands; null says nothing about it.
CREATE TABLE consent (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL,
  -- The notice that was current then; null if the ward had none.
  notice_id uuid,
  visit_id uuid,
  -- Null if nobody asked about the notice, as when somebody only withdraws.
  read_aloud boolean,
  -- May the team visit and call? Needs no consent; false is an objection.
  contact boolean,
  survey boolean,
  photo boolean,
  given_by consent_giver,
  representative_name text NOT NULL DEFAULT '',
  representative_relation text NOT NULL DEFAULT '',
  channel consent_channel,
  said_at timestamptz NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  undone_at timestamptz,
  undone_by uuid,
  data_request_id uuid,
  restricts boolean NOT NULL DEFAULT false,
  -- Whoever holds the data bears the burden of proof: who agreed, how, to which text.
  CONSTRAINT consent_is_proven CHECK ((NOT (COALESCE(survey, false) OR COALESCE(photo, false))) OR ((given_by IS NOT NULL) AND (channel IS NOT NULL) AND (notice_id IS NOT NULL))),
  CONSTRAINT consent_representative CHECK ((NOT (given_by IS DISTINCT FROM 'representative')) OR ((representative_name = '') AND (representative_relation = ''))),
  CONSTRAINT consent_restriction CHECK ((NOT restricts) OR ((data_request_id IS NOT NULL) AND (contact IS FALSE) AND (survey IS FALSE) AND (photo IS FALSE))),
  CONSTRAINT consent_says_something CHECK (num_nonnulls(read_aloud, contact, survey, photo) > 0),
  CONSTRAINT consent_undone CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
  CONSTRAINT consent_notice FOREIGN KEY (ward_id, notice_id) REFERENCES privacy_notice (ward_id, id),
  CONSTRAINT consent_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT consent_resident FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT consent_undone_by_fkey FOREIGN KEY (ward_id, undone_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT consent_visit FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id) ON DELETE SET NULL (visit_id)
);
CREATE INDEX consent_data_request_id ON consent (data_request_id) WHERE data_request_id IS NOT NULL;
-- Few people object: every plan and list asks whether somebody did.
CREATE INDEX consent_objection ON consent (resident_id) WHERE ((NOT contact) AND (undone_at IS NULL));
CREATE INDEX consent_of_resident ON consent (resident_id, said_at DESC);
-- Few records are restricted: every list leaves them out.
CREATE INDEX consent_restricts ON consent (ward_id, resident_id) WHERE (restricts AND (undone_at IS NULL));
CREATE INDEX consent_visit_id ON consent (visit_id);

CREATE TABLE data_request (
  -- Issued with the form: sent twice, it is one request.
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  -- Null when the register does not know the person.
  resident_id uuid,
  kind data_request_kind NOT NULL,
  -- Who asked: the person's own name if they are not in the register, or their representative and relation.
  asked_by text NOT NULL DEFAULT '',
  what text NOT NULL DEFAULT '',
  received_on date NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  answered_on date,
  answered_by uuid,
  extended_by_days integer,
  extension_reason text NOT NULL DEFAULT '',
  extended_on date,
  extended_by uuid,
  ended_as data_request_end,
  ended_on date,
  ended_by uuid,
  end_note text NOT NULL DEFAULT '',
  CONSTRAINT data_request_check CHECK (answered_on >= received_on),
  CONSTRAINT data_request_check1 CHECK (ended_on >= received_on),
  CONSTRAINT data_request_check2 CHECK ((resident_id IS NOT NULL) OR (asked_by <> '')),
  CONSTRAINT data_request_check3 CHECK (num_nonnulls(answered_on, answered_by) IN (0, 2)),
  CONSTRAINT data_request_check4 CHECK (num_nonnulls(extended_by_days, extended_on, extended_by) IN (0, 3)),
  CONSTRAINT data_request_check5 CHECK ((extended_by_days IS NULL) = (extension_reason = '')),
  CONSTRAINT data_request_check6 CHECK (num_nonnulls(ended_as, ended_on, ended_by) IN (0, 3)),
  CONSTRAINT data_request_check7 CHECK ((ended_as IS DISTINCT FROM 'refused') OR (end_note <> '')),
  CONSTRAINT data_request_extended_by_days_check CHECK (extended_by_days > 0),
  CONSTRAINT data_request_ward_id_answered_by_fkey FOREIGN KEY (ward_id, answered_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT data_request_ward_id_ended_by_fkey FOREIGN KEY (ward_id, ended_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT data_request_ward_id_extended_by_fkey FOREIGN KEY (ward_id, extended_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT data_request_ward_id_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT data_request_ward_id_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE UNIQUE INDEX data_request_ward_id_id_key ON data_request (ward_id, id);
CREATE INDEX data_request_resident ON data_request (resident_id) WHERE resident_id IS NOT NULL;
CREATE INDEX data_request_ward ON data_request (ward_id, received_on DESC, id DESC);
-- What a granted objection or restriction says for the person, as a record of what they said (docs/adr/0045). A restriction
-- stands until it is lifted, whatever the person says later.

-- Tombstones: whose data were erased. A copy of this table lies beside the backups, so that a restored backup erases
-- again before it serves (docs/adr/0038). The ids refer to nothing, because a tombstone may come before or outlive the
-- record in a restored database.
CREATE TABLE data_erasure (
  erased_id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  -- Records that were merged into this one: an older backup still has them.
  former_ids uuid[] NOT NULL DEFAULT '{}',
  erased_at timestamptz NOT NULL,
  -- Null when the program did it: a retention that has passed, a restored backup.
  erased_by uuid,
  CONSTRAINT data_erasure_ward_id_erased_by_fkey FOREIGN KEY (ward_id, erased_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX data_erasure_ward ON data_erasure (ward_id, erased_at DESC);

-- What each night's run deleted or erased.
CREATE TABLE retention_run (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  ran_at timestamptz NOT NULL,
  counts jsonb NOT NULL
);
CREATE INDEX retention_run_ward ON retention_run (ward_id, ran_at DESC);

CREATE TABLE second_factor (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  user_id uuid NOT NULL,
  secret_cipher bytea NOT NULL,
  -- Null until its owner has typed a code.
  confirmed_at timestamptz,
  -- The time step of the last code that was used: no code is used twice.
  last_step integer NOT NULL DEFAULT 0,
  CONSTRAINT second_factor_ward_id_user_id_fkey FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX second_factor_of_user ON second_factor (user_id) WHERE confirmed_at IS NOT NULL;
CREATE UNIQUE INDEX second_factor_pending ON second_factor (user_id) WHERE confirmed_at IS NULL;

CREATE TABLE recovery_code (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  user_id uuid NOT NULL,
  code_hash text NOT NULL,
  used_at timestamptz,
  CONSTRAINT recovery_code_ward_id_user_id_fkey FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
CREATE INDEX recovery_code_of_user ON recovery_code (user_id);

CREATE TABLE data_breach (
  -- Issued with the form: sent twice, it is one breach.
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  version integer NOT NULL DEFAULT 1,
  discovered_at timestamptz NOT NULL,
  what text NOT NULL,
  data_kinds text NOT NULL DEFAULT '',
  -- Null while nobody knows.
  people_count integer,
  consequences text NOT NULL DEFAULT '',
  measures text NOT NULL DEFAULT '',
  contact text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  ended_as data_breach_end,
  sent_at timestamptz,
  sent_to text NOT NULL DEFAULT '',
  letter_number text NOT NULL DEFAULT '',
  waived_reason text NOT NULL DEFAULT '',
  ended_by uuid,
  ended_at timestamptz,
  CONSTRAINT data_breach_check CHECK (sent_at >= discovered_at),
  CONSTRAINT data_breach_check1 CHECK (num_nonnulls(ended_as, ended_by, ended_at) IN (0, 3)),
  CONSTRAINT data_breach_check2 CHECK ((NOT (ended_as IS DISTINCT FROM 'notified')) = (sent_at IS NOT NULL)),
  CONSTRAINT data_breach_check3 CHECK ((NOT (ended_as IS DISTINCT FROM 'notified')) = (sent_to <> '')),
  CONSTRAINT data_breach_check4 CHECK ((letter_number = '') OR (NOT (ended_as IS DISTINCT FROM 'notified'))),
  CONSTRAINT data_breach_check5 CHECK ((NOT (ended_as IS DISTINCT FROM 'waived')) = (waived_reason <> '')),
  CONSTRAINT data_breach_people_count_check CHECK (people_count >= 0),
  CONSTRAINT data_breach_what_check CHECK (what <> ''),
  CONSTRAINT data_breach_ward_id_ended_by_fkey FOREIGN KEY (ward_id, ended_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT data_breach_ward_id_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX data_breach_ward ON data_breach (ward_id, discovered_at DESC, id DESC);

-- Passkeys, the other second step of signing in (docs/adr/0044). A public key opens nothing, so it is not sealed.
CREATE TABLE passkey (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  user_id uuid NOT NULL,
  name text NOT NULL,
  credential_id text NOT NULL,
  public_key bytea NOT NULL,
  -- How often the device says it has signed; stays 0 for keys that are kept on several devices.
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  -- The challenge of the last sign-in: no answer is used twice.
  last_challenge text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  CONSTRAINT passkey_ward_id_user_id_fkey FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX passkey_credential ON passkey (credential_id);
CREATE INDEX passkey_of_user ON passkey (user_id);

-- Tables that refer to each other.
ALTER TABLE indicator_target ADD CONSTRAINT indicator_target_residential_group_id_fkey FOREIGN KEY (ward_id, residential_group_id) REFERENCES residential_group (ward_id, id);
ALTER TABLE public_service ADD CONSTRAINT public_service_replaced_by_id_fkey FOREIGN KEY (ward_id, replaced_by_id) REFERENCES public_service (ward_id, id);
ALTER TABLE readiness ADD CONSTRAINT readiness_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id);
ALTER TABLE portal_use ADD CONSTRAINT portal_use_check_back_id_fkey FOREIGN KEY (ward_id, check_back_id) REFERENCES check_back (ward_id, id) ON DELETE CASCADE;
ALTER TABLE portal_use ADD CONSTRAINT portal_use_portal_question_id_fkey FOREIGN KEY (ward_id, portal_question_id) REFERENCES portal_question (ward_id, id) ON DELETE CASCADE;
ALTER TABLE portal_use ADD CONSTRAINT portal_use_sample_member_id_fkey FOREIGN KEY (ward_id, sample_member_id) REFERENCES sample_member (ward_id, id) ON DELETE CASCADE;
ALTER TABLE national_number_change ADD CONSTRAINT national_number_change_reverses_id_fkey FOREIGN KEY (ward_id, reverses_id) REFERENCES national_number_change (ward_id, id);
ALTER TABLE consent ADD CONSTRAINT consent_data_request FOREIGN KEY (ward_id, data_request_id) REFERENCES data_request (ward_id, id);

-- "nguyen thi vi" gives "nguyen thi vi", "thi vi", "vi": a B-tree prefix search on these finds any word.
CREATE FUNCTION word_suffixes(folded text) RETURNS SETOF text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$
  SELECT array_to_string(words[i:], ' ')
  FROM (SELECT string_to_array(folded, ' ') AS words) AS split, generate_series(1, cardinality(words)) AS i
  WHERE folded <> ''
$$;

CREATE FUNCTION audit_refuse() RETURNS trigger
  LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit records are append-only' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER audit_event_refuse_change BEFORE DELETE OR TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_chain_refuse_delete BEFORE DELETE OR TRUNCATE ON audit_chain
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_key_refuse_delete BEFORE DELETE OR TRUNCATE ON audit_key
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- The newest row of a resident carries is_latest, so that "level now" is one index look-up.
CREATE FUNCTION readiness_mark_latest() RETURNS trigger
  LANGUAGE plpgsql AS
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

-- Every way to ask for a resident: each word suffix of the name, the phone, the last digits of phone and national number.
CREATE FUNCTION resident_search_keys(name_folded text, phone text, last4 text) RETURNS TABLE(key text, is_given boolean)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
  SELECT k.key, bool_or(k.is_given)
  FROM (
    SELECT suffix, position(' ' IN suffix) = 0 FROM word_suffixes(name_folded) AS suffix
    UNION ALL SELECT phone, false WHERE phone IS NOT NULL
    UNION ALL SELECT right(phone, 4), false WHERE phone IS NOT NULL
    UNION ALL SELECT last4, false WHERE last4 IS NOT NULL
  ) AS k (key, is_given)
  GROUP BY k.key
$$;

-- "nguyen thi thanh vi" gives "vi thi thanh nguyen": given name, middle, family, as names are sorted.
CREATE FUNCTION given_name_first(name_folded text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$
  SELECT CASE WHEN cardinality(words) < 2 THEN name_folded
    ELSE array_to_string(words[cardinality(words):] || words[2:cardinality(words) - 1] || words[1:1], ' ') END
  FROM (SELECT string_to_array(name_folded, ' ') AS words) AS split
$$;

CREATE FUNCTION resident_search_key_insert() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO resident_search_key (ward_id, key, name_order, is_given, resident_id)
    SELECT r.ward_id, k.key, given_name_first(r.name_folded), k.is_given, r.id
    FROM inserted AS r, LATERAL resident_search_keys(r.name_folded, r.phone, r.national_number_last4) AS k;
  RETURN NULL;
END
$$;
CREATE TRIGGER resident_search_key_insert AFTER INSERT ON resident REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION resident_search_key_insert();

CREATE FUNCTION resident_search_key_update() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  DELETE FROM resident_search_key WHERE resident_id = NEW.id;
  INSERT INTO resident_search_key (ward_id, key, name_order, is_given, resident_id)
    SELECT NEW.ward_id, k.key, given_name_first(NEW.name_folded), k.is_given, NEW.id
    FROM resident_search_keys(NEW.name_folded, NEW.phone, NEW.national_number_last4) AS k;
  RETURN NULL;
END
$$;
CREATE TRIGGER resident_search_key_update AFTER UPDATE OF full_name, phone, national_number_last4 ON resident
  FOR EACH ROW EXECUTE FUNCTION resident_search_key_update();

-- Every way to ask for a door: each word suffix of its address, and of its address with an old name of the street or alley;
-- the address and the street with the former ward behind them; the former ward by itself.
CREATE FUNCTION household_search_keys(of_ward uuid, address_folded text, street text, ngo text, former_ward text) RETURNS SETOF text
  LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$
DECLARE
  street_folded constant text := fold_vietnamese(street);
  ngo_folded constant text := fold_vietnamese(ngo);
  ward_folded constant text := fold_vietnamese(former_ward);
  ward_names text[] := array_remove(ARRAY[ward_folded], '');
  told text;
  ward_name text;
BEGIN
  RETURN QUERY SELECT word_suffixes(address_folded);
  FOR told IN
    SELECT CASE a.kind
      WHEN 'street' THEN left(address_folded, -length(street_folded)) || a.alias_folded
      ELSE replace(address_folded, 'ngo ' || ngo_folded, 'ngo ' || a.alias_folded) END
    FROM place_alias a
    WHERE a.ward_id = of_ward AND (
      a.kind = 'street' AND a.name_folded = street_folded AND street_folded <> '' AND right(address_folded, length(street_folded)) = street_folded
      OR a.kind = 'alley' AND a.name_folded = ngo_folded AND ngo_folded <> '')
    UNION ALL
    SELECT replace(address_folded, 'ngo ' || ngo_folded, a.alias_folded)
    FROM place_alias a
    WHERE a.ward_id = of_ward AND a.kind = 'alley' AND a.name_folded = ngo_folded AND ngo_folded <> ''
  LOOP
    RETURN QUERY SELECT word_suffixes(told);
  END LOOP;
  IF ward_folded = '' THEN RETURN; END IF;
  ward_names := ward_names || ARRAY(
    SELECT a.alias_folded FROM place_alias a WHERE a.ward_id = of_ward AND a.kind = 'former_ward' AND a.name_folded = ward_folded);
  FOREACH ward_name IN ARRAY ward_names LOOP
    RETURN NEXT address_folded || ' ' || ward_name;
    IF street_folded <> '' AND street_folded <> address_folded THEN RETURN NEXT street_folded || ' ' || ward_name; END IF;
    RETURN NEXT 'phuong ' || ward_name;
  END LOOP;
END
$$;

CREATE FUNCTION household_search_key_insert() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO household_search_key (ward_id, key, household_id)
    SELECT DISTINCT h.ward_id, k.key, h.id
    FROM inserted AS h, LATERAL household_search_keys(h.ward_id, h.address_folded, h.street, h.ngo, h.former_ward) AS k (key);
  RETURN NULL;
END
$$;
CREATE TRIGGER household_search_key_insert AFTER INSERT ON household REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION household_search_key_insert();

CREATE FUNCTION household_search_key_update() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  DELETE FROM household_search_key WHERE household_id = NEW.id;
  INSERT INTO household_search_key (ward_id, key, household_id)
    SELECT DISTINCT NEW.ward_id, k.key, NEW.id
    FROM household_search_keys(NEW.ward_id, NEW.address_folded, NEW.street, NEW.ngo, NEW.former_ward) AS k (key);
  RETURN NULL;
END
$$;
CREATE TRIGGER household_search_key_update AFTER UPDATE OF address_line, street, ngo, former_ward ON household
  FOR EACH ROW EXECUTE FUNCTION household_search_key_update();

-- Every need of those who live in a household of the ward, on a day. The same rules as src/shared/needs.ts
-- (a test compares the two). A filter on need lets the database skip the other branches.
CREATE FUNCTION resident_needs(of_ward uuid, on_day date) RETURNS TABLE(resident_id uuid, household_id uuid, need text)
  LANGUAGE sql STABLE PARALLEL SAFE AS
$$
  SELECT r.id, m.household_id, 'aged_60'
    FROM resident r JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
    WHERE r.ward_id = of_ward AND r.birth_date <= on_day - interval '60 years'
  UNION ALL
  SELECT r.id, m.household_id, 'aged_75'
    FROM resident r JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
    WHERE r.ward_id = of_ward AND r.birth_date <= on_day - interval '75 years'
  UNION ALL
  SELECT r.id, m.household_id, 'aged_80'
    FROM resident r JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
    WHERE r.ward_id = of_ward AND r.birth_date <= on_day - interval '80 years'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'lives_alone'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.lives_alone = 'yes'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'hard_to_move'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.hard_to_move = 'yes'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'needs_helper'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.needs_helper = 'yes'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'no_smartphone'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.smartphone = 'none'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'no_vneid_level_2'
    FROM readiness f
    JOIN resident r ON r.id = f.resident_id
    JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    JOIN ward w ON w.id = f.ward_id
    WHERE f.ward_id = of_ward AND f.is_latest AND f.vneid_level IN ('none', 'level_1', 'level_2_inactive')
      AND (r.birth_date IS NULL OR r.birth_date <= on_day - make_interval(years => w.adult_age))
  UNION ALL
  SELECT f.resident_id, m.household_id, 'sim_not_own'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.sim_in_own_name = 'no'
  UNION ALL
  SELECT m.resident_id, m.household_id, p.kind::text
    FROM priority_fact p JOIN household_membership m ON m.household_id = p.household_id AND m.valid_to IS NULL
    WHERE p.ward_id = of_ward AND p.household_id IS NOT NULL AND p.valid_from <= on_day AND (p.valid_to IS NULL OR p.valid_to > on_day)
  UNION ALL
  SELECT p.resident_id, m.household_id, p.kind::text
    FROM priority_fact p JOIN household_membership m ON m.resident_id = p.resident_id AND m.valid_to IS NULL
    WHERE p.ward_id = of_ward AND p.resident_id IS NOT NULL AND p.valid_from <= on_day AND (p.valid_to IS NULL OR p.valid_to > on_day)
$$;

-- '48A' gives '000048a', 'Châu Long' gives 'chau-long': numbers sort as numbers, nothing sorts below a space.
CREATE FUNCTION walk_words(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$
  SELECT regexp_replace(regexp_replace(regexp_replace(fold_vietnamese(value),
    '[^a-z0-9]+', '-', 'g'), '([0-9]+)', '00000\1', 'g'), '0{0,5}([0-9]{6,})', '\1', 'g')
$$;

-- An alley begins after the door of its number, so on the way back before it.
CREATE FUNCTION walk_position(number text, is_back boolean, is_alley boolean) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS
$_$
DECLARE
  found text[] := regexp_match(fold_vietnamese(number), '^(?:(sau|canh) )?0*([0-9]{1,6})(?![0-9])(.*)$');
  rest text;
BEGIN
  IF found IS NULL THEN
    RETURN '~ ' || coalesce(nullif(walk_words(number), ''), '~') || CASE WHEN is_alley THEN ' 1' ELSE ' 0' END;
  END IF;
  rest := walk_words(found[3]) || CASE WHEN found[1] IS NULL THEN '' ELSE '-sau' END;
  IF is_back THEN
    RETURN lpad((999999 - found[2]::integer)::text, 6, '0') || ' '
      || translate(rest, '-0123456789abcdefghijklmnopqrstuvwxyz', 'zyxwvutsrqponmlkjihgfedcba9876543210-')
      || CASE WHEN is_alley THEN '~ 0' ELSE '~ 1' END;
  END IF;
  RETURN lpad(found[2], 6, '0') || ' ' || rest || CASE WHEN is_alley THEN ' 1' ELSE ' 0' END;
END
$_$;

-- The blocks a door stands in, outermost first, and last its own place in them: the same as walkPath() in
-- src/shared/walk-order.ts (a test compares the two).
CREATE FUNCTION walk_order_path(house_number text, hem text, ngach text, ngo text, street text, building text, floor text, room text) RETURNS text[]
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS
$$
DECLARE
  is_named constant boolean := ngo <> '' AND fold_vietnamese(ngo) !~ '^[a-z]{0,2}[0-9]';
  plate text;
  outer_plate text := '';
  number text;
  numbers text[] := '{}';
  is_back boolean := false;
  side text;
  at text;
  inside text;
  path text[];
BEGIN
  path := ARRAY[coalesce(nullif(walk_words(
    CASE WHEN street <> '' THEN street WHEN is_named THEN ngo ELSE regexp_replace(building, '^.*tập thể ', '') END), ''), '~') || ' '];
  FOREACH plate IN ARRAY ARRAY[ngo, ngach, hem] LOOP
    CONTINUE WHEN plate = '';
    number := CASE WHEN outer_plate <> '' AND starts_with(plate, outer_plate || '/') THEN substr(plate, length(outer_plate) + 2) ELSE plate END;
    outer_plate := plate;
    numbers := numbers || number;
  END LOOP;
  IF is_named THEN
    path := path || ('3 ' || walk_words(ngo) || ' ');
    numbers := numbers[2:];
  ELSE
    side := (regexp_match(fold_vietnamese(coalesce(numbers[1], house_number)), '^(?:(?:sau|canh) )?0*([0-9]{1,6})(?![0-9])'))[1];
    is_back := coalesce(side::integer % 2 = 1, false);
    path := path || CASE WHEN side IS NULL THEN '2 ' WHEN is_back THEN '1 ' ELSE '0 ' END;
  END IF;
  FOREACH number IN ARRAY numbers LOOP
    path := path || (walk_position(number, is_back, true) || ' ');
    is_back := false;
  END LOOP;
  at := walk_position(house_number, is_back, false);
  inside := CASE walk_words(floor) WHEN 'ham' THEN '000000' WHEN 'tret' THEN '000001' WHEN 'lung' THEN '000001-lung' ELSE walk_words(floor) END
    || ' ' || walk_words(room);
  IF building <> '' THEN
    RETURN path || (at || ' ' || walk_words(building) || ' ') || inside;
  END IF;
  RETURN path || (at || '  ' || inside);
END
$$;

-- Where the blocks of a path begin in the walk of the ward, as arranged by hand.
CREATE FUNCTION walk_blocks_begin(of_ward uuid, blocks text[]) RETURNS text
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS
$$
DECLARE
  block text;
  natural_path text := '';
  begins text := '';
  by_hand text;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM lane_order o WHERE o.ward_id = of_ward AND o.hand_order IS NOT NULL) THEN
    RETURN array_to_string(blocks, '');
  END IF;
  FOREACH block IN ARRAY blocks LOOP
    natural_path := natural_path || block;
    SELECT o.hand_order INTO by_hand FROM lane_order o WHERE o.ward_id = of_ward AND o.lane_path = natural_path;
    begins := begins || coalesce(by_hand, block);
  END LOOP;
  RETURN begins;
END
$$;

-- walk_order is always made here, so that nothing that writes an address can lose what was arranged by hand. A door that
-- gets into another lane takes its natural place there.
CREATE FUNCTION household_take_place() RETURNS trigger
  LANGUAGE plpgsql AS
$$
DECLARE
  path text[] := walk_order_path(NEW.house_number, NEW.hem, NEW.ngach, NEW.ngo, NEW.street, NEW.building, NEW.floor, NEW.room);
  blocks text[] := trim_array(path, 1);
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.hand_order IS NOT NULL
    AND blocks <> trim_array(walk_order_path(OLD.house_number, OLD.hem, OLD.ngach, OLD.ngo, OLD.street, OLD.building, OLD.floor, OLD.room), 1) THEN
    NEW.hand_order := NULL;
  END IF;
  NEW.walk_order := walk_blocks_begin(NEW.ward_id, blocks) || coalesce(NEW.hand_order, path[cardinality(path)]);
  RETURN NEW;
END
$$;
CREATE TRIGGER household_take_place BEFORE INSERT OR UPDATE OF house_number, hem, ngach, ngo, street, building, floor, room, walk_order, hand_order ON household
  FOR EACH ROW EXECUTE FUNCTION household_take_place();

-- A name that comes, changes or goes: the keys of the doors it is about are made anew.
CREATE FUNCTION place_alias_rebuild_keys() RETURNS trigger
  LANGUAGE plpgsql AS
$$
DECLARE
  doors uuid[];
BEGIN
  SELECT array_agg(h.id) INTO doors
  FROM household h, (SELECT DISTINCT ward_id, kind, name_folded FROM changed) AS c
  WHERE h.ward_id = c.ward_id
    AND CASE c.kind WHEN 'street' THEN fold_vietnamese(h.street) WHEN 'alley' THEN fold_vietnamese(h.ngo) ELSE fold_vietnamese(h.former_ward) END = c.name_folded;
  DELETE FROM household_search_key WHERE household_id = ANY (doors);
  INSERT INTO household_search_key (ward_id, key, household_id)
    SELECT DISTINCT h.ward_id, k.key, h.id
    FROM household h, LATERAL household_search_keys(h.ward_id, h.address_folded, h.street, h.ngo, h.former_ward) AS k (key)
    WHERE h.id = ANY (doors);
  RETURN NULL;
END
$$;
CREATE TRIGGER place_alias_insert AFTER INSERT ON place_alias REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION place_alias_rebuild_keys();
CREATE TRIGGER place_alias_delete AFTER DELETE ON place_alias REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION place_alias_rebuild_keys();
-- A place keeps its name in the list: another name of the place is another row.
CREATE TRIGGER place_alias_update AFTER UPDATE ON place_alias REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION place_alias_rebuild_keys();

-- Both triggers take the officer's row first: an absence and a round entered at the same moment see each other.
CREATE FUNCTION absence_lock_officer() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM 1 FROM user_account WHERE id = NEW.user_id FOR NO KEY UPDATE;
  RETURN NEW;
END
$$;
CREATE TRIGGER absence_lock_officer BEFORE INSERT OR UPDATE ON absence
  FOR EACH ROW EXECUTE FUNCTION absence_lock_officer();

-- A round that is moved, or an officer who is put on it, is held against the absences as a new round is.
CREATE FUNCTION round_officer_refuse_absent() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  IF NOT NEW.is_active THEN
    RETURN NEW;
  END IF;
  PERFORM 1 FROM user_account WHERE id = NEW.user_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM absence
             WHERE user_id = NEW.user_id AND tstzrange(starts_at, ends_at, '[)') && tstzrange(NEW.starts_at, NEW.ends_at, '[)')) THEN
    RAISE EXCEPTION 'conflicting absence violates exclusion constraint "round_officer_not_absent"' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER round_officer_refuse_absent BEFORE INSERT OR UPDATE OF user_id, starts_at, ends_at, is_active ON round_officer
  FOR EACH ROW EXECUTE FUNCTION round_officer_refuse_absent();

CREATE FUNCTION support_request_mark_open() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  UPDATE support_request SET is_open = NEW.reopened_at IS NOT NULL WHERE id = NEW.support_request_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER support_request_mark_open AFTER INSERT OR UPDATE ON support_request_closure
  FOR EACH ROW EXECUTE FUNCTION support_request_mark_open();

CREATE FUNCTION refuse_guide_change() RETURNS trigger
  LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a version of a guide never changes' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER service_guide_unchanged BEFORE UPDATE ON service_guide
  FOR EACH ROW EXECUTE FUNCTION refuse_guide_change();
CREATE TRIGGER guide_step_unchanged BEFORE UPDATE ON guide_step
  FOR EACH ROW EXECUTE FUNCTION refuse_guide_change();

CREATE FUNCTION public_request_mark_waiting() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  UPDATE public_request SET is_waiting = NEW.reverted_at IS NOT NULL, origin = NULL WHERE id = NEW.public_request_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER public_request_mark_waiting AFTER INSERT OR UPDATE ON public_request_outcome
  FOR EACH ROW EXECUTE FUNCTION public_request_mark_waiting();

-- A merge of households from before placements were dated keeps its doors without them, sealed. Undone, such a door was
-- placed together with its round, like every other of that time.
CREATE FUNCTION round_door_place() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  SELECT coalesce(NEW.placed_at, created_at), coalesce(NEW.placed_by, created_by) INTO NEW.placed_at, NEW.placed_by
    FROM round WHERE id = NEW.round_id;
  RETURN NEW;
END
$$;
CREATE TRIGGER round_door_place BEFORE INSERT ON round_door
  FOR EACH ROW WHEN (((new.placed_at IS NULL) OR (new.placed_by IS NULL))) EXECUTE FUNCTION round_door_place();

CREATE FUNCTION note_change_of_person() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, id, NULL::uuid FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, id, NULL::uuid FROM overwritten) EXCEPT (SELECT ward_id, id, NULL::uuid FROM written);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON resident REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_person();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON resident REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_person();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON resident REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_person();

CREATE FUNCTION note_change_of_door() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, NULL::uuid, id FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, NULL::uuid, id FROM overwritten) EXCEPT (SELECT ward_id, NULL::uuid, id FROM written);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON household REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_door();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON household REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_door();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON household REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_door();

CREATE FUNCTION note_change_of_row_of_person() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, resident_id, NULL::uuid FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, resident_id, NULL::uuid FROM overwritten) EXCEPT (SELECT ward_id, resident_id, NULL::uuid FROM written);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON check_back REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON newcomer REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON portal_use REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON readiness REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON check_back REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON newcomer REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON portal_use REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON readiness REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON check_back REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON newcomer REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON portal_use REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON readiness REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();

CREATE FUNCTION note_change_of_row_of_door() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, NULL::uuid, household_id FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, NULL::uuid, household_id FROM overwritten) EXCEPT (SELECT ward_id, NULL::uuid, household_id FROM written);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON household_pause REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON support_request REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON household_pause REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON support_request REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON household_pause REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON support_request REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();

CREATE FUNCTION note_change_of_row_of_both() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, resident_id, household_id FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, resident_id, household_id FROM overwritten) EXCEPT (SELECT ward_id, resident_id, household_id FROM written);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON household_membership REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON priority_fact REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON household_membership REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON priority_fact REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON household_membership REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON priority_fact REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();

CREATE FUNCTION note_change_of_visit() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, NULL::uuid, household_id FROM written
    UNION SELECT p.ward_id, p.resident_id, NULL FROM written w JOIN assisted_procedure p ON p.visit_id = w.id;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, NULL::uuid, household_id FROM overwritten
      UNION SELECT p.ward_id, p.resident_id, NULL FROM overwritten w JOIN assisted_procedure p ON p.visit_id = w.id) EXCEPT (SELECT ward_id, NULL::uuid, household_id FROM written
      UNION SELECT p.ward_id, p.resident_id, NULL FROM written w JOIN assisted_procedure p ON p.visit_id = w.id);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON visit REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_visit();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON visit REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_visit();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON visit REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_visit();

CREATE FUNCTION note_change_of_procedure() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT w.ward_id, w.resident_id, v.household_id FROM written w LEFT JOIN visit v ON v.id = w.visit_id;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT w.ward_id, w.resident_id, v.household_id FROM overwritten w LEFT JOIN visit v ON v.id = w.visit_id) EXCEPT (SELECT w.ward_id, w.resident_id, v.household_id FROM written w LEFT JOIN visit v ON v.id = w.visit_id);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON assisted_procedure REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_procedure();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON assisted_procedure REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_procedure();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON assisted_procedure REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_procedure();

CREATE FUNCTION note_change_of_topic() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT v.ward_id, NULL::uuid, v.household_id FROM written w JOIN visit v ON v.id = w.visit_id;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT v.ward_id, NULL::uuid, v.household_id FROM overwritten w JOIN visit v ON v.id = w.visit_id) EXCEPT (SELECT v.ward_id, NULL::uuid, v.household_id FROM written w JOIN visit v ON v.id = w.visit_id);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON topic_taught REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_topic();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON topic_taught REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_topic();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON topic_taught REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_topic();

CREATE FUNCTION note_change_of_status() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT p.ward_id, p.resident_id, NULL::uuid FROM written w JOIN assisted_procedure p ON p.id = w.assisted_procedure_id;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT p.ward_id, p.resident_id, NULL::uuid FROM overwritten w JOIN assisted_procedure p ON p.id = w.assisted_procedure_id) EXCEPT (SELECT p.ward_id, p.resident_id, NULL::uuid FROM written w JOIN assisted_procedure p ON p.id = w.assisted_procedure_id);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON file_status REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_status();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON file_status REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_status();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON file_status REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_status();

CREATE FUNCTION note_change_of_service() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT DISTINCT ward_id, NULL::uuid, NULL::uuid FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT DISTINCT ward_id, NULL::uuid, NULL::uuid FROM overwritten) EXCEPT (SELECT DISTINCT ward_id, NULL::uuid, NULL::uuid FROM written);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON public_service REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_service();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON public_service REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_service();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON public_service REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_service();

CREATE FUNCTION audit_chain_advance() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  IF NEW.place < OLD.place OR NEW.changes < OLD.changes OR NEW.chain_id <> OLD.chain_id THEN
    RAISE EXCEPTION 'audit records are append-only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER audit_chain_refuse_rewind BEFORE UPDATE ON audit_chain
  FOR EACH ROW EXECUTE FUNCTION audit_chain_advance();

-- The running program does not own the tables (docs/adr/0035), and only their owner may have their statistics read anew, which a
-- large import needs at once. Without names: all tables.
CREATE FUNCTION refresh_statistics(tables text[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
  name text;
BEGIN
  IF cardinality(tables) = 0 THEN
    ANALYZE;
  END IF;
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('ANALYZE %I', name);
  END LOOP;
END
$$;

CREATE FUNCTION audit_event_empty() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  IF OLD.salt IS NULL OR NEW.salt IS NOT NULL THEN
    RAISE EXCEPTION 'audit records are append-only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.salt := OLD.salt;
  IF NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'audit records are append-only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.digest := sha256(OLD.salt || convert_to(coalesce('=' || OLD.subject_id || E'\n', '') || OLD.details::text, 'UTF8'));
  NEW.salt := NULL;
  NEW.subject_id := NULL;
  NEW.details := '{}';
  RETURN NEW;
END
$$;
CREATE TRIGGER audit_event_only_empty BEFORE UPDATE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_event_empty();

INSERT INTO audit_horizon (xid) VALUES ('0');
