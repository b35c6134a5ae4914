import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formatDate, localDateOf } from '../../../shared/dates';
import { portalStatusName } from '../../../shared/portal-status';
import { formPage, formPost } from '../../../web/form-route';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { assistedProcedureAudit } from './audit-labels';
import { filePage, otherSubmission, submissionWarnings } from './file-pages';
import { statusForm, submissionForm } from './forms';
import { pasteRoutes } from './paste-routes';
import { getFile } from './queries';
import { addStatus, submitFile } from './service';
import { stuckRoutes } from './stuck-routes';

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
  audit: assistedProcedureAudit,
});
