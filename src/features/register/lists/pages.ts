import type { ListSubject } from '../../../generated/prisma/enums';
import { formatDate, type LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { listFileHref } from '../../../web/list-source';
import { viewOf } from '../../../web/page';
import { hrefWith, whichPage } from '../../../web/pager';
import type { Actor } from '../../../actor';
import { columnsOf, FIRST_COLUMN, printedCell, shownColumns, type Column, type ListRow } from './columns';
import { filterForm } from './filter-form';
import { filterText, filtersOf, NO_GROUP, type FilterKey } from './filters';
import { isSameList, listHref, listQuery, readList, type ListSpec } from './list-spec';
import { orderOf, ordersOf } from './orders';
import { can } from './policy';
import {
  MAX_COUNTED,
  LIST_PAGE_SIZE,
  type Cursor,
  type FilterPlaces,
  type ListFrame,
  type ListPage,
  type SavedViewRow,
} from './queries';
import { starterViews } from './starter-views';

const SUBJECT_TITLES: Record<ListSubject, string> = { residents: 'Người trong sổ', households: 'Hộ trong sổ' };
const UNITS: Record<ListSubject, string> = { residents: 'người', households: 'hộ' };

// ------------------------------------------------------------ all lists

export function indexPage(actor: Actor, views: readonly SavedViewRow[], adultAge: number, canSave: boolean) {
  const saved = (view: SavedViewRow) => ({
    name: view.name,
    href: `/saved-views/${view.id}`,
    words: wordsOfView(listOfView(view).list),
    maker: view.createdBy === actor.id ? '' : view.makerName,
    /** '' when the reader may not change it. */
    editHref: canSave && can(actor, 'change', view) ? `/saved-views/${view.id}/edit` : '',
  });
  return viewOf('register/lists/index', {
    whole: [
      { name: 'Người', href: '/lists/residents', words: 'Những người đang ở phường, theo tên' },
      { name: 'Hộ', href: '/lists/households', words: 'Mọi cửa, theo thứ tự đi bộ' },
    ],
    own: views.filter((view) => !view.isShared).map(saved),
    shared: views.filter((view) => view.isShared).map(saved),
    starters: starterViews(adultAge).map(({ name, list }) => ({
      name,
      href: listHref(list),
      words: wordsOfView(list),
      maker: '',
      editHref: '',
    })),
    canSave,
  });
}

/** A saved view as a list; `unknown` names the parts that are no longer available. */
export const listOfView = (
  view: Pick<SavedViewRow, 'subject' | 'filter' | 'columns' | 'sort'>,
): {
  list: ListSpec;
  unknown: string[];
} => readList(view.subject, { ...(view.filter as Record<string, unknown>), columns: view.columns, sort: view.sort });

/** Without the names of places, because those come from the database. */
function wordsOfView(list: ListSpec): string {
  const filters = filterText(list.subject, list.filter, {
    group: { name: 'một tổ dân phố' },
    lane: 'một phố, ngõ',
  }).map(({ text }) => text);
  return [capitalise(UNITS[list.subject]), ...filters, uncapitalise(orderOf(list.subject, list.sort).label)].join(
    ' · ',
  );
}

// ------------------------------------------------------------ one list

/** A list of people who cannot go to the police for level 2 leads to the letter that asks them to come. */
const asksForLetter = ({ subject, filter: { need = [] } }: ListSpec): boolean =>
  subject === 'residents' && need.includes('hard_to_move') && need.includes('no_vneid_level_2');

const action = (label: string, href: string, kind: 'plain' | 'primary' = 'plain') => ({ label, href, kind });

export interface ListContent extends ListPage {
  list: ListSpec;
  cursor: Cursor;
  rows: ListRow[];
  today: LocalDate;
}

export function savedViewListPage(actor: Actor, content: ListContent, may: { save: boolean; export: boolean }) {
  const { list, rows, count, view, today } = content;
  const { subject } = list;
  const extra: Record<string, string> = view ? { view: view.id } : {};
  const shown = shownColumns(list);
  const isChanged = view !== null && !isSameList(listOfView(view).list, list);
  const last = rows.at(-1);
  const { after, before, page: asked } = content.cursor;
  const place = content.hasPrevious ? { after: after ?? before, page: Math.max(2, asked) } : { after: null, page: 1 };
  const { page, pageNote } = whichPage(
    { place, size: LIST_PAGE_SIZE, total: count, countedTo: MAX_COUNTED },
    content.hasNext,
  );
  const letterHref = hrefWith('/referrals/letters/new', { people: rows.map(({ id }) => id) });
  return viewOf('register/lists/list', {
    title: titleOf(list, view, content.adultAge),
    context: [
      `${countText(subject, count)}`,
      ...(list.filter.status || subject === 'households' ? [] : ['đang ở phường']),
      uncapitalise(orderOf(subject, list.sort).label),
    ].join(' · '),
    notices: noticesOf(list, content.places),
    actions: [
      may.save &&
        (view === null || isChanged) &&
        action(view ? 'Lưu thành danh sách khác' : 'Lưu danh sách này', newViewHref(list)),
      view && may.save && can(actor, 'change', view) && action('Đổi tên, chia sẻ', `/saved-views/${view.id}/edit`),
      may.export && asksForLetter(list) && action('Xin buổi định danh lưu động', letterHref),
      may.export && count > 0 && action('Tải về', listFileHref(listHref(list, extra)), 'primary'),
    ].filter((each) => each !== false && each !== null),
    tabs: (Object.keys(SUBJECT_TITLES) as ListSubject[]).map((each) => ({
      label: each === 'residents' ? 'Người' : 'Hộ',
      href: `/lists/${each}`,
      isCurrent: each === subject,
    })),
    chips: filterText(subject, list.filter, content.places).map(({ key, value, text }) => ({
      text: capitalise(text),
      href: listHref(without(list, key, value), extra),
    })),
    clearHref: listHref({ ...list, filter: {} }, extra),
    form: filterForm(subject, list.filter, content.options, content.places),
    columns: Object.entries(columnsOf(subject))
      .filter(([name]) => name !== FIRST_COLUMN[subject])
      .map(([name, { label }]) => ({ id: `column-${name}`, value: name, label, checked: list.columns.includes(name) })),
    orders: Object.entries(ordersOf(subject)).map(([value, { label }]) => ({
      value,
      label,
      selected: value === list.sort,
    })),
    action: `/lists/${subject}`,
    viewId: view?.id ?? '',
    /** Set when the list differs from the saved view it was opened from. */
    changed: isChanged
      ? {
          savedHref: `/saved-views/${view.id}`,
          newHref: newViewHref(list),
          action: `/saved-views/${view.id}/list`,
          subject,
          query: listQuery(list).toString(),
          version: String(view.version),
          canChange: may.save && can(actor, 'change', view),
        }
      : null,
    head: shown.map(({ label, isNumber = false, isLong = false }) => ({ label, isNumber, isLong })),
    rows: rows.map((row) => rowModel(subject, shown, row, today)),
    toPlan: { [subject === 'households' ? 'doors' : 'people']: rows.flatMap((row) => (row.addressLine ? row.id : [])) },
    isWide: shown.length > 7,
    isEmptyWard: count === 0 && Object.keys(list.filter).length === 0,
    previousHref: previousHref(content, extra, page),
    nextHref: content.hasNext && last ? listHref(list, { ...extra, after: last.id, page: String(page + 1) }) : null,
    pageNote,
  });
}

/** When the rows of a page are gone, the way back leads to the first page. */
function previousHref({ list, cursor, rows, hasPrevious }: ListContent, extra: Record<string, string>, page: number) {
  const [first] = rows;
  if (hasPrevious && first) return listHref(list, { ...extra, before: first.id, page: String(page - 1) });
  return cursor.after && !first ? listHref(list, extra) : null;
}

const rowModel = (subject: ListSubject, shown: readonly Column<ListRow>[], row: ListRow, today: LocalDate) => ({
  href: `/${subject}/${row.id}`,
  cells: shown.map(({ label, cell, onPage = capitalise, isNumber = false }) => {
    const value = cell(row, today);
    // An address may begin with a word: 'tầng 3, 64 Cửa Bắc'.
    return { label, text: onPage(printedCell(value)), isNumber, isUnbroken: value.kind !== 'text' };
  }),
});

/** The title of a list: the name of its saved view or starter view, or its subject. */
export const titleOf = (list: ListSpec, view: SavedViewRow | null, adultAge: number): string =>
  view?.name ??
  starterViews(adultAge).find((starter) => isSameList(starter.list, list))?.name ??
  SUBJECT_TITLES[list.subject];

export const countText = (subject: ListSubject, count: number): string =>
  `${count > MAX_COUNTED ? `Hơn ${formatNumber(MAX_COUNTED)}` : formatNumber(count)} ${UNITS[subject]}`;

export function filterSentence(list: ListSpec, places: FilterPlaces): string {
  const words = filterText(list.subject, list.filter, places).map(({ text }) => text);
  const living =
    list.subject === 'residents' && !list.filter.status ? ['đang ở phường (thường trú, tạm trú, lưu trú)'] : [];
  return [...living, ...words].join('; ') || 'tất cả';
}

/** Places in a filter that no longer exist. */
function noticesOf({ filter }: ListSpec, { group, lane }: FilterPlaces): string[] {
  const [asked] = filter.group ?? [];
  return [
    ...(asked && asked !== NO_GROUP && !group
      ? ['Tổ dân phố trong bộ lọc không có trong phường, nên danh sách trống. Chọn tổ khác.']
      : []),
    ...(group?.closedOn
      ? [
          `${group.name} đã thôi hoạt động từ ${formatDate(group.closedOn)}. Danh sách còn những hộ chưa được chuyển sang tổ mới.`,
        ]
      : []),
    ...(filter.lane && lane === null ? ['Phố, ngõ trong bộ lọc không còn cửa nào trong sổ. Chọn phố, ngõ khác.'] : []),
  ];
}

function without(list: ListSpec, key: FilterKey, value: string): ListSpec {
  const { [key]: values = [], ...others } = list.filter;
  const left = values.filter((each) => each !== value);
  return { ...list, filter: left.length > 0 ? { ...list.filter, [key]: left } : others };
}

const newViewHref = (list: ListSpec): string => listHref(list, { subject: list.subject }, '/saved-views/new');

/** A list as facts: subject, filters, columns and order. */
export const factsOf = (list: ListSpec, places: FilterPlaces): { label: string; value: string }[] => [
  { label: 'Danh sách', value: SUBJECT_TITLES[list.subject] },
  { label: 'Lọc', value: capitalise(filterSentence(list, places)) },
  {
    label: 'Cột',
    value: shownColumns(list)
      .map(({ label }) => label)
      .join(', '),
  },
  { label: 'Thứ tự', value: orderOf(list.subject, list.sort).label },
];

/** The list as a file: its columns, and the cells of a row. */
export function foundList(list: ListSpec, { view, adultAge, count, places }: ListFrame, today: LocalDate) {
  const { subject, sort } = list;
  const shown = shownColumns(list);
  const filter = `Lọc: ${filterSentence(list, places)}. Thứ tự: ${orderOf(subject, sort).label}`;
  return {
    title: titleOf(list, view, adultAge),
    about: [`${countText(subject, count)}. ${filter}`],
    columns: shown.map(({ label }) => label),
    personal: shown.filter(({ isPersonal }) => isPersonal).map(({ label }) => label),
    fileName: `danh-sach-${subject === 'residents' ? 'nguoi' : 'ho'}-${today}`,
    cells: Object.fromEntries(shown.map(({ label, cell }) => [label, (row: ListRow) => cell(row, today)])),
  };
}

/** Whether a query was sent by a filter form, which also sends its empty fields, rather than by a link. */
export const isFormQuery = (subject: ListSubject, query: Readonly<Record<string, unknown>>): boolean =>
  filtersOf(subject).some(([key]) => query[key] === '');
