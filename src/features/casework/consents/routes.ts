import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { ForbiddenError, NotFoundError } from '../../../shared/errors';
import { formPage, formPost, formRoutes } from '../../../web/form-route';
import { defineFeature, type Asked, type Route } from '../../../web/route';
import { consentForm, undoForm, withdrawalForm } from './forms';
import { consentPage, UNDO_REFUSED, undoPage } from './pages';
import { undoingOf } from './policy';
import { getConsentFile, getConsentRecord } from './queries';
import { recordConsent, undoConsent, withdrawConsent } from './service';

/** How residents were informed about the use of their data and what they agreed to. The officer records it. */
const consentRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;
  const permission = 'visits.record';

  async function read<Subject extends { residentId: string }>({ actor }: Asked, reading: Promise<Subject>) {
    const subject = await reading;
    await accessLog.opened(actor, 'resident.open', { type: 'resident', id: subject.residentId }, { for: 'consent' });
    return subject;
  }
  const recordOf = ({ actor, id }: Asked) => getConsentRecord(db, actor.wardId, id);

  const undoOf = (id: string) => [{ label: 'Hoàn tác', href: `/consents/${id}/removal`, fields: [] }];

  return [
    ...formRoutes('/residents/:id/consents/new', permission, {
      show: formPage({
        open: (asked) => read(asked, getConsentFile(db, asked.actor.wardId, asked.id)),
        page: (file, failed) => consentPage(file, localDateOf(now()), failed),
        title: ({ fullName }) => `Thông báo và đồng ý: ${fullName}`,
      }),
      schema: consentForm,
      save: ({ actor, id }, form) => recordConsent(context, actor, id, form),
      done: (outcome, { id }, form) => ({
        said: { text: 'Đã ghi.', actions: undoOf(outcome.kind === 'done' ? outcome.id : form.id) },
        to: `/residents/${id}`,
      }),
    }),
    formPost('/residents/:id/consent-withdrawals', permission, {
      show() {
        throw new NotFoundError();
      },
      schema: withdrawalForm,
      save: ({ actor, id }, form) => withdrawConsent(context, actor, id, form),
      done: (outcome, { id }, { purpose }) => ({
        said:
          outcome.kind === 'unchanged'
            ? 'Điều này đã ghi trước đó.'
            : {
                text:
                  purpose === 'contact'
                    ? 'Đã ghi: người này không còn trong kế hoạch, danh sách phải gọi và việc chờ của đội.'
                    : 'Đã rút lại.',
                actions: undoOf(outcome.id),
              },
        to: `/residents/${id}`,
      }),
    }),
    ...formRoutes('/consents/:id/removal', permission, {
      show: formPage({
        open: (asked) => read(asked, recordOf(asked)),
        page: (record, failed, { actor }) => undoPage(record, undoingOf(actor, record, now()), failed),
        title: ({ fullName }) => `Hoàn tác lần ghi đồng ý: ${fullName}`,
      }),
      async schema(asked) {
        const record = await recordOf(asked);
        const undoing = undoingOf(asked.actor, record, now());
        if (undoing === 'refused') throw new ForbiddenError(UNDO_REFUSED);
        return undoForm(undoing === 'with-reason' && record.undoneAt === null);
      },
      save: ({ actor, id }, form) => undoConsent(context, actor, { id, ...form }),
      done: async (_, asked) => ({
        said: 'Đã hoàn tác: lần ghi ấy không tính nữa.',
        to: `/residents/${(await recordOf(asked)).residentId}`,
      }),
    }),
  ];
};

export const consentsFeature = defineFeature({
  routes: consentRoutes,
  audit: {
    actions: {
      'consent.record': 'Ghi đã đọc thông báo, đồng ý hay không',
      'consent.withdraw': 'Ghi người dân rút lại đồng ý',
      'consent.undo': 'Hoàn tác lần ghi đồng ý',
    },
    groups: { consent: 'Thông báo, đồng ý' },
    fields: {
      readAloud: 'đã đọc thông báo',
      contact: 'đội đến, gọi',
      survey: 'hỏi khảo sát',
      photo: 'chụp ảnh đăng báo',
      consentId: 'lần ghi',
    },
  },
});
