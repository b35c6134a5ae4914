import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formatDate, localDateOf } from '../../../shared/dates';
import { buttonRoute, formPage, formPost } from '../../../web/form-route';
import { idParam } from '../../../web/id-param';
import { defineFeature, get, type Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { briefingSection } from '../../casework/briefings/pages';
import { dueSection } from '../../casework/due/due-words';
import { callsSection } from '../../casework/door-calls/pages';
import { getHouseholdFile } from './file-queries';
import { wayToDoorConflict } from './form-pages';
import { householdFormRoutes } from './form-routes';
import { pauseForm, wayToDoorForm } from './forms';
import { groupRoutes } from './group-routes';
import { showPage } from './pages';
import { getHousehold } from './queries';
import { listRoutes } from './list-routes';
import { describeWayToDoor, liftPause, pauseHousehold } from './service';
import { OCCUPANCIES, PAUSE_KINDS } from '../../../shared/labels';
import {
  HOUSEHOLD_FIELDS,
  HOUSEHOLD_PLAIN,
  logLabels,
  plainAnswers,
  plainNames,
} from '../../../shared/register-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';

const householdRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  /** Every page that shows a household's record counts as reading it, also when it shows a failed form again. */
  const showHousehold = formPage({
    async open({ actor, id }) {
      await context.accessLog.opened(actor, 'household.open', { type: 'household', id });
      return getHouseholdFile(db, actor.wardId, id, today());
    },
    page: ({ file, briefings, calls, due, ...content }, failed, { actor, id }) =>
      showPage(
        file,
        {
          ...content,
          briefings: briefingSection({ kind: 'household', id }, briefings),
          calls: callsSection(id, calls, isPermitted(actor.role, 'rounds.plan')),
          due: dueSection(due, isPermitted(actor.role, 'rounds.plan'), today()),
          today: today(),
          canManage: isPermitted(actor.role, 'households.manage'),
        },
        failed,
      ),
    title: ({ addressLine }) => addressLine,
  });

  return [
    ...listRoutes(context),
    // Before '/households/:id', which matches '/households/new' too.
    ...householdFormRoutes(context),
    get('/households/:id', 'households.read', showHousehold),
    // Officers may do this too: at the door they know best how to find it.
    formPost('/households/:id/way-to-door', 'visits.record', {
      show: showHousehold,
      schema: wayToDoorForm,
      save: ({ actor, id }, form) => describeWayToDoor(context, actor, id, form),
      async conflict({ actor, id }, { howToFind }) {
        const last = await findLastChange(db, actor.wardId, { type: 'household', id });
        return wayToDoorConflict(await getHousehold(db, actor.wardId, id), howToFind, last);
      },
      done: (_, { id }) => ({ said: 'Đã ghi cách tìm cửa.', to: `/households/${id}` }),
    }),
    // Officers learn of a refusal or a mourning at the door; only the office can lift a pause.
    formPost('/households/:id/pauses', 'visits.record', {
      show: showHousehold,
      schema: () => pauseForm(today()),
      save: ({ actor, id }, form) => pauseHousehold(context, actor, id, form),
      done: (_, { id }, { pausedUntil }) => ({
        said: `Đã ghi tạm dừng. Cửa này không vào buổi ra quân nào ${pausedUntil ? `đến hết ${formatDate(pausedUntil)}` : 'cho đến khi bỏ tạm dừng'}.`,
        to: `/households/${id}`,
      }),
    }),
    buttonRoute('/households/:id/pauses/:pauseId/lifting', 'households.manage', {
      save: ({ req, actor, id }) => liftPause(context, actor, id, idParam(req, 'pauseId')),
      done: (_, { id }) => ({ said: 'Đã bỏ tạm dừng.', to: `/households/${id}` }),
    }),
    ...groupRoutes(context),
  ];
};

export const householdsFeature = defineFeature({
  routes: householdRoutes,
  audit: {
    actions: {
      'household.list': 'Mở danh sách hộ dân',
      'household.search': 'Tìm trong sổ hộ dân',
      'household.open': 'Mở hồ sơ hộ',
      'household.register': 'Lập hộ',
      'household.correct': 'Sửa hộ',
      'household.remove': 'Bỏ hộ lập nhầm',
      'household.describe-way': 'Ghi cách tìm cửa',
      'household.pause': 'Tạm dừng gõ cửa một hộ',
      'household.lift-pause': 'Bỏ tạm dừng gõ cửa',
      'residential-group.open': 'Thêm tổ dân phố',
      'residential-group.correct': 'Sửa tổ dân phố',
      'residential-group.close': 'Ghi tổ dân phố thôi hoạt động',
    },
    groups: { household: 'Hộ dân' },
    subjects: {
      household: { label: 'Hộ', href: (id) => `/households/${id}` },
      'residential-group': { label: 'Tổ dân phố', href: (id) => `/residential-groups/${id}/edit` },
    },
    fields: {
      addressLine: uncapitalise(HOUSEHOLD_FIELDS.address.label),
      ...logLabels(HOUSEHOLD_FIELDS, 'houseNumber', 'hem', 'ngach', 'ngo', 'street', 'building', 'floor', 'room'),
      ...logLabels(HOUSEHOLD_FIELDS, 'occupancy', ...plainNames(HOUSEHOLD_PLAIN)),
      leaderName: 'tổ trưởng',
      leaderPhone: 'điện thoại tổ trưởng',
      validFrom: 'từ ngày',
      validTo: 'đến ngày',
    },
    values: { kind: PAUSE_KINDS, occupancy: OCCUPANCIES, ...plainAnswers(HOUSEHOLD_PLAIN) },
  },
});
