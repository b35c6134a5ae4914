import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import {
  addDays,
  addMonths,
  formatDate,
  isRealDate,
  localDateOf,
  monthEndOf,
  type LocalDate,
} from '../../../shared/dates';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { formatNumber } from '../../../shared/numbers';
import { isId } from '../../../web/form';
import { renderPage, viewOf } from '../../../web/page';
import { pageList, type AskedList } from '../../../web/list-source';
import { hrefWith, pageWords, readPageNumber } from '../../../web/pager';
import { get, type Route } from '../../../web/route';
import { serviceLabel } from '../../office/catalogue/labels';
import { lessonRows, lessonWords } from './stopped-step-pages';
import { countLessons, LESSON_KINDS, listLessons, type GuideCount, type LessonNumber } from './stopped-step-queries';
import {
  countStuck,
  listStuck,
  STUCK_KINDS,
  type CountedLine,
  type Span,
  type StuckCount,
  type StuckKind,
  type StuckNumber,
} from './stuck-queries';

const FILES_A_PAGE = 50;

const KIND_NAMES: Record<StuckKind, string> = { files: 'hồ sơ đã nộp', unsent: 'việc chưa nộp' };

/** Why files get stuck, by service and cause; each number opens what it counts to those who may read files. */
export const stuckRoutes = ({ db, now, accessLog }: AppContext): Route[] => {
  const placeOf = (asked: AskedList): StuckPlace => {
    const today = localDateOf(now());
    const month = typeof asked.query.month === 'string' ? asked.query.month : '';
    const first = `${month}-01`;
    const isMonth = isRealDate(first) && first <= today;
    const end = isMonth && monthEndOf(first) < today ? monthEndOf(first) : today;
    return {
      page: readPageNumber(asked.query),
      month: isMonth ? month : '',
      span: { from: isMonth ? first : addDays(addMonths(today, -12), 1), to: end },
      canReadFiles: isPermitted(asked.actor.role, 'files.read'),
    };
  };

  const countsOf = async (asked: AskedList) => {
    const place = placeOf(asked);
    const { wardId } = asked.actor;
    const [counts, lessons] = await Promise.all([
      countStuck(db, wardId, place.span),
      countLessons(db, wardId, place.span),
    ]);
    return stuckPage({ counts, lessons }, place, localDateOf(now()));
  };

  /** The list behind the number that is asked for; null for the page of the numbers. */
  const behind = async (asked: AskedList) => {
    const number = numberIn(asked);
    if (!number) return null;
    const place = placeOf(asked);
    const { wardId } = asked.actor;
    const part = { ...place.span, skip: (place.page - 1) * FILES_A_PAGE, size: FILES_A_PAGE };
    if ('guideId' in number) {
      const [counts, rows] = await Promise.all([
        countLessons(db, wardId, place.span),
        listLessons(db, wardId, { ...part, ...number }),
      ]);
      const guide = counts.find(({ guideId }) => guideId === number.guideId);
      const query = { guide: number.guideId, lessons: number.kind, step: String(number.step) };
      return { number, view: countedListPage(rows, { ...lessonWords(number, guide), query }, place) };
    }
    const [counts, rows] = await Promise.all([
      countStuck(db, wardId, place.span),
      listStuck(db, wardId, { ...part, ...number }),
    ]);
    const { serviceId: service, causeId: cause, kind } = number;
    const counted = counts.find(({ serviceId, causeId }) => serviceId === service && causeId === cause);
    const title = counted ? `${counted.serviceName}: ${uncapitalise(counted.cause)}` : 'Không có hồ sơ nào';
    const words = { title, counted: KIND_NAMES[kind], dayLabel: 'Vướng ngày', query: { service, cause, kind } };
    return { number, view: countedListPage(rows, words, place) };
  };

  const counted = pageList({
    title: 'Vì sao hồ sơ vướng',
    isPersonal: false,
    read: async (asked) => {
      const { rows, nextHref, context } = (await countsOf(asked)).model;
      return { rows, nextHref, about: context };
    },
    columns: {
      'Dịch vụ': (row) => row.service,
      'Vì sao': (row) => row.cause,
      'Hồ sơ đã nộp': (row) => row.files,
      'Việc chưa nộp': (row) => row.unsent,
    },
  });
  const listed = pageList({
    title: 'Việc đã hỗ trợ',
    read: async (asked) => {
      const { rows, nextHref, title, context } = (await behind(asked))!.view.model;
      return { rows, nextHref, about: `${title}. ${context}` };
    },
    columns: {
      'Họ tên': (row) => row.name,
      'Địa chỉ': (row) => row.address,
      'Mã hồ sơ': (row) => row.fileCode,
      Ngày: (row) => row.on,
    },
  });

  return [
    {
      ...get('/stuck-files', 'stuck-files.count', async (asked, res) => {
        const { actor } = asked;
        const found = await behind(asked);
        if (!found) return renderPage(res, await countsOf(asked), { title: 'Vì sao hồ sơ vướng' });
        await accessLog.opened(
          actor,
          'assisted-procedure.list-stuck',
          { type: 'ward', id: actor.wardId },
          { ...found.number },
        );
        renderPage(res, found.view);
      }),
      list: { find: (asked) => (numberIn(asked) ? listed : counted).find(asked) },
    },
  ];
};

