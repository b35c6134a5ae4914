import type { Request, Response } from 'express';
import { v7 as uuidv7 } from 'uuid';
import type { AppContext } from '../../../context';
import { XLSX_TYPE } from '../../../shared/xlsx-file';
import { answerOf, askAgainModel, askAgainPage } from '../../../web/ask-again';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { checkListFile, MAX_FILE_BYTES } from './reading/check-file';
import { followedFields } from './comparing/field-rules';
import { confirmationForm, decisionsForm, takingBackForm, uploadForm } from './runs/forms';
import { findBlockers } from './writing/blocker-queries';
import { importJob } from './import-job-service';
import { templateWorkbook, wrongRowsWorkbook } from './list-files';
import { UnreadableListError } from './reading/listed-person';
import { listModel, listPage, uploadModel, uploadPage } from './pages';
import {
  countBefore,
  countUndecided,
  getRun,
  listRuns,
  previewPage,
  reportPage,
  reportRows,
  wrongRows,
  type ImportRun,
  type ReportTab,
  type RowsOfPage,
} from './runs/queries';
import { knownGroups } from './comparing/register-queries';
import { reportWorkbook } from './report-file';
import {
  firstVerdict,
  isReported,
  isUnderWay,
  PREVIEW_TABS,
  REPORT_TABS,
  runModel,
  runPage,
  type RunView,
} from './run-pages';
import {
  requestConfirmation,
  requestTakeBack,
  decideRows,
  decideSingleCandidates,
  discardImport,
  sendList,
  stopImport,
} from './runs/service';
import { consequencesOf, takingBackModel, takingBackPage } from './taking-back-pages';

/** Polling interval of the page without JavaScript. */
const POLL_SECONDS = 3;

const STOPPED = {
  reading: 'Đã dừng đọc danh sách. Sổ không thay đổi gì.',
  confirming: 'Đã dừng ghi. Sổ không thay đổi gì; bản xem trước còn nguyên.',
};

