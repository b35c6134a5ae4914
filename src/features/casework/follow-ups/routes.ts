import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import type { Failed } from '../../../web/form';
import { undoable } from '../../../web/flash';
import { buttonRoute, formPost } from '../../../web/form-route';
import { wardCache } from '../../../shared/ward-cache';
import { renderPage } from '../../../web/page';
import { chosenIn, pageList, type AskedList } from '../../../web/list-source';
import { readPageNumber } from '../../../web/pager';
import { defineFeature, get, askedOf, type Asked, type Route } from '../../../web/route';
import { pressForm, readFilter } from './forms';
import { tokenOf } from './follow-up';
import { cardsPage, filtered, pageOf, placedHref, queryOf, workListPage, type FilteredList } from './pages';
import { listDetails, readWorkList, recentPresses, type WorkList } from './queries';
import { endFollowUps, undoPress } from './service';
import { FOLLOW_UP_OUTCOMES } from './labels';

/** Each filter's list, for all its readers and pages. */
const keepFiltered = wardCache<{ work: WorkList; list: FilteredList }>(64);

const followUpRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  /** A path with the filter and the page of the list that the reader looks at. */
  const kept = ({ req, actor }: Asked, path: string) =>
    placedHref(path, queryOf(readFilter(req.query, actor)), readPageNumber(req.query));

  /** What the reader asked for of the ward's follow-ups. */
  async function readList({ actor, query }: Pick<AskedList, 'actor' | 'query'>) {
    const at = now();
    const today = localDateOf(at);
    const filter = readFilter(query, actor);
    const { work, list } = await keepFiltered(db, actor, { key: JSON.stringify(filter), now: at }, async () => {
      const work = await readWorkList(db, actor, at);
      return { work, list: filtered(work.open, filter, today) };
    });
    return { work, filter, today, shown: { list, ...pageOf(list, readPageNumber(query)) } };
  }

  async function showList({ req, actor }: Asked, res: Response, failed?: Failed): Promise<void> {
    const { work, filter, today, shown } = await readList(askedOf(req));
    await accessLog.opened(actor, 'waiting.list', { type: 'ward', id: actor.wardId }, { kind: filter.kind ?? '' });
    const [details, recent] = await Promise.all([
      listDetails(db, actor.wardId, shown.lines.flat()),
      recentPresses(db, actor, today),
    ]);
    const canPress = isPermitted(actor.role, 'files.manage');
    renderPage(res, workListPage(work, filter, { ...shown, details }, { today, canPress, recent, failed }), {
      title: 'Việc cần theo dõi',
      hasErrors: failed !== undefined,
    });
  }

  const list = pageList({
    title: 'Việc cần theo dõi',
    read: async ({ actor, query }) => {
      const { work, filter, today, shown } = await readList({ actor, query });
      const details = await listDetails(db, actor.wardId, shown.lines.flat());
      const scene = { today, canPress: false, recent: [] };
      const { rows, nextHref, filters } = workListPage(work, filter, { ...shown, details }, scene).model;
      return {
        rows: rows.flatMap(({ items, ...line }) => items.map((item) => ({ ...line, ...item }))),
        nextHref,
        about: chosenIn(filters.kinds, filters.officers, filters.groups, filters.states),
      };
    },
    columns: {
      Việc: (row) => row.tag.text,
      'Hộ, người': (row) => row.name,
      'Điện thoại': (row) => row.number?.phone ?? '',
      'Ở đâu': (row) => row.where,
      'Phải làm': (row) => row.todo,
      'Về việc': (row) => row.about,
      Hạn: (row) => row.dueOn,
      'Của ai': (row) => row.owner,
    },
  });

  return [
    { ...get('/waiting', 'files.read', showList), list },
    get('/waiting/cards', 'files.read', async (asked, res) => {
      const { actor } = asked;
      const { item } = asked.query;
      const { work, today, shown: ofPage } = await readList(asked);
      const tokens = new Set([item].flat());
      const shown = item === undefined ? ofPage.lines.flat() : work.open.filter((found) => tokens.has(tokenOf(found)));
      await accessLog.opened(actor, 'waiting.list', { type: 'ward', id: actor.wardId }, { for: 'cards' });
      const details = await listDetails(db, actor.wardId, shown);
      renderPage(res, cardsPage(shown, details, { isAskedFor: item !== undefined, today }), {
        title: 'Thiếp báo',
        layout: 'print',
      });
    }),
    formPost('/follow-up-ends', 'files.manage', {
      show: showList,
      schema: pressForm,
      save: ({ actor }, form) => endFollowUps(context, actor, form),
      done: (result, asked, { outcome }) => ({
        said:
          result.kind === 'unchanged'
            ? { text: 'Các việc này vừa được ghi trước đó, hoặc nay không còn.', kind: 'warning' }
            : undoable(
                `${FOLLOW_UP_OUTCOMES[outcome]}: ${formatNumber(result.count)} việc.`,
                kept(asked, `/follow-up-ends/${result.endId}/undo`),
              ),
        to: kept(asked, '/waiting'),
      }),
    }),
    buttonRoute('/follow-up-ends/:id/undo', 'files.manage', {
      save: ({ actor, id }) => undoPress(context, actor, id),
      done: (_, asked) => ({
        said: 'Đã hoàn tác: việc lại ở trong danh sách.',
        unchanged: 'Đã hoàn tác trước đó.',
        to: kept(asked, '/waiting'),
      }),
    }),
  ];
};

export const followUpsFeature = defineFeature({
  routes: followUpRoutes,
  audit: {
    actions: {
      'waiting.list': 'Mở danh sách việc cần theo dõi',
      'follow-up.end': 'Ghi xong việc cần theo dõi',
      'follow-up.undo-end': 'Hoàn tác việc đã ghi xong',
    },
    groups: { waiting: 'Danh sách việc cần theo dõi' },
    subjects: {
      'follow-up': { label: 'Việc cần theo dõi', href: null },
    },
    fields: { followUpOutcome: 'ghi là', followUps: 'các việc' },
    values: { followUpOutcome: FOLLOW_UP_OUTCOMES },
  },
});
