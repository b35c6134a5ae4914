import type { Request, Response } from 'express';
import type { AppContext } from '../../context';
import { answerOf, askAgainPage } from '../../web/ask-again';
import { currentUser } from '../../web/current-user';
import { flash } from '../../web/flash';
import { parseForm, type FieldErrors, type FormValues } from '../../web/form';
import { idParam } from '../../web/id-param';
import { renderPage } from '../../web/page';
import type { Route } from '../../web/route';
import { roundsHitQuestion } from '../calendar/rounds-hit';
import { absenceForm } from './forms';
import { absencesModel, absencesPage } from './pages';
import { listAbsences, listTeam } from './queries';
import { recordAbsence, removeAbsence } from './service';

export const absenceRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  async function showAbsences(req: Request, res: Response, failed?: { values: FormValues; errors: FieldErrors }): Promise<void> {
    const actor = currentUser(req);
    const absences = await listAbsences(db, actor.wardId, actor.role === 'officer' ? actor.id : null, now());
    const hasErrors = failed !== undefined && Object.keys(failed.errors).length > 0;
    renderPage(req, res, absencesPage, absencesModel(actor, { absences, team: await listTeam(db, actor.wardId) }, failed), { title: 'Báo vắng', hasErrors });
  }

  return [
    { method: 'get', path: '/absences', permission: 'absences.manage', handler: (req, res) => showAbsences(req, res) },
    {
      method: 'post', path: '/absences', permission: 'absences.manage',
      handler: async (req, res) => {
        const values = req.body as FormValues;
        const answer = answerOf(values);
        const form = parseForm(absenceForm(now()), values);
        if (!form.ok) return showAbsences(req, res, form);
        if (answer === 'edit') return showAbsences(req, res, { values, errors: {} });
        const outcome = await recordAbsence(context, currentUser(req), form.value, answer === 'sure');
        if (outcome.kind === 'refused') return showAbsences(req, res, { values, errors: outcome.errors });
        if (outcome.kind === 'asks') {
          const question = roundsHitQuestion(values, outcome.rounds, { what: 'trong thời gian vắng', action: '/absences', confirmLabel: 'Vẫn báo vắng' });
          return renderPage(req, res, askAgainPage, question, { title: 'Vẫn báo vắng?' });
        }
        flash(req, 'Đã báo vắng.');
        if (outcome.roundsHit > 0) flash(req, `${outcome.roundsHit} buổi đã lập cần văn phòng xem lại.`, 'warning');
        res.redirect(303, '/absences');
      },
    },
    {
      method: 'post', path: '/absences/:id/removal', permission: 'absences.manage',
      handler: async (req, res) => {
        await removeAbsence(context, currentUser(req), idParam(req));
        flash(req, 'Đã bỏ lần báo vắng.');
        res.redirect(303, '/absences');
      },
    },
  ];
};
