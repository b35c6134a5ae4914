import type { AppContext } from '../../../context';
import { XLSX_TYPE } from '../../../shared/xlsx-file';
import { pageRoute } from '../../../web/form-route';
import type { Route } from '../../../web/route';
import { reportWorkbook, templateWorkbook, wrongRowsWorkbook } from './list-files';
import { readReportTab } from './run-pages';
import { getRun, isReported, reportRows, wrongRows } from './runs/queries';

/** The workbooks of an import: an empty list to fill in, the rows to correct, the report. */
export const downloadRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const permission = 'imports.manage';

  return [
    pageRoute('/imports/template', permission, async (_, res) => {
      res
        .attachment('go-cua-danh-sach-mau.xlsx')
        .type(XLSX_TYPE)
        .send(await templateWorkbook());
    }),
    pageRoute('/imports/:id/wrong-rows', permission, async ({ actor, id }, res) => {
      await getRun(db, actor.wardId, id);
      await context.accessLog.opened(actor, 'import.export', { type: 'import', id }, { verdict: 'wrong' });
      res
        .attachment('dong-sai.xlsx')
        .type(XLSX_TYPE)
        .send(await wrongRowsWorkbook(await wrongRows(db, actor.wardId, id)));
    }),
    pageRoute('/imports/:id/report', permission, async ({ req, actor, id }, res) => {
      const run = await getRun(db, actor.wardId, id);
      if (!isReported(run)) return res.redirect(303, `/imports/${id}`);
      const outcome = readReportTab(req.query);
      const subject = { type: 'import', id } as const;
      await context.accessLog.opened(actor, 'import.export-report', subject, { outcome: outcome ?? 'all' });
      const workbook = reportWorkbook(
        { run, outcome, madeAt: context.now(), wardName: actor.wardName },
        reportRows(db, { wardId: actor.wardId, runId: id }, outcome),
      );
      res.attachment('ket-qua-nhap.xlsx').type(XLSX_TYPE);
      workbook.on('error', (error) => res.destroy(error));
      res.on('close', () => workbook.destroy());
      workbook.pipe(res);
    }),
  ];
};
