import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { answerOf, askAgainPage } from '../../../web/ask-again';
import { TooManyRequestsError } from '../../../shared/errors';
import { flash } from '../../../web/flash';
import { parseForm } from '../../../web/form';
import { formPage } from '../../../web/form-route';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { defineFeature, get, post, type Route } from '../../../web/route';
import { countTry, createRateLimit } from '../../office/auth/rate-limits';
import { DISCLOSURE_REASONS, disclosureForm } from './forms';
import { disclosedPage, numberPage, reversalQuestion } from './pages';
import { getNumberFile } from './queries';
import { openNumber, putNumberBack } from './service';

/** Full numbers one user may see in a quarter of an hour: an evening at the doors needs few, a script many. */
const MAX_DISCLOSED = 20;

const nationalNumberRoutes = (context: AppContext): Route[] => {
  const { db, sealer } = context;
  const rateLimit = createRateLimit(context, 'disclosed-number', MAX_DISCLOSED);

  const showNumber = formPage({
    async open({ actor, id }) {
      const event = { type: 'resident' as const, id };
      await context.accessLog.opened(actor, 'resident.open', event, { for: 'national-number' });
      return getNumberFile(db, actor.wardId, id);
    },
    page: (file, failed, { actor }) => numberPage(file, isPermitted(actor.role, 'residents.manage'), failed),
    title: ({ fullName }) => `Số định danh: ${fullName}`,
  });

  return [
    get('/residents/:id/national-number', 'national-numbers.disclose', showNumber),
    // By hand: it answers with the number, which no address may lead to.
    post('/residents/:id/national-number/disclosure', 'national-numbers.disclose', async (asked, res) => {
      const { actor, body } = asked;
      const file = await getNumberFile(db, actor.wardId, asked.id);
      const form = parseForm(disclosureForm, body);
      if (!form.ok) return showNumber(asked, res, form);
      const { nationalNumberCipher: cipher, nationalNumberHash: hash } = file;
      const refuse = (reason: string) => showNumber(asked, res, { values: body, errors: { reason } });
      if (!cipher) return refuse('Hồ sơ này chưa có số định danh.');
      const subject = { type: 'resident', id: file.id };
      const refused = await countTry(rateLimit, actor.id);
      if (refused) {
        // One log entry in a quarter of an hour is enough: a script must not flood the log.
        if (refused.consumedPoints === MAX_DISCLOSED + 1)
          await context.accessLog.opened(actor, 'resident.refuse-number', subject, { count: MAX_DISCLOSED });
        throw new TooManyRequestsError(
          Math.ceil(refused.msBeforeNext / 1000),
          `Bạn đã xem ${MAX_DISCLOSED} số định danh trong 15 phút.`,
        );
      }
      const outcome = await openNumber(sealer, actor.wardId, { id: file.id, cipher, hash });
      if (outcome.kind === 'unreadable') return refuse(outcome.reason);
      const { reason, reasonNote } = form.value;
      await context.accessLog.opened(actor, 'resident.disclose-number', subject, {
        reason: DISCLOSURE_REASONS[reason],
        note: reasonNote,
      });
      const said = [DISCLOSURE_REASONS[reason], reasonNote].filter(Boolean).join(': ');
      return renderPage(res, disclosedPage(file, outcome.number, said), { title: `Số định danh của ${file.fullName}` });
    }),
    post(
      '/residents/:id/national-number/changes/:changeId/reversal',
      'residents.manage',
      async ({ actor, id, req }, res) => {
        const answer = answerOf(req.body);
        if (answer === 'edit') return res.redirect(303, `/residents/${id}/national-number`);
        const outcome = await putNumberBack(context, actor, {
          residentId: id,
          changeId: idParam(req, 'changeId'),
          isSure: answer === 'sure',
        });
        switch (outcome.kind) {
          case 'unconfirmed': {
            const question = reversalQuestion(outcome, req.path);
            return renderPage(res, askAgainPage(req.body, question), { title: question.title });
          }
          case 'changed-again':
            flash(
              req,
              'Số của hồ sơ đã được đổi tiếp sau lần này, nên không trả lại được. Sửa số ở “Sửa hồ sơ”.',
              'warning',
            );
            break;
          case 'invalid':
            flash(req, `${outcome.errors.nationalNumber} Chưa trả lại được.`, 'danger');
            break;
          case 'unreadable':
            flash(req, outcome.reason, 'danger');
            break;
          case 'done':
          case 'unchanged':
            flash(req, 'Đã trả lại số định danh cũ.');
        }
        res.redirect(303, `/residents/${id}/national-number`);
      },
    ),
  ];
};

export const nationalNumbersFeature = defineFeature({
  routes: nationalNumberRoutes,
  audit: {
    actions: {
      'resident.change-number': 'Đổi hoặc xóa số định danh',
      'resident.put-number-back': 'Trả lại số định danh cũ',
      'resident.disclose-number': 'Xem cả số định danh',
      'resident.refuse-number': 'Bị chặn tạm vì xem nhiều số định danh',
      'keys.rotate': 'Đổi khóa mã hóa số định danh',
    },
    groups: { keys: 'Khóa mã hóa' },
    fields: { keySet: 'bộ khóa', last4: 'số cuối định danh', nationalNumberLast4: 'số cuối định danh' },
  },
});
