import type { AppContext } from '../../../context';
import { XLSX_TYPE } from '../../../shared/xlsx-file';
import { currentUser } from '../../../web/current-user';
import { idParam } from '../../../web/id-param';
import type { Route } from '../../../web/route';
import { reportWorkbook, templateWorkbook, wrongRowsWorkbook } from './list-files';
import { readReportTab } from './run-pages';
import { getRun, isReported, reportRows, wrongRows } from './runs/queries';

/** The workbooks of an import: an empty list to fill in, the rows to correct, the report. */
export const downloadRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  return [
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
      method: 'get',
      path: '/imports/:id/wrong-rows',
      permission: 'imports.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const run = await getRun(db, actor.wardId, idParam(req));
        const subject = { type: 'import', id: run.id } as const;
        await context.accessLog.opened(actor, 'import.export', subject, { verdict: 'wrong' });
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
        const run = await getRun(db, actor.wardId, idParam(req));
        if (!isReported(run)) return res.redirect(303, `/imports/${run.id}`);
        const outcome = readReportTab(req.query);
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
  ];
};
