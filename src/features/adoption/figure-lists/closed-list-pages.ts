import { formatDate, monthName } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { DOOR_OUTCOMES, PAUSE_KINDS, PORTAL_USE_HOW, PORTAL_USE_SOURCES, VNEID_LEVELS } from '../../../shared/labels';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { NotFoundError } from '../../../shared/errors';
import { listClosed, type ClosedListRow, type RowKind } from './closed-list-queries';
import { tagsOf } from './closed-row-queries';
import type { ClosedMonth } from '../figures/closed-figures';
import { LASTING_LABELS, LASTING_STATES, WAVE_NAMES } from '../figures/lasting';
import { FILE_OUTCOME_WORDS } from './figure-lists';
import type { ListFilter } from './forms';
import { defineList, type FigureList } from './list-pages';

// A list behind a figure of a closed month: the same rows as on the day of the closing, whatever the book says today.

const ROW_KINDS: Record<string, RowKind> = {
  adults: 'person',
  helped: 'person',
  taught: 'person',
  lasting: 'lesson',
  needy: 'person',
  doors: 'household',
  refused: 'household',
  paused: 'household',
  visits: 'visit',
  files: 'file',
  requests: 'request',
};

const UNITS: Record<RowKind, string> = {
  person: 'người',
  household: 'hộ',
  visit: 'lượt',
  lesson: 'việc đã dạy',
  file: 'hồ sơ',
  request: 'đề nghị',
};

const GONE = 'không còn trong sổ (đã gộp hoặc bỏ)';

const dayCell = ({ on }: ClosedListRow) => (on ? formatDate(on) : '');
const nameCell = ({ name }: ClosedListRow) => name ?? GONE;
const countedCell = ({ tags }: ClosedListRow) => tags.flatMap((tag) => COUNTED_AS[tag] ?? []).join(' · ');

const COLUMNS: Record<RowKind, Record<string, (row: ClosedListRow) => string>> = {
  person: {
    'Họ tên': nameCell,
    'Địa chỉ hôm nay': ({ addressLine }) => addressLine ?? '',
    'Tổ hôm nay': ({ groupName }) => (groupName ? shortGroupName(groupName) : ''),
    'Khi chốt': countedCell,
  },
  household: {
    'Địa chỉ': ({ addressLine }) => addressLine ?? GONE,
    'Chủ hộ hôm nay': ({ name }) => name ?? '',
    'Tổ hôm nay': ({ groupName }) => (groupName ? shortGroupName(groupName) : ''),
    'Khi chốt': countedCell,
  },
  visit: {
    Ngày: dayCell,
    'Địa chỉ': ({ addressLine }) => addressLine ?? GONE,
    'Kết quả': ({ outcome }) => (outcome ? DOOR_OUTCOMES[outcome] : ''),
    'Người ghi': ({ officerName }) => officerName ?? '',
  },
  lesson: {
    'Ngày dạy': dayCell,
    'Họ tên': nameCell,
    'Dịch vụ': ({ serviceName }) => serviceName ?? '',
    'Khi chốt': countedCell,
  },
  request: {
    'Nhờ ngày': dayCell,
    'Địa chỉ': ({ addressLine }) => addressLine ?? GONE,
    'Tổ hôm nay': ({ groupName }) => (groupName ? shortGroupName(groupName) : ''),
  },
  file: {
    Ngày: dayCell,
    'Họ tên': nameCell,
    'Dịch vụ': ({ serviceName }) => serviceName ?? '',
    'Mã hồ sơ': ({ portalFileCode }) => portalFileCode ?? '',
    'Khi chốt': countedCell,
  },
};

const wordsOf = (name: string, words: Record<string, string>) =>
  Object.fromEntries(Object.entries(words).map(([value, label]) => [`${name}=${value}`, uncapitalise(label)]));

/** What a tag says of its row; tags that only find it say nothing. */
const COUNTED_AS: Record<string, string> = {
  ...wordsOf('how', PORTAL_USE_HOW),
  ...wordsOf('source', PORTAL_USE_SOURCES),
  'vneid=level_2': `VNeID ${uncapitalise(VNEID_LEVELS.level_2)}`,
  'vneid=locked': `VNeID ${uncapitalise(VNEID_LEVELS.locked)}`,
  ...wordsOf('reached', { yes: 'đã gặp', year: 'trong 12 tháng', no: 'chưa gặp', helped: 'đã giúp' }),
  ...wordsOf('result', { stuck: 'còn vướng', unasked: 'chưa hỏi lại được', invited: 'đã tự mời' }),
  ...Object.fromEntries(
    Object.entries(WAVE_NAMES).flatMap(([wave, name]) =>
      LASTING_STATES.map((state) => [`${wave}=${state}`, `${name}: ${uncapitalise(LASTING_LABELS[state])}`] as const),
    ),
  ),
  ...wordsOf('state', { met: 'đã gặp', not_met: 'chưa gặp', helped: 'đã giúp' }),
  ...wordsOf('pause', PAUSE_KINDS),
  ...wordsOf('outcome', FILE_OUTCOME_WORDS),
};

/** Each kind of row has a name, an address, or both; the other is not read. */
const isGone = ({ name, addressLine }: Partial<ClosedListRow>): boolean => (name ?? addressLine ?? null) === null;

function closedListOf({ name, title, record, emptyText }: FigureList, closed: ClosedMonth): FigureList {
  const kind = ROW_KINDS[name]!;
  return defineList<ClosedListRow>(name, {
    title,
    read(db, { filter, place, scope: { wardId } }) {
      const tags = tagsOf(name, filter, closed.figures.scope.on);
      return listClosed(db, { wardId, closingId: closed.id, list: name, kind }, tags, place);
    },
    context: (count, { where }) =>
      `${count} ${UNITS[kind]} của ${monthName(closed.month)} đã chốt, bản ${closed.revision}${where}`,
    columns: COLUMNS[kind],
    record: { ...record, isGone },
    emptyText,
  });
}

/**
 * The list that an address asks for: as a month was closed, or the book's.
 * @param findClosed finds a closing of the reader's ward. @throws NotFoundError if there is none with the asked id.
 */
export async function listShown(
  list: FigureList,
  { closing }: ListFilter,
  findClosed: (id: string) => Promise<ClosedMonth | null>,
): Promise<FigureList> {
  if (!closing) return list;
  const closed = await findClosed(closing);
  if (!closed) throw new NotFoundError();
  return closedListOf(list, closed);
}
