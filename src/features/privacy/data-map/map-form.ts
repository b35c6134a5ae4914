// How the data map is written. The table itself is data-map.ts.

/** Nghị định 356/2025/NĐ-CP, Điều 3–4. `none` says nothing about a person. */
export type DataClass = 'none' | 'basic' | 'sensitive';

/** Whose data the rows of a table are. */
export type About = 'resident' | 'household' | 'sender' | 'staff' | 'nobody';

/** What data are used for, and what allows it: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15. */
export const PURPOSES = {
  register: { label: 'Sổ hộ và người, để đội đến đúng nhà, giúp đúng người', basis: 'Điều 19.1.c' },
  visits: { label: 'Đến nhà hướng dẫn dịch vụ công, theo dõi hồ sơ, phòng lừa đảo', basis: 'Điều 19.1.c' },
  requests: { label: 'Nhận và trả lời đề nghị của người dân', basis: 'Điều 19.1.c' },
  rights: { label: 'Trả lời yêu cầu của chủ thể dữ liệu', basis: 'Điều 4' },
  breaches: { label: 'Ghi và thông báo sự cố dữ liệu cá nhân', basis: 'Điều 23' },
  adoption: { label: 'Đếm xem người dân có dùng Cổng nhiều hơn không', basis: 'Điều 19.1.c' },
  survey: { label: 'Mẫu hỏi ngẫu nhiên mỗi quý', basis: 'Đồng ý riêng (Điều 9)' },
  imports: { label: 'Đưa danh sách của phường vào sổ', basis: 'Điều 19.1.c' },
  team: { label: 'Xếp buổi, phân công và giữ an toàn cho đội', basis: 'Điều 19.1.c' },
  accounts: { label: 'Đăng nhập và phân quyền', basis: 'Điều 19.1.c' },
  evidence: { label: 'Biết ai đã ghi, sửa, xem', basis: 'Điều 19.1.c; Nghị định 165/2025/NĐ-CP, Điều 17.10' },
  settings: { label: 'Thiết lập và con số của phường', basis: 'không có dữ liệu cá nhân' },
} as const;

export type Purpose = keyof typeof PURPOSES;

/** How long data are kept. */
export const RETENTIONS = {
  person: 'Hết số năm phường chọn: sau ngày chuyển đi hoặc mất thì bỏ tên, sau việc đã xong thì bỏ chữ; còn số đếm',
  household: 'Khi nhà còn trong sổ',
  request: 'Đến khi hết số tháng phường chọn sau khi trả lời',
  import: 'Đến khi hết số ngày phường chọn sau khi xong lần nhập; tệp thì bỏ ngay khi đọc xong, cả bản tạm',
  undo: '30 ngày, để hoàn tác gộp trùng',
  account: 'Khi phường còn dùng việc người ấy đã ghi',
  speaker: 'Đến khi ghi lại, xóa, hay khóa tài khoản của người nói',
  log: 'Theo nhật ký; ít nhất 6 tháng',
  draft: 'Đến khi gửi hay bỏ; nhiều nhất bảy ngày',
  session: 'Đến khi hết phiên, hết hạn',
  changes: 'Hai ngày',
  settings: 'Khi phường còn dùng',
} as const;

export type Retention = keyof typeof RETENTIONS;

/** Column → what it is called on paper. */
export type Labels = Readonly<Record<string, string>>;

/** A table of the map. Columns with the names in TECHNICAL and ACCOUNTABLE are named only where they mean more. */
export interface MappedTable {
  /** 'Lượt thăm': what one row is. */
  holds: string;
  about: About;
  purpose: Purpose;
  keep: Retention;
  /** Columns that say nothing about any person. */
  none: readonly string[];
  /** Basic data that name no person once `words` are emptied: what is counted. */
  facts: Labels;
  /** Basic data that name a person, and whatever was written freely. */
  words: Labels;
  sensitive: Labels;
  /** Columns that are kept for another time than the rest. */
  keptApart: Readonly<Record<string, Retention>>;
}

