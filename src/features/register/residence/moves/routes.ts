import type { Request, Response } from 'express';
import type { AppContext } from '../../../../context';
import { localDateOf } from '../../../../shared/dates';
import { answerOf, askAgainModel, askAgainPage } from '../../../../web/ask-again';
import { currentUser } from '../../../../web/current-user';
import { flash } from '../../../../web/flash';
import { isId, parseForm, typed, type FormValues, type Failed } from '../../../../web/form';
import { idParam } from '../../../../web/id-param';
import { renderPage } from '../../../../web/page';
import type { Route } from '../../../../web/route';
import { doorItem } from '../../households/pages';
import { searchRegister } from '../../households/queries';
import { doorsOnly, readSearchText } from '../../households/search-text';
import { getHome, type Home } from '../../events/queries';
import { findPeopleConflict } from './people-conflict';
import { deathForm, departureForm, moveForm, readNewHead, relationForm } from './forms';
import { headRoutes } from './head-routes';
import {
  chooseHeadModel,
  chooseHeadPage,
  deathModel,
  deathPage,
  deathQuestion,
  departureModel,
  departurePage,
  findDoorModel,
  findDoorPage,
  moveModel,
  movePage,
  relationModel,
  relationPage,
  warningsOf,
  type ChooseHeadModel,
} from './pages';
import { getPerson, type Person } from './queries';
import { changeRelation, moveOut, moveResident, recordDeath } from './service';
import { splitRoutes } from './split-routes';

