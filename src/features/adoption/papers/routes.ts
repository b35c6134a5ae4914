import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { listReferrals } from '../../casework/referrals/queries';
import { countStuck } from '../../door/assisted-procedures/stuck-queries';
import { getWard } from '../../office/wards/queries';
import { localDateOf, monthName, monthStartOf } from '../../../shared/dates';
import { XLSX_TYPE } from '../../../shared/workbook';
import { NotFoundError } from '../../../shared/errors';
import { isId } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { sendFile } from '../../../web/send-file';
import type { ClosedMonth } from '../figures/closed-figures';
import type { Figures } from '../figures/figures';
import { isBeforeBook, lastEndedMonth, recentMonths } from '../figures/report-months';
import { noticeBoardHref } from '../reports/month-options';
import { createShownFigures } from '../figures/shown-figures';
import { createPaperMaker, DOCX_TYPE } from './made-papers';
import { noticeBoardPage } from './pages';
import { stateText, type PaperState } from './paper-state';
import { printable } from './printable';
import { monthlyReport } from './report-content';
import { reportTables } from './report-tables';
import { reportXlsx } from './report-xlsx';

/** How long a paper waits for the newest figures: longer than a page, because it is kept. */
const PATIENCE_MS = 30_000;

interface PaperMonth {
  figures: Figures;
  state: PaperState;
  /** '2026-11'. */
  month: string;
}

/** The papers of a month. A month before the first day of the ward's book has none: its page says so. */
const paperRoutes = (context: AppContext): Route[] => {
  const makePaper = createPaperMaker();
  const figuresOf = createShownFigures(context, PATIENCE_MS);
  const today = () => localDateOf(context.now());

  const paper = (path: string, make: (shown: PaperMonth, asked: Asked, res: Response) => Promise<void>) =>
    get(path, 'reports.read', async (asked, res) => {
      const { query } = asked;
      const { month: given, closing } = query;
      if (given !== undefined && !isId(closing) && !recentMonths(today()).includes(given as string))
        throw new NotFoundError('Không có báo cáo của tháng này. Chọn một tháng trong 24 tháng gần đây ở Tổng quan.');
      const { figures, closed } = await figuresOf(asked.actor.wardId, query);
      const month = figures.scope.on.slice(0, 7);
      if (isBeforeBook(figures)) return res.redirect(303, `/reports?month=${month}`);
      await make({ figures: printable(figures), state: stateOf(figures, closed), month }, asked, res);
    });

  const logTaken = ({ actor }: Asked, { month, state }: PaperMonth, kind: 'docx' | 'xlsx' | 'notice-board') =>
    context.accessLog.opened(
      actor,
      'report-paper.take',
      { type: 'report-paper', id: month },
      { paper: kind, figures: stateText(state) },
    );

  return [
    paper('/reports/paper.docx', async (shown, asked, res) => {
      const { figures, state, month } = shown;
      const { wardId, on } = figures.scope;
      const stuck = await countStuck(context.db, wardId, { from: monthStartOf(on), to: on });
      const report = monthlyReport(figures, state, printable(stuck));
      const bytes = await makePaper({ report, place: { wardName: figures.wardName, signedOn: today() } });
      await logTaken(asked, shown, 'docx');
      res.attachment(`bao-cao-${month}.docx`).type(DOCX_TYPE).send(Buffer.from(bytes));
    }),
    get('/referral-letter.docx', 'lists.export', async ({ actor, query: { letter } }, res) => {
      const asked = { recipient: null, state: null, letter: isId(letter) ? letter : null, after: null } as const;
      const people = asked.letter ? await listReferrals(context.db, actor.wardId, { ...asked, isPrinted: true }) : [];
      if (people.length === 0) return res.redirect(303, '/referrals');
      const { name: wardName } = await getWard(context.db, actor.wardId);
      const bytes = await makePaper(printable({ people, place: { wardName, signedOn: today() } }));
      const count = people.length;
      await context.accessLog.opened(actor, 'referral.take-letter', { type: 'referral', id: people[0]!.id }, { count });
      res.attachment('cong-van-dinh-danh-luu-dong.docx').type(DOCX_TYPE).send(Buffer.from(bytes));
    }),
    paper('/reports/paper.xlsx', async (shown, asked, res) => {
      const { figures, state, month } = shown;
      const about = [`${figures.wardName}, ${monthName(month)}`, stateText(state)] as const;
      await logTaken(asked, shown, 'xlsx');
      const content = reportXlsx(reportTables(figures), about, context.now());
      await sendFile(res, content, { name: `bao-cao-${month}.xlsx`, type: XLSX_TYPE });
    }),
    paper('/reports/notice-board', async (shown, asked, res) => {
      const { figures, state } = shown;
      // A sheet for each day would tell on which day a count reached the next step.
      if (figures.scope.on === today()) return res.redirect(303, noticeBoardHref(lastEndedMonth(today())));
      const ward = await getWard(context.db, figures.scope.wardId);
      await logTaken(asked, shown, 'notice-board');
      const view = noticeBoardPage(figures, state, ward.phone);
      renderPage(res, view, { title: `Bảng tin: ${view.model.month}`, layout: 'print' });
    }),
  ];
};

function stateOf({ readAt }: Figures, closed: ClosedMonth | null): PaperState {
  if (!closed) return { kind: 'open', readAt };
  const { revision, closedAt, closedByName } = closed;
  return { kind: 'closed', revision, closedAt, closedBy: closedByName };
}

export const reportPapersFeature = defineFeature({
  routes: paperRoutes,
  audit: {
    actions: { 'report-paper.take': 'Lấy báo cáo tháng, bảng tin' },
    subjects: {
      'report-paper': { label: 'Báo cáo tháng', href: (month) => `/reports?month=${month}` },
    },
    fields: { paper: 'tệp', figures: 'số liệu' },
    values: {
      paper: { docx: 'báo cáo Word', xlsx: 'bảng Excel', 'notice-board': 'bảng tin' },
    },
  },
});
