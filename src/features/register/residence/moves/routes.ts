import type { Request, Response } from 'express';
import type { AppContext } from '../../../../context';
import { isPermitted } from '../../../../permissions';
import { formatAddress, parseAddress } from '../../../../shared/address';
import { localDateOf } from '../../../../shared/dates';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import { answerOf, askAgainModel, askAgainPage } from '../../../../web/ask-again';
import { currentUser } from '../../../../web/current-user';
import { ConflictError } from '../../../../web/errors';
import { flash } from '../../../../web/flash';
import { isId, parseForm, typed, type FieldErrors, type FormValues, type Failed } from '../../../../web/form';
import { idParam } from '../../../../web/id-param';
import { renderPage } from '../../../../web/page';
import type { Route } from '../../../../web/route';
import { findLastChange } from '../../../office/audit/last-change';
import { NOT_AN_ADDRESS } from '../../households/forms';
import { doorItem } from '../../households/pages';
import { findSimilarDoors, searchRegister, spellLikeNeighbours } from '../../households/queries';
import { doorsOnly, readSearchText } from '../../households/search-text';
import { findLastAct, getHome, type Home } from '../../events/queries';
import { changedPeopleConflict } from './conflict-words';
import {
  deathForm,
  departureForm,
  headForm,
  moveForm,
  readNewHead,
  readSplitChoice,
  relationForm,
  splitForm,
  type SplitChoice,
} from './forms';
import {
  chooseNewHeadModel,
  headlessModel,
  headlessPage,
  headModel,
  headPage,
  headsOf,
  sidesOf,
  splitDoorModel,
  splitDoorPage,
  splitHeadsModel,
  splitHeadsPage,
  splitModel,
  splitPage,
  splitWhoModel,
  splitWhoPage,
} from './household-pages';
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
} from './pages';
import { getPerson, listHeadlessHouseholds, type Person } from './queries';
import { changeHead, changeRelation, moveOut, moveResident, recordDeath, splitHousehold, type Left } from './service';
import { homesStamp, personStamp } from './state-stamp';

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

  async function openHome(req: Request): Promise<Home> {
    const actor = currentUser(req);
    const home = await getHome(db.prisma, actor.wardId, idParam(req));
    await context.accessLog.opened(actor, 'household.open', { type: 'household', id: home.id }, { for: 'moves' });
    return home;
  }

  /** Warns that the change left a household without a head, or a home without people. */
  function warnOfLeft(req: Request, left: Left) {
    if (left.isHeadless) flash(req, 'Hộ vừa rời không còn chủ hộ. Mở hộ đó và chọn “Đổi chủ hộ” khi đã rõ.', 'warning');
    if (left.isEmpty)
      flash(req, 'Hộ vừa rời không còn ai. Nếu nhà bỏ trống, mở hộ đó và chọn “Nhà để trống”.', 'warning');
  }

  async function conflictAboutPerson(req: Request, target: Home | null): Promise<ConflictError> {
    const actor = currentUser(req);
    const person = await openPerson(req);
    const homes = [person.home, target].filter((home) => home !== null);
    const last =
      (await findLastAct(db, actor.wardId, [person.id, ...homes.map(({ id }) => id)])) ??
      (await findLastChange(db, actor.wardId, { type: 'resident', id: person.id }));
    return new ConflictError(
      changedPeopleConflict({
        what: `Trong lúc bạn ghi, người khác đã ghi thay đổi của ${person.fullName} hoặc của hộ.`,
        homes,
        person,
        body: req.body as FormValues,
        stamp: personStamp(person, target),
        last,
        resumeHref: `/residents/${person.id}`,
        action: req.originalUrl,
      }),
    );
  }

  async function conflictAboutHome(req: Request, joined: Home | null): Promise<ConflictError> {
    const actor = currentUser(req);
    const home = await openHome(req);
    const last =
      (await findLastAct(db, actor.wardId, [home.id])) ??
      (await findLastChange(db, actor.wardId, { type: 'household', id: home.id }));
    return new ConflictError(
      changedPeopleConflict({
        what: `Trong lúc bạn ghi, người khác đã ghi thay đổi của hộ ở ${home.addressLine}.`,
        homes: [home, ...(joined ? [joined] : [])],
        body: req.body as FormValues,
        stamp: joined ? homesStamp(home, joined) : homesStamp(home),
        last,
        resumeHref: `/households/${home.id}`,
        action: req.originalUrl,
      }),
    );
  }

  /** Whether the question was already sent, so that a missing answer is an error. */
  const isAsked = (req: Request) => req.query.asked === '1';

  /** The chosen head of a rejected form: a hidden field names the successor, '' means nobody. */
  const newHeadOf = (req: Request, failed?: Failed) =>
    failed ? typed(failed.values, 'newHeadId') || 'none' : readNewHead(req.query as FormValues);

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
    const newHead = newHeadOf(req, failed);
    const question = failed
      ? null
      : chooseHeadModel(person, {
          title: 'Chuyển sang hộ khác',
          path: 'membership',
          newHead,
          isAsked: isAsked(req),
          today: today(),
          hidden: [{ name: 'household', value: target.id }],
        });
    if (question) return renderPage(res, chooseHeadPage, question, { title, hasErrors: question.error !== '' });
    renderPage(res, movePage, moveModel(person, { target, newHead, today: today() }, failed), {
      title,
      hasErrors: failed !== undefined,
    });
  }

  async function renderDeparture(req: Request, res: Response, failed?: Failed) {
    const person = await openPerson(req);
    const title = `Chuyển đi khỏi phường: ${person.fullName}`;
    const newHead = newHeadOf(req, failed);
    const question = failed
      ? null
      : chooseHeadModel(person, {
          title: 'Chuyển đi khỏi phường',
          path: 'departure',
          newHead,
          isAsked: isAsked(req),
          today: today(),
        });
    if (question) return renderPage(res, chooseHeadPage, question, { title, hasErrors: question.error !== '' });
    renderPage(res, departurePage, departureModel(person, newHead, today(), failed), {
      title,
      hasErrors: failed !== undefined,
    });
  }

  async function renderDeath(req: Request, res: Response, failed?: Failed) {
    const person = await openPerson(req);
    const title = `Đã mất: ${person.fullName}`;
    const newHead = newHeadOf(req, failed);
    const question = failed
      ? null
      : chooseHeadModel(person, { title: 'Ghi đã mất', path: 'death', newHead, isAsked: isAsked(req), today: today() });
    if (question) return renderPage(res, chooseHeadPage, question, { title, hasErrors: question.error !== '' });
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

  async function renderHead(req: Request, res: Response, failed?: Failed) {
    const home = await openHome(req);
    const newHead = home.members.find(({ residentId }) => residentId === newHeadOf(req, failed));
    if (!newHead || newHead.relation === 'head') {
      return renderPage(res, chooseHeadPage, chooseNewHeadModel(home, today(), isAsked(req)), {
        title: 'Đổi chủ hộ',
        hasErrors: isAsked(req),
      });
    }
    renderPage(res, headPage, headModel(home, newHead, today(), failed), {
      title: 'Đổi chủ hộ',
      hasErrors: failed !== undefined,
    });
  }

  /** The next step of a split: who and where, whether they join a household, who is head, and finally the form. */
  async function renderSplit(req: Request, res: Response, choice: SplitChoice, failed?: Failed) {
    const { wardId } = currentUser(req);
    const home = await openHome(req);
    const title = `Tách hộ: ${home.addressLine}`;
    const address = choice.target === 'address' ? parseAddress(choice.address) : null;
    const errors: FieldErrors = {
      ...(!home.members.some(({ residentId }) => choice.leave.includes(residentId)) && {
        leave: 'Đánh dấu ít nhất một người.',
      }),
      ...(!choice.target && { target: 'Chọn nơi đến.' }),
      ...(choice.target === 'address' && !address && { address: NOT_AN_ADDRESS }),
    };
    const isFirstStep = req.query.address === undefined && req.query.target === undefined && !failed;
    if (isFirstStep || Object.keys(errors).length > 0) {
      const shown = isFirstStep ? {} : errors;
      return renderPage(res, splitWhoPage, splitWhoModel(home, choice, today(), shown), {
        title,
        hasErrors: Object.keys(shown).length > 0,
      });
    }
    if (address && choice.join === null && !failed) {
      const folded = foldVietnamese(formatAddress(await spellLikeNeighbours(db.prisma, wardId, address)));
      const doors = (await findSimilarDoors(db, wardId, folded, today())).filter(
        (door) => foldVietnamese(door.addressLine) === folded && door.id !== home.id,
      );
      if (doors.length > 0)
        return renderPage(res, splitDoorPage, splitDoorModel(home, choice, doors.map(doorItem)), { title });
    }
    const joined = isId(choice.join) && choice.join !== home.id ? await getHome(db.prisma, wardId, choice.join) : null;
    const sides = sidesOf(home, choice, joined);
    const heads = headsOf(sides, choice);
    const split = { home, choice, joined, sides, heads, today: today() };
    if ((heads.leaving === null || heads.staying === null) && !failed) {
      return renderPage(res, splitHeadsPage, splitHeadsModel(split, isAsked(req)), { title, hasErrors: isAsked(req) });
    }
    renderPage(res, splitPage, splitModel(split, failed), { title, hasErrors: failed !== undefined });
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
            throw await conflictAboutPerson(req, await getHome(db.prisma, currentUser(req).wardId, householdId));
          case 'done':
            flash(req, 'Đã ghi. Hộ cũ và các lượt thăm ở đó được giữ trong lịch sử.');
            warnOfLeft(req, outcome.left);
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
            throw await conflictAboutPerson(req, null);
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
            throw await conflictAboutPerson(req, null);
          case 'done':
            flash(req, 'Đã ghi người này chuyển đi khỏi phường.');
            warnOfLeft(req, outcome.left);
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
            throw await conflictAboutPerson(req, null);
          case 'done':
            flash(req, 'Đã ghi người này đã mất.');
            warnOfLeft(req, outcome.left);
            return res.redirect(303, `/residents/${id}`);
        }
      },
    },
    {
      method: 'get',
      path: '/households/:id/head',
      permission: 'residents.manage',
      handler: (req, res) => renderHead(req, res),
    },
    {
      method: 'post',
      path: '/households/:id/head',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(headForm(today()), req.body);
        if (!form.ok) return renderHead(req, res, form);
        const outcome = await changeHead(context, currentUser(req), id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderHead(req, res, { values: req.body, errors: outcome.errors });
          case 'stale':
            throw await conflictAboutHome(req, null);
          case 'done':
            flash(req, 'Đã ghi chủ hộ mới và quan hệ của từng người.');
            return res.redirect(303, `/households/${id}`);
        }
      },
    },
    {
      method: 'get',
      path: '/households/:id/split',
      permission: 'residents.manage',
      handler: (req, res) => renderSplit(req, res, readSplitChoice(req.query as FormValues)),
    },
    {
      method: 'post',
      path: '/households/:id/split',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const failedWith = (errors: FieldErrors) => {
          const values = req.body as FormValues;
          return renderSplit(
            req,
            res,
            {
              ...readSplitChoice(values),
              join: typed(values, 'joinId') || 'new',
              newHeadId: typed(values, 'newHeadId') || 'none',
            },
            { values, errors },
          );
        };
        const form = parseForm(splitForm(today()), req.body);
        if (!form.ok) return failedWith(form.errors);
        const { joinId } = form.value;
        const outcome = await splitHousehold(context, currentUser(req), id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return failedWith(outcome.errors);
          case 'stale':
            throw await conflictAboutHome(
              req,
              joinId ? await getHome(db.prisma, currentUser(req).wardId, joinId) : null,
            );
          case 'done':
            flash(req, 'Đã ghi tách hộ. Hộ cũ giữ mã hộ, lịch sử và các lượt thăm.');
            warnOfLeft(req, outcome.left);
            return res.redirect(303, `/households/${outcome.householdId ?? id}`);
        }
      },
    },
    {
      method: 'get',
      path: '/headless-households',
      permission: 'households.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const after = isId(req.query.after) ? req.query.after : null;
        await context.accessLog.opened(
          actor,
          'household.list',
          { type: 'ward', id: actor.wardId },
          { list: 'headless' },
        );
        const rows = await listHeadlessHouseholds(db, actor.wardId, after);
        renderPage(res, headlessPage, headlessModel(rows, after, isPermitted(actor.role, 'residents.manage')), {
          title: 'Hộ chưa có chủ hộ',
        });
      },
    },
  ];
};
