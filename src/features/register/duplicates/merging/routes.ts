import type { Request, Response } from 'express';
import type { AppContext } from '../../../../context';
import { localDateOf } from '../../../../shared/dates';
import { maskNationalNumber } from '../../../../shared/national-number';
import { answerOf, askAgainPage } from '../../../../web/ask-again';
import { currentUser } from '../../../../web/current-user';
import { flash } from '../../../../web/flash';
import { idParam } from '../../../../web/id-param';
import { renderPage } from '../../../../web/page';
import { askedOf, pageList, type AskedList } from '../../../../web/page-list';
import { readPlace } from '../../../../web/pager';
import { defineFeature, type Route } from '../../../../web/route';
import { mergeAudit } from './audit-labels';
import { forgetMergesJob } from './forget-service';
import { mergeListPage, nameOfRecord, recordHref, showPage, undoQuestion } from './pages';
import { findMergeNumbers, getMerge, listMerges, type MergeRow } from './queries';
import { previewUndo, openSnapshot, undoMerge } from './undo-service';

const mergeRoutes = (context: AppContext): Route[] => {
  const { db, sealer } = context;
  const today = () => localDateOf(context.now());
  const snapshotOf = ({ id, snapshotCipher }: MergeRow, wardId: string) =>
    snapshotCipher ? openSnapshot(sealer, snapshotCipher, { id, wardId }) : null;

  async function renderShow(req: Request, res: Response, id: string, refused?: readonly string[]) {
    const actor = currentUser(req);
    const row = await getMerge(db, actor.wardId, id);
    await context.accessLog.opened(actor, 'merge.open', { type: 'merge', id });
    const [preview, numbers] = await Promise.all([previewUndo(context, actor.wardId, id), findMergeNumbers(db, id)]);
    const snapshot = snapshotOf(row, actor.wardId);
    const masked = (side: 'kept' | 'removed') => (numbers[side] ? maskNationalNumber(numbers[side]) : '');
    const shown =
      numbers.kept || numbers.removed
        ? { kept: masked('kept'), removed: masked('removed'), merged: masked(snapshot?.numberFrom ?? 'kept') }
        : null;
    const view = showPage(row, snapshot, {
      preview: refused ? { kind: 'blocked', blockers: refused } : preview,
      numbers: shown,
      today: today(),
    });
    renderPage(res, view, { hasErrors: refused !== undefined });
  }

  async function listOf({ actor, query }: AskedList) {
    const place = readPlace(query);
    const rows = await listMerges(db, actor.wardId, place);
    const nameOf = (row: MergeRow) => {
      const snapshot = snapshotOf(row, actor.wardId);
      return snapshot && nameOfRecord(row.kind, snapshot.removed);
    };
    return mergeListPage(rows, { nameOf, today: today(), place });
  }

  async function list(req: Request, res: Response) {
    const { actor } = askedOf(req);
    const [view] = await Promise.all([
      listOf(askedOf(req)),
      context.accessLog.opened(actor, 'merge.list', { type: 'ward', id: actor.wardId }),
    ]);
    renderPage(res, view, { title: 'Hồ sơ đã gộp' });
  }

  const merges = pageList({
    title: 'Hồ sơ đã gộp',
    read: async (asked) => {
      const { merges: rows, nextHref } = (await listOf(asked)).model;
      return { rows, nextHref };
    },
    columns: {
      'Giữ lại': (row) => row.kept,
      'Gộp vào': (row) => row.removed,
      Loại: (row) => row.kind,
      Lúc: (row) => row.when,
      'Ai gộp': (row) => row.by,
      'Tình trạng': (row) => row.state.text,
    },
  });

  async function undo(req: Request, res: Response) {
    const actor = currentUser(req);
    const id = idParam(req);
    const row = await getMerge(db, actor.wardId, id);
    const answer = answerOf(req.body);
    if (answer === 'edit') return res.redirect(303, `/merges/${id}`);
    if (answer === 'unasked' && !row.undoneAt) {
      const preview = await previewUndo(context, actor.wardId, id);
      if (preview.kind === 'blocked') return renderShow(req, res, id, preview.blockers);
      return renderPage(res, askAgainPage(req.body, undoQuestion(row, preview)), { title: 'Hoàn tác lần gộp' });
    }
    const outcome = await undoMerge(context, actor, id);
    if (outcome.kind === 'blocked') return renderShow(req, res, id, outcome.blockers);
    flash(req, 'Đã hoàn tác. Hai hồ sơ trở lại như trước khi gộp.');
    res.redirect(303, recordHref(row.kind, outcome.removedId));
  }

  return [
    { method: 'get', path: '/merges', permission: 'duplicates.manage', list: merges, handler: list },
    {
      method: 'get',
      path: '/merges/:id',
      permission: 'duplicates.manage',
      handler: (req, res) => renderShow(req, res, idParam(req)),
    },
    { method: 'post', path: '/merges/:id/reversal', permission: 'duplicates.manage', handler: undo },
  ];
};

export const mergesFeature = defineFeature({ routes: mergeRoutes, audit: mergeAudit, jobs: [forgetMergesJob] });