export const moveRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  /** Every page that shows a personal record counts as reading it. */
  async function openPerson(req: Request): Promise<Person> {
    const actor = currentUser(req);
    const person = await getPerson(db.prisma, actor.wardId, idParam(req));
    await context.accessLog.opened(actor, 'resident.open', { type: 'resident', id: person.id }, { for: 'moves' });
    return person;
  }

  /** Asks who succeeds a head who leaves; null when nobody needs to be asked. */
  const questionOf = (
    req: Request,
    person: Person,
    question: { title: string; path: string; hidden?: ChooseHeadModel['hidden'] },
  ) =>
    chooseHeadModel(person, {
      ...question,
      newHead: readNewHead(req.query as FormValues),
      isAsked: req.query.asked === '1',
      today: today(),
    });

  async function renderMove(req: Request, res: Response, targetId: unknown, failed?: Failed) {
    const { wardId } = currentUser(req);
    const person = await openPerson(req);
    const title = `Chuyển hộ: ${person.fullName}`;
    if (!isId(targetId) || targetId === person.home?.id) {
      const q = typed(req.query, 'q').trim().slice(0, 120);
      const found = q
        ? (await searchRegister(db, wardId, { terms: doorsOnly(readSearchText(q)) }, today())).doors.map(doorItem)
        : [];
      return renderPage(res, findDoorPage, findDoorModel(person, q, found), { title });
    }
    const target = await getHome(db.prisma, wardId, targetId);
    const newHead = readNewHead(req.query as FormValues, failed);
    const question = questionOf(req, person, {
      title: 'Chuyển sang hộ khác',
      path: 'membership',
      hidden: [{ name: 'household', value: target.id }],
    });
    if (question && !failed)
      return renderPage(res, chooseHeadPage, question, { title, hasErrors: question.error !== '' });
    renderPage(res, movePage, moveModel(person, { target, newHead, today: today() }, failed), {
      title,
      hasErrors: failed !== undefined,
    });
  }

  async function renderDeparture(req: Request, res: Response, failed?: Failed) {
    const person = await openPerson(req);
    const title = `Chuyển đi khỏi phường: ${person.fullName}`;
    const newHead = readNewHead(req.query as FormValues, failed);
    const question = questionOf(req, person, { title: 'Chuyển đi khỏi phường', path: 'departure' });
    if (question && !failed)
      return renderPage(res, chooseHeadPage, question, { title, hasErrors: question.error !== '' });
    renderPage(res, departurePage, departureModel(person, newHead, today(), failed), {
      title,
      hasErrors: failed !== undefined,
    });
  }

  async function renderDeath(req: Request, res: Response, failed?: Failed) {
    const person = await openPerson(req);
    const title = `Đã mất: ${person.fullName}`;
    const newHead = readNewHead(req.query as FormValues, failed);
    const question = questionOf(req, person, { title: 'Ghi đã mất', path: 'death' });
    if (question && !failed)
      return renderPage(res, chooseHeadPage, question, { title, hasErrors: question.error !== '' });
    const hasErrors = failed !== undefined && Object.keys(failed.errors).length > 0;
    renderPage(res, deathPage, deathModel(person, newHead, today(), failed), { title, hasErrors });
  }

  async function renderRelation(req: Request, res: Response, failed?: Failed) {
    const person = await openPerson(req);
    renderPage(res, relationPage, relationModel(person, today(), failed), {
      title: `Đổi quan hệ: ${person.fullName}`,
      hasErrors: failed !== undefined,
    });
  }

  async function conflict(req: Request, target: Home | null) {
    const person = await openPerson(req);
    return findPeopleConflict(context, currentUser(req).wardId, {
      whose: `${person.fullName} hoặc của hộ`,
      person,
      homes: [person.home, target],
      body: req.body as FormValues,
      action: req.originalUrl,
    });
  }

  return [
    {
      method: 'get',
      path: '/residents/:id/membership',
      permission: 'residents.manage',
      handler: (req, res) => renderMove(req, res, req.query.household),
    },
    {
      method: 'post',
      path: '/residents/:id/membership',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(moveForm(today()), req.body);
        if (!form.ok) return renderMove(req, res, typed(req.body, 'householdId'), form);
        const { householdId } = form.value;
        const outcome = await moveResident(context, currentUser(req), id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderMove(req, res, householdId, { values: req.body, errors: outcome.errors });
          case 'stale':
            throw await conflict(req, await getHome(db.prisma, currentUser(req).wardId, householdId));
          case 'done':
            flash(req, 'Đã ghi. Hộ cũ và các lượt thăm ở đó được giữ trong lịch sử.');
            for (const warning of warningsOf(outcome.left)) flash(req, warning, 'warning');
            return res.redirect(303, `/residents/${id}`);
        }
      },
    },
    {
      method: 'get',
      path: '/residents/:id/relation',
      permission: 'residents.manage',
      handler: (req, res) => renderRelation(req, res),
    },
    {
      method: 'post',
      path: '/residents/:id/relation',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(relationForm(today()), req.body);
        if (!form.ok) return renderRelation(req, res, form);
        const outcome = await changeRelation(context, currentUser(req), id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderRelation(req, res, { values: req.body, errors: outcome.errors });
          case 'stale':
            throw await conflict(req, null);
          case 'done':
          case 'unchanged':
            flash(req, 'Đã ghi quan hệ mới.');
            return res.redirect(303, `/residents/${id}`);
        }
      },
    },
    {
      method: 'get',
      path: '/residents/:id/departure',
      permission: 'residents.manage',
      handler: (req, res) => renderDeparture(req, res),
    },
    {
      method: 'post',
      path: '/residents/:id/departure',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(departureForm(today()), req.body);
        if (!form.ok) return renderDeparture(req, res, form);
        const outcome = await moveOut(context, currentUser(req), id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderDeparture(req, res, { values: req.body, errors: outcome.errors });
          case 'stale':
            throw await conflict(req, null);
          case 'done':
            flash(req, 'Đã ghi người này chuyển đi khỏi phường.');
            for (const warning of warningsOf(outcome.left)) flash(req, warning, 'warning');
            return res.redirect(303, `/residents/${id}`);
        }
      },
    },
    {
      method: 'get',
      path: '/residents/:id/death',
      permission: 'residents.manage',
      handler: (req, res) => renderDeath(req, res),
    },
    {
      method: 'post',
      path: '/residents/:id/death',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(deathForm(today()), req.body);
        if (!form.ok) return renderDeath(req, res, form);
        const answer = answerOf(req.body);
        if (answer === 'edit') return renderDeath(req, res, { values: req.body, errors: {} });
        if (answer === 'unasked') {
          const question = deathQuestion(await openPerson(req), form.value);
          return renderPage(res, askAgainPage, askAgainModel(req.body, question), { title: question.title });
        }
        const outcome = await recordDeath(context, currentUser(req), id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderDeath(req, res, { values: req.body, errors: outcome.errors });
          case 'stale':
            throw await conflict(req, null);
          case 'done':
            flash(req, 'Đã ghi người này đã mất.');
            for (const warning of warningsOf(outcome.left)) flash(req, warning, 'warning');
            return res.redirect(303, `/residents/${id}`);
        }
      },
    },
    ...headRoutes(context),
    ...splitRoutes(context),
  ];
};
