import type { Request, Response } from 'express';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { answerOf, askAgainModel, askAgainPage } from '../../../web/ask-again';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, type Failed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { retentionForm } from './forms';
import { retentionModel, retentionPage } from './pages';
import { getRetention, listDue } from './queries';
import { dueSentences, type Retention } from './rules';
import { chooseRetention } from './service';

/** How long the ward keeps what it no longer needs, what goes by that, and what each night deleted. */
export const retentionRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  async function show(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const canChoose = isPermitted(actor.role, 'retention.manage');
    const found = await getRetention(db, actor.wardId);
    const due = await (canChoose ? readDue(actor, found.retention) : listDue(db, actor.wardId, found.retention, now()));
    const model = retentionModel(found, { due, canChoose }, failed);
    renderPage(res, retentionPage, model, { title: 'Giữ dữ liệu bao lâu', hasErrors: model.summary.length > 0 });
  }

  /** Logged, because it names people. */
  async function readDue(actor: Actor, retention: Retention) {
    const reading = await accessLog.reading(actor, 'retention.preview', { type: 'ward', id: actor.wardId });
    return listDue(reading, actor.wardId, retention, now());
  }

  return [
    { method: 'get', path: '/retention', permission: 'data-requests.read', handler: (req, res) => show(req, res) },
    {
      method: 'post',
      path: '/retention',
      permission: 'retention.manage',
      handler: async (req, res) => {
        const form = parseForm(retentionForm, req.body);
        if (!form.ok) return show(req, res, form);
        const actor = currentUser(req);
        const answer = answerOf(req.body);
        if (answer === 'edit') return show(req, res, { values: req.body as FormValues, errors: {} });
        const sentences = answer === 'sure' ? [] : dueSentences(await readDue(actor, form.value));
        if (sentences.length > 0)
          return renderPage(
            res,
            askAgainPage,
            askAgainModel(req.body, {
              title: 'Lưu, và từ đêm tới dọn những thứ này?',
              sentences: [...sentences, 'Dọn rồi không lấy lại được.'],
              changes: [],
              action: '/retention',
              confirmLabel: 'Đúng, lưu',
            }),
            { title: 'Lưu, và từ đêm tới dọn?' },
          );
        const outcome = await chooseRetention(context, actor, form.value);
        flash(req, outcome.kind === 'done' ? 'Đã lưu. Đêm tới Gõ Cửa dọn theo số này.' : 'Không có gì thay đổi.');
        res.redirect(303, '/retention');
      },
    },
  ];
};