type CataloguedField = { label: string; dataClass: 'none' | 'facts' | 'words' | 'sensitive' } & (
  | { column: string }
  | { columns: readonly string[] }
);

interface Columns {
  /** 'seq score': separated by spaces. */
  none?: string;
  /** 'gender Giới tính; phone Điện thoại': column and label, separated by semicolons. The same for the next two. */
  facts?: string;
  words?: string;
  sensitive?: string;
  /** Fields of a catalogue, which knows their classes; what is said above counts more. */
  fields?: Readonly<Record<string, CataloguedField>>;
  keptApart?: Readonly<Record<string, Retention>>;
}

/** One table of the map. @param use whose data the rows are, what for, and how long they are kept. */
export function rows(
  holds: string,
  use: `${About} ${Purpose} ${Retention}`,
  { none = '', facts, words, sensitive, fields = {}, keptApart = {} }: Columns = {},
): MappedTable {
  const [about, purpose, keep] = use.split(' ') as [About, Purpose, Retention];
  const catalogued = Object.values(fields).map((field) => {
    const [first, ...others] = 'columns' in field ? field.columns : [field.column];
    return { ...field, first: first!, others };
  });
  const ofClass = (wanted: CataloguedField['dataClass']) =>
    Object.fromEntries(
      catalogued.flatMap(({ dataClass, first, label }) => (dataClass === wanted ? [[first, label]] : [])),
    );
  return {
    holds,
    about,
    purpose,
    keep,
    none: [
      ...none.split(/\s+/).filter(Boolean),
      ...Object.keys(ofClass('none')),
      ...catalogued.flatMap(({ others }) => others),
    ],
    facts: { ...ofClass('facts'), ...labelsOf(facts) },
    words: { ...ofClass('words'), ...labelsOf(words) },
    sensitive: { ...ofClass('sensitive'), ...labelsOf(sensitive) },
    keptApart,
  };
}

function labelsOf(columns = ''): Labels {
  const parts = columns.split(';').map((part) => /^\s*(\w+)\s+(.+?)\s*$/s.exec(part));
  return Object.fromEntries(parts.flatMap((part) => (part ? [[part[1]!, part[2]!]] : [])));
}

/** Columns with these names say nothing about any person, in any table: keys, references, bookkeeping. */
export const TECHNICAL = new Set(
  `id ward_id version created_at updated_at position client_key is_open is_waiting is_latest
  household_id other_household_id resident_id other_resident_id one_id other_id kept_id removed_id record_id subject_id
  visit_id round_id round_door_id assisted_procedure_id support_request_id public_request_id import_run_id act_id
  residential_group_id portal_question_id check_back_id sample_member_id survey_sample_id sample_stratum_id
  group_session_id guide_step_id merge_id closing_id confirmation_draw_id drawn_use_id portal_use_id check_draw_id`.split(
    /\s+/,
  ),
);

/** Columns with these names say which account of the ward did something, and when: basic data, kept as evidence. */
export const ACCOUNTABLE = new Set(
  `accepted answered called changed closed confirmed created decided distinct drawn edited ended entered erased extended finished lifted
  logged merged paired paused placed recorded referred removed reopened reopening_confirmed reported requested returned reverted revoked saved taken undone
  updated withdrawn written`
    .split(/\s+/)
    .flatMap((verb) => [`${verb}_by`, ...(['created', 'updated'].includes(verb) ? [] : [`${verb}_at`])])
    .concat('user_id', 'officer_id'),
);

/** What the map says about one column; null if it does not know it. */
export function classOf(table: MappedTable, column: string): DataClass | null {
  if (column in table.sensitive) return 'sensitive';
  if (column in table.facts || column in table.words) return 'basic';
  if (table.none.includes(column) || TECHNICAL.has(column)) return 'none';
  return ACCOUNTABLE.has(column) ? 'basic' : null;
}
