import type { Pool } from 'pg';
import { COMMON_NAME, EMPTY_WARD, GONE, KNOWN, LISTED, NAMESAKE, OLD_STREET, TWIN_LIST } from './full-ward';

const NEW_ID = `overlay(gen_random_uuid()::text PLACING '8' FROM 15 FOR 1)::uuid`;
/** A copy of one record of the twin with other values. */
const another = (table: string, values: string, which = 'true') =>
  `INSERT INTO ${table} SELECT (jsonb_populate_record(r, jsonb_build_object(${values}))).* FROM ${table} r WHERE ward_id = $1 AND ${which} LIMIT 1`;
/** The same several times; `n` counts them. */
const many = (table: string, values: string, count: number) =>
  `INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, to_jsonb(r) || jsonb_build_object('id', ${NEW_ID}, ${values}))).*
    FROM (SELECT * FROM ${table} WHERE ward_id = $1 LIMIT 1) r, generate_series(1, ${count}) n`;
const IN_TURN = `timestamptz '2026-11-24 09:00+07' + n * interval '1 second'`;
const one = (table: string, change: string, which = 'true') =>
  `UPDATE ${table} SET ${change} WHERE ward_id = $1 AND ctid = (SELECT ctid FROM ${table} WHERE ward_id = $1 AND ${which} LIMIT 1)`;
const ANY_VISIT = '(SELECT v.id FROM visit v WHERE v.ward_id = $1 LIMIT 1)';
const SOMEBODY = `audit_event e WHERE seq = (SELECT max(seq) FROM audit_event WHERE chain_id = $1 AND actor_id IS NOT NULL)`;
const event = (values: string) =>
  `INSERT INTO audit_event OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(e, jsonb_build_object(${values}))).* FROM ${SOMEBODY}`;

/** A home of the twin that waits for nothing. */
const FREE_HOME = `(SELECT h.id FROM household h WHERE h.ward_id = $1 AND NOT EXISTS (SELECT FROM round_door d WHERE d.household_id = h.id AND d.is_open)
  AND NOT EXISTS (SELECT FROM support_request q WHERE q.household_id = h.id AND q.is_open)
  AND NOT EXISTS (SELECT FROM household_membership m JOIN data_request d ON d.resident_id = m.resident_id WHERE m.household_id = h.id)
  AND NOT EXISTS (SELECT FROM visit v JOIN visit_presence p ON p.visit_id = v.id JOIN data_request d ON d.resident_id = p.resident_id WHERE v.household_id = h.id) LIMIT 1)`;

/**
 * What the twin alone has: without it, a condition on an existence, on the first or last of something or on records that
 * are rare would answer the same with and without the ward.
 */
