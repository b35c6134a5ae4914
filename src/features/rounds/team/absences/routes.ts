import type { Request, Response } from 'express';
import type { AppContext } from '../../../../context';
import { answerOf, askAgainPage } from '../../../../web/ask-again';
import { currentUser } from '../../../../web/current-user';
import { ConflictError, ForbiddenError } from '../../../../web/errors';
import { flash } from '../../../../web/flash';
import { parseForm, type FieldErrors, type FormValues } from '../../../../web/form';
import { idParam } from '../../../../web/id-param';
import { renderPage } from '../../../../web/page';
import { pageList, type AskedList } from '../../../../web/page-list';
import type { Route } from '../../../../web/route';
import { sentFields } from '../../../office/audit/conflict';
import { findLastChange } from '../../../office/audit/last-change';
import { affectedRoundsQuestion, type AffectedRound } from '../../../office/calendar/affected-rounds';
import { absenceForm, correctedAbsenceForm, removalForm } from './forms';
import { absenceConflict, absenceEditModel, absenceEditPage, absencesModel, absencesPage, storedValues } from './pages';
import { canRecordFor } from './policy';
import { getAbsence, listAbsences, listTeam } from './queries';
import { correctAbsence, recordAbsence, removeAbsence } from './service';

export const absenceRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  const absencesFor = ({ wardId, role, id }: AskedList['actor']) =>
    listAbsences(db, wardId, role === 'officer' ? id : null, now());
  const list = pageList({
    title: 'Báo vắng',
    read: async ({ actor }) => {
      const absences = await absencesFor(actor);
      return { rows: absencesModel(actor, { absences, team: [] }).absences };
    },
    columns: { 'Thành viên': (row) => row.officer, 'Vắng lúc': (row) => row.time, 'Vì sao': (row) => row.reason },
  });

  async function showAbsences(
    req: Request,
    res: Response,
    failed?: { values: FormValues; errors: FieldErrors },
  ): Promise<void> {
    const actor = currentUser(req);
    const absences = await absencesFor(actor);
    const team = await listTeam(db, actor.wardId);
    const hasErrors = failed !== undefined && Object.keys(failed.errors).length > 0;
    renderPage(res, absencesPage, absencesModel(actor, { absences, team }, failed), {
      title: 'Báo vắng',
      hasErrors,
    });
  }

  async function showEdit(
    req: Request,
    res: Response,
    failed?: { values: FormValues; errors: FieldErrors },
  ): Promise<void> {
    const actor = currentUser(req);
    const absence = await getAbsence(db, actor.wardId, idParam(req));
    if (!canRecordFor(actor, absence.userId)) throw new ForbiddenError('Chỉ sửa được lần báo vắng của chính mình.');
    const model = absenceEditModel(absence, failed);
    renderPage(res, absenceEditPage, model, { title: model.title, hasErrors: Object.keys(model.errors).length > 0 });
  }

  const askAboutRounds = (req: Request, res: Response, rounds: readonly AffectedRound[], confirmLabel: string) =>
    renderPage(
      res,
      askAgainPage,
      affectedRoundsQuestion(req.body, rounds, { what: 'trong thời gian vắng', action: req.path, confirmLabel }),
      { title: `${confirmLabel}?` },
    );

  const backToList = (req: Request, res: Response, said: string, roundsHit: number) => {
    flash(req, said);
    if (roundsHit > 0) flash(req, `${roundsHit} buổi đã lập cần văn phòng xem lại.`, 'warning');
    res.redirect(303, '/absences');
  };

  return [
    {
      method: 'get',
      path: '/absences',
      permission: 'absences.manage',
      list,
      handler: (req, res) => showAbsences(req, res),
    },
    {
      method: 'post',
      path: '/absences',
      permission: 'absences.manage',
      handler: async (req, res) => {
        const values = req.body as FormValues;
        const answer = answerOf(values);
        const form = parseForm(absenceForm(now()), values);
        if (!form.ok) return showAbsences(req, res, form);
        if (answer === 'edit') return showAbsences(req, res, { values, errors: {} });
        const outcome = await recordAbsence(context, currentUser(req), form.value, answer === 'sure');
        if (outcome.kind === 'invalid') return showAbsences(req, res, { values, errors: outcome.errors });
        if (outcome.kind === 'unconfirmed') return askAboutRounds(req, res, outcome.rounds, 'Vẫn báo vắng');
        backToList(req, res, 'Đã báo vắng.', outcome.roundsHit);
      },
    },
    {
      method: 'get',
      path: '/absences/:id/edit',
      permission: 'absences.manage',
      handler: (req, res) => showEdit(req, res),
    },
    {
      method: 'post',
      path: '/absences/:id/edit',
      permission: 'absences.manage',
      handler: async (req, res) => {
        const [actor, id, values] = [currentUser(req), idParam(req), req.body as FormValues];
        const answer = answerOf(values);
        const form = parseForm(correctedAbsenceForm(now()), values);
        if (!form.ok) return showEdit(req, res, form);
        if (answer === 'edit') return showEdit(req, res, { values, errors: {} });
        const outcome = await correctAbsence(context, actor, id, { ...form.value, isConfirmed: answer === 'sure' });
        if (outcome.kind === 'invalid') return showEdit(req, res, { values, errors: outcome.errors });
        if (outcome.kind === 'unconfirmed') return askAboutRounds(req, res, outcome.rounds, 'Vẫn lưu lần vắng');
        if (outcome.kind === 'stale') {
          throw new ConflictError(
            absenceConflict(
              await getAbsence(db, actor.wardId, id),
              form.value,
              await findLastChange(db, actor.wardId, { type: 'absence', id }),
            ),
          );
        }
        backToList(req, res, 'Đã sửa lần báo vắng.', outcome.kind === 'done' ? outcome.roundsHit : 0);
      },
    },
    {
      method: 'post',
      path: '/absences/:id/removal',
      permission: 'absences.manage',
      handler: async (req, res) => {
        const form = parseForm(removalForm, req.body);
        const outcome = await removeAbsence(
          context,
          currentUser(req),
          idParam(req),
          form.ok ? form.value.version : null,
        );
        if (outcome.kind === 'done') {
          const { removed } = outcome;
          // Reports the same absence again; its rounds were shown when it was first reported.
          const again = { ...storedValues(removed), userId: removed.userId, confirmed: 'yes' };
          flash(req, 'Đã bỏ lần báo vắng.', 'success', [
            { label: 'Hoàn tác', href: '/absences', fields: sentFields(again) },
          ]);
        } else
          flash(
            req,
            'Người khác vừa sửa lần báo vắng này nên chưa bỏ. Xem lại giờ ở dưới; không cần nữa thì bấm “Bỏ”.',
            'warning',
          );
        res.redirect(303, '/absences');
      },
    },
  ];
};
