import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import { invalid, type Invalid } from '../../../shared/outcome';
import { XLSX_TYPE } from '../../../shared/workbook';
import type { Notice } from '../../../web/flash';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { buttonRoute, formPost, formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/list-source';
import { defineFeature, get, post, type Asked, type Route } from '../../../web/route';
import { sendFile } from '../../../web/send-file';
import { followedFields } from './comparing/field-rules';
import { reportList, templateWorkbook, wrongRowsWorkbook } from './list-files';
import { importJob } from './import-job-service';
import { importListPage, revertPage, revertQuestion, uploadPage } from './pages';
import { checkListFile, MAX_FILE_BYTES } from './reading/check-file';
import { UnreadableListError } from './reading/listed-person';
import { isUnderWay, readReportTab, readShownPart, runPage, type RunView } from './run-pages';
import { columnsForm, confirmationForm, decisionsForm, revertForm, uploadForm } from './runs/forms';
import {
  getRun,
  isReported,
  listRuns,
  readRunPart,
  reportRows,
  showsRows,
  wrongRows,
  type ImportRun,
} from './runs/queries';
import {
  answerColumns,
  decideRows,
  decideSingleCandidates,
  discardImport,
  requestConfirmation,
  requestRevert,
  sendList,
  stopImport,
} from './runs/service';
import { findBlockers } from './writing/blocker-queries';

/** Polling interval of the page without JavaScript. */
const POLL_SECONDS = 3;

const STOPPED = {
  reading: 'Đã dừng đọc danh sách. Sổ không thay đổi gì.',
  confirming: 'Đã dừng ghi. Sổ không thay đổi gì; bản xem trước còn nguyên.',
};

const importRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const permission = 'imports.manage';
  const runOf = ({ actor, id }: Asked) => getRun(db, actor.wardId, id);
  const wakeJob = () => context.jobs.wake(importJob.name);

  async function renderRun(asked: Asked, res: Response, refused?: Pick<RunView, 'problems' | 'ticked' | 'chosen'>) {
    const { actor, req } = asked;
    const run = await runOf(asked);
    const shown = readShownPart(run, req.query);
    // A page that waits for a job asks every few seconds and shows no person.
    if (showsRows(run))
      await context.accessLog.opened(
        actor,
        'import.open',
        { type: 'import', id: run.id },
        run.status === 'previewed' ? { verdict: shown.verdict } : { outcome: shown.outcome ?? 'all' },
      );
    const part = await readRunPart(db, { wardId: actor.wardId, run }, shown);
    renderPage(res, runPage({ run, ...shown, ...part, ...refused }), {
      title: `Nhập danh sách: ${run.fileName}`,
      hasErrors: refused !== undefined,
      ...(isUnderWay(run) && { refreshSeconds: POLL_SECONDS }),
    });
  }

  const problemsOf = ({ errors, blockers = [] }: Failed) => [...Object.values(errors), ...blockers];

  async function renderRevert(asked: Asked, res: Response, failed?: Failed) {
    const run = await runOf(asked);
    if (run.status !== 'confirmed')
      return failed?.blockers
        ? renderRun(asked, res, { problems: failed.blockers })
        : res.redirect(303, `/imports/${run.id}`);
    const blockers = await blockersOf(run, asked.actor.wardId);
    await context.accessLog.opened(asked.actor, 'import.open', { type: 'import', id: run.id });
    const isRefused = blockers.length > 0 && failed !== undefined;
    renderPage(res, revertPage(run, blockers, failed), {
      title: `Hoàn tác lần nhập ${run.fileName}`,
      hasErrors: isRefused || failed?.errors.reason !== undefined,
      ...(isRefused && { status: 409 }),
    });
  }

  const blockersOf = (run: ImportRun, wardId: string) =>
    findBlockers(db.prisma, { id: run.id, wardId, finishedAt: run.finishedAt! });

  return [
    {
      ...get('/imports', permission, async ({ actor }, res) => {
        renderPage(res, importListPage(await listRuns(db, actor.wardId)), { title: 'Nhập danh sách' });
      }),
      list: pageList({
        title: 'Các lần nhập danh sách',
        isPersonal: false,
        read: async ({ actor }) => ({ rows: importListPage(await listRuns(db, actor.wardId)).model.runs }),
        columns: {
          Tệp: (row) => row.fileName,
          Lúc: (row) => row.when,
          'Ai nhập': (row) => row.by,
          'Tình trạng': (row) => row.status.text,
          'Kết quả': (row) => row.result,
        },
      }),
    },
    // Before '/imports/:id', which matches their addresses too.
    ...uploadRoutes(context),
    get('/imports/template', permission, (_, res) =>
      sendFile(res, templateWorkbook(context.now()), { name: 'go-cua-danh-sach-mau.xlsx', type: XLSX_TYPE }),
    ),
    get('/imports/:id/wrong-rows', permission, async (asked, res) => {
      const { id } = await runOf(asked);
      await context.accessLog.opened(asked.actor, 'import.export', { type: 'import', id }, { verdict: 'wrong' });
      const rows = await wrongRows(db, asked.actor.wardId, id);
      await sendFile(res, wrongRowsWorkbook(rows, context.now()), { name: 'dong-sai.xlsx', type: XLSX_TYPE });
    }),
    {
      ...get('/imports/:id', permission, renderRun),
      list: {
        isOfferedByPage: true,
        async find({ actor: { wardId }, query, id }) {
          const run = await getRun(db, wardId, id!);
          if (!isReported(run)) throw new NotFoundError();
          const outcome = readReportTab(query);
          return reportList(run, outcome, reportRows(db, { wardId, runId: run.id }, outcome));
        },
      },
    },
    formPost('/imports/:id/columns', permission, {
      show: (asked, res, failed) =>
        renderRun(asked, res, failed && { problems: problemsOf(failed), chosen: failed.values }),
      schema: columnsForm,
      async save({ actor, id }, columns) {
        await answerColumns(context, actor, id, columns);
        wakeJob();
      },
      done: (_outcome, { id }) => ({ to: `/imports/${id}` }),
    }),
    formPost('/imports/:id/decisions', permission, {
      show: (asked, res) => renderRun(asked, res, { problems: ['Chưa chọn dòng nào.'] }),
      schema: decisionsForm,
      save: ({ actor, id }, decisions) => decideRows(context, actor, id, decisions),
      async done({ rows }, asked) {
        const { verdict } = readShownPart(await runOf(asked), { verdict: typed(asked.body, 'verdict') || 'doubtful' });
        return { said: decidedNotice(rows), to: `/imports/${asked.id}?verdict=${verdict}` };
      },
    }),
    buttonRoute('/imports/:id/single-decisions', permission, {
      save: ({ actor, id }) => decideSingleCandidates(context, actor, id),
      done: ({ rows }, { id }) => ({ said: decidedNotice(rows), to: `/imports/${id}?verdict=doubtful` }),
    }),
    formPost('/imports/:id/confirmation', permission, {
      show(asked, res, failed) {
        const ticked = failed?.blockers && parseForm(confirmationForm, failed.values);
        return renderRun(
          asked,
          res,
          failed && { problems: problemsOf(failed), ...(ticked?.ok && { ticked: ticked.value }) },
        );
      },
      schema: confirmationForm,
      async save(asked, { follow, ...ticks }) {
        const { columns } = await runOf(asked);
        const confirmation = { ...ticks, follow: followedFields(follow, columns?.isOfPeople ?? false) };
        const outcome = await requestConfirmation(context, asked.actor, asked.id, confirmation);
        if (outcome.kind === 'blocked') return invalidWith(outcome.blockers);
        wakeJob();
        return outcome;
      },
      done: ({ kind }, { id }) => ({
        ...(kind === 'unchanged' && { said: 'Lần nhập này đã được xác nhận trước đó; không ghi lần nữa.' }),
        to: `/imports/${id}`,
      }),
    }),
    buttonRoute('/imports/:id/discard', permission, {
      save: ({ actor, id }) => discardImport(context, actor, id),
      done: {
        said: 'Đã bỏ lần nhập. Sổ không thay đổi gì.',
        unchanged: { text: 'Lần nhập này không còn chờ xác nhận.', kind: 'warning' },
        to: '/imports',
      },
    }),
    buttonRoute('/imports/:id/cancellation', permission, {
      save: ({ actor, id }) => stopImport(context, actor, id),
      done: (outcome, { id }) => ({
        said:
          outcome.kind === 'done'
            ? STOPPED[outcome.step]
            : { text: 'Không còn gì để dừng: việc này đã xong.', kind: 'warning' },
        to: `/imports/${id}`,
      }),
    }),
    ...formRoutes('/imports/:id/reversion', permission, {
      show: renderRevert,
      schema: revertForm,
      async save(asked, { reason }) {
        const run = await runOf(asked);
        if (run.status === 'confirmed') {
          if ((await blockersOf(run, asked.actor.wardId)).length > 0) return invalid({});
          if (!asked.isConfirmed) return { kind: 'unasked', run } as const;
        }
        const outcome = await requestRevert(context, asked.actor, run.id, reason);
        if (outcome.kind === 'blocked') return invalidWith(outcome.blockers);
        wakeJob();
        return outcome;
      },
      done(outcome, { id }) {
        if (outcome.kind === 'unasked') return { ask: revertQuestion(outcome.run) };
        return {
          ...(outcome.kind === 'unchanged' && { said: 'Lần nhập này đã được hoàn tác trước đó.' }),
          to: `/imports/${id}`,
        };
      },
    }),
  ];
};

