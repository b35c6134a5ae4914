import type { AppContext } from '../../../../context';
import { localDateOf, type LocalDate } from '../../../../shared/dates';
import type { Failed } from '../../../../web/form';
import { formPage, formRoutes } from '../../../../web/form-route';
import type { View } from '../../../../web/page';
import { defineFeature, type Asked, type Route } from '../../../../web/route';
import { findPeopleConflict } from '../moves/people-conflict';
import { openHome, openPerson, type Person } from '../moves/queries';
import type { Home } from '../../events/queries';
import { absenceForm, householdReturnForm, returnForm, vacancyForm } from './forms';
import { householdAbsencePage, personAbsencePage, reoccupationPage, returnPage, vacancyPage } from './pages';
import { beginAbsence, beginHouseholdAbsence, endAbsence, reoccupyHousehold, vacateHousehold } from './service';

const occupancyRoutes = (context: AppContext): Route[] => {
  const today = () => localDateOf(context.now());
  const permission = 'residents.manage';

  /** What the forms about a person, and those about a household, have in common. */
  const about = <Subject extends Person | Home>(
    records: 'residents' | 'households',
    openRecord: (of: AppContext, asked: Asked, purpose: 'occupancy') => Promise<Subject>,
    whose: (subject: Subject) => string,
  ) => {
    const open = (asked: Asked) => openRecord(context, asked, 'occupancy');
    return {
      page: (make: (subject: Subject, today: LocalDate, failed?: Failed) => View<{ title: string }>) =>
        formPage({ open, page: (subject, failed) => make(subject, today(), failed) }),
      async conflict(asked: Asked) {
        const subject = await open(asked);
        return findPeopleConflict(context, asked, subject, { whose: whose(subject) });
      },
      said:
        (said: string) =>
        (_: unknown, { id }: Asked) => ({ said, to: `/${records}/${id}` }),
    };
  };
  const person = about('residents', openPerson, ({ fullName }: Person) => fullName);
  const household = about('households', openHome, ({ addressLine }: Home) => `hộ ở ${addressLine}`);

  return [
    ...formRoutes('/residents/:id/absence', permission, {
      show: person.page(personAbsencePage),
      schema: () => absenceForm(today()),
      save: ({ actor, id }, form) => beginAbsence(context, actor, id, form),
      conflict: person.conflict,
      done: person.said('Đã ghi vắng lâu ngày. Khi người này về, mở hồ sơ và chọn “Đã về”.'),
    }),
    ...formRoutes('/residents/:id/return', permission, {
      show: person.page(returnPage),
      schema: () => returnForm(today()),
      save: ({ actor, id }, form) => endAbsence(context, actor, id, form),
      conflict: person.conflict,
      done: person.said('Đã ghi người này về.'),
    }),
    ...formRoutes('/households/:id/absence', permission, {
      show: household.page(householdAbsencePage),
      schema: () => absenceForm(today()),
      save: ({ actor, id }, form) => beginHouseholdAbsence(context, actor, id, form),
      conflict: household.conflict,
      done: household.said('Đã ghi cả hộ vắng lâu ngày. Khi hộ về, mở hộ và chọn “Hộ đã về”.'),
    }),
    ...formRoutes('/households/:id/vacancy', permission, {
      show: household.page(vacancyPage),
      schema: () => vacancyForm(today()),
      save: ({ actor, id }, form) => vacateHousehold(context, actor, id, form),
      conflict: household.conflict,
      done: household.said('Đã ghi nhà để trống. Cửa này không vào buổi ra quân nữa.'),
    }),
    ...formRoutes('/households/:id/reoccupation', permission, {
      show: household.page(reoccupationPage),
      schema: () => householdReturnForm(today()),
      save: ({ actor, id }, form) => reoccupyHousehold(context, actor, id, form),
      conflict: household.conflict,
      done: household.said('Đã ghi lại có người ở. Người mới đến thì thêm ở “Người trong hộ”.'),
    }),
  ];
};

export const occupancyFeature = defineFeature({
  routes: occupancyRoutes,
  audit: {
    actions: {
      'household.begin-absence': 'Ghi cả hộ vắng lâu ngày',
      'household.vacate': 'Ghi nhà để trống',
      'household.reoccupy': 'Ghi lại có người ở',
      'resident.begin-absence': 'Ghi vắng lâu ngày',
      'resident.end-absence': 'Ghi đã về',
    },
  },
});
