import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf, parseDateText } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { flash, type FlashAction } from '../../../web/flash';
import { parseForm, typed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { defineFeature, get, post, type Route } from '../../../web/route';
import { sentFields } from '../../office/audit/conflict';
import { formSent } from '../../office/drafts/sent-routes';
import { getRound, type RoundDetail } from '../../rounds/round/queries';
import { officersAtDoor } from '../visit-rules/officers-at-door';
import { requestNotices, withdrawnText } from '../visit-form/pages';
import { doorTitle } from '../visit-rules/people';
import { withdrawVisits, type Withdrawal } from '../visit-records/withdrawal-service';
import { sheetWithdrawalForm } from './forms';
import { sheetVisitsPage, type SheetForm } from './pages';
import { loadSheet } from './queries';
import { isTypable, recordSheetVisits, teamOf } from './submission';

const ROUND_GONE =
  'Buổi này vừa bị hủy hoặc dời sang ngày khác nên chưa lưu dòng nào. Điều đã gõ còn nguyên ở dưới: chép lại, hoặc ghi ở trang của từng hộ.';
const NOT_TODAY = 'Chưa hoàn tác lượt nào: nay rút thì mở từng lượt và ghi vì sao rút.';
/** A page shows eight messages; the last one says what was saved. */
const MAX_WARNINGS = 5;

/** The visits of a round, typed from the sheet that came back on paper. */
const sheetVisitRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  async function showSheet(
    req: Request,
    res: Response,
    { round, status, ...form }: SheetForm & { round: RoundDetail; status?: number },
  ): Promise<void> {
    const actor = currentUser(req);
    const on = parseDateText(typed(form.values, 'arrivedOn')) ?? localDateOf(round.startsAt);
    await accessLog.opened(actor, 'round.open', { type: 'round', id: round.id }, { for: 'sheet' });
    const sheet = await loadSheet(db, actor.wardId, round.id, on);
    const officers = officersAtDoor(teamOf(round), actor);
    const view = sheetVisitsPage(round, sheet, form, { officers, now: now() });
    renderPage(res, view, {
      title: `${view.model.title} ${round.code}`,
      hasErrors: view.model.summary.length > 0,
      status,
    });
  }

  return [
    get('/rounds/:id/sheet/visits', 'visits.record', async ({ actor, id, req }, res) => {
      const round = await getRound(db, actor.wardId, id);
      if (!isTypable(round, now())) return res.redirect(303, `/rounds/${round.id}`);
      await showSheet(req, res, { round, values: {} });
    }),
    // By hand: the form is read row by row, and shown again with what was not saved.
    post('/rounds/:id/sheet/visits', 'visits.record', async ({ actor, id, req }, res) => {
      const values = (req.body ?? {}) as FormValues;
      const round = await getRound(db, actor.wardId, id);
      const outcome = await recordSheetVisits(context, actor, round, values);
      switch (outcome.kind) {
        case 'done': {
          for (const { text, kind } of requestNotices(outcome.requests)) flash(req, text, kind);
          for (const warning of outcome.warnings.slice(0, MAX_WARNINGS)) flash(req, warning, 'warning');
          const skipped = outcome.skipped > 0 ? ` ${outcome.skipped} dòng để trống, chưa ghi.` : '';
          flash(req, `Đã lưu ${outcome.saved} lượt thăm.${skipped}`, 'success', undoSheet(round, outcome.visitIds));
          await formSent(context, req, { key: typed(values, 'formKey') });
          return res.redirect(303, `/rounds/${round.id}/sheet/visits`);
        }
        case 'invalid':
          return showSheet(req, res, { round, ...outcome });
        case 'round-gone':
          return showSheet(req, res, { round, values: outcome.values, notice: ROUND_GONE, status: 409 });
      }
    }),
    // All that one press saved, or nothing. Of the posted visits only those that this round still has are withdrawn. By
    // hand: a list that cannot be read is an empty one.
    post('/rounds/:id/sheet/visits/withdrawal', 'visits.record', async ({ actor, id, req }, res) => {
      const round = await getRound(db, actor.wardId, id);
      const form = parseForm(sheetWithdrawalForm, req.body);
      const sent = form.ok ? form.value.visits : [];
      const { doors } = await loadSheet(db, actor.wardId, round.id, localDateOf(round.startsAt));
      const ids = doors.flatMap(({ visitId }) => (visitId && sent.includes(visitId) ? [visitId] : []));
      const outcome = await withdrawVisits(context, actor, ids);
      if (outcome.kind === 'invalid') flash(req, NOT_TODAY, 'warning');
      else if (outcome.kept.length > 0) flash(req, keptWords(outcome), 'warning');
      else {
        const { withdrawn } = outcome;
        flash(
          req,
          withdrawn.length > 0 ? withdrawnText(withdrawn) : 'Không còn lượt nào như vậy trên phiếu để hoàn tác.',
        );
      }
      res.redirect(303, `/rounds/${round.id}/sheet/visits`);
    }),
  ];
};

/** The button that withdraws what was saved just now; of a closed round only the office may, visit by visit. */
function undoSheet({ id, closure }: RoundDetail, visitIds: readonly string[]): FlashAction[] {
  if (closure || visitIds.length === 0) return [];
  const label = visitIds.length > 1 ? `Hoàn tác cả ${visitIds.length} lượt` : 'Hoàn tác';
  return [{ label, href: `/rounds/${id}/sheet/visits/withdrawal`, fields: sentFields({ visits: visitIds }) }];
}

const keptWords = ({ kept }: Withdrawal): string =>
  `Chưa hoàn tác lượt nào. ${kept.map(({ visit, why }) => `${doorTitle(visit.addressLine)}: ${why}`).join(' ')}`;

export const sheetVisitsFeature = defineFeature({ routes: sheetVisitRoutes });
