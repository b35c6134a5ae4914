import type { AppContext } from '../../../../context';
import { ForbiddenError } from '../../../../shared/errors';
import { looseVersionForm } from '../../../../web/form';
import { formPage, formPost, formRoutes } from '../../../../web/form-route';
import { pageList, type AskedList } from '../../../../web/list-source';
import { defineFeature, get, type Route } from '../../../../web/route';
import { changedBy, sentFields } from '../../../office/audit/conflict';
import { askAboutRounds } from '../../../office/calendar/affected-rounds-pages';
import { absenceForm, correctedAbsenceForm } from './forms';
import { absenceEditPage, absencesPage, storedValues } from './pages';
import { canRecordFor } from './policy';
import { getAbsence, listAbsences, listTeam } from './queries';
import { correctAbsence, recordAbsence, removeAbsence } from './service';

const absenceRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const permission = 'absences.manage';

  const absencesFor = ({ wardId, role, id }: AskedList['actor']) =>
    listAbsences(db, wardId, role === 'officer' ? id : null, now());
  const list = pageList({
    title: 'Báo vắng',
    read: async ({ actor }) => {
      const absences = await absencesFor(actor);
      return { rows: absencesPage(actor, { absences, team: [], now: now() }).model.absences };
    },
    columns: {
      'Thành viên': (row) => row.officer,
      'Từ ngày': (row) => row.from,
      'Vắng lúc': (row) => row.time,
      'Vì sao': (row) => row.reason,
    },
  });

  const showAbsences = formPage({
    async open({ actor }) {
      const absences = await absencesFor(actor);
      const team = await listTeam(db, actor.wardId);
      return { absences, team, now: now() };
    },
    page: (known, failed, { actor }) => absencesPage(actor, known, failed),
    title: 'Báo vắng',
  });

  const backToList = (said: string, roundsHit: number) => ({
    said: [
      said,
      ...(roundsHit > 0 ? [{ text: `${roundsHit} buổi đã lập cần văn phòng xem lại.`, kind: 'warning' as const }] : []),
    ],
    to: '/absences',
  });

  return [
    { ...get('/absences', permission, showAbsences), list },
    formPost('/absences', permission, {
      show: showAbsences,
      schema: () => absenceForm(now()),
      save: ({ actor, isConfirmed }, form) => recordAbsence(context, actor, form, isConfirmed),
      done: (outcome, asked) =>
        outcome.kind === 'unconfirmed'
          ? askAboutRounds(asked, outcome.rounds, 'trong thời gian vắng', 'Vẫn báo vắng')
          : backToList('Đã báo vắng.', outcome.roundsHit),
    }),
    ...formRoutes('/absences/:id/edit', permission, {
      show: formPage({
        async open({ actor, id }) {
          const absence = await getAbsence(db, actor.wardId, id);
          if (!canRecordFor(actor, absence.userId))
            throw new ForbiddenError('Chỉ sửa được lần báo vắng của chính mình.');
          return absence;
        },
        page: (absence, failed) => absenceEditPage(absence, now(), failed),
        changed: changedBy(
          db,
          'absence',
          (absence) => `Lần báo vắng của ${absence.displayName} vừa được người khác sửa.`,
        ),
      }),
      schema: () => correctedAbsenceForm(now()),
      save: ({ actor, id, isConfirmed }, form) => correctAbsence(context, actor, id, { ...form, isConfirmed }),
      done: (outcome, asked) =>
        outcome.kind === 'unconfirmed'
          ? askAboutRounds(asked, outcome.rounds, 'trong thời gian vắng', 'Vẫn lưu lần vắng')
          : backToList('Đã sửa lần báo vắng.', outcome.kind === 'done' ? outcome.roundsHit : 0),
    }),
    formPost('/absences/:id/removal', permission, {
      show: showAbsences,
      schema: looseVersionForm,
      save: ({ actor, id }, { version }) => removeAbsence(context, actor, id, version),
      done(outcome) {
        if (outcome.kind === 'stale')
          return {
            said: {
              text: 'Người khác vừa sửa lần báo vắng này nên chưa bỏ. Xem lại giờ ở dưới; không cần nữa thì bấm “Bỏ”.',
              kind: 'warning',
            },
            to: '/absences',
          };
        const { removed } = outcome;
        // Reports the same absence again; its rounds were shown when it was first reported.
        const fields = sentFields({ ...storedValues(removed), userId: removed.userId, confirmed: 'yes' });
        return {
          said: { text: 'Đã bỏ lần báo vắng.', actions: [{ label: 'Hoàn tác', href: '/absences', fields }] },
          to: '/absences',
        };
      },
    }),
  ];
};

export const absencesFeature = defineFeature({
  routes: absenceRoutes,
  audit: {
    actions: {
      'absence.record': 'Báo vắng',
      'absence.correct': 'Sửa lần báo vắng',
      'absence.remove': 'Bỏ lần báo vắng',
    },
    groups: { absence: 'Báo vắng' },
    subjects: {
      absence: { label: 'Lần báo vắng', href: () => '/absences' },
    },
    fields: { officer: 'người vắng' },
  },
});
