import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { answerOf, askAgainModel, askAgainPage } from '../../../web/ask-again';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { followedFields } from './comparing/field-rules';
import { downloadRoutes } from './download-routes';
import { importJob } from './import-job-service';
import { importListModel, importListPage } from './pages';
import { isUnderWay, readShownPart, runModel, runPage, type RunView } from './run-pages';
import { columnsForm, confirmationForm, decisionsForm, revertForm } from './runs/forms';
import { getRun, listRuns, readRunPart, showsRows, type ImportRun } from './runs/queries';
import {
  answerColumns,
  requestConfirmation,
  requestRevert,
  decideRows,
  decideSingleCandidates,
  discardImport,
  stopImport,
} from './runs/service';
import { revertModel, revertPage, revertQuestion } from './revert-pages';
import { uploadRoutes } from './upload-routes';
import { findBlockers } from './writing/blocker-queries';

/** Polling interval of the page without JavaScript. */
const POLL_SECONDS = 3;

const STOPPED = {
  reading: 'Đã dừng đọc danh sách. Sổ không thay đổi gì.',
  confirming: 'Đã dừng ghi. Sổ không thay đổi gì; bản xem trước còn nguyên.',
};

export const importRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  const findRun = (req: Request) => getRun(db, currentUser(req).wardId, idParam(req));

  async function renderRun(
    req: Request,
    res: Response,
    refused: Pick<RunView, 'problems' | 'ticked' | 'chosen'> & { status?: number } = {},
  ) {
    const actor = currentUser(req);
    const run = await findRun(req);
    const shown = readShownPart(run, req.query);
    // A page that waits for a job asks every few seconds and shows nobody.
    const reading = showsRows(run)
      ? await context.accessLog.reading(
          actor,
          'import.open',
          { type: 'import', id: run.id },
          run.status === 'previewed' ? { verdict: shown.verdict } : { outcome: shown.outcome ?? 'all' },
        )
      : db;
    const part = await readRunPart(db, reading, { wardId: actor.wardId, run }, shown);
    const { status, ...view } = refused;
    renderPage(res, runPage, runModel({ run, ...shown, ...part, ...view }), {
      title: `Nhập danh sách: ${run.fileName}`,
      ...(status && { status, hasErrors: true }),
      ...(isUnderWay(run) && { refreshSeconds: POLL_SECONDS }),
    });
  }

  async function renderRevert(
    req: Request,
    res: Response,
    run: ImportRun,
    refused?: { reason: string; error: string },
  ) {
    if (run.status !== 'confirmed') return res.redirect(303, `/imports/${run.id}`);
    const blockers = await blockersOf(run, currentUser(req).wardId);
    await context.accessLog.opened(currentUser(req), 'import.open', { type: 'import', id: run.id });
    const isRefused = blockers.length > 0 && req.method === 'POST';
    renderPage(res, revertPage, revertModel(run, blockers, refused), {
      title: `Hoàn tác lần nhập ${run.fileName}`,
      ...(isRefused && { status: 409, hasErrors: true }),
      ...(refused?.error && { hasErrors: true }),
    });
  }

  const blockersOf = (run: ImportRun, wardId: string) =>
    findBlockers(db.prisma, { id: run.id, wardId, finishedAt: run.finishedAt! });

  return [
    {
      method: 'get',
      path: '/imports',
      permission: 'imports.manage',
      list: pageList({
        title: 'Các lần nhập danh sách',
        isPersonal: false,
        read: async ({ actor }) => ({ rows: importListModel(await listRuns(db, actor.wardId)).runs }),
        columns: {
          Tệp: (row) => row.fileName,
          Lúc: (row) => row.when,
          'Ai nhập': (row) => row.by,
          'Tình trạng': (row) => row.status.text,
          'Kết quả': (row) => row.result,
        },
      }),
      handler: async (req, res) => {
        renderPage(res, importListPage, importListModel(await listRuns(db, currentUser(req).wardId)), {
          title: 'Nhập danh sách',
        });
      },
    },
    // Before '/imports/:id', which matches their addresses too.
    ...uploadRoutes(context),
    ...downloadRoutes(context),
    {
      method: 'get',
      path: '/imports/:id',
      permission: 'imports.manage',
      handler: (req, res) => renderRun(req, res),
    },
    {
      method: 'post',
      path: '/imports/:id/columns',
      permission: 'imports.manage',
      handler: async (req, res) => {
        const run = await findRun(req);
        const form = parseForm(columnsForm, req.body);
        if (!form.ok)
          return renderRun(req, res, { status: 422, problems: Object.values(form.errors), chosen: form.values });
        await answerColumns(context, currentUser(req), run.id, form.value);
        context.jobs.wake(importJob.name);
        res.redirect(303, `/imports/${run.id}`);
      },
    },
    {
      method: 'post',
      path: '/imports/:id/decisions',
      permission: 'imports.manage',
      handler: async (req, res) => {
        const run = await findRun(req);
        const form = parseForm(decisionsForm, req.body);
        if (!form.ok) return renderRun(req, res, { status: 422, problems: ['Chưa chọn dòng nào.'] });
        flashDecided(req, await decideRows(context, currentUser(req), run.id, form.value));
        const { verdict } = readShownPart(run, { verdict: typed(req.body, 'verdict') || 'doubtful' });
        res.redirect(303, `/imports/${run.id}?verdict=${verdict}`);
      },
    },
    {
      method: 'post',
      path: '/imports/:id/single-decisions',
      permission: 'imports.manage',
      handler: async (req, res) => {
        const run = await findRun(req);
        flashDecided(req, await decideSingleCandidates(context, currentUser(req), run.id));
        res.redirect(303, `/imports/${run.id}?verdict=doubtful`);
      },
    },
    {
      method: 'post',
      path: '/imports/:id/confirmation',
      permission: 'imports.manage',
      handler: async (req, res) => {
        const run = await findRun(req);
        const form = parseForm(confirmationForm, req.body);
        if (!form.ok) return renderRun(req, res, { status: 422, problems: Object.values(form.errors) });
        const { follow, ...ticks } = form.value;
        const outcome = await requestConfirmation(context, currentUser(req), run.id, {
          ...ticks,
          follow: followedFields(follow, run.columns?.isOfPeople ?? false),
        });
        if (outcome.kind === 'blocked')
          return renderRun(req, res, { status: 422, problems: outcome.blockers, ticked: form.value });
        context.jobs.wake(importJob.name);
        if (outcome.kind === 'unchanged') flash(req, 'Lần nhập này đã được xác nhận trước đó; không ghi lần nữa.');
        res.redirect(303, `/imports/${run.id}`);
      },
    },
    {
      method: 'post',
      path: '/imports/:id/discard',
      permission: 'imports.manage',
      handler: async (req, res) => {
        const run = await findRun(req);
        const outcome = await discardImport(context, currentUser(req), run.id);
        if (outcome.kind === 'done') flash(req, 'Đã bỏ lần nhập. Sổ không thay đổi gì.');
        else flash(req, 'Lần nhập này không còn chờ xác nhận.', 'warning');
        res.redirect(303, '/imports');
      },
    },
    {
      method: 'post',
      path: '/imports/:id/cancellation',
      permission: 'imports.manage',
      handler: async (req, res) => {
        const run = await findRun(req);
        const outcome = await stopImport(context, currentUser(req), run.id);
        if (outcome.kind === 'stopped') flash(req, STOPPED[outcome.step]);
        else flash(req, 'Không còn gì để dừng: việc này đã xong.', 'warning');
        res.redirect(303, `/imports/${run.id}`);
      },
    },
    {
      method: 'get',
      path: '/imports/:id/reversion',
      permission: 'imports.manage',
      handler: async (req, res) => renderRevert(req, res, await findRun(req)),
    },
    {
      method: 'post',
      path: '/imports/:id/reversion',
      permission: 'imports.manage',
      handler: async (req, res) => {
        const run = await findRun(req);
        const form = parseForm(revertForm, req.body);
        const reason = typed(req.body, 'reason');
        if (!form.ok)
          return renderRevert(req, res, run, {
            reason,
            error: form.errors.reason ?? 'Ghi vì sao hoàn tác lần nhập này.',
          });
        const answer = answerOf(req.body);
        if (answer === 'edit') return renderRevert(req, res, run, { reason, error: '' });
        if (run.status === 'confirmed' && (await blockersOf(run, currentUser(req).wardId)).length > 0)
          return renderRevert(req, res, run, { reason, error: '' });
        if (answer === 'unasked' && run.status === 'confirmed') {
          const question = revertQuestion(run);
          return renderPage(res, askAgainPage, askAgainModel(req.body, question), { title: question.title });
        }
        const outcome = await requestRevert(context, currentUser(req), run.id, form.value.reason);
        if (outcome.kind === 'blocked') return renderRun(req, res, { status: 422, problems: outcome.blockers });
        context.jobs.wake(importJob.name);
        if (outcome.kind === 'unchanged') flash(req, 'Lần nhập này đã được hoàn tác trước đó.');
        res.redirect(303, `/imports/${run.id}`);
      },
    },
  ];
};

function flashDecided(req: Request, count: number): void {
  flash(
    req,
    count > 0 ? `Đã giữ quyết định cho ${count} dòng.` : 'Không có dòng nào chờ quyết định.',
    count > 0 ? 'success' : 'warning',
  );
}
