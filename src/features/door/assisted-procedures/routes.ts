import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { formatDate, localDateOf } from '../../../shared/dates';
import { backwardWords, portalStatusName } from '../../../shared/portal-status';
import { isPermitted } from '../../../permissions';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { isId, parseForm, typed, type FormValues, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { fileModel, filePage, otherSubmission, submissionWarnings } from './file-pages';
import { statusForm, submissionForm } from './forms';
import { getFile, type AssistedProcedureFile } from './queries';
import { pasteRoutes } from './paste-routes';
import { addStatus, submitFile } from './service';
import { stuckRoutes } from './stuck-routes';

const CODE_TAKEN = 'Mã hồ sơ này đã ghi ở một việc khác. Xem lại giấy hẹn.';
const NOT_SUBMITTED = 'Hồ sơ chưa nộp nên chưa có trạng thái trên Cổng. Ghi ngày nộp trước.';

export const assistedProcedureRoutes = (context: AppContext): Route[] => [
  ...fileRoutes(context),
  ...pasteRoutes(context),
  ...stuckRoutes(context),
];

const fileRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  /** A page that shows a file counts as reading its resident's record, even when it shows a failed form again. */
  async function showFile(
    req: Request,
    res: Response,
    file: AssistedProcedureFile,
    { values, errors }: Failed = { values: {}, errors: {} },
  ): Promise<void> {
    await context.accessLog.opened(
      currentUser(req),
      'resident.open',
      { type: 'resident', id: file.residentId },
      { assistedProcedureId: file.id },
    );
    const sentKey = typed(values, 'statusKey');
    const model = fileModel(
      file,
      {
        values,
        errors,
        statusKey: isId(sentKey) ? sentKey : randomUUID(),
        canManage: isPermitted(currentUser(req).role, 'files.manage'),
      },
      localDateOf(now()),
    );
    renderPage(res, filePage, model, { title: `Hồ sơ: ${model.title}`, hasErrors: Object.keys(errors).length > 0 });
  }

  return [
    {
      method: 'get',
      path: '/assisted-procedures/:id',
      permission: 'files.read',
      handler: async (req, res) => {
        await showFile(req, res, await getFile(db, currentUser(req).wardId, idParam(req), localDateOf(now())));
      },
    },
    {
      method: 'post',
      path: '/assisted-procedures/:id/submission',
      permission: 'files.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const file = await getFile(db, actor.wardId, idParam(req), localDateOf(now()));
        const form = parseForm(submissionForm({ today: localDateOf(now()), visitedOn: file.visitedOn }), req.body);
        if (!form.ok) return showFile(req, res, file, form);
        const outcome = await submitFile(context, actor, file, form.value);
        switch (outcome.kind) {
          case 'code-taken':
            return showFile(req, res, file, { values: req.body as FormValues, errors: { fileCode: CODE_TAKEN } });
          case 'unchanged': {
            const other = otherSubmission(await getFile(db, actor.wardId, file.id, localDateOf(now())), form.value);
            flash(req, other ?? 'Hồ sơ đã được ghi là đã nộp.', other ? 'warning' : 'success');
            break;
          }
          case 'done':
            flash(req, `Đã ghi hồ sơ nộp ngày ${formatDate(form.value.submittedOn)}.`);
            for (const warning of submissionWarnings(file, form.value)) flash(req, warning, 'warning');
        }
        res.redirect(303, `/assisted-procedures/${file.id}`);
      },
    },
    {
      method: 'post',
      path: '/assisted-procedures/:id/statuses',
      permission: 'files.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const file = await getFile(db, actor.wardId, idParam(req), localDateOf(now()));
        const dates = { today: localDateOf(now()), visitedOn: file.visitedOn };
        const causes = file.causes.map(({ id }) => id);
        const form = parseForm(statusForm(dates, causes), req.body);
        if (!form.ok) return showFile(req, res, file, form);
        const refuse = (errors: Failed['errors']) =>
          showFile(req, res, file, { values: req.body as FormValues, errors });
        if (file.result !== 'submitted') return refuse({ status: NOT_SUBMITTED });
        const { statusKey, status, statusOn, statusNote, cause, backwardReason } = form.value;
        const result = await addStatus(context, actor, file, {
          id: statusKey,
          code: status,
          on: statusOn,
          note: statusNote,
          barrierId: cause,
          backwardReason,
        });
        if (result.kind === 'contradicts') return refuse({ backwardReason: backwardWords(result.known) });
        flash(req, `Đã ghi trạng thái: ${portalStatusName(status)}.`);
        res.redirect(303, `/assisted-procedures/${file.id}`);
      },
    },
  ];
};