/** Sending a list. */
const uploadRoutes = (context: AppContext): Route[] => {
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

/** Shows the form again with what must change first. */
const invalidWith = (blockers: readonly string[]): Invalid & Pick<Failed, 'blockers'> => ({ ...invalid({}), blockers });

const decidedNotice = (count: number): string | Notice =>
  count > 0 ? `Đã giữ quyết định cho ${count} dòng.` : { text: 'Không có dòng nào chờ quyết định.', kind: 'warning' };

export const importsFeature = defineFeature({
  routes: importRoutes,
  audit: {
    actions: {
      'import.begin': 'Đọc một danh sách để nhập',
      'import.choose-columns': 'Chọn nghĩa của các cột',
      'import.decide': 'Quyết định các dòng nghi trùng, có ô sai',
      'import.confirm': 'Nhập danh sách vào sổ',
      'import.discard': 'Bỏ một danh sách đã đọc',
      'import.stop': 'Dừng đọc hoặc dừng ghi một danh sách',
      'import.take-back': 'Hoàn tác một lần nhập',
      'import.open': 'Xem các dòng của một danh sách',
      'import.export': 'Tải các dòng sai của một danh sách',
    },
    groups: { import: 'Nhập danh sách' },
    subjects: {
      import: { label: 'Danh sách nhập', href: (id) => `/imports/${id}` },
    },
    fields: {
      fileName: 'tệp',
      columns: 'cột',
      rows: 'số dòng',
      newResidents: 'người mới',
      changedResidents: 'người được sửa',
      newHouseholds: 'hộ mới',
      newGroups: 'tổ mới',
      groupOfList: 'tổ cho hộ chưa có tổ',
      newFacts: 'diện ưu tiên mới',
      newHelpers: 'người giúp số mới',
      leftOut: 'dòng bỏ ra',
      removedResidents: 'người bỏ khỏi sổ',
      removedHouseholds: 'hộ bỏ khỏi sổ',
      removedGroups: 'tổ bỏ khỏi sổ',
      removedFacts: 'diện ưu tiên bỏ đi',
      removedHelpers: 'người giúp số bỏ đi',
      restoredResidents: 'người trở lại như trước',
      restoredHouseholds: 'hộ trở lại như trước',
      verdict: 'loại dòng',
    },
  },
  jobs: [importJob],
});
