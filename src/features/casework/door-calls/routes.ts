import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { ConflictError } from '../../../web/errors';
import type { Notice } from '../../../web/flash';
import { formPage, formPost, formRoutes } from '../../../web/form-route';
import { defineFeature, type Route } from '../../../web/route';
import { changedBy } from '../../office/audit/conflict';
import { callForm, newCallForm, withdrawalForm, type CorrectedCall, type NewCall } from './forms';
import { readListPlace, wayBack } from './list-place';
import { CALL_WITHDRAWN, editPage, newPage, savedText } from './pages';
import { findRoundOfDoor, getCall, getCallForm, openCall } from './queries';
import { roundAgainstCall } from './round-of-door';
import { correctCall, recordCall, withdrawCall } from './service';
import { CALL_OUTCOMES } from '../../../shared/labels';

const doorCallRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());
  const permission = 'rounds.plan';

  /** The page of a call, with its failed form open. */
  const callWith = (form: 'edit' | 'withdraw') =>
    formPage({
      open: ({ actor, id }) => openCall(context, actor, id),
      page: (call, failed) => editPage(call, today(), form, failed),
      title: 'Sửa cuộc gọi',
      changed: changedBy(db, 'door-call', ({ withdrawnAt }) =>
        withdrawnAt
          ? { what: CALL_WITHDRAWN, closed: 'Còn cần thì ghi một cuộc gọi mới.', isWithdrawn: true }
          : 'Cuộc gọi này đã được lưu trước đó, khác với bản bạn gửi.',
      ),
    });
  const showEdit = callWith('edit');

  async function roundWarnings(
    { wardId }: Actor,
    householdId: string,
    call: NewCall | CorrectedCall,
  ): Promise<Notice[]> {
    const text = roundAgainstCall(call, await findRoundOfDoor(db, wardId, householdId));
    return text ? [{ text, kind: 'warning' }] : [];
  }

  return [
    ...formRoutes('/households/:id/door-calls', permission, {
      emptyAt: '/households/:id/door-calls/new',
      show: formPage({
        /** Logged like the household's page, because it shows who lives there and their numbers. */
        async open({ actor, id }) {
          const event = ['household.open', { type: 'household', id }, { for: 'door-call' }] as const;
          await accessLog.opened(actor, ...event);
          return getCallForm(db, actor.wardId, id, today());
        },
        page: (shown, failed, { req }) =>
          newPage({ ...shown, place: readListPlace(failed?.values ?? req.query), today: today() }, failed),
        title: ({ addressLine }) => `Ghi cuộc gọi: ${addressLine}`,
      }),
      schema: () => newCallForm(today()),
      save: ({ actor, id }, form) => recordCall(context, actor, id, form),
      async done({ kind }, asked, form) {
        if (kind === 'differs')
          throw new ConflictError(await showEdit.conflict({ ...asked, id: form.id }, `/door-calls/${form.id}/edit`));
        const { actor, id, body } = asked;
        const place = readListPlace(body);
        return {
          said: [
            kind === 'done' ? savedText(form) : 'Cuộc gọi này đã ghi trước đó.',
            // The list, where the browser goes next, shows this in the row of the door.
            ...(place ? [] : await roundWarnings(actor, id, form)),
          ],
          to: wayBack(id, place),
        };
      },
    }),
    ...formRoutes('/door-calls/:id/edit', permission, {
      show: showEdit,
      schema: () => callForm(today()),
      save: ({ actor, id }, form) => correctCall(context, actor, id, form),
      async done({ kind }, asked, form) {
        const { actor, id } = asked;
        const { householdId } = await getCall(db, actor.wardId, id);
        const to = wayBack(householdId, null);
        if (kind === 'withdrawn') {
          const conflict = await showEdit.conflict(asked);
          if (conflict.yours.length > 0) throw new ConflictError(conflict);
          return { said: { text: CALL_WITHDRAWN, kind: 'warning' }, to };
        }
        return {
          said: [
            kind === 'done' ? 'Đã lưu cuộc gọi.' : 'Cuộc gọi không đổi.',
            ...(await roundWarnings(actor, householdId, form)),
          ],
          to,
        };
      },
    }),
    formPost('/door-calls/:id/withdrawal', permission, {
      show: callWith('withdraw'),
      schema: withdrawalForm,
      save: ({ actor, id }, { reason }) => withdrawCall(context, actor, id, reason),
      done: async (_, { actor, id }) => ({
        said: 'Đã rút cuộc gọi: không ai tính theo nó nữa.',
        unchanged: 'Cuộc gọi này đã rút trước đó.',
        to: wayBack((await getCall(db, actor.wardId, id)).householdId, null),
      }),
    }),
  ];
};

export const doorCallsFeature = defineFeature({
  routes: doorCallRoutes,
  audit: {
    actions: {
      'door-call.record': 'Ghi cuộc gọi hẹn',
      'door-call.correct': 'Sửa cuộc gọi hẹn',
      'door-call.withdraw': 'Rút cuộc gọi ghi nhầm',
      'door-call.open': 'Mở một cuộc gọi hẹn',
    },
    subjects: {
      'door-call': { label: 'Cuộc gọi hẹn', href: (id) => `/door-calls/${id}/edit` },
    },
    fields: { calledOn: 'ngày gọi', callOutcome: 'kết quả cuộc gọi', times: 'giờ ở nhà' },
    values: { callOutcome: CALL_OUTCOMES },
  },
});
