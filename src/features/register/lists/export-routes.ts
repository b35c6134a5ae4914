import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { ListSubject } from '../../../generated/prisma/enums';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { sendListFile } from '../../../web/send-list-file';
import { createExportRateLimit } from '../../office/auth/rate-limits';
import { cellBatches, exportModel, exportPage, fileNameOf, fileOf } from './export-pages';
import { shownColumns } from './columns';
import { exportForm, listPlace } from './forms';
import { readList, readQueryText, type ListSpec } from './list-spec';
import { filterSentence, titleOf } from './pages';
import { openWholeList, readFrame } from './queries';
import { recordExport } from './service';

/** Three times the number of people in the largest ward. */
const MAX_EXPORTED = 200_000;
/** An export holds a database connection for as long as the reader's download takes. */
const MAX_CONCURRENT_EXPORTS = 2;

/** A list as a file. */
export const exportRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const countExport = createExportRateLimit(context);
  let exportsRunning = 0;
  const today = () => localDateOf(context.now());

  async function renderExport(
    req: Request,
    res: Response,
    { list, viewId }: { list: ListSpec; viewId: string | null },
    failed?: Failed,
  ) {
    const actor = currentUser(req);
    const scope = { subject: list.subject, wardId: actor.wardId, today: today() };
    const { count, places, adultAge, view } = await readFrame(db, actor, { scope, list, viewId });
    renderPage(
      res,
      exportPage(
        exportModel(list, { title: titleOf(list, view, adultAge), count, places, viewId: view?.id ?? '' }, failed),
      ),
      {
        title: 'Tải danh sách',
        hasErrors: failed !== undefined,
      },
    );
  }

  async function sendFile(req: Request, res: Response, subject: ListSubject) {
    const actor = currentUser(req);
    const list = readQueryText(subject, typed(req.body, 'query'));
    const { view: viewId } = listPlace.parse(req.body);
    const form = parseForm(exportForm, req.body);
    if (!form.ok) return renderExport(req, res, { list, viewId }, form);
    const refuse = (message: string) =>
      renderExport(req, res, { list, viewId }, { values: req.body as FormValues, errors: { format: message } });
    if (exportsRunning >= MAX_CONCURRENT_EXPORTS)
      return refuse('Máy chủ đang làm mấy tệp khác. Đợi một phút rồi bấm lại.');
    exportsRunning += 1;
    try {
      await countExport(actor.id);
      const scope = { subject, wardId: actor.wardId, today: today() };
      const whole = await openWholeList(db, scope, list);
      try {
        if (whole.count === 0) return await refuse('Danh sách này không có dòng nào để tải. Bỏ bớt điều kiện lọc.');
        if (whole.count > MAX_EXPORTED)
          return await refuse(
            `Danh sách dài hơn ${MAX_EXPORTED.toLocaleString('vi-VN')} dòng. Lọc theo tổ rồi tải từng phần.`,
          );
        const { places, adultAge, view } = await readFrame(db, actor, { scope, list, viewId });
        const title = titleOf(list, view, adultAge);
        await recordExport(context, actor, {
          list,
          title,
          filter: filterSentence(list, places),
          columns: shownColumns(list).map(({ label }) => label),
          rows: whole.count,
          form: form.value,
        });

        const { format } = form.value;
        const file = fileOf(actor, list, { title, places, count: whole.count, form: form.value, now: context.now() });
        const batches = cellBatches(list, whole.batches, scope.today);
        await sendListFile(res, { file, batches }, { name: fileNameOf(list, format, context.now()), format });
      } finally {
        await whole.close();
      }
    } finally {
      exportsRunning -= 1;
    }
  }

  return Object.values(ListSubject).flatMap((subject): Route[] => [
    {
      method: 'get',
      path: `/lists/${subject}/export`,
      permission: 'lists.export',
      handler: (req, res) =>
        renderExport(req, res, { list: readList(subject, req.query).list, viewId: listPlace.parse(req.query).view }),
    },
    {
      // By hand: it answers with a file.
      method: 'post',
      path: `/lists/${subject}/export`,
      permission: 'lists.export',
      handler: (req, res) => sendFile(req, res, subject),
    },
  ]);
};
