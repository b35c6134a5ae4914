import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { CSV_TYPE, csvFile } from '../../../shared/csv-file';
import { localDateOf } from '../../../shared/dates';
import { xlsxFile } from '../../../shared/list-file';
import { formatNumber } from '../../../shared/numbers';
import { XLSX_TYPE } from '../../../shared/workbook';
import { parseForm, type Failed } from '../../../web/form';
import type { FoundList } from '../../../web/list-source';
import { renderPage } from '../../../web/page';
import { defineFeature, get, post, type Asked, type Route } from '../../../web/route';
import { sendFile } from '../../../web/send-file';
import { createExportRateLimit } from '../../office/auth/rate-limits';
import { listFileForm } from './forms';
import { listOfPage, type ListPage } from './list-of-page';
import { listFileOf, listFilePage } from './pages';
import { recordListFile } from './service';

/** A file that is read from the database holds a connection for as long as the reader's download takes. */
const MAX_AT_ONCE = 2;

const KINDS = { xlsx: { type: XLSX_TYPE, write: xlsxFile }, csv: { type: CSV_TYPE, write: csvFile } };

/**
 * The list of any page as a file: with a reason, counted and logged.
 * @param mounted the routes of all features, among them the pages with a list.
 */
const listFileRoutes = (context: AppContext, mounted: () => readonly Route[] = () => []): Route[] => {
  const countExport = createExportRateLimit(context);
  let running = 0;

  const pageOf = ({ actor, query }: Asked) => listOfPage(mounted(), actor, query.page);

  const renderForm = (res: Response, list: FoundList, { href }: ListPage, failed?: Failed) =>
    renderPage(res, listFilePage(list, href, failed), { title: 'Tải danh sách', hasErrors: failed !== undefined });

  async function sendList(asked: Asked, res: Response) {
    const { actor, body } = asked;
    const page = pageOf(asked);
    const form = parseForm(listFileForm, body);
    if (form.ok) await countExport(actor.id);
    const list = await page.find();
    if (!form.ok) return renderForm(res, list, page, form);
    const refuse = (message: string) => renderForm(res, list, page, { values: body, errors: { format: message } });
    if (running >= MAX_AT_ONCE) return refuse('Máy chủ đang làm mấy tệp khác. Đợi một phút rồi bấm lại.');
    running += 1;
    try {
      const { rowCount, batches, close } = await list.open();
      try {
        if (rowCount === 0) return refuse('Danh sách này không có dòng nào để tải.');
        if (rowCount > list.maxRows)
          return refuse(`Danh sách dài hơn ${formatNumber(list.maxRows)} dòng. Lọc bớt rồi tải từng phần.`);
        const { format, reason } = form.value;
        const now = context.now();
        const file = listFileOf(actor, list, { rowCount, reason, now });
        await recordListFile(context.db, actor, { path: page.path, filter: list.about.join('. '), file }, form.value);
        const { type, write } = KINDS[format];
        const name = `${list.fileName ?? fileNameOf(page, now)}.${format}`;
        await sendFile(res, await write(file, batches), { name, type });
      } finally {
        await close?.();
      }
    } finally {
      running -= 1;
    }
  }

  return [
    get('/list-files', 'signed-in', async (asked, res) => {
      const page = pageOf(asked);
      renderForm(res, await page.find(), page);
    }),
    // By hand: answered with the file itself.
    post('/list-files', 'signed-in', sendList),
  ];
};

/** 'danh-sach-rounds-2026-11-24': without the title of the list, which may reveal whom it is about. */
const fileNameOf = ({ pattern }: ListPage, now: Date) =>
  `danh-sach${pattern.replace(/\/:id\b/, '').replaceAll('/', '-')}-${localDateOf(now)}`;

export const listFilesFeature = defineFeature({
  routes: listFileRoutes,
  audit: {
    actions: {
      'list-file.export': 'Tải danh sách của một trang về thành tệp',
      // Recorded by earlier versions.
      'list.export': 'Tải danh sách về thành tệp',
      'report.take-list': 'Lấy danh sách sau một con số ra tệp',
      'overtime.download': 'Tải bảng giờ làm thêm',
      'import.export-report': 'Tải kết quả nhập của một danh sách',
    },
    groups: { 'list-file': 'Danh sách tải về', overtime: 'Giờ làm thêm' },
    subjects: {
      page: { label: 'Trang', href: (path) => path },
    },
  },
});
