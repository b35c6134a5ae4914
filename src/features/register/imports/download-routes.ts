import type { AppContext } from '../../../context';
import { XLSX_TYPE } from '../../../shared/workbook';
import { pageRoute } from '../../../web/form-route';
import type { Route } from '../../../web/route';
import { sendFile } from '../../../web/send-file';
import { templateWorkbook, wrongRowsWorkbook } from './list-files';
import { getRun, wrongRows } from './runs/queries';

/** The workbooks of an import: an empty list to fill in, and the rows to correct. */
export const downloadRoutes = ({ db, now, accessLog }: AppContext): Route[] => [
  pageRoute('/imports/template', 'imports.manage', (_, res) =>
    sendFile(res, templateWorkbook(now()), { name: 'go-cua-danh-sach-mau.xlsx', type: XLSX_TYPE }),
  ),
  pageRoute('/imports/:id/wrong-rows', 'imports.manage', async ({ actor, id }, res) => {
    await getRun(db, actor.wardId, id);
    await accessLog.opened(actor, 'import.export', { type: 'import', id }, { verdict: 'wrong' });
    const rows = await wrongRows(db, actor.wardId, id);
    await sendFile(res, wrongRowsWorkbook(rows, now()), { name: 'dong-sai.xlsx', type: XLSX_TYPE });
  }),
];
