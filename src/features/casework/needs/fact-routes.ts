import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { NEEDS } from '../../../shared/needs';
import { isId } from '../../../web/form';
import { formPage, formPost, formRoutes } from '../../../web/form-route';
import type { Asked, Route } from '../../../web/route';
import { changedBy } from '../../office/audit/conflict';
import { factEndForm, factForm, factWithdrawalForm, newFactForm } from './forms';
import { logReading } from './log-reading';
import { factPage, newFactPage } from './pages';
import { getFact, getHome } from './queries';
import { correctFact, endFact, recordFact, withdrawFact } from './service';

export const factRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const permission = 'residents.manage';

  /** The page of a fact, with its failed form open. */
  const factWith = (form: 'edit' | 'end' | 'withdraw') =>
    formPage({
      async open({ actor, id }) {
        const fact = await getFact(db, actor.wardId, id);
        const whose = fact.residentId ? 'resident' : 'household';
        await logReading(context, actor, whose, (fact.residentId ?? fact.householdId)!);
        return fact;
      },
      page: (fact, failed) => factPage(fact, today(), form, failed),
      title: ({ title, whose }) => `${title}: ${whose}`,
      changed: changedBy(
        db,
        'priority-fact',
        ({ kind }) => `Trong lúc bạn sửa, người khác đã lưu diện ${uncapitalise(NEEDS[kind])} này.`,
      ),
    });

  /** Leads to the page that lists the fact: the person's or the household's. */
  async function saved({ actor, id }: Asked, said: string) {
    const { householdId, residentId } = await getFact(db, actor.wardId, id);
    return { said, to: residentId ? `/residents/${residentId}` : `/households/${householdId}` };
  }

  return [
    ...formRoutes('/households/:id/priority-facts', permission, {
      emptyAt: '/households/:id/priority-facts/new',
      show: formPage({
        open: async ({ actor, id }) => {
          await logReading(context, actor, 'household', id);
          return getHome(db, actor.wardId, id);
        },
        page: (home, failed, { req: { query } }) =>
          newFactPage(home, isId(query.resident) ? query.resident : null, today(), failed),
        title: 'Ghi diện ưu tiên',
      }),
      schema: () => newFactForm(today()),
      save: ({ actor, id }, form) => recordFact(context, actor, id, form),
      done: (_, { id }, { subject }) => ({
        said: 'Đã ghi diện ưu tiên.',
        to: subject ? `/residents/${subject}` : `/households/${id}`,
      }),
    }),
    ...formRoutes('/priority-facts/:id/edit', permission, {
      show: factWith('edit'),
      schema: () => factForm(today()),
      save: ({ actor, id }, form) => correctFact(context, actor, id, form),
      done: (_, asked) => saved(asked, 'Đã sửa diện ưu tiên.'),
    }),
    formPost('/priority-facts/:id/ending', permission, {
      show: factWith('end'),
      schema: () => factEndForm(today()),
      save: ({ actor, id }, { endsOn }) => endFact(context, actor, id, endsOn),
      done: (_, asked) => saved(asked, 'Đã ghi ngày kết thúc. Diện này vẫn còn trong lịch sử.'),
    }),
    formPost('/priority-facts/:id/withdrawal', permission, {
      show: factWith('withdraw'),
      schema: factWithdrawalForm,
      save: ({ actor, id }, { reason }) => withdrawFact(context, actor, id, reason),
      done: (_, asked) => saved(asked, 'Đã rút diện ghi nhầm. Lý do được giữ trong lịch sử.'),
    }),
  ];
};
