import type { AppContext } from '../../../context';
import { localDateOf, parseDateText } from '../../../shared/dates';
import { PORTAL_ANSWERS } from '../../../shared/labels';
import { typed } from '../../../web/form';
import { formPage, formRoutes } from '../../../web/form-route';
import type { Asked, Route } from '../../../web/route';
import { answerPage } from './answer-pages';
import { portalAnswerForm } from './forms';
import { getAnswerFile } from './queries';
import { recordPortalAnswer } from './service';

export const answerRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());
  const fileOf = ({ actor, id }: Asked) => getAnswerFile(db, { wardId: actor.wardId, residentId: id, today: today() });

  return formRoutes('/residents/:id/portal-answers', 'portal-use.record', {
    emptyAt: '/residents/:id/portal-answers/new',
    show: formPage({
      /** Logged like the resident's page, because it shows earlier answers. */
      async open(asked) {
        const file = await fileOf(asked);
        await accessLog.opened(
          asked.actor,
          'resident.open',
          { type: 'resident', id: file.id },
          { for: 'portal-answer' },
        );
        return file;
      },
      page: (file, failed, { req }) =>
        answerPage(file, { today: today(), on: parseDateText(typed(req.query, 'on')) ?? today() }, failed),
    }),
    schema: async (asked) => portalAnswerForm(today(), (await fileOf(asked)).services),
    save: ({ actor, id }, form) => recordPortalAnswer(context, actor, id, form),
    async done({ kind }, asked, { answer }) {
      const said = `${(await fileOf(asked)).fullName}: ${PORTAL_ANSWERS[answer]}`;
      return {
        said: kind === 'done' ? `Đã ghi ${said}.` : `Câu trả lời này đã ghi trước đó: ${said}.`,
        to: `/residents/${asked.id}`,
      };
    },
  });
};
