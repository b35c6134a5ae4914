import type { AppContext } from '../../../../context';
import { localDateOf } from '../../../../shared/dates';
import { formPage, formRoutes, type FormRequest } from '../../../../web/form-route';
import { defineFeature, type Route } from '../../../../web/route';
import { occupancyAudit } from './audit-labels';
import { findPeopleConflict } from '../moves/people-conflict';
import { openHome, openPerson } from '../moves/queries';
import { absenceForm, householdReturnForm, returnForm, vacancyForm } from './forms';
import { householdAbsencePage, personAbsencePage, reoccupationPage, returnPage, vacancyPage } from './pages';
import { beginAbsence, beginHouseholdAbsence, endAbsence, reoccupyHousehold, vacateHousehold } from './service';

const occupancyRoutes = (context: AppContext): Route[] => {
  const today = () => localDateOf(context.now());
  const permission = 'residents.manage';

  const ofPerson = {
    open: (asked: FormRequest) => openPerson(context, asked, 'occupancy'),
    async conflict(asked: FormRequest) {
      const person = await ofPerson.open(asked);
      return findPeopleConflict(context, asked, person, { whose: person.fullName });
    },
    said:
      (said: string) =>
      (_: unknown, { id }: FormRequest) => ({ said, to: `/residents/${id}` }),
  };

  const ofHome = {
    open: (asked: FormRequest) => openHome(context, asked, 'occupancy'),
    async conflict(asked: FormRequest) {
      const home = await ofHome.open(asked);
      return findPeopleConflict(context, asked, home, { whose: `hộ ở ${home.addressLine}` });
    },
    said:
      (said: string) =>
      (_: unknown, { id }: FormRequest) => ({ said, to: `/households/${id}` }),
  };

  return [
    ...formRoutes({
      path: '/residents/:id/absence',
      permission,
      show: formPage({
        open: ofPerson.open,
        page: (person, failed) => personAbsencePage(person, today(), failed),
      }),
      schema: () => absenceForm(today()),
      save: ({ actor, id }, form) => beginAbsence(context, actor, id, form),
      conflict: ofPerson.conflict,
      done: ofPerson.said('Đã ghi vắng lâu ngày. Khi người này về, mở hồ sơ và chọn “Đã về”.'),
    }),
    ...formRoutes({
      path: '/residents/:id/return',
      permission,
      show: formPage({
        open: ofPerson.open,
        page: (person, failed) => returnPage(person, today(), failed),
      }),
      schema: () => returnForm(today()),
      save: ({ actor, id }, form) => endAbsence(context, actor, id, form),
      conflict: ofPerson.conflict,
      done: ofPerson.said('Đã ghi người này về.'),
    }),
    ...formRoutes({
      path: '/households/:id/absence',
      permission,
      show: formPage({
        open: ofHome.open,
        page: (home, failed) => householdAbsencePage(home, today(), failed),
      }),
      schema: () => absenceForm(today()),
      save: ({ actor, id }, form) => beginHouseholdAbsence(context, actor, id, form),
      conflict: ofHome.conflict,
      done: ofHome.said('Đã ghi cả hộ vắng lâu ngày. Khi hộ về, mở hộ và chọn “Hộ đã về”.'),
    }),
    ...formRoutes({
      path: '/households/:id/vacancy',
      permission,
      show: formPage({
        open: ofHome.open,
        page: (home, failed) => vacancyPage(home, today(), failed),
      }),
      schema: () => vacancyForm(today()),
      save: ({ actor, id }, form) => vacateHousehold(context, actor, id, form),
      conflict: ofHome.conflict,
      done: ofHome.said('Đã ghi nhà để trống. Cửa này không vào buổi ra quân nữa.'),
    }),
    ...formRoutes({
      path: '/households/:id/reoccupation',
      permission,
      show: formPage({
        open: ofHome.open,
        page: (home, failed) => reoccupationPage(home, today(), failed),
      }),
      schema: () => householdReturnForm(today()),
      save: ({ actor, id }, form) => reoccupyHousehold(context, actor, id, form),
      conflict: ofHome.conflict,
      done: ofHome.said('Đã ghi lại có người ở. Người mới đến thì thêm ở “Người trong hộ”.'),
    }),
  ];
};

export const occupancyFeature = defineFeature({ routes: occupancyRoutes, audit: occupancyAudit });
