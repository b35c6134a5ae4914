import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { v7 as uuidv7 } from 'uuid';
import type { AppContext } from '../../context';
import type { ImportVerdict } from '../../generated/prisma/enums';
import { currentUser } from '../../web/current-user';
import { flash } from '../../web/flash';
import { parseForm, typed } from '../../web/form';
import { idParam } from '../../web/id-param';
import { renderPage } from '../../web/page';
import type { Route } from '../../web/route';
import { checkListFile, MAX_FILE_BYTES } from './check-file';
import { confirmationForm, decisionsForm, uploadForm } from './forms';
import { templateWorkbook, wrongRowsWorkbook } from './list-files';
import { UnreadableListError } from './listed-person';
import { firstVerdict, listModel, listPage, runModel, runPage, uploadModel, uploadPage, VERDICT_ORDER, type RunView } from './pages';
import { createPreviewer } from './preview-list';
import { countUndecided, getRun, listRuns, rowsPage, wrongRows, type ImportRun } from './queries';
import { beginImport, confirmImport, decideRows, discardImport, failIfAbandoned, holdReading } from './service';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const importRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const previewer = createPreviewer(context);

  /** The import as it is now; one whose reader died is marked first. */
  async function findRun(req: Request): Promise<ImportRun> {
    const { wardId } = currentUser(req);
    const run = await getRun(db, wardId, idParam(req));
    return run.status === 'reading' && await failIfAbandoned(context, run.id) ? getRun(db, wardId, run.id) : run;
  }

  async function renderRun(req: Request, res: Response, refused: Pick<RunView, 'problems' | 'ticked'> & { status?: number } = {}) {
    const actor = currentUser(req);
    const run = await findRun(req);
    const asked = VERDICT_ORDER.find((verdict) => verdict === req.query.verdict);
    const verdict: ImportVerdict = asked ?? firstVerdict(run);
    const after = /^\d{1,7}$/.test(typed(req.query, 'after')) ? Number(req.query.after) : 0;
    const isShown = run.status === 'previewed' || run.status === 'confirmed';
    if (isShown) await context.accessLog.opened(actor, 'import.open', { type: 'import', id: run.id }, { verdict });
    const { rows, next } = isShown ? await rowsPage(db, actor.wardId, run.id, verdict, after) : { rows: [], next: null };
    const undecided = run.status === 'previewed' ? await countUndecided(db, actor.wardId, run.id) : 0;
    // The browser looks again by itself, without a script.
    if (run.status === 'reading') res.setHeader('Refresh', '2');
    const { status, ...view } = refused;
    renderPage(req, res, runPage, runModel({ run, verdict, after, rows, next, undecided, ...view }), {
      title: `Nhập danh sách: ${run.fileName}`, ...(status && { status, hasErrors: true }),
    });
  }

  function renderUpload(req: Request, res: Response, problem: string | null, isFirstHead = false) {
    renderPage(req, res, uploadPage, uploadModel(problem, isFirstHead), { title: 'Gửi danh sách', hasErrors: problem !== null });
  }

  return [
    {
      method: 'get', path: '/imports', permission: 'imports.manage',
      handler: async (req, res) => {
        renderPage(req, res, listPage, listModel(await listRuns(db, currentUser(req).wardId)), { title: 'Nhập danh sách' });
      },
    },
    {
      method: 'get', path: '/imports/new', permission: 'imports.manage',
      handler: (req, res) => renderUpload(req, res, null),
    },
    {
      method: 'get', path: '/imports/template', permission: 'imports.manage',
      handler: async (_req, res) => {
        res.attachment('go-cua-danh-sach-mau.xlsx').type(XLSX).send(await templateWorkbook());
      },
    },
    {
      method: 'post', path: '/imports', permission: 'imports.manage', upload: { field: 'list', maxBytes: MAX_FILE_BYTES },
      handler: async (req, res) => {
        const actor = currentUser(req);
        const form = parseForm(uploadForm, req.body);
        const isFirstHead = form.ok && form.value.isFirstHead;
        if (!req.file) return renderUpload(req, res, 'Chọn tệp danh sách (.xlsx hoặc .csv) trước khi gửi.', isFirstHead);
        if (previewer.isBusy()) return renderUpload(req, res, 'Máy chủ đang đọc mấy tệp khác. Đợi một phút rồi gửi lại.', isFirstHead);
        const file = req.file.buffer;
        try {
          const kind = await checkListFile(file);
          const run = { id: uuidv7(), fileName: fileNameOf(req.file.originalname), sha256: Uint8Array.from(createHash('sha256').update(file).digest()) };
          const release = await holdReading(db, run.id);
          const begun = beginImport(context, actor, run);
          // Goes on after the answer; what comes of it is written with the import.
          void begun.then(() => previewer.enqueue(actor, { runId: run.id, file, kind, isFirstHead }), () => undefined).finally(release);
          await begun;
          res.redirect(303, `/imports/${run.id}`);
        } catch (error) {
          if (!(error instanceof UnreadableListError)) throw error;
          renderUpload(req, res, error.message, isFirstHead);
        }
      },
    },
    {
      method: 'get', path: '/imports/:id', permission: 'imports.manage',
      handler: (req, res) => renderRun(req, res),
    },
    {
      method: 'get', path: '/imports/:id/wrong-rows', permission: 'imports.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const run = await findRun(req);
        await context.accessLog.opened(actor, 'import.export', { type: 'import', id: run.id }, { verdict: 'wrong' });
        res.attachment('dong-sai.xlsx').type(XLSX).send(await wrongRowsWorkbook(await wrongRows(db, actor.wardId, run.id)));
      },
    },
    {
      method: 'post', path: '/imports/:id/decisions', permission: 'imports.manage',
      handler: async (req, res) => {
        const run = await findRun(req);
        const form = parseForm(decisionsForm, req.body);
        if (!form.ok) return renderRun(req, res, { status: 422, problems: ['Chưa chọn dòng nào.'] });
        const count = await decideRows(context, currentUser(req), run.id, form.value);
        flash(req, count > 0 ? `Đã giữ quyết định cho ${count} dòng.` : 'Không có dòng nào chờ quyết định.', count > 0 ? 'success' : 'warning');
        res.redirect(303, `/imports/${run.id}?verdict=doubtful`);
      },
    },
    {
      method: 'post', path: '/imports/:id/confirmation', permission: 'imports.manage',
      handler: async (req, res) => {
        const run = await findRun(req);
        const form = parseForm(confirmationForm, req.body);
        if (!form.ok) return renderRun(req, res, { status: 422, problems: Object.values(form.errors) });
        const outcome = await confirmImport(context, currentUser(req), run.id, form.value);
        if (!outcome.ok) return renderRun(req, res, { status: outcome.reason === 'clash' ? 409 : 422, problems: outcome.problems, ticked: form.value });
        flash(req, outcome.isRepeated ? 'Lần nhập này đã được ghi vào sổ trước đó; không ghi lại.' : `Đã ghi ${outcome.written} người vào sổ.`);
        res.redirect(303, `/imports/${run.id}`);
      },
    },
    {
      method: 'post', path: '/imports/:id/discard', permission: 'imports.manage',
      handler: async (req, res) => {
        const run = await findRun(req);
        const isDiscarded = await discardImport(context, currentUser(req), run.id);
        flash(req, isDiscarded ? 'Đã bỏ lần nhập. Sổ không thay đổi gì.' : 'Lần nhập này không còn chờ xác nhận.', isDiscarded ? 'success' : 'warning');
        res.redirect(303, '/imports');
      },
    },
  ];
};

/** Multipart headers carry UTF-8 names that are read as Latin-1. */
function fileNameOf(name: string): string {
  const bytes = Buffer.from(name, 'latin1');
  const decoded = bytes.toString('utf8');
  const isUtf8 = !decoded.includes('\ufffd') && !/[\u0100-\uffff]/.test(name);
  return (isUtf8 ? decoded : name).normalize('NFC').replace(/[\p{Cc}]/gu, '').slice(0, 150) || 'danh sách';
}
