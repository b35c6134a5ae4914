import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { get, post, type Route } from '../../../web/route';
import { pasteForm, readDecision } from './forms';
import { pastePage, previewPage } from './paste-pages';
import { listCauses, listMeantFiles } from './pasted-queries';
import { validateLines, type KnownFile, type PastedLine } from './pasted-statuses';
import { recordPastedStatuses } from './service';

/** Many statuses at once, pasted from the portal: text, preview with answers, saved whole. */
export const pasteRoutes = (context: AppContext): Route[] => {
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
      renderPage(res, previewPage(validated, given), {
        title: 'Xem lại trước khi ghi',
        hasErrors: isRefused,
      });
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