const ALONE = [
  `INSERT INTO retention_run (id, ward_id, ran_at, counts) VALUES (${NEW_ID}, $1, '2026-11-20', '{}')`,
  `INSERT INTO lane_order (ward_id, lane_path, hand_order) SELECT ward_id, coalesce(lane_key, ''), NULL FROM household WHERE ward_id = $1 LIMIT 1`,
  `INSERT INTO data_erasure (erased_id, ward_id, erased_at, erased_by)
    SELECT id, ward_id, '2026-11-20', (SELECT id FROM user_account WHERE ward_id = $1 LIMIT 1) FROM resident WHERE ward_id = $1 LIMIT 1`,
  // Two merges, one after the other; the first of a pair.
  `INSERT INTO register_merge (id, ward_id, kind, pair_id, kept_id, removed_id, merged_by, merged_at)
    SELECT ${NEW_ID}, $1, 'resident', coalesce(p.id, ${NEW_ID}), r.next_id, r.id, (SELECT id FROM user_account WHERE ward_id = $1 LIMIT 1), '2026-11-20'
    FROM (SELECT id, lead(id) OVER (ORDER BY id) AS next_id, row_number() OVER (ORDER BY id) AS place FROM resident WHERE ward_id = $1) r
    LEFT JOIN (SELECT id FROM duplicate_pair WHERE ward_id = $1 LIMIT 1) p ON r.place = 1 WHERE r.place < 3`,
  `INSERT INTO national_number_change (id, ward_id, resident_id, before_cipher, before_last4, after_cipher, after_last4, changed_by, changed_at)
    SELECT ${NEW_ID}, $1, r.id, r.national_number_cipher, '0001', r.national_number_cipher, '0002', u.id, '2026-11-20' FROM resident r JOIN user_account u USING (ward_id)
    WHERE ward_id = $1 AND r.national_number_cipher IS NOT NULL LIMIT 1`,
  `INSERT INTO visit_withdrawal (visit_id, ward_id, client_key, withdrawn_by, withdrawn_at)
    SELECT ${NEW_ID}, $1, ${NEW_ID}, id, '2026-11-20' FROM user_account WHERE ward_id = $1 LIMIT 1`,
  `INSERT INTO reach_draw (id, ward_id, seed, per_quarter, first_quarter, drawn_by, drawn_at)
    SELECT ${NEW_ID}, $1, 1, 1, '2026-10-01', id, '2026-11-20' FROM user_account WHERE ward_id = $1 LIMIT 1`,
  `INSERT INTO confirmation_draw (id, ward_id, month, seed, population, drawn_by, drawn_at)
    SELECT ${NEW_ID}, $1, '2026-11-01', 1, 1, id, '2026-11-20' FROM user_account WHERE ward_id = $1 LIMIT 1`,
  `INSERT INTO check_draw (id, ward_id, month, due_from, due_until, seed, population, drawn_by, drawn_at)
    SELECT ${NEW_ID}, $1, '2026-12-01', '2026-12-01', '2026-12-31', 1, 1, id, '2026-11-20' FROM user_account WHERE ward_id = $1 LIMIT 1`,
  `INSERT INTO check_draw_member (id, ward_id, check_draw_id, resident_id, call_order)
    SELECT ${NEW_ID}, $1, x.id, l.resident_id, 99 FROM check_draw x JOIN check_back l USING (ward_id) WHERE ward_id = $1 LIMIT 1`,
  `UPDATE household SET address_line = '86B Phạm Hồng Thái', walk_order = (SELECT walk_order || ' ' FROM household WHERE ward_id = $1 AND address_line = '86 Phạm Hồng Thái')
    WHERE ward_id = $1 AND address_line = '88 Phạm Hồng Thái'`,
  // A lane and a street of its own.
  one(
    'household',
    `lane_key = 'ngo rieng', lane_label = 'Ngõ Riêng', street = 'Riêng'`,
    `walk_order = (SELECT max(walk_order) FROM household WHERE ward_id = $1)`,
  ),
  `UPDATE due_rule SET checked_on = NULL WHERE ward_id = $1 AND key = 'card_60'`,
  // In the order of situations it comes first.
  `INSERT INTO scam_situation SELECT (jsonb_populate_record(s, jsonb_build_object('id', n.id, 'origin_id', n.id, 'number', 1, 'title', '!'))).*
    FROM scam_situation s, LATERAL (SELECT overlay(md5(s.id::text) PLACING '8' FROM 13 FOR 1)::uuid AS id) n WHERE ward_id = $1 AND NOT is_draft`,
  `UPDATE support_request SET resident_id = (SELECT id FROM resident WHERE ward_id = $1 LIMIT 1) WHERE ward_id = $1 AND is_open`,
  `UPDATE round_proposal SET set_aside = ARRAY[${NEW_ID}] WHERE ward_id = $1`,
  another(
    'public_request',
    `'id', ${NEW_ID}, 'send_key', ${NEW_ID}, 'code', 'ZZ' || substr(r.code, 3), 'is_waiting', false`,
  ),
  `INSERT INTO public_request_outcome (id, ward_id, public_request_id, kind, support_request_id, decided_by, decided_at)
    SELECT ${NEW_ID}, $1, p.id, 'matched', s.id, s.created_by, '2026-11-20' FROM public_request p JOIN support_request s USING (ward_id)
    WHERE ward_id = $1 AND NOT p.is_waiting AND s.resident_id IS NOT NULL LIMIT 1`,
  another(
    'public_request',
    `'id', ${NEW_ID}, 'send_key', ${NEW_ID}, 'code', 'YY' || substr(r.code, 3), 'is_waiting', false`,
  ),
  `INSERT INTO public_request_outcome (id, ward_id, public_request_id, kind, refusal, decided_by, decided_at)
    SELECT ${NEW_ID}, $1, p.id, 'declined', 'outside_ward', u.id, '2001-01-01' FROM public_request p JOIN user_account u USING (ward_id)
    WHERE ward_id = $1 AND p.code LIKE 'YY%' LIMIT 1`,
  `UPDATE residential_group SET leader_phone = '0912000222' WHERE ward_id = $1`,
  `UPDATE register_event SET other_household_id = (SELECT id FROM household WHERE ward_id = $1 ORDER BY id DESC LIMIT 1),
    other_resident_id = (SELECT id FROM resident WHERE ward_id = $1 ORDER BY id DESC LIMIT 1) WHERE ward_id = $1`,
  `INSERT INTO register_merge (id, ward_id, kind, pair_id, kept_id, removed_id, merged_by, merged_at)
    SELECT ${NEW_ID}, $1, 'household', ${NEW_ID}, household_id, ${NEW_ID}, (SELECT id FROM user_account WHERE ward_id = $1 LIMIT 1), '2026-11-20'
    FROM household_membership WHERE ward_id = $1 ORDER BY valid_to LIMIT 1`,
  `INSERT INTO round_departure (round_id, user_id, ward_id, starts_at, ends_at, version, left_at)
    SELECT round_id, user_id, ward_id, starts_at, ends_at, 1, starts_at FROM round_officer WHERE ward_id = $1 LIMIT 1`,
  // An accepted request for a door in no round.
  another(
    'support_request',
    `'id', ${NEW_ID}, 'is_open', true, 'accepted_at', r.created_at, 'accepted_by', r.created_by, 'household_id',
      (SELECT id FROM household h WHERE h.ward_id = $1 AND occupancy = 'occupied' AND NOT EXISTS (SELECT FROM round_door d WHERE d.household_id = h.id AND d.is_open) LIMIT 1)`,
  ),
  `UPDATE public_request_outcome SET crowd_id = ${NEW_ID} WHERE ward_id = $1 AND kind = 'declined'`,
  // The residents who will be erased and those the list brings, under the same names (full-ward.ts, walk-import.ts).
  one('user_account', `phone = '${GONE.phone}'`),
  one('household', `address_line = 'Số 1 ${GONE.fullName}'`),
  `UPDATE resident SET full_name = '${LISTED.fullName}', birth_date = '${LISTED.birthDate}', national_number_hash = NULL WHERE ward_id = $1 AND full_name = '${NAMESAKE}'`,
  `UPDATE household SET address_line = '${LISTED.addressLine}' WHERE ward_id = $1 AND id IN (SELECT m.household_id FROM household_membership m
    JOIN resident r ON r.id = m.resident_id WHERE m.ward_id = $1 AND r.full_name = '${LISTED.fullName}')`,
  `UPDATE register_act SET changes = (SELECT jsonb_build_array(id) FROM resident WHERE ward_id = $1 AND full_name = '${GONE.fullName}') WHERE ward_id = $1`,
  `INSERT INTO import_effect (import_run_id, target, record_id, ward_id, before, version_after)
    SELECT i.id, 'resident', r.id, $1, '{}', 1 FROM import_run i JOIN resident r USING (ward_id) WHERE ward_id = $1 AND r.full_name = '${GONE.fullName}' LIMIT 1`,
  `INSERT INTO register_merge_number (merge_id, side, ward_id, national_number_cipher, national_number_hash, national_number_last4)
    SELECT m.id, 'kept', $1, r.national_number_cipher, r.national_number_hash, '0001' FROM register_merge m JOIN resident r USING (ward_id)
    WHERE ward_id = $1 AND r.national_number_cipher IS NOT NULL LIMIT 1`,
  `INSERT INTO priority_fact (id, ward_id, household_id, resident_id, kind, valid_from, source, recorded_by, recorded_at)
    SELECT ${NEW_ID}, $1, CASE n WHEN 1 THEN m.household_id END, CASE n WHEN 2 THEN m.resident_id END, 'policy_family', '2026-01-01', 'list', u.id, '2026-11-20'
    FROM household_membership m JOIN resident r ON r.id = m.resident_id JOIN user_account u ON u.ward_id = m.ward_id AND u.role = 'admin', generate_series(1, 2) n
    WHERE m.ward_id = $1 AND r.full_name = '${KNOWN.fullName}'`,
  one('resident', `contact_wish = '{"way": "telephone"}'`),
  `INSERT INTO passkey (id, ward_id, user_id, name, credential_id, public_key, counter, transports, created_at)
    SELECT ${NEW_ID}, $1, id, 'chìa khóa', 'của phường kia', '\\x00', 0, '{}', '2026-11-20' FROM user_account WHERE ward_id = $1 LIMIT 1`,
  `INSERT INTO recovery_code (id, ward_id, user_id, code_hash) SELECT ${NEW_ID}, $1, id, 'x' FROM user_account WHERE ward_id = $1 LIMIT 1`,
  // They come first in the alphabet.
  `UPDATE resident SET full_name = 'An Thị ${COMMON_NAME}' WHERE ward_id = $1 AND full_name LIKE '% ${COMMON_NAME}'`,
  // A street that has today the name by which another was known.
  `WITH moved AS (UPDATE household SET street = '${OLD_STREET}' WHERE id = (SELECT id FROM household WHERE ward_id = $1 LIMIT 1) RETURNING id)
    INSERT INTO household_search_key (household_id, ward_id, key) SELECT id, $1, fold_vietnamese('${OLD_STREET}') FROM moved ON CONFLICT (ward_id, key, household_id) DO UPDATE SET key = excluded.key`,
  // A door without a head, and one who has left.
  `UPDATE household_membership SET relation = 'other' WHERE ward_id = $1 AND household_id =
    (SELECT household_id FROM household_membership WHERE ward_id = $1 AND valid_to IS NULL ORDER BY household_id LIMIT 1)`,
  one(
    'household_membership',
    `valid_to = '2026-11-01'`,
    `valid_to IS NULL AND valid_from < '2026-10-01' AND relation <> 'head'`,
  ),
  // What was entered after the month was closed.
  one('file_status', `recorded_at = '2027-01-01', status_on = '2026-10-15'`),
  one('portal_question', `recorded_at = '2027-01-01', asked_on = '2026-10-15', visit_id = NULL`),
  one(
    'check_back',
    `recorded_at = '2027-01-01', checked_on = '2026-10-15', visit_id = NULL, taught_on = '2026-09-01'`,
    `outcome <> 'not_reached'`,
  ),
  // A visit, the last at its door, that promises another.
  one(
    'visit',
    `next_step = 'revisit', next_step_due = '2026-12-30'`,
    'NOT EXISTS (SELECT FROM visit later WHERE later.household_id = visit.household_id AND later.arrived_at > visit.arrived_at)',
  ),
  // What was asked on a visit.
  another('portal_question', `'id', ${NEW_ID}, 'visit_id', ${ANY_VISIT}`),
  another('check_back', `'id', ${NEW_ID}, 'visit_id', ${ANY_VISIT}`),
  // All lanes are closed, of which the ward has the same; the ward's own stays open.
  `INSERT INTO area_closure (id, ward_id, area, label, closed_from, closed_until, reason)
    SELECT ${NEW_ID}, ward_id, 'lane:' || lane_key, 'Ngõ', '2026-01-01', '2027-06-30', 'Của phường kia' FROM household
    WHERE ward_id = $1 AND lane_key IS NOT NULL GROUP BY ward_id, lane_key ON CONFLICT DO NOTHING`,
  `INSERT INTO data_request (id, ward_id, kind, asked_by, what, received_on, due_days, ended_as, ended_on, ended_by, answered_on, answered_by)
    SELECT ${NEW_ID}, $1, 'complaint', 'x', 'x', '2020-01-01', 5, 'withdrawn', '2020-02-01', id, '2020-02-01', id FROM user_account WHERE ward_id = $1 LIMIT 1`,
  event(
    `'seq', -19, 'action', 'area.give-reason', 'subject_type', 'household', 'is_change', true, 'details', '{"reason": "x"}'::jsonb`,
  ),
  // A referral to everywhere, with every outcome.
  `INSERT INTO referral SELECT (jsonb_populate_record(NULL::referral, to_jsonb(f) || jsonb_build_object('id', ${NEW_ID}, 'visit_id', null, 'recipient', p,
    'recipient_name', 'Nơi kia', 'outcome', o, 'answer', '', 'answered_on', CASE WHEN o IS NOT NULL THEN f.referred_on END,
    'answered_by', CASE WHEN o IS NOT NULL THEN f.referred_by END, 'withdrawn_at', null, 'withdrawn_by', null, 'withdrawn_reason', ''))).*
    FROM (SELECT * FROM referral WHERE ward_id = $1 LIMIT 1) f, unnest(enum_range(NULL::referral_recipient)) p,
      unnest(array_append(enum_range(NULL::referral_outcome), NULL)) o`,
  one(
    'support_request',
    'accepted_at = NULL, accepted_by = NULL',
    'is_open AND EXISTS (SELECT FROM support_request_wish w WHERE w.support_request_id = support_request.id)',
  ),
  // A briefing of every round, so one of an earlier round in the lanes of tonight.
  `INSERT INTO briefing SELECT (jsonb_populate_record(NULL::briefing, to_jsonb(b) || jsonb_build_object('id', ${NEW_ID}, 'round_id', r.id, 'lane_key', null, 'household_id', null,
    'scam_pattern', null, 'withdrawn_at', null, 'withdrawn_by', null, 'withdrawn_reason', ''))).* FROM (SELECT * FROM briefing WHERE ward_id = $1 LIMIT 1) b, (SELECT id FROM round WHERE ward_id = $1) r`,
  // Who had to pay for help, and a helper of many homes.
  another(
    'check_back',
    `'id', ${NEW_ID}, 'visit_id', null, 'outcome', 'with_somebody', 'barrier_id', null, 'helper', 'acquaintance', 'paid', true, 'recorded_at', ${IN_TURN.replace('n *', '1 *')}`,
  ),
  `INSERT INTO digital_helper SELECT (jsonb_populate_record(NULL::digital_helper, to_jsonb(g) || jsonb_build_object('id', ${NEW_ID}, 'household_id', h.id, 'helped_id', null, 'resident_id', null,
    'name', 'Lò Thị Giúp', 'phone', '0912000444', 'relation_note', 'cháu', 'valid_to', null, 'ended_word', null))).*
    FROM (SELECT * FROM digital_helper WHERE ward_id = $1 LIMIT 1) g, (SELECT id FROM household WHERE ward_id = $1 ORDER BY id LIMIT 6) h`,
  // A tie of two people to which they were not asked yet.
  `INSERT INTO digital_helper SELECT (jsonb_populate_record(NULL::digital_helper, to_jsonb(g) || jsonb_build_object('id', ${NEW_ID}, 'household_id', null, 'helped_id', a.id, 'resident_id', b.id,
    'name', '', 'phone', null, 'visit_id', null, 'agreed_on', null, 'agreed_heard_by', null, 'valid_to', null, 'ended_word', null, 'ended_by', null, 'ended_at', null))).*
    FROM (SELECT * FROM digital_helper WHERE ward_id = $1 LIMIT 1) g, (SELECT id FROM resident WHERE ward_id = $1 ORDER BY id LIMIT 1) a,
      (SELECT id FROM resident WHERE ward_id = $1 ORDER BY id DESC LIMIT 1) b`,
  one('group_session', `recorded_at = '2027-01-01', held_on = '2026-10-15'`),
  another(
    'group_session',
    `'id', ${NEW_ID}, 'recorded_at', '2026-10-16', 'withdrawn_at', '2027-01-01', 'withdrawn_by', r.recorded_by`,
  ),
  `UPDATE official_count SET recorded_at = '2027-01-01' WHERE ward_id = $1`,
  another(
    'month_closing',
    `'id', ${NEW_ID}, 'revision', 2, 'reopened_at', r.closed_at, 'reopened_by', r.closed_by, 'reopen_reason', 'thiếu một buổi'`,
  ),
  another('month_closing', `'id', ${NEW_ID}, 'month', '2026-12-01', 'closed_at', '2027-01-02'`),
  another(
    'duplicate_pair',
    `'id', ${NEW_ID}, 'other_id', 'ffffffff-ffff-8fff-bfff-ffffffffffff', 'distinct_at', r.found_at, 'distinct_by', r.paired_by`,
  ),
  one(
    'consent',
    `data_request_id = (SELECT id FROM data_request WHERE ward_id = $1 LIMIT 1), restricts = true, contact = false, survey = false, photo = false`,
  ),
  `UPDATE import_row SET verdict = 'doubtful', resident_id = (SELECT id FROM resident WHERE ward_id = $1 LIMIT 1), content = content || '{"warnings": ["x"]}' WHERE ward_id = $1`,
  another(
    'import_run',
    `'id', ${NEW_ID}, 'file_name', '${TWIN_LIST}', 'status', 'cancelled', 'created_at', '2001-01-01', 'finished_at', '2001-01-01'`,
  ),
  // A list that waits for the name of a column, long enough for the ward's retention to end it.
  another(
    'import_run',
    `'id', ${NEW_ID}, 'file_name', '${TWIN_LIST}', 'status', 'waiting', 'options', r.options || '{"question": {}}', 'created_at', '2001-01-01', 'finished_at', NULL`,
  ),
  `INSERT INTO import_row SELECT (jsonb_populate_record(x, jsonb_build_object('import_run_id', i.id))).* FROM import_row x JOIN import_run i USING (ward_id)
    WHERE ward_id = $1 AND i.status = 'cancelled' LIMIT 1`,
  // An old beginning of the log, a group with a former name, and a user who reads the whole night.
  // A reason given today.
  event(`'seq', -9, 'action', 'area.give-reason', 'at', '2026-12-20', 'subject_type', 'household', 'is_change', false`),
  event(`'seq', -5000, 'at', '2001-01-01', 'is_change', false`),
  event(`'seq', -2, 'action', 'residential-group.correct', 'at', '2026-10-15', 'subject_type', 'residential-group', 'is_change', true,
    'details', '{"changes": [{"field": "name", "before": "Tổ cũ", "after": "Tổ mới"}]}'::jsonb`),
  event(`'seq', -6, 'action', 'resident.correct', 'subject_type', 'resident', 'subject_id', (SELECT id FROM resident WHERE ward_id = $1 AND full_name = '${GONE.fullName}'),
    'details', '{"changes": [{"field": "phone", "before": "0987650002"}]}'::jsonb`),
  event(`'seq', -3, 'action', 'keys.rotate', 'subject_type', 'ward', 'details', '{"keySet": "00"}'::jsonb`),
  event(`'seq', -4, 'action', 'audit.empty', 'subject_type', 'ward', 'details', '{"seqs": []}'::jsonb`),
  event(
    `'seq', -5, 'action', 'audit.begin-chain', 'subject_type', 'ward', 'subject_id', (SELECT id FROM ward WHERE code = '${EMPTY_WARD}')`,
  ),
  `INSERT INTO audit_event OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(e, jsonb_build_object('seq', -1000 - n, 'action', 'household.open', 'is_change', false,
      'at', timestamptz '2026-11-20 02:00+07' + n * interval '1 second', 'subject_type', 'household', 'subject_id', gen_random_uuid()))).*
    FROM generate_series(1, 200) n, ${SOMEBODY}`,
  // Entries that a supervisor would ask about, of each kind, and what somebody answered, naming the one who will be erased.
  `INSERT INTO sample_answer (id, ward_id, sample_member_id, answered_on, answer, recorded_by, recorded_at)
    SELECT ${NEW_ID}, $1, ${NEW_ID}, '2026-11-24', 'alone', u.id, ${IN_TURN} FROM (SELECT id FROM user_account WHERE ward_id = $1 LIMIT 1) u, generate_series(1, 8) n`,
  `INSERT INTO sample_answer (id, ward_id, sample_member_id, answered_on, answer, recorded_by, recorded_at)
    SELECT ${NEW_ID}, $1, m.id, '2026-11-24', (ARRAY['not_used', 'declined'])[n]::portal_answer, u.id, ${IN_TURN}
    FROM (SELECT id FROM sample_member WHERE ward_id = $1 LIMIT 1) m, (SELECT id FROM user_account WHERE ward_id = $1 LIMIT 1) u, generate_series(1, 2) n`,
  many('group_session', `'recorded_at', ${IN_TURN}, 'withdrawn_at', null, 'withdrawn_by', null`, 8),
  event(`'seq', -8, 'action', 'group-session.edit', 'at', '2026-12-20', 'subject_type', 'group-session', 'is_change', true,
    'subject_id', (SELECT id FROM group_session WHERE ward_id = $1 LIMIT 1),
    'details', '{"changes": [{"field": "othersCount", "before": "1", "after": "9"}]}'::jsonb`),
  many('portal_question', `'visit_id', null, 'answer', 'alone', 'recorded_at', ${IN_TURN}`, 8),
  many('check_back', `'visit_id', null, 'outcome', 'alone', 'recorded_at', ${IN_TURN}`, 8),
  `INSERT INTO confirmation_call (id, ward_id, drawn_use_id, called_on, outcome, recorded_by, recorded_at)
    SELECT ${NEW_ID}, $1, ${NEW_ID}, '2026-11-24', 'as_recorded', u.id, ${IN_TURN} FROM (SELECT id FROM user_account WHERE ward_id = $1 LIMIT 1) u, generate_series(1, 8) n`,
  many(
    'visit',
    `'client_key', ${NEW_ID}, 'round_id', null, 'round_door_id', null, 'outcome', 'met', 'met_somebody', true, 'logged_at', ${IN_TURN}`,
    8,
  ),
  many(
    'assisted_procedure',
    `'position', 100 + n, 'help_level', 'watched', 'portal_file_code', null,
      'visit_id', (SELECT id FROM visit WHERE ward_id = $1 AND visited_on BETWEEN '2026-10-01' AND '2026-10-31' LIMIT 1)`,
    40,
  ),
  many(
    'support_request',
    `'channel', 'officer', 'promised_by', null, 'received_on', '2026-11-24', 'created_at', ${IN_TURN},
      'household_id', (SELECT household_id FROM visit WHERE ward_id = $1 AND outcome = 'refused' AND visited_on < '2026-11-24' LIMIT 1)`,
    4,
  ),
  another('official_count', `'id', ${NEW_ID}, 'online', 0, 'recorded_at', '2027-01-02'`),
  event(`'seq', -7, 'action', 'visit.edit', 'at', '2026-11-24', 'subject_type', 'visit', 'is_change', true,
    'subject_id', (SELECT v.id FROM visit v WHERE v.ward_id = $1 AND v.logged_by <> e.actor_id LIMIT 1),
    'details', '{"changes": [{"field": "checkBack", "after": "alone"}, {"field": "checkBack", "after": "alone"}, {"field": "checkBack", "after": "alone"}]}'::jsonb`),
  // An edit that took back that a resident had to pay.
  event(`'seq', -20, 'action', 'visit.edit', 'at', '2026-11-24', 'subject_type', 'visit', 'is_change', true, 'subject_id', ${ANY_VISIT},
    'details', '{"changes": [{"field": "paid", "before": "paid", "after": "unpaid"}]}'::jsonb`),
  // Visits opened by edits, one after the other.
  `INSERT INTO audit_event OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(e, jsonb_build_object('seq', -2000 - n, 'action', 'visit.edit', 'is_change', true,
      'at', timestamptz '2026-11-24 14:00+07' + n * interval '1 second', 'subject_type', 'visit', 'subject_id', ${ANY_VISIT},
      'details', '{"changes": [{"field": "outcome", "after": "met"}]}'::jsonb))).*
    FROM generate_series(1, 8) n, ${SOMEBODY}`,
  `INSERT INTO entry_inquiry (id, ward_id, rule, entry_kind, writer_id, found_on, last_entry_at, entries, answer, asked_by, asked_at)
    SELECT ${NEW_ID}, $1, 'fast', 'visit', w.id, '2026-11-24', '2026-11-25', 1, '${GONE.fullName}', a.id, '2026-11-25'
    FROM user_account w JOIN user_account a ON a.ward_id = w.ward_id AND a.id <> w.id WHERE w.ward_id = $1 LIMIT 1`,
  // Words that are older than the ward keeps them: of a visit, a closed request and a briefing about a home.
  another(
    'visit',
    `'id', ${NEW_ID}, 'client_key', ${NEW_ID}, 'round_id', null, 'round_door_id', null, 'household_id', ${FREE_HOME}, 'visited_on', '2023-01-03', 'note', 'x',
      'next_step', 'none', 'next_step_due', null, 'next_step_from', null, 'next_step_to', null`,
  ),
  another(
    'support_request',
    `'id', ${NEW_ID}, 'household_id', ${FREE_HOME}, 'is_open', false, 'received_on', '2023-01-03', 'promised_by', null, 'what', 'x'`,
  ),
  another(
    'support_request_closure',
    `'id', ${NEW_ID}, 'closed_at', '2023-01-04', 'support_request_id', (SELECT id FROM support_request WHERE ward_id = $1 AND received_on = '2023-01-03')`,
  ),
  another(
    'briefing',
    `'id', ${NEW_ID}, 'household_id', ${FREE_HOME}, 'round_id', null, 'lane_key', null, 'scam_pattern', null, 'written_at', '2023-01-03', 'updated_at', null,
      'withdrawn_at', null, 'withdrawn_by', null, 'withdrawn_reason', ''`,
  ),
];

/** Adds to the twin what only the twin has. */
export async function addToTwin(pool: Pool, twinId: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN; SET LOCAL session_replication_role = 'replica'");
    for (const statement of ALONE) {
      const { rowCount } = await client.query(statement, [twinId]);
      if (!rowCount) throw new Error(`the ward has nothing to make this of: ${statement}`);
    }
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}
