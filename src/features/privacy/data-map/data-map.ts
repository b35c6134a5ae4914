import { READINESS } from '../../../shared/readiness-fields';
import { HOUSEHOLD_FIELDS, RESIDENT_FIELDS } from '../../../shared/register-fields';
import { rows, type MappedTable } from './map-form';

/**
 * Every table of the database, and of every column its class, purpose, basis and retention. A guard test compares it
 * with the database, `npm run data-map` prints it, and what a person may read or have erased follows from it.
 *
 * A new column: name it under `none`, `facts`, `words` or `sensitive` of its table. A new table: copy a neighbour's.
 */
export const DATA_MAP: Readonly<Record<string, MappedTable>> = {
  // ------------------------------------------------------------ people and doors
  resident: rows('Người trong sổ', 'resident register person', {
    words: `name_folded Họ tên, để tìm; sort_name Họ tên, để xếp; national_number_cipher Số định danh, mã hóa;
      national_number_hash Dấu của số định danh, để tìm; national_number_last4 Bốn số cuối của số định danh`,
    fields: RESIDENT_FIELDS,
  }),
  household_membership: rows('Lần ở trong hộ', 'resident register person', {
    facts: 'household_id Ở; relation Quan hệ với chủ hộ; valid_from Từ ngày; valid_to Đến ngày',
    words: 'relation_note Quan hệ, ghi thêm',
  }),
  readiness: rows('Mức sẵn sàng dùng dịch vụ số', 'resident visits person', {
    none: 'observed',
    facts: 'recorded_on Ngày; source Ghi từ',
    fields: READINESS,
  }),
  priority_fact: rows('Diện ưu tiên', 'resident visits person', {
    facts: 'valid_from Từ ngày; valid_to Đến ngày; source Căn cứ',
    words: 'source_note Căn cứ, ghi thêm; withdrawn_reason Vì sao rút',
    sensitive: 'kind Diện',
  }),
  digital_helper: rows('Người giúp số, và giúp ai', 'resident visits person', {
    none: 'helped_id agreed_heard_by agreed_visit_id told_at told_only',
    facts:
      'purposes Giúp việc; valid_from Từ ngày; valid_to Đến ngày; agreed_on Hai bên đồng ý ngày; ended_word Ai nói thôi',
    words: 'name Tên; phone Điện thoại; relation_note Là gì của người được giúp',
  }),
  newcomer: rows('Người mới gặp, chưa có trong sổ', 'resident register person', {
    facts: 'birth_year Năm sinh; relation Là',
    words: 'full_name Họ tên khi ghi; phone Điện thoại khi ghi; tie Là gì của ai',
  }),
  resident_absence: rows('Lần vắng lâu ngày', 'resident register person', {
    none: 'status_before',
    facts: 'absent_from Từ ngày; expected_until Dự kiến đến; ended_on Về ngày',
    words: 'reason Vì sao',
  }),
  register_event: rows('Biến động hộ, người', 'resident register person', {
    facts: 'kind Việc; happened_on Ngày; expected_until Dự kiến đến',
    words: 'place Nơi; note Ghi chú',
  }),
  register_act: rows('Việc ghi biến động, để hoàn tác', 'resident register person', {
    none: 'seq form_digest',
    words: 'changes Các dòng trước và sau; reverted_reason Vì sao hoàn tác',
  }),
  national_number_change: rows('Lần đổi số định danh', 'resident register person', {
    none: 'reverses_id',
    words: `before_cipher Số cũ, mã hóa; before_last4 Bốn số cuối cũ; after_cipher Số mới, mã hóa;
      after_last4 Bốn số cuối mới`,
  }),
  resident_search_key: rows('Khóa tìm người', 'resident register person', {
    none: 'is_given',
    words: 'key Chữ để tìm; name_order Chữ để xếp',
  }),
  duplicate_pair: rows('Cặp người có thể trùng', 'resident register person', {
    none: 'score found_at',
    words: 'distinct_note Vì sao là hai người',
  }),
  register_merge: rows('Lần gộp trùng', 'resident register person', {
    none: 'seq kind pair_id',
    words: 'snapshot_cipher Bản chụp trước khi gộp, mã hóa',
    keptApart: { snapshot_cipher: 'undo' },
  }),
  register_merge_number: rows('Số định danh của lần gộp', 'resident register undo', {
    none: 'side',
    words: `national_number_cipher Số định danh, mã hóa; national_number_hash Dấu của số định danh;
      national_number_last4 Bốn số cuối`,
  }),
  household: rows('Hộ, cửa nhà', 'household register household', {
    none: 'walk_order hand_order',
    facts: 'address_folded Địa chỉ, để tìm',
    fields: HOUSEHOLD_FIELDS,
  }),
  household_search_key: rows('Khóa tìm nhà', 'household register household', { facts: 'key Chữ để tìm' }),
  household_pause: rows('Lần tạm dừng gõ cửa', 'household visits household', {
    facts: 'kind Loại; paused_from Từ ngày; paused_until Đến ngày',
    words: 'reason Vì sao',
  }),
  unoccupied_period: rows('Lần nhà trống, vắng lâu', 'household register household', {
    facts: 'kind Loại; began_on Từ ngày; expected_until Dự kiến đến; ended_on Đến ngày',
    words: 'reason Vì sao',
  }),
  duplicate_household_pair: rows('Cặp hộ có thể trùng', 'household register household', {
    none: 'score found_at',
    words: 'distinct_note Vì sao là hai hộ',
  }),

  consent: rows('Lời đồng ý hoặc phản đối', 'resident rights person', {
    none: 'notice_id data_request_id',
    facts: `read_aloud Đã nghe thông báo; contact Đội được đến nhà, gọi điện; survey Đồng ý được hỏi khảo sát;
      photo Đồng ý cho chụp ảnh; given_by Ai nói; channel Nói cách nào; said_at Lúc; restricts Hạn chế xử lý`,
    words: 'representative_name Người đại diện; representative_relation Là gì của người ấy',
  }),
  privacy_notice: rows('Thông báo về dữ liệu', 'nobody rights settings', { none: 'body hash' }),

  // ------------------------------------------------------------ visits and what they lead to
  visit: rows('Lượt thăm có mặt hoặc được giúp', 'household visits person', {
    none: 'next_step_from next_step_to met_somebody',
    facts: `visited_on Ngày; household_id Nhà; outcome Kết quả ở cửa; arrived_at Đến lúc; left_at Đi lúc;
      left_at_door Để lại ở cửa; accompanied_by Đi cùng; next_step Hẹn;
      next_step_due Hẹn ngày`,
    words: `refusal_reason Vì sao chưa muốn; others_present Người khác có mặt; next_step_note Hẹn, ghi thêm;
      note Ghi chú; late_reason Vì sao ghi muộn`,
  }),
  person_promise: rows('Lời hẹn riêng trong lượt thăm', 'resident visits person', {
    facts: 'due_on Hẹn ngày',
    words: 'note Hẹn việc gì',
  }),
  visit_presence: rows('Có mặt trong lượt thăm', 'resident visits person'),
  visit_officer: rows('Ai của đội đi lượt thăm', 'staff evidence account'),
  visit_withdrawal: rows('Lượt thăm đã rút', 'staff evidence account'),
  assisted_procedure: rows('Việc đã hỗ trợ', 'resident visits person', {
    facts:
      'public_service_id Dịch vụ; help_level Ai bấm máy; level_reason Vì sao giúp mức ấy; result Kết quả; barrier_id Vướng vì; again_on Hẹn làm tiếp ngày',
    words: 'portal_file_code Mã hồ sơ; done_for_reason Vì sao làm thay; note Ghi chú',
  }),
  file_status: rows('Tình trạng hồ sơ', 'resident visits person', {
    facts: 'assisted_procedure_id Hồ sơ; status Trạng thái; status_on Ngày; barrier_id Trả lại vì',
    words: 'note Ghi chú; backward_reason Vì sao đi lùi',
  }),
  step_taught: rows('Bước đã dạy', 'resident visits person'),
  topic_taught: rows('Nội dung đã nói trong lượt thăm', 'household visits person', { none: 'public_service_id' }),
  group_session: rows('Buổi tập trung', 'household visits person', {
    none: 'others_count',
    facts: 'held_on Ngày; place Nơi',
    words: 'note Ghi chú',
  }),
  group_session_service: rows('Nội dung của buổi tập trung', 'nobody visits settings', { none: 'public_service_id' }),
  group_session_attendee: rows('Dự buổi tập trung', 'resident visits person'),
  referral: rows('Giấy giới thiệu đến nơi khác', 'resident visits person', {
    none: 'letter_id',
    facts:
      'recipient Nơi đến; referred_on Ngày; answer_by Hỏi lại ngày; answered_on Trả lời ngày; outcome Kết quả; asked_evening Xin buổi ngày; evening_on Buổi làm ngày',
    words: 'recipient_name Tên nơi đến; purpose Để làm gì; answer Trả lời; withdrawn_reason Vì sao rút',
  }),
  follow_up_end: rows('Việc cần theo dõi đã xong', 'resident visits person', {
    none: 'fact_key press_id',
    facts: 'kind Việc; outcome Kết quả; ended_on Ngày',
    words: 'note Ghi chú',
  }),
  door_call: rows('Cuộc gọi hẹn', 'household visits household', {
    facts: 'called_on Ngày; outcome Kết quả; times Giờ ở nhà',
    words: 'note Ghi chú; withdrawn_reason Vì sao rút',
  }),
  briefing: rows('Lời dặn trước khi đến', 'household visits person', {
    none: 'lane_key lane_label scam_pattern',
    words: `approach Nên nói thế nào; reluctance Vì sao còn ngại; what_worked Điều đã có ích;
      withdrawn_reason Vì sao rút`,
  }),

  // ------------------------------------------------------------ requests
  support_request: rows('Đề nghị hỗ trợ', 'resident requests person', {
    facts: 'received_on Nhận ngày; channel Qua; promised_by Hẹn đến trước ngày',
    words: 'contact_name Người liên hệ; contact_phone Điện thoại; what Cần gì',
  }),
  support_request_service: rows('Việc của đề nghị', 'resident requests person', {
    facts: 'public_service_id Dịch vụ; result Kết quả; ended_at Lúc',
    words: 'reason Vì sao',
  }),
  support_request_wish: rows('Giờ mong muốn của đề nghị', 'household requests person', {
    facts: 'on_date Ngày; weekdays Thứ; from_time Từ; to_time Đến',
  }),
  support_request_closure: rows('Đề nghị đã kết thúc', 'resident requests person', {
    facts: 'kind Kết thúc; closed_at Lúc',
    words: 'reason Vì sao',
  }),
  public_request: rows('Đề nghị từ ngoài, chưa ghép với cửa', 'sender requests request', {
    none: 'send_key code is_checked origin',
    facts: 'received_at Nhận lúc; topics Việc; times Giờ',
    words: 'sender_name Người gửi; sender_phone Điện thoại; address_text Địa chỉ; what Cần gì',
  }),
  public_request_outcome: rows('Trả lời đề nghị từ ngoài', 'sender requests request', {
    none: 'crowd_id',
    facts: 'kind Trả lời; refusal Vì sao từ chối',
    words: 'note Ghi chú',
  }),
  data_breach: rows('Sự cố dữ liệu cá nhân', 'resident breaches settings', {
    facts: `discovered_at Phát hiện lúc; people_count Số người bị ảnh hưởng; ended_as Kết thúc; sent_at Gửi thông báo lúc`,
    words: `what Chuyện gì đã xảy ra; data_kinds Loại dữ liệu; consequences Hậu quả; measures Biện pháp; contact Người liên hệ;
      sent_to Gửi đến; letter_number Số văn bản; waived_reason Vì sao không phải thông báo`,
  }),
  voice: rows('Lời nhận xét về đội, không có ai', 'nobody requests settings', {
    none: 'answered_on source said is_checked is_mixed',
    words: 'sentence Lời nhắn',
    keptApart: { sentence: 'request' },
  }),
  data_request: rows('Yêu cầu về dữ liệu của mình, phản ánh về đội', 'resident rights person', {
    none: 'due_days',
    facts: `kind Yêu cầu; received_on Nhận ngày; answered_on Trả lời ngày; extended_by_days Gia hạn thêm (ngày);
      extended_on Gia hạn ngày; ended_as Kết thúc; ended_on Kết thúc ngày`,
    words: `asked_by Người yêu cầu; what Yêu cầu cụ thể; extension_reason Vì sao gia hạn;
      end_note Đã làm gì, vì sao từ chối`,
  }),
  retention_run: rows('Đêm dọn dữ liệu quá hạn, chỉ có số đếm', 'nobody rights settings', { none: 'ran_at counts' }),
  data_erasure: rows('Người đã xóa dữ liệu, chỉ có mã', 'nobody rights settings', { none: 'erased_id former_ids' }),

  // ------------------------------------------------------------ use of the portal
  portal_use: rows('Lần dùng Cổng', 'resident adoption person', {
    none: 'date_precision',
    facts: 'public_service_id Dịch vụ; used_on Ngày; how Ai bấm máy; source Biết qua',
  }),
  portal_question: rows('Lần hỏi về Cổng', 'resident adoption person', {
    facts: 'asked_on Ngày; answer Trả lời; public_service_id Dịch vụ; used_month Dùng tháng',
  }),
  check_back: rows('Lần hỏi lại sau khi dạy', 'resident adoption person', {
    facts: `public_service_id Dịch vụ; taught_on Dạy ngày; checked_on Hỏi ngày; outcome Trả lời; helper Ai cùng làm; paid Phải trả tiền;
      barrier_id Vướng vì`,
  }),
  scam_situation: rows('Tình huống lừa đảo', 'nobody settings settings', {
    none: `origin_id number pattern title story answers pictures right_answer why source source_checked_on is_draft`,
  }),
  due_rule: rows('Quy tắc đến hạn', 'nobody settings settings', {
    none: 'key public_service_ids law source checked_on',
  }),
  situation_answer: rows('Trả lời tình huống lừa đảo', 'resident survey person', {
    none: 'was_taught',
    facts: 'situation_id Tình huống; moment Lúc nào; answer Chọn câu số; answered_on Ngày',
  }),
  near_miss: rows('Lần suýt bị lừa, không có ai', 'nobody visits settings', {
    none: 'pattern channel stopped_by happened_on note',
  }),
  check_draw: rows('Bốc thăm hỏi lại sau nửa năm', 'nobody survey settings', {
    none: 'month due_from due_until seed population',
  }),
  check_draw_member: rows('Lần được bốc để hỏi lại sau nửa năm', 'resident survey person', {
    facts: 'call_order Thứ tự bốc',
  }),
  survey_sample: rows('Mẫu hỏi của quý', 'nobody survey settings', { none: 'quarter seed' }),
  sample_stratum: rows('Phần của mẫu theo tổ', 'nobody survey settings', { none: 'population' }),
  sample_member: rows('Lần vào mẫu hỏi', 'resident survey person', { facts: 'call_order Thứ tự gọi' }),
  sample_answer: rows('Trả lời mẫu hỏi', 'resident survey person', {
    facts: 'answered_on Ngày; answer Trả lời; public_service_id Dịch vụ; used_month Dùng tháng',
  }),
  confirmation_draw: rows('Bốc thăm gọi xác nhận của tháng', 'nobody survey settings', {
    none: 'month seed population',
  }),
  drawn_use: rows('Lần dùng Cổng bốc để gọi xác nhận', 'resident survey person', {
    none: 'date_precision',
    facts: 'call_order Thứ tự gọi; public_service_id Dịch vụ; used_on Ngày; how Ai bấm máy',
  }),
  confirmation_call: rows('Cuộc gọi xác nhận', 'resident survey person', {
    facts: 'called_on Ngày gọi; outcome Trả lời',
  }),
  official_count: rows('Số chính thức phường nhập', 'nobody settings settings', {
    none: 'month public_service_id received online wholly_online source stated_on',
  }),
  entry_inquiry: rows('Lần hỏi lại người ghi', 'staff evidence account', {
    none: 'rule entry_kind found_on last_entry_at entries',
    facts: 'writer_id Người ghi; asked_by Người hỏi; asked_at Hỏi lúc',
    words: 'answer Trả lời',
  }),
  month_closing: rows('Tháng đã chốt', 'nobody adoption settings', { none: 'month revision figures reopen_reason' }),
  closed_row: rows('Dòng đứng sau con số đã chốt, chỉ có mã', 'nobody adoption settings', { none: 'list row_id tags' }),
  indicator_target: rows('Mục tiêu', 'nobody settings settings', {
    none: 'indicator period value legal_basis note start_on start_value ended_on',
  }),
  reach_draw: rows('Lần rút thăm thứ tự tổ', 'nobody adoption settings', { none: 'seed per_quarter first_quarter' }),
  reach_turn: rows('Lượt của tổ', 'nobody adoption settings', {
    none: 'reach_draw_id priority quarter doors visited_doors',
  }),

  // ------------------------------------------------------------ imported lists
  import_run: rows('Lần nhập danh sách', 'nobody imports settings', {
    none: 'file_sha256 status rows_done rows_total failure columns counts options attempts request refusals',
    words: 'file_name Tên tệp; reverted_reason Vì sao hoàn tác',
  }),
  import_row: rows('Dòng của danh sách nhập', 'resident imports import', {
    none: 'row_number verdict decision outcome',
    words: `content Chữ trong dòng; problems Điều sai; changes Chỗ khác với sổ;
      national_number_cipher Số định danh, mã hóa; national_number_hash Dấu của số định danh`,
  }),
  import_file_part: rows('Tệp đang đọc, mã hóa', 'resident imports import', { words: 'cipher Nội dung, mã hóa' }),
  import_effect: rows('Điều lần nhập đã ghi, để hoàn tác', 'resident imports import', {
    none: 'target version_after',
    words: `before Dòng trước khi nhập; national_number_cipher Số định danh, mã hóa;
      national_number_hash Dấu của số định danh; national_number_last4 Bốn số cuối`,
  }),

  // ------------------------------------------------------------ rounds and the team
  round: rows('Buổi ra quân', 'staff team account', {
    none: 'code starts_at ends_at area out_of_hours_reason answered_objections reopened_at',
    words: 'escort Người đi cùng; note Ghi chú',
  }),
  round_closure: rows('Buổi đã đóng hoặc hủy', 'staff evidence account', { none: 'kind reason' }),
  round_officer: rows('Ai đi buổi nào', 'staff team account', {
    none: 'is_active',
    facts: 'starts_at Từ; ends_at Đến',
  }),
  round_departure: rows('Ai rời buổi sớm', 'staff team account', {
    facts: 'starts_at Từ; ends_at Đến; left_at Rời lúc',
  }),
  round_door: rows('Cửa của buổi', 'household visits household', {
    none: 'is_if_time_allows',
    facts: 'expected_at Khoảng lúc',
    words: 'reason Vì sao đến',
  }),
  round_door_removal: rows('Cửa đã bỏ khỏi buổi', 'household evidence household'),
  round_proposal: rows('Bản xếp chờ duyệt', 'household visits session', {
    none: 'from_date to_date set_aside expires_at',
    words: 'output Các buổi được xếp',
  }),
  carried_round: rows('Buổi đang nằm trên máy', 'staff team account', {
    none: 'expires_at carried_at',
    words: 'laptop_name Tên máy',
  }),
  officer_availability: rows('Giờ đi được trong tuần', 'staff team account', {
    facts: 'weekday Thứ; from_time Từ; to_time Đến',
  }),
  absence: rows('Lần vắng của người trong đội', 'staff team account', {
    facts: 'starts_at Từ; ends_at Đến',
    // May say that an officer is ill.
    sensitive: 'reason Vì sao',
  }),
  calendar_feed: rows('Lịch gắn vào điện thoại', 'staff team account', { none: 'token_hash' }),

  // ------------------------------------------------------------ accounts and the log
  user_account: rows('Tài khoản', 'staff accounts account', {
    none: 'must_change_password first_password_at area',
    facts: `role Vai trò; disabled_at Khóa lúc; last_login_at Đăng nhập lần cuối;
      reading_braked_at Bị chặn đọc lúc; reopened_at Mở lại lúc`,
    words: 'username Tên đăng nhập; display_name Họ tên; phone Điện thoại; password_hash Dấu của mật khẩu',
  }),
  second_factor: rows('Bước thứ hai khi đăng nhập', 'staff accounts account', {
    none: 'last_step',
    words: 'secret_cipher Khóa của ứng dụng lấy mã, mã hóa',
  }),
  passkey: rows('Khóa truy cập khi đăng nhập', 'staff accounts account', {
    none: 'counter transports last_challenge',
    facts: 'last_used_at Dùng lần cuối',
    words: 'name Tên khóa; credential_id Mã của khóa; public_key Khóa công khai',
  }),
  recovery_code: rows('Mã dự phòng', 'staff accounts account', { none: 'used_at', words: 'code_hash Dấu của mã' }),
  form_draft: rows('Biểu mẫu đang gõ dở', 'household visits draft', {
    none: 'form',
    words: 'content_cipher Điều đã gõ, mã hóa',
  }),
  user_session: rows('Phiên đăng nhập', 'staff accounts session', {
    none: 'sid expire',
    words: 'sess Người đăng nhập, lời báo và biểu mẫu đang dở',
  }),
  rate_limit: rows('Số lần thử gần đây', 'sender accounts session', {
    none: 'points expire',
    words: 'key Địa chỉ mạng, số điện thoại hoặc tài khoản',
  }),
  audit_chain: rows('Đầu chuỗi nhật ký', 'nobody evidence log', { none: 'chain_id place changes hash key_number mac' }),
  audit_event: rows('Dòng nhật ký', 'staff evidence log', {
    none: 'chain_id seq is_change subject_id legacy_hash xid salt digest',
    facts: 'at Lúc; actor_id Ai; action Việc; subject_type Loại hồ sơ',
    words: 'actor_name Tên người làm; details Chi tiết, có thể có tên và số cũ, mới',
  }),
  audit_seal: rows('Dấu niêm của dòng nhật ký', 'nobody evidence log', { none: 'chain_id place seq key_number hash' }),
  audit_key: rows('Khóa niêm nhật ký, mã hóa', 'nobody evidence log', {
    none: 'number key_set',
    words: 'key_cipher Khóa, mã hóa',
  }),
  audit_begin: rows('Dấu niêm phong đã bắt đầu, mã hóa', 'nobody evidence log', {
    none: 'number',
    words: 'begin_cipher Lúc bắt đầu và từ đâu, mã hóa',
  }),
  audit_count: rows('Số dòng nhật ký đã ghi', 'nobody evidence log', { none: 'backend written' }),
  audit_horizon: rows('Nhật ký đã niêm đến đâu', 'nobody evidence log', { none: 'is_only xid' }),
  figure_change: rows('Số liệu của ai vừa đổi', 'resident adoption changes', { none: 'xid at' }),
  key_check: rows('Dấu của khóa mã hóa', 'nobody settings settings', { none: 'sealing_check lookup_check' }),
  database_name: rows('Mã của cơ sở dữ liệu', 'nobody settings settings', { none: 'is_only id' }),

  // ------------------------------------------------------------ what a ward sets
  ward: rows('Phường', 'nobody settings settings', {
    none: 'code name province former_wards phone outreach_policy retention adult_age is_demo requires_second_factor officers_keep_to_area team_began_on second_language',
  }),
  residential_group: rows('Tổ dân phố', 'staff team settings', {
    none: 'code name valid_from valid_to',
    words: 'leader_name Tổ trưởng; leader_phone Điện thoại tổ trưởng',
  }),
  lane_order: rows('Thứ tự đi trong ngõ', 'nobody settings settings', { none: 'lane_path hand_order' }),
  place_alias: rows('Tên khác của một nơi', 'nobody settings settings', {
    none: 'kind name name_folded alias alias_folded note',
  }),
  duplicate_search: rows('Lần tìm trùng', 'nobody settings settings', {
    none: 'began_at book_changes residents pairs',
  }),
  saved_view: rows('Danh sách đã lưu', 'nobody settings settings', {
    none: 'subject name_folded columns sort shared_at',
    words: 'name Tên; filter Điều kiện lọc, có thể có chữ đã tìm',
  }),
  calendar_day: rows('Ngày đặc biệt', 'nobody settings settings', { none: 'date kind name status source' }),
  area_closure: rows('Khu tạm đóng', 'nobody settings settings', {
    none: 'area label closed_from closed_until reason',
  }),
  public_service: rows('Dịch vụ công', 'nobody settings settings', {
    none: `kind code name also_called ministry group_key is_essential25 level level_date level_source
      deciding_body topic_area office_trip_minutes legal_days portal_url note code_confidence replaced_by_id
      is_retired retired_on`,
  }),
  service_guide: rows('Bài hướng dẫn', 'nobody settings settings', {
    none: `public_service_id number title prerequisites first_task_id source papers papers_from_data must_be_present fee
      trouble trouble_answer source_checked_on`,
  }),
  guide_step: rows('Bước của bài', 'nobody settings settings', { none: 'service_guide_id action detail' }),
  spoken_step: rows('Bước được nói', 'staff team speaker', {
    none: 'language words text sound_type seconds',
    facts: 'spoken_by Ai nói; spoken_at Nói lúc',
    words: 'sound Tiếng của người nói',
  }),
  barrier: rows('Rào cản', 'nobody settings settings', { none: 'key label retired_on' }),
};