export const importRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  const findRun = (req: Request) => getRun(db, currentUser(req).wardId, idParam(req));

  /** The rows to decide on, or those of the report; none while there is nothing to show. */
  async function readShownRows(
    wardId: string,
    run: ImportRun,
    { verdict, outcome, after }: Pick<RunView, 'verdict' | 'outcome' | 'after'>,
  ): Promise<RowsOfPage> {
    const of = { wardId, runId: run.id };
    if (run.status === 'previewed') return previewPage(db, of, verdict, after);
    return isReported(run) ? reportPage(db, of, outcome, after) : { rows: [], next: null };
  }

  async function renderRun(
    req: Request,
    res: Response,
    refused: Pick<RunView, 'problems' | 'ticked'> & { status?: number } = {},
  ) {
    const actor = currentUser(req);
    const run = await findRun(req);
    const verdict = PREVIEW_TABS.find((of) => of === req.query.verdict) ?? firstVerdict(run);
    const outcome = outcomeAsked(req);
    const after = /^\d{1,7}$/.test(typed(req.query, 'after')) ? Number(req.query.after) : 0;
    const isPreviewed = run.status === 'previewed';
    const isShown = isPreviewed || isReported(run);
    if (isShown)
      await context.accessLog.opened(
        actor,
        'import.open',
        { type: 'import', id: run.id },
        isPreviewed ? { verdict } : { outcome: outcome ?? 'all' },
      );
    const { rows, next } = await readShownRows(actor.wardId, run, { verdict, outcome, after });
    const groups =
      isPreviewed && run.counts && run.counts.ungrouped > 0
        ? await knownGroups(db, actor.wardId)
        : new Map<string, string>();
    const undecided = isPreviewed ? await countUndecided(db, actor.wardId, run.id) : { all: 0, withOneCandidate: 0 };
    const before = run.status === 'waiting' ? await countBefore(db, run) : 0;
    const { status, ...view } = refused;
    renderPage(
      res,
      runPage,
      runModel({ run, before, verdict, outcome, after, rows, next, undecided, groups, ...view }),
      {
        title: `Nhập danh sách: ${run.fileName}`,
        ...(status && { status, hasErrors: true }),
        ...(isUnderWay(run) && { refreshSeconds: POLL_SECONDS }),
      },
    );
  }

  function renderUpload(res: Response, values: FormValues = {}, errors: FieldErrors = {}) {
    renderPage(res, uploadPage, uploadModel(values, errors), {
      title: 'Gửi danh sách',
      hasErrors: Object.keys(errors).length > 0,
    });
  }

  async function renderTakingBack(
    req: Request,
    res: Response,
    run: ImportRun,
    refused?: { reason: string; error: string },
  ) {
    if (run.status !== 'confirmed') return res.redirect(303, `/imports/${run.id}`);
    const blockers = await blockersOf(run, currentUser(req).wardId);
    await context.accessLog.opened(currentUser(req), 'import.open', { type: 'import', id: run.id });
    const isRefused = blockers.length > 0 && req.method === 'POST';
    renderPage(res, takingBackPage, takingBackModel(run, blockers, refused), {
      title: `Lấy lại lần nhập ${run.fileName}`,
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
      handler: async (req, res) => {
        renderPage(res, listPage, listModel(await listRuns(db, currentUser(req).wardId)), { title: 'Nhập danh sách' });
      },
    },
    {
      method: 'get',
      path: '/imports/new',
      permission: 'imports.manage',
      handler: (_req, res) => renderUpload(res),
    },
    {
      method: 'get',
      path: '/imports/template',
      permission: 'imports.manage',
      handler: async (_req, res) => {
        res
          .attachment('go-cua-danh-sach-mau.xlsx')
          .type(XLSX_TYPE)
          .send(await templateWorkbook());
      },
    },
    {
      method: 'post',
      path: '/imports',
      permission: 'imports.manage',
      upload: { field: 'list', maxBytes: MAX_FILE_BYTES },
      handler: async (req, res) => {
        const form = parseForm(uploadForm, req.body);
        if (!req.file)
          return renderUpload(res, req.body, {
            list: 'Chọn tệp danh sách (.xlsx hoặc .csv) trước khi gửi.',
            ...(!form.ok && form.errors),
          });
        if (!form.ok) return renderUpload(res, form.values, form.errors);
        const { isFirstHead, facts, factBasis, factFrom } = form.value;
        try {
          const kind = await checkListFile(req.file.buffer);
          const id = uuidv7();
          const outcome = await sendList(context, currentUser(req), {
            id,
            fileName: fileNameOf(req.file.originalname),
            file: req.file.buffer,
            options: { kind, isFirstHead, declaration: { kinds: facts, basis: factBasis, from: factFrom } },
          });
          if (outcome.kind === 'queue-full')
            return renderUpload(res, req.body, {
              list: 'Đã có mấy danh sách chờ đọc. Đợi máy chủ đọc xong rồi gửi tiếp.',
            });
          context.jobs.wake(importJob.name);
          res.redirect(303, `/imports/${id}`);
        } catch (error) {
          if (!(error instanceof UnreadableListError)) throw error;
          renderUpload(res, req.body, { list: error.message });
        }
      },
    },
    {
      method: 'get',
      path: '/imports/:id',
      permission: 'imports.manage',
      handler: (req, res) => renderRun(req, res),
    },
    {
      method: 'get',
      path: '/imports/:id/wrong-rows',
      permission: 'imports.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const run = await findRun(req);
        await context.accessLog.opened(actor, 'import.export', { type: 'import', id: run.id }, { verdict: 'wrong' });
        res
          .attachment('dong-sai.xlsx')
          .type(XLSX_TYPE)
          .send(await wrongRowsWorkbook(await wrongRows(db, actor.wardId, run.id)));
      },
    },
    {
      method: 'get',
      path: '/imports/:id/report',
      permission: 'imports.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const run = await findRun(req);
        if (!isReported(run)) return res.redirect(303, `/imports/${run.id}`);
        const outcome = outcomeAsked(req);
        await context.accessLog.opened(
          actor,
          'import.export-report',
          { type: 'import', id: run.id },
          { outcome: outcome ?? 'all' },
        );
        const workbook = reportWorkbook(
          { run, outcome, madeAt: context.now(), wardName: actor.wardName },
          reportRows(db, { wardId: actor.wardId, runId: run.id }, outcome),
        );
        res.attachment('ket-qua-nhap.xlsx').type(XLSX_TYPE);
        workbook.on('error', (error) => res.destroy(error));
        res.on('close', () => workbook.destroy());
        workbook.pipe(res);
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
        res.redirect(303, `/imports/${run.id}?verdict=doubtful`);
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
      path: '/imports/:id/taking-back',
      permission: 'imports.manage',
      handler: async (req, res) => renderTakingBack(req, res, await findRun(req)),
    },
    {
      method: 'post',
      path: '/imports/:id/taking-back',
      permission: 'imports.manage',
      handler: async (req, res) => {
        const run = await findRun(req);
        const form = parseForm(takingBackForm, req.body);
        const reason = typed(req.body, 'reason');
        if (!form.ok)
          return renderTakingBack(req, res, run, {
            reason,
            error: form.errors.reason ?? 'Ghi vì sao lấy lại lần nhập này.',
          });
        const answer = answerOf(req.body);
        if (answer === 'edit') return renderTakingBack(req, res, run, { reason, error: '' });
        if (run.status === 'confirmed' && (await blockersOf(run, currentUser(req).wardId)).length > 0)
          return renderTakingBack(req, res, run, { reason, error: '' });
        if (answer === 'unasked' && run.status === 'confirmed') {
          const title = `Lấy lại lần nhập ${run.fileName}?`;
          return renderPage(
            res,
            askAgainPage,
            askAgainModel(req.body, {
              title,
              sentences: consequencesOf(run),
              changes: [],
              action: `/imports/${run.id}/taking-back`,
              confirmLabel: 'Đúng, lấy lại',
            }),
            { title },
          );
        }
        const outcome = await requestTakeBack(context, currentUser(req), run.id, form.value.reason);
        if (outcome.kind === 'blocked') return renderRun(req, res, { status: 422, problems: outcome.blockers });
        context.jobs.wake(importJob.name);
        if (outcome.kind === 'unchanged') flash(req, 'Lần nhập này đã được lấy lại trước đó.');
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

function outcomeAsked(req: Request): ReportTab {
  return REPORT_TABS.find((outcome) => outcome === req.query.outcome) ?? null;
}

/** Multipart headers contain UTF-8 names, but are decoded as Latin-1. */
function fileNameOf(name: string): string {
  const bytes = Buffer.from(name, 'latin1');
  const decoded = bytes.toString('utf8');
  const isUtf8 = !decoded.includes('\ufffd') && !/[\u0100-\uffff]/.test(name);
  return (
    (isUtf8 ? decoded : name)
      .normalize('NFC')
      .replace(/[\p{Cc}]/gu, '')
      .slice(0, 150) || 'danh sách'
  );
}