/** The number whose list is asked for, of lessons or of files; null if none is, or the reader may not read files. */
function numberIn({ actor, query }: AskedList): LessonNumber | StuckNumber | null {
  const { guide, lessons, step, service, cause, kind } = query;
  if (!isPermitted(actor.role, 'files.read')) return null;
  if (isId(guide))
    return {
      guideId: guide,
      kind: LESSON_KINDS.find((each) => each === lessons) ?? 'all',
      step: typeof step === 'string' && /^\d{1,2}$/.test(step) ? Number(step) : 0,
    };
  if (!isId(service) || !isId(cause)) return null;
  return { serviceId: service, causeId: cause, kind: STUCK_KINDS.find((each) => each === kind) ?? 'files' };
}

interface StuckPlace {
  page: number;
  /** '2026-11'; '' for the last 12 months. */
  month: string;
  span: Span;
  canReadFiles: boolean;
}

const daysOf = ({ from, to }: Span) => `Từ ${formatDate(from)} đến ${formatDate(to)}`;

/** The way through a list of that many rows. */
function pagesOf(total: number, page: number, hrefOf: (page: number) => string) {
  const pages = Math.max(1, Math.ceil(total / FILES_A_PAGE));
  return {
    previousHref: page > 1 ? hrefOf(page - 1) : null,
    nextHref: page < pages ? hrefOf(page + 1) : null,
    pageNote: pageWords(page, pages),
  };
}

export function stuckPage(
  { counts, lessons }: { counts: readonly StuckCount[]; lessons: readonly GuideCount[] },
  place: StuckPlace,
  today: LocalDate,
) {
  const { month, span, page, canReadFiles } = place;
  const thisMonth = today.slice(0, 7);
  return viewOf('door/assisted-procedures/stuck', {
    context: `${daysOf(span)}. “Đã nộp”: vướng ở cửa rồi nộp được, hoặc Cổng đòi bổ sung, không tiếp nhận, dừng. “Chưa nộp”: vướng ở cửa, đến nay chưa nộp. Mỗi lý do tính một lần.`,
    back: canReadFiles ? { href: '/waiting', label: 'Việc cần theo dõi' } : { href: '/reports', label: 'Tổng quan' },
    tabs: [
      { label: '12 tháng qua', href: '/stuck-files', isCurrent: month === '' },
      ...[...new Set([thisMonth, month || thisMonth])].map((each) => ({
        label: `Tháng ${Number(each.slice(5))}/${each.slice(0, 4)}`,
        href: hrefWith('/stuck-files', { month: each }),
        isCurrent: month === each,
      })),
    ],
    rows: counts.slice((page - 1) * FILES_A_PAGE, page * FILES_A_PAGE).map((count) => ({
      service: serviceLabel({ name: count.serviceName, code: count.serviceCode }),
      cause: count.cause,
      files: count.files,
      unsent: count.unsent,
      numbers: STUCK_KINDS.map((kind) => ({
        label: KIND_NAMES[kind],
        value: formatNumber(count[kind]),
        /** Opens what is counted; '' for users who may not read files, and for nothing. */
        href:
          canReadFiles && count[kind] > 0
            ? hrefWith('/stuck-files', { month, service: count.serviceId, cause: count.causeId, kind })
            : '',
      })),
    })),
    lessons: lessonRows(lessons, place),
    ...pagesOf(counts.length, page, (other) => hrefWith('/stuck-files', { month, page: other })),
  });
}

/** A page of the files, of the help or of the lessons behind a number. @param query the number in its address. */
export function countedListPage(
  rows: readonly CountedLine[],
  {
    title,
    counted,
    dayLabel,
    query,
  }: { title: string; counted: string; dayLabel: string; query: Record<string, string> },
  { month, span, page }: StuckPlace,
) {
  const total = rows[0]?.total ?? 0;
  return viewOf('door/assisted-procedures/stuck-list', {
    back: { href: hrefWith('/stuck-files', { month }), label: 'Vì sao hồ sơ vướng' },
    title,
    context: `${formatNumber(total)} ${counted}. ${daysOf(span)}.`,
    dayLabel,
    rows: rows.map((row) => ({
      href: `/assisted-procedures/${row.id}`,
      name: row.residentName,
      address: row.addressLine,
      fileCode: row.fileCode ?? '',
      on: formatDate(row.on),
    })),
    ...pagesOf(total, page, (other) => hrefWith('/stuck-files', { month, ...query, page: other })),
  });
}
