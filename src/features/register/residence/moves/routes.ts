import type { AppContext } from '../../../../context';
import { localDateOf } from '../../../../shared/dates';
import { isId, typed, type Failed, type FormValues } from '../../../../web/form';
import { formPage, formRoutes, formSteps } from '../../../../web/form-route';
import { type View } from '../../../../web/page';
import { defineFeature, type Asked, type Route } from '../../../../web/route';
import { moveAudit } from './audit-labels';
import { doorItem } from '../../households/pages';
import { searchRegister } from '../../households/queries';
import { doorsOnly, readSearchText } from '../../households/search-text';
import { getHome, type Home } from '../../events/queries';
import { findPeopleConflict } from './people-conflict';
import { deathForm, departureForm, moveForm, readNewHead, relationForm } from './forms';
import { headRoutes } from './head-routes';
import {
  chooseHeadPage,
  deathPage,
  deathQuestion,
  departurePage,
  findDoorPage,
  movePage,
  relationPage,
  warningsOf,
  type Leaving,
} from './pages';
import { openPerson, type Person } from './queries';
import { changeRelation, moveOut, moveResident, recordDeath } from './service';
import { splitRoutes } from './split-routes';

/** A form with which a person leaves a household, and the title of the question about the new head before it. */
interface LeavingForm {
  title: string;
  question: string;
  path: string;
  page: (person: Person, leaving: Leaving, failed?: Failed) => View<unknown>;
}

const moveRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const open = (asked: Asked) => openPerson(context, asked, 'moves');
  const permission = 'residents.manage';

  /** A form with which a person leaves a household; a head is first asked who succeeds them. */
  function leaving(
    { req: { query } }: Asked,
    failed: Failed | undefined,
    { person, target, title, question, path, page }: LeavingForm & { person: Person; target?: Home },
  ) {
    const newHead = readNewHead(query as FormValues, failed);
    const given = { title: question, path, newHead, today: today(), target };
    const isAsked = query.asked === '1';
    const asking = failed ? null : chooseHeadPage(person, given, isAsked);
    const named = `${title}: ${person.fullName}`;
    return asking
      ? { view: asking, title: named, hasErrors: isAsked }
      : { view: page(person, given, failed), title: named };
  }

  const leavingPage = (form: LeavingForm) =>
    formSteps(async (asked, failed) => {
      const person = await open(asked);
      return leaving(asked, failed, { ...form, person });
    });

  const showMove = formSteps(async (asked, failed) => {
    const { query } = asked.req;
    const { wardId } = asked.actor;
    const person = await open(asked);
    const targetId = failed ? typed(asked.body, 'householdId') : query.household;
    if (!isId(targetId) || targetId === person.home?.id) {
      const q = typed(query, 'q').trim().slice(0, 120);
      const found = q
        ? (await searchRegister(db, wardId, { terms: doorsOnly(readSearchText(q)) }, today())).doors.map(doorItem)
        : [];
      return { view: findDoorPage(person, q, found), title: `Chuyển hộ: ${person.fullName}`, hasErrors: false };
    }
    const target = await getHome(db.prisma, wardId, targetId);
    return leaving(asked, failed, {
      person,
      target,
      title: 'Chuyển hộ',
      question: 'Chuyển sang hộ khác',
      path: 'membership',
      page: (_, given) => movePage(person, { ...given, target }, failed),
    });
  });

  async function conflict(asked: Asked, target: Home | null = null) {
    const person = await open(asked);
    return findPeopleConflict(context, asked, person, { whose: `${person.fullName} hoặc của hộ`, joined: target });
  }

  return [
    ...formRoutes('/residents/:id/membership', permission, {
      show: showMove,
      schema: () => moveForm(today()),
      save: ({ actor, id }, form) => moveResident(context, actor, id, form),
      conflict: async (asked, { householdId }) =>
        conflict(asked, await getHome(db.prisma, asked.actor.wardId, householdId)),
      done: ({ left }, { id }) => ({
        said: ['Đã ghi. Hộ cũ và các lượt thăm ở đó được giữ trong lịch sử.', ...warningsOf(left)],
        to: `/residents/${id}`,
      }),
    }),
    ...formRoutes('/residents/:id/relation', permission, {
      show: formPage({
        open,
        page: (person, failed) => relationPage(person, today(), failed),
        title: ({ fullName }) => `Đổi quan hệ: ${fullName}`,
      }),
      schema: () => relationForm(today()),
      save: ({ actor, id }, form) => changeRelation(context, actor, id, form),
      conflict: (asked) => conflict(asked),
      done: (_, { id }) => ({ said: 'Đã ghi quan hệ mới.', to: `/residents/${id}` }),
    }),
    ...formRoutes('/residents/:id/departure', permission, {
      show: leavingPage({
        title: 'Chuyển đi khỏi phường',
        question: 'Chuyển đi khỏi phường',
        path: 'departure',
        page: departurePage,
      }),
      schema: () => departureForm(today()),
      save: ({ actor, id }, form) => moveOut(context, actor, id, form),
      conflict: (asked) => conflict(asked),
      done: ({ left }, { id }) => ({
        said: ['Đã ghi người này chuyển đi khỏi phường.', ...warningsOf(left)],
        to: `/residents/${id}`,
      }),
    }),
    ...formRoutes('/residents/:id/death', permission, {
      show: leavingPage({
        title: 'Đã mất',
        question: 'Ghi đã mất',
        path: 'death',
        page: deathPage,
      }),
      schema: () => deathForm(today()),
      save: async (asked, form) =>
        asked.isConfirmed
          ? recordDeath(context, asked.actor, asked.id, form)
          : { kind: 'unconfirmed' as const, question: deathQuestion(await open(asked), form) },
      conflict: (asked) => conflict(asked),
      done: (outcome, { id }) =>
        outcome.kind === 'unconfirmed'
          ? { ask: outcome.question }
          : { said: ['Đã ghi người này đã mất.', ...warningsOf(outcome.left)], to: `/residents/${id}` },
    }),
    ...headRoutes(context),
    ...splitRoutes(context),
  ];
};

export const movesFeature = defineFeature({ routes: moveRoutes, audit: moveAudit });
