import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf, monthName, type LocalDate } from '../../../shared/dates';
import { capitalise } from '../../../shared/vietnamese-text';
import { typed } from '../../../web/form';
import { formPage, formPost } from '../../../web/form-route';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { askedMonth, closingForm, confirmationForm, endedMonths, reopeningForm } from './forms';
import { monthPage } from './pages';
import { listLaterEntries, monthOfClosing, readMonthFile } from './queries';
import { closeMonth, confirmClosing, reopenMonth } from './service';

const monthClosingRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const today = () => localDateOf(now());

  const showMonth = (monthOf: (asked: Asked) => LocalDate | Promise<LocalDate>) =>
    formPage({
      async open(asked) {
        const { wardId } = asked.actor;
        const month = await monthOf(asked);
        const [file, later] = await Promise.all([
          readMonthFile(db, { wardId, month, now: now() }),
          listLaterEntries(db, { wardId, month }),
        ]);
        return { month, file, later };
      },
      page: (known, failed, { actor: { role } }) =>
        monthPage(
          {
            ...known,
            today: today(),
            mayClose: isPermitted(role, 'months.close'),
            mayConfirm: isPermitted(role, 'months.confirm'),
            mayOpenFiles: isPermitted(role, 'files.read'),
          },
          failed,
        ),
    });
  const showAsked = showMonth(({ req, body }) => {
    const month = typed(body, 'month');
    return endedMonths(today()).find((ended) => ended === month) ?? askedMonth(req.query.month, today());
  });

  const backTo = (month: LocalDate, said: string) => ({
    said: `${capitalise(monthName(month))} ${said}`,
    to: `/month-closings?month=${month.slice(0, 7)}`,
  });

  return [
    get('/month-closings', 'reports.read', showAsked),
    formPost('/month-closings', 'months.close', {
      show: showAsked,
      schema: () => closingForm(today()),
      save: ({ actor }, form) => closeMonth(context, actor, form),
      done: ({ kind }, _asked, { month }) => backTo(month, kind === 'done' ? 'đã chốt.' : 'đã được chốt trước đó.'),
    }),
    formPost('/month-closings/:id/reopening', 'months.close', {
      show: showMonth(({ actor, id }) => monthOfClosing(db, actor.wardId, id)),
      schema: reopeningForm,
      save: ({ actor, id }, form) => reopenMonth(context, actor, { id, ...form }),
      done: ({ kind, month }) => backTo(month, kind === 'done' ? 'đã mở lại.' : 'đã mở lại trước đó.'),
    }),
    formPost('/month-closings/:id/confirmation', 'months.confirm', {
      show: showMonth(({ actor, id }) => monthOfClosing(db, actor.wardId, id)),
      schema: confirmationForm,
      save: ({ actor, id }, form) => confirmClosing(context, actor, { id, ...form }),
      done: ({ month }, _asked, { act }) =>
        backTo(month, act === 'closing' ? 'đã xác nhận chốt.' : 'đã xác nhận mở lại.'),
    }),
  ];
};

export const monthClosingsFeature = defineFeature({
  routes: monthClosingRoutes,
  audit: {
    actions: {
      'month-closing.close': 'Chốt tháng',
      'month-closing.reopen': 'Mở lại tháng đã chốt',
      'month-closing.confirm': 'Xác nhận việc chốt hay mở lại tháng',
    },
    subjects: { 'month-closing': { label: 'Chốt tháng', href: () => '/month-closings' } },
    fields: { month: 'tháng', revision: 'bản', rows: 'số dòng', digest: 'mã kiểm', reason: 'lý do', act: 'việc' },
    values: { act: { closing: 'chốt', reopening: 'mở lại' } },
  },
});
