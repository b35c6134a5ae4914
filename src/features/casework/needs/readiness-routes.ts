import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { typed } from '../../../web/form';
import { formPage, formRoutes } from '../../../web/form-route';
import type { Asked, Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { readinessForm } from './forms';
import { logReading } from './log-reading';
import { getResidentNeeds } from './queries';
import { readinessConflict, readinessPage } from './readiness-pages';
import { recordReadiness } from './service';

export const readinessRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const open = async ({ actor, id }: Asked) => {
    const needs = await getResidentNeeds(db, actor.wardId, id);
    await logReading(context, actor, 'resident', id);
    return needs;
  };

  return formRoutes('/residents/:id/readiness', 'residents.manage', {
    show: formPage({
      open,
      page: (needs, failed) => readinessPage(needs, today(), failed),
      title: ({ fullName }) => `VNeID và điều cần biết: ${fullName}`,
    }),
    schema: () => readinessForm(today()),
    save: ({ actor, id }, form) => recordReadiness(context, actor, id, form),
    async conflict(asked, _, clash) {
      const last = await findLastChange(db, asked.actor.wardId, { type: 'resident', id: asked.id });
      const { person } = await open(asked);
      return readinessConflict(person, { ...clash, recordedOn: typed(asked.body, 'recordedOn') }, last);
    },
    done: (_, { id }) => ({
      said: 'Đã ghi tình trạng mới. Các lần ghi trước vẫn còn trong lịch sử.',
      to: `/residents/${id}`,
    }),
  });
};
