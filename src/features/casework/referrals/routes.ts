import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { isId, typed } from '../../../web/form';
import { undoable } from '../../../web/flash';
import { buttonRoute, formPage, formPost, formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { referralAudit } from './audit-labels';
import { answerForm, referralForm } from './forms';
import { newPage, showPage, slipPage } from './pages';
import { getReferral, getReferredPerson } from './queries';
import { answerReferral, makeReferral, removeAnswer, removeReferral } from './service';

/** Sending a resident on to another body, with a slip, and what became of it. */
const referralRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;
  const today = () => localDateOf(now());
  const permission = 'files.manage';

  /** Every page about a referral shows a resident, so it counts as reading their record. */
  async function read<Subject extends { residentId: string }>({ actor }: Asked, reading: Promise<Subject>) {
    const subject = await reading;
    await accessLog.opened(actor, 'resident.open', { type: 'resident', id: subject.residentId }, { for: 'referral' });
    return subject;
  }
  const referralOf = ({ actor, id }: Asked) => getReferral(db, actor.wardId, id);

  const showReferral = formPage({
    open: (asked) => read(asked, referralOf(asked)),
    page: (referral, failed, { actor }) =>
      showPage(referral, { today: today(), canManage: isPermitted(actor.role, permission) }, failed),
  });

  return [
    ...formRoutes('/residents/:id/referrals', permission, {
      emptyAt: '/residents/:id/referrals/new',
      show: formPage({
        open: (asked) => read(asked, getReferredPerson(db, asked.actor.wardId, asked.id)),
        page: (person, failed, { req: { query } }) =>
          newPage(person, { visitId: isId(query.visit) ? query.visit : '', today: today() }, failed),
      }),
      schema: () => referralForm(today()),
      save: ({ actor, id }, form) => makeReferral(context, actor, id, form),
      done: ({ kind }, asked, { id }) => ({
        said: undoable(
          kind === 'done' ? 'Đã ghi. In phiếu cho người dân mang theo.' : 'Giấy này đã ghi trước đó, như dưới đây.',
          `/referrals/${id}/removal`,
          { residentId: asked.id },
        ),
        to: `/referrals/${id}`,
      }),
    }),
    get('/referrals/:id', 'files.read', showReferral),
    get('/referrals/:id/slip', 'files.read', async (asked, res) => {
      const referral = await read(asked, referralOf(asked));
      renderPage(res, slipPage(referral), { title: 'Phiếu giới thiệu', layout: 'print', paper: 'A5' });
    }),
    buttonRoute('/referrals/:id/removal', permission, {
      save: ({ actor, id }) => removeReferral(context, actor, id),
      done(outcome, { id, body }) {
        if (outcome.kind === 'blocked')
          return { said: { text: outcome.blockers.join(' '), kind: 'warning' }, to: `/referrals/${id}` };
        const residentId = typed(body, 'residentId');
        return {
          said: outcome.kind === 'done' ? 'Đã bỏ giấy giới thiệu.' : 'Giấy này không còn trong sổ.',
          to: isId(residentId) ? `/residents/${residentId}` : '/waiting',
        };
      },
    }),
    formPost('/referrals/:id/answer', permission, {
      show: showReferral,
      schema: async (asked) => answerForm(today(), (await referralOf(asked)).referredOn),
      save: ({ actor, id }, form) => answerReferral(context, actor, id, form),
      done: ({ kind }, { id }) => ({
        said:
          kind === 'unchanged'
            ? { text: 'Giấy này đã có trả lời, ghi dưới đây. Sai thì bấm Hoàn tác.', kind: 'warning' }
            : undoable('Đã ghi trả lời.', `/referrals/${id}/answer/removal`),
        to: `/referrals/${id}`,
      }),
    }),
    buttonRoute('/referrals/:id/answer/removal', permission, {
      save: async (asked) => removeAnswer(context, asked.actor, (await referralOf(asked)).id),
      done: (_, { id }) => ({ said: 'Đã hoàn tác: lại chờ trả lời.', to: `/referrals/${id}` }),
    }),
  ];
};

export const referralsFeature = defineFeature({ routes: referralRoutes, audit: referralAudit });
