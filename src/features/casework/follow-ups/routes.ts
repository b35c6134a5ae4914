import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { isId, parseForm, typed, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { askedOf, pageList, type AskedList } from '../../../web/page-list';
import { readPageNumber } from '../../../web/pager';
import type { Route } from '../../../web/route';
import { pressForm, readFilter } from './forms';
import { tokenOf } from './follow-up';
import { cardsModel, cardsPage, filtered, pageOf, placedHref, queryOf, workListModel, workListPage } from './pages';
import { listDetails, loadWorkList } from './queries';
import { endFollowUps, undoPress } from './service';
import { FOLLOW_UP_OUTCOMES } from './words';

export const followUpRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  /** A path with the filter and the page of the list that the reader looks at. */
  const kept = (req: Request, path: string) =>
    placedHref(path, queryOf(readFilter(req.query, currentUser(req))), readPageNumber(req.query));

  /** What the reader asked for of the ward's follow-ups. */
  async function readList({ actor, query }: Pick<AskedList, 'actor' | 'query'>) {
    const at = now();
    const today = localDateOf(at);
    const work = await loadWorkList(db, { wardId: actor.wardId, userId: actor.id }, at, today);
    const filter = readFilter(query, actor);
    return { work, filter, today, shown: pageOf(filtered(work.open, filter, today), readPageNumber(query)) };
  }

  const readingOf = (actor: Actor, details: Record<string, string>) =>
    context.accessLog.reading(actor, 'waiting.list', { type: 'ward', id: actor.wardId }, details);

  async function showList(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const { work, filter, today, shown } = await readList(askedOf(req));
    const reading = await readingOf(actor, { kind: filter.kind ?? '' });
    const details = await listDetails(reading, actor.wardId, shown.lines.flat());
    const sent = failed && typed(failed.values, 'pressId');
    const model = workListModel(
      work,
      filter,
      { ...shown, details },
      {
        today,
        canPress: isPermitted(actor.role, 'files.manage'),
        pressId: isId(sent) ? sent : randomUUID(),
        failed: failed
          ? { errors: failed.errors, note: typed(failed.values, 'note'), ticked: [failed.values.items].flat() }
          : null,
      },
    );
    renderPage(res, workListPage, model, { title: 'Việc cần theo dõi', hasErrors: failed !== undefined });
  }

  const list = pageList({
    title: 'Việc cần theo dõi',
    read: async ({ actor, query }) => {
      const { work, filter, today, shown } = await readList({ actor, query });
      const details = await listDetails(db, actor.wardId, shown.lines.flat());
      const scene = { today, canPress: false, pressId: '', failed: null };
      const { rows, nextHref } = workListModel(work, filter, { ...shown, details }, scene);
      return { rows: rows.flatMap(({ items, ...line }) => items.map((item) => ({ ...line, ...item }))), nextHref };
    },
    columns: {
      Việc: (row) => row.tag.text,
      'Hộ, người': (row) => row.name,
      'Điện thoại': (row) => row.number?.phone ?? '',
      'Ở đâu': (row) => row.where,
      'Phải làm': (row) => row.todo,
      'Về việc': (row) => row.about,
      Hạn: (row) => row.deadline,
      'Của ai': (row) => row.owner,
    },
  });

  return [
    {
      method: 'get',
      path: '/waiting',
      permission: 'files.read',
      list,
      handler: (req, res) => showList(req, res),
    },
    {
      method: 'get',
      path: '/waiting/cards',
      permission: 'files.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const { item } = req.query;
        const { work, today, shown: ofPage } = await readList(askedOf(req));
        const asked = new Set([item].flat());
        const shown = item === undefined ? ofPage.lines.flat() : work.open.filter((found) => asked.has(tokenOf(found)));
        const details = await listDetails(await readingOf(actor, { for: 'cards' }), actor.wardId, shown);
        const model = cardsModel(shown, details, { isAskedFor: item !== undefined, today });
        renderPage(res, cardsPage, model, { title: 'Thiếp báo', layout: 'print' });
      },
    },
    {
      method: 'post',
      path: '/follow-up-ends',
      permission: 'files.manage',
      handler: async (req, res) => {
        const form = parseForm(pressForm, req.body);
        if (!form.ok) return showList(req, res, form);
        const result = await endFollowUps(context, currentUser(req), form.value);
        if (result.kind === 'unchanged')
          flash(req, 'Các việc này vừa được ghi trước đó, hoặc nay không còn.', 'warning');
        else
          flash(req, `${FOLLOW_UP_OUTCOMES[form.value.outcome]}: ${formatNumber(result.count)} việc.`, 'success', [
            { label: 'Hoàn tác', href: kept(req, `/follow-up-ends/${result.endId}/undo`), fields: [] },
          ]);
        res.redirect(303, kept(req, '/waiting'));
      },
    },
    {
      method: 'post',
      path: '/follow-up-ends/:id/undo',
      permission: 'files.manage',
      handler: async (req, res) => {
        const result = await undoPress(context, currentUser(req), idParam(req));
        flash(req, result.kind === 'done' ? 'Đã hoàn tác: việc lại ở trong danh sách.' : 'Đã hoàn tác trước đó.');
        res.redirect(303, kept(req, '/waiting'));
      },
    },
  ];
};
