import type { Response } from 'express';
import type { AppContext } from '../../../../context';
import { localDateOf } from '../../../../shared/dates';
import { maskNationalNumber } from '../../../../shared/national-number';
import { invalid } from '../../../../shared/outcome';
import { formPost } from '../../../../web/form-route';
import { renderPage } from '../../../../web/page';
import { listRoute } from '../../../../web/list-route';
import type { AskedList } from '../../../../web/list-source';
import { readPlace } from '../../../../web/pager';
import { defineFeature, get, type Asked, type Route } from '../../../../web/route';
import { forgetMergesJob } from './forget-service';
import { mergeListPage, nameOfRecord, recordHref, showPage, undoQuestion } from './pages';
import { findMergeNumbers, getMerge, listMerges, type MergeRow } from './queries';
import { previewUndo, openSnapshot, undoMerge } from './undo-service';

const mergeRoutes = (context: AppContext): Route[] => {
  const { db, sealer } = context;
  const permission = 'duplicates.manage';
  const today = () => localDateOf(context.now());
  const snapshotOf = ({ id, snapshotCipher }: MergeRow, wardId: string) =>
    snapshotCipher ? openSnapshot(sealer, snapshotCipher, { id, wardId }) : null;

  async function renderShow({ actor, id }: Asked, res: Response, refused?: readonly string[]) {
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

  return [
    listRoute('/merges', permission, {
      title: 'Hồ sơ đã gộp',
      page: listOf,
      opened: ({ actor }) => context.accessLog.opened(actor, 'merge.list', { type: 'ward', id: actor.wardId }),
      rows: ({ merges, nextHref }) => ({ rows: merges, nextHref }),
      columns: {
        'Giữ lại': (row) => row.kept,
        'Gộp vào': (row) => row.removed,
        Loại: (row) => row.kind,
        Lúc: (row) => row.when,
        'Ai gộp': (row) => row.by,
        'Tình trạng': (row) => row.state.text,
      },
    }),
    get('/merges/:id', permission, renderShow),
    formPost('/merges/:id/reversal', permission, {
      show: (asked, res, failed) =>
        failed?.blockers ? renderShow(asked, res, failed.blockers) : res.redirect(303, `/merges/${asked.id}`),
      async save({ actor, id, isConfirmed }) {
        const row = await getMerge(db, actor.wardId, id);
        const outcome =
          isConfirmed || row.undoneAt
            ? await undoMerge(context, actor, id)
            : await previewUndo(context, actor.wardId, id);
        if (outcome.kind === 'blocked') return { ...invalid({}), blockers: outcome.blockers };
        if (outcome.kind === 'possible') return { kind: 'unasked', question: undoQuestion(row, outcome) } as const;
        return { kind: 'done', to: recordHref(row.kind, outcome.removedId) } as const;
      },
      done: (outcome) =>
        outcome.kind === 'unasked'
          ? { ask: outcome.question, title: 'Hoàn tác lần gộp' }
          : { said: 'Đã hoàn tác. Hai hồ sơ trở lại như trước khi gộp.', to: outcome.to },
    }),
  ];
};

export const mergesFeature = defineFeature({
  routes: mergeRoutes,
  audit: {
    actions: {
      'resident.merge': 'Gộp hai hồ sơ của một người',
      'resident.undo-merge': 'Hoàn tác lần gộp hai hồ sơ',
      'household.merge': 'Gộp hai hộ thành một',
      'household.undo-merge': 'Hoàn tác lần gộp hai hộ',
      'merge.list': 'Mở danh sách hồ sơ đã gộp',
      'merge.open': 'Xem một lần gộp',
      'merge.forget': 'Xóa bản lưu của hồ sơ đã gộp quá hạn hoàn tác',
    },
    groups: { merge: 'Hồ sơ đã gộp' },
    subjects: {
      merge: { label: 'Lần gộp', href: (id) => `/merges/${id}` },
    },
  },
  jobs: [forgetMergesJob],
});
