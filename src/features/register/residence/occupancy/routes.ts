import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { AppContext } from '../../../../context';
import { localDateOf, type LocalDate } from '../../../../shared/dates';
import { currentUser } from '../../../../web/current-user';
import { flash } from '../../../../web/flash';
import { parseForm, type FormValues, type Failed } from '../../../../web/form';
import { idParam } from '../../../../web/id-param';
import { renderPage, type Page } from '../../../../web/page';
import type { Route } from '../../../../web/route';
import type { Actor } from '../../../../actor';
import { findPeopleConflict } from '../moves/people-conflict';
import { getPerson, type Person } from '../moves/queries';
import { getHome, type Home } from '../../events/queries';
import { absenceForm, householdReturnForm, returnForm, vacancyForm } from './forms';
import {
  absencePage,
  householdAbsenceModel,
  personAbsenceModel,
  reoccupationModel,
  reoccupationPage,
  returnModel,
  returnPage,
  vacancyModel,
  vacancyPage,
} from './pages';
import {
  beginAbsence,
  beginHouseholdAbsence,
  endAbsence,
  reoccupyHousehold,
  vacateHousehold,
  type Outcome,
} from './service';

export const occupancyRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  async function openPerson(req: Request): Promise<Person> {
    const actor = currentUser(req);
    const person = await getPerson(db.prisma, actor.wardId, idParam(req));
    await context.accessLog.opened(actor, 'resident.open', { type: 'resident', id: person.id }, { for: 'occupancy' });
    return person;
  }

  async function openHome(req: Request): Promise<Home> {
    const actor = currentUser(req);
    const home = await getHome(db.prisma, actor.wardId, idParam(req));
    await context.accessLog.opened(actor, 'household.open', { type: 'household', id: home.id }, { for: 'occupancy' });
    return home;
  }

  /** The two routes of an act's URL: the form, and its submission. */
  function actRoutes<Schema extends z.ZodType, Model extends { title: string }, Subject extends Person | Home>(given: {
    path: string;
    open: (req: Request) => Promise<Subject>;
    page: Page<Model>;
    model: (subject: Subject, failed?: Failed) => Model;
    form: (today: LocalDate) => Schema;
    write: (actor: Actor, id: string, form: z.output<Schema>) => Promise<Outcome>;
    done: string;
  }): Route[] {
    const backHref = (req: Request) => `/${given.path.split('/')[1]}/${idParam(req)}`;
    async function render(req: Request, res: Response, failed?: Failed) {
      const model = given.model(await given.open(req), failed);
      renderPage(res, given.page, model, { title: model.title, hasErrors: failed !== undefined });
    }
    return [
      { method: 'get', path: given.path, permission: 'residents.manage', handler: (req, res) => render(req, res) },
      {
        method: 'post',
        path: given.path,
        permission: 'residents.manage',
        handler: async (req, res) => {
          const form = parseForm(given.form(today()), req.body);
          if (!form.ok) return render(req, res, form);
          const outcome = await given.write(currentUser(req), idParam(req), form.value);
          switch (outcome.kind) {
            case 'invalid':
              return render(req, res, { values: req.body, errors: outcome.errors });
            case 'stale':
              throw await conflict(req, await given.open(req));
            case 'done':
              flash(req, given.done);
              return res.redirect(303, backHref(req));
          }
        },
      },
    ];
  }

  function conflict(req: Request, subject: Person | Home) {
    const about =
      'status' in subject
        ? { whose: subject.fullName, person: subject, homes: [subject.home] }
        : { whose: `hộ ở ${subject.addressLine}`, person: null, homes: [subject] };
    return findPeopleConflict(context, currentUser(req).wardId, {
      ...about,
      body: req.body as FormValues,
      action: req.originalUrl,
    });
  }

  return [
    ...actRoutes({
      path: '/residents/:id/absence',
      open: openPerson,
      page: absencePage,
      model: (person, failed) => personAbsenceModel(person, today(), failed),
      form: absenceForm,
      write: (actor, id, form) => beginAbsence(context, actor, id, form),
      done: 'Đã ghi vắng lâu ngày. Khi người này về, mở hồ sơ và chọn “Đã về”.',
    }),
    ...actRoutes({
      path: '/residents/:id/return',
      open: openPerson,
      page: returnPage,
      model: (person, failed) => returnModel(person, today(), failed),
      form: returnForm,
      write: (actor, id, form) => endAbsence(context, actor, id, form),
      done: 'Đã ghi người này về.',
    }),
    ...actRoutes({
      path: '/households/:id/absence',
      open: openHome,
      page: absencePage,
      model: (home, failed) => householdAbsenceModel(home, today(), failed),
      form: absenceForm,
      write: (actor, id, form) => beginHouseholdAbsence(context, actor, id, form),
      done: 'Đã ghi cả hộ vắng lâu ngày. Khi hộ về, mở hộ và chọn “Hộ đã về”.',
    }),
    ...actRoutes({
      path: '/households/:id/vacancy',
      open: openHome,
      page: vacancyPage,
      model: (home, failed) => vacancyModel(home, today(), failed),
      form: vacancyForm,
      write: (actor, id, form) => vacateHousehold(context, actor, id, form),
      done: 'Đã ghi nhà để trống. Cửa này không vào buổi ra quân nữa.',
    }),
    ...actRoutes({
      path: '/households/:id/reoccupation',
      open: openHome,
      page: reoccupationPage,
      model: (home, failed) => reoccupationModel(home, today(), failed),
      form: householdReturnForm,
      write: (actor, id, form) => reoccupyHousehold(context, actor, id, form),
      done: 'Đã ghi lại có người ở. Người mới đến thì thêm ở “Người trong hộ”.',
    }),
  ];
};
