import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formatDate, localDateOf } from '../../../shared/dates';
import { portalStatusName } from '../../../shared/portal-status';
import { formPage, formPost } from '../../../web/form-route';
import { defineFeature, get, type Asked, type Route, post } from '../../../web/route';
import { filePage, otherSubmission, submissionWarnings } from './file-pages';
import { statusForm, submissionForm, pasteForm, readDecision } from './forms';
import { getFile } from './queries';
import { addStatus, submitFile, recordPastedStatuses } from './service';
import { stuckRoutes } from './stuck-routes';
import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { formatNumber } from '../../../shared/numbers';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { pastePage, previewPage } from './paste-pages';
import { listCauses, listMeantFiles } from './pasted-queries';
import { validateLines, type KnownFile, type PastedLine } from './pasted-statuses';
import { ASSIST_RESULTS } from '../../../shared/labels';

/** Many statuses at once, pasted from the portal: text, preview with answers, saved whole. */
const pasteRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  const showPaste = (res: Response, failed?: Failed) =>
    renderPage(res, pastePage(failed, randomUUID(), localDateOf(now())), {
      title: 'Dán trạng thái hồ sơ',
      hasErrors: failed !== undefined,
    });

  /** Reads a paste with its answers; null when the page has been answered with its errors. */
  async function readPaste(req: Request, res: Response) {
    const actor = currentUser(req);
    const today = localDateOf(now());
    const values = req.body as FormValues;
    const form = parseForm(pasteForm(today), values);
    if (!form.ok) {
      showPaste(res, form);
      return null;
    }
    const { pasteKey, text: lines, asOf } = form.value;
    const causes = await listCauses(db, actor.wardId, today);
    const decisionOf = (line: PastedLine) => readDecision(values, line);
    const validate = (files: readonly KnownFile[]) =>
      validateLines(lines, { files, causes: causes.map(({ id }) => id), decisionOf, asOf, today });
    const preview = async (isRefused: boolean) => {
      const validated = validate(await listMeantFiles(db, actor.wardId, lines));
      const subject = { type: 'ward', id: actor.wardId };
      await context.accessLog.opened(actor, 'assisted-procedure.preview-statuses', subject, { count: lines.length });
      const given = { pasteKey, text: typed(values, 'text'), asOf, decisionOf, causes, isRefused };
      renderPage(res, previewPage(validated, given), { title: 'Xem lại trước khi ghi', hasErrors: isRefused });
    };
    return { actor, pasteKey, lines, validate, preview };
  }

  return [
    get('/portal-statuses/new', 'files.manage', (_asked, res) => showPaste(res)),
    // By hand: these forms are answered with a preview of the pasted lines.
    post('/portal-statuses/preview', 'files.manage', async ({ req }, res) => {
      const paste = await readPaste(req, res);
      await paste?.preview(false);
    }),
    post('/portal-statuses', 'files.manage', async ({ req }, res) => {
      const paste = await readPaste(req, res);
      if (!paste) return;
      const result = await recordPastedStatuses(context, paste.actor, paste, paste.validate);
      if (result.kind === 'open') return paste.preview(true);
      if (result.count === 0) flash(req, 'Không có trạng thái nào mới để ghi.', 'warning');
      else flash(req, `Đã ghi ${formatNumber(result.count)} trạng thái.`);
      res.redirect(303, '/waiting');
    }),
  ];
};

const assistedProcedureRoutes = (context: AppContext): Route[] => [
  ...fileRoutes(context),
  ...pasteRoutes(context),
  ...stuckRoutes(context),
];

const fileRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  const today = () => localDateOf(now());
  const fileOf = ({ actor, id }: Asked) => getFile(db, actor.wardId, id, today());

  /** A page that shows a file counts as reading its resident's record, even when it shows a failed form again. */
  const showFile = (opened: 'submission' | 'status') =>
    formPage({
      async open(asked) {
        const file = await fileOf(asked);
        const subject = { type: 'resident', id: file.residentId };
        await context.accessLog.opened(asked.actor, 'resident.open', subject, { assistedProcedureId: file.id });
        return file;
      },
      page: (file, failed, { actor }) =>
        filePage(file, { opened, failed, canManage: isPermitted(actor.role, 'files.manage') }, today()),
      title: ({ title }) => `Hồ sơ: ${title}`,
    });

  return [
    get('/assisted-procedures/:id', 'files.read', showFile('status')),
    formPost('/assisted-procedures/:id/submission', 'files.manage', {
      show: showFile('submission'),
      schema: async (asked) => submissionForm({ today: today(), visitedOn: (await fileOf(asked)).visitedOn }),
      save: async (asked, form) => submitFile(context, asked.actor, await fileOf(asked), form),
      async done({ kind }, asked, form) {
        const file = await fileOf(asked);
        const to = `/assisted-procedures/${file.id}`;
        if (kind === 'done') {
          const warnings = submissionWarnings(file, form).map((text) => ({ text, kind: 'warning' as const }));
          return { said: [`Đã ghi hồ sơ nộp ngày ${formatDate(form.submittedOn)}.`, ...warnings], to };
        }
        const other = otherSubmission(file, form);
        return { said: other ? { text: other, kind: 'warning' } : 'Hồ sơ đã được ghi là đã nộp.', to };
      },
    }),
    formPost('/assisted-procedures/:id/statuses', 'files.manage', {
      show: showFile('status'),
      async schema(asked) {
        const { visitedOn, causes } = await fileOf(asked);
        return statusForm(
          { today: today(), visitedOn },
          causes.map(({ id }) => id),
        );
      },
      save: async (asked, form) => addStatus(context, asked.actor, await fileOf(asked), form),
      done: (_, { id }, { status }) => ({
        said: `Đã ghi trạng thái: ${portalStatusName(status)}.`,
        to: `/assisted-procedures/${id}`,
      }),
    }),
  ];
};

export const assistedProceduresFeature = defineFeature({
  routes: assistedProcedureRoutes,
  audit: {
    actions: {
      'assisted-procedure.submit': 'Ghi hồ sơ đã nộp',
      'assisted-procedure.add-status': 'Ghi trạng thái hồ sơ trên Cổng',
      'assisted-procedure.paste-statuses': 'Dán nhiều trạng thái hồ sơ',
      'assisted-procedure.list-stuck': 'Mở danh sách hồ sơ vướng',
      'assisted-procedure.preview-statuses': 'Xem trước trạng thái dán vào',
    },
    subjects: {
      'assisted-procedure': { label: 'Hồ sơ', href: (id) => `/assisted-procedures/${id}` },
    },
    fields: { submittedOn: 'ngày nộp', hasCode: 'có mã hồ sơ', backwardReason: 'vì sao đi lùi', files: 'các hồ sơ' },
    values: { before: ASSIST_RESULTS },
  },
});
