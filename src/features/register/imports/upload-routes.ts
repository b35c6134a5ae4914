import { newIdAt } from '../../../shared/new-id';
import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { parseForm, type Failed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { get, post, type Route } from '../../../web/route';
import { importJob } from './import-job-service';
import { uploadPage } from './pages';
import { checkListFile, MAX_FILE_BYTES } from './reading/check-file';
import { UnreadableListError } from './reading/listed-person';
import { uploadForm } from './runs/forms';
import { sendList } from './runs/service';

/** Sending a list. */
export const uploadRoutes = (context: AppContext): Route[] => {
  const renderUpload = (res: Response, failed?: Failed) =>
    renderPage(res, uploadPage(failed), { title: 'Gửi danh sách', hasErrors: failed !== undefined });

  return [
    get('/imports/new', 'imports.manage', (_asked, res) => renderUpload(res)),
    {
      // By hand: the file is checked outside the schema, and its upload is not a field.
      ...post('/imports', 'imports.manage', async ({ actor, req }, res) => {
        const form = parseForm(uploadForm, req.body);
        const refuse = (list: string) =>
          renderUpload(res, { values: req.body as FormValues, errors: { list, ...(!form.ok && form.errors) } });
        if (!req.file) return refuse('Chọn tệp danh sách (.xlsx hoặc .csv) trước khi gửi.');
        if (!form.ok) return renderUpload(res, form);
        const { isFirstHead, facts, factBasis, factFrom } = form.value;
        try {
          const kind = await checkListFile(req.file.handle);
          const id = newIdAt(context.now());
          const outcome = await sendList(context, actor, {
            id,
            fileName: fileNameOf(req.file.originalname),
            file: req.file.handle,
            options: { kind, isFirstHead, declaration: { kinds: facts, basis: factBasis, from: factFrom } },
          });
          if (outcome.kind === 'queue-full')
            return refuse('Đã có mấy danh sách chờ đọc. Đợi máy chủ đọc xong rồi gửi tiếp.');
          context.jobs.wake(importJob.name);
          res.redirect(303, `/imports/${id}`);
        } catch (error) {
          if (!(error instanceof UnreadableListError)) throw error;
          refuse(error.message);
        }
      }),
      upload: { field: 'list', maxBytes: MAX_FILE_BYTES, advice: 'Hãy chia danh sách thành nhiều tệp nhỏ hơn.' },
    },
  ];
};

/** Multipart headers contain UTF-8 names, but are decoded as Latin-1. */
function fileNameOf(name: string): string {
  const bytes = Buffer.from(name, 'latin1');
  const decoded = bytes.toString('utf8');
  const isUtf8 = !decoded.includes('\ufffd') && !/[\u0100-\uffff]/.test(name);
  return (
    (isUtf8 ? decoded : name)
      .normalize('NFC')
      .replace(/[\p{Cc}]/gu, '')
      .slice(0, 150) || 'danh sách'
  );
}
