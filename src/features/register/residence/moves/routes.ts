import type { AppContext } from '../../../../context';
import { localDateOf } from '../../../../shared/dates';
import { isId, typed, type Failed, type FormValues } from '../../../../web/form';
import { formPage, formRoutes, formSteps } from '../../../../web/form-route';
import type { View } from '../../../../web/page';
import { defineFeature, type Asked, type Route } from '../../../../web/route';
import { doorItem } from '../../households/pages';
import { searchRegister, findSimilarDoors, spellLikeNeighbours } from '../../households/queries';
import { doorsOnly, readSearchText } from '../../households/search-text';
import { getHome, type Home } from '../../events/queries';
import { findPeopleConflict } from './people-conflict';
import {
  deathForm,
  departureForm,
  moveForm,
  readNewHead,
  relationForm,
  headForm,
  readSplitChoice,
  splitForm,
  type SplitChoice,
} from './forms';
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
import { openPerson, type Person, listHeadlessHouseholds, openHome } from './queries';
import { changeRelation, moveOut, moveResident, recordDeath } from './service';
import { isPermitted } from '../../../../permissions';
import { listRoute } from '../../../../web/list-route';
import type { AskedList } from '../../../../web/list-source';
import { readPlace } from '../../../../web/pager';
import { chooseNewHeadPage, headlessPage, headPage } from './head-pages';
import { changeHead } from './head-service';
import { formatAddress, parseAddress } from '../../../../shared/address';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import {
  chosenSplit,
  hasHeads,
  splitDoorPage,
  splitHeadsPage,
  splitPage,
  splitWhoErrors,
  splitWhoPage,
} from './split-pages';
import { splitHousehold } from './split-service';
import { RESIDENCE_STATUSES } from '../../../../shared/labels';

/** A form with which a person leaves a household, and the title of the question about the new head before it. */
interface LeavingForm {
  title: string;
  question: string;
  path: string;
  page: (person: Person, leaving: Leaving, failed?: Failed) => View<unknown>;
}

/** The change of a head, and the households that have none. */
const headRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  const open = (asked: Asked) => openHome(context, asked, 'moves');

  async function headlessOf({ actor, query }: AskedList) {
    const place = readPlace(query);
    const rows = await listHeadlessHouseholds(db, actor.wardId, place);
    return headlessPage(rows, place, isPermitted(actor.role, 'residents.manage'));
  }

  const showHead = formSteps(async (asked, failed) => {
    const { query } = asked.req;
    const home = await open(asked);
    const newHead = home.members.find(({ residentId }) => residentId === readNewHead(query as FormValues, failed));
    const title = 'Đổi chủ hộ';
    if (!newHead || newHead.relation === 'head') {
      const isAsked = query.asked === '1';
      return { view: chooseNewHeadPage(home, today(), isAsked), title, hasErrors: isAsked };
    }
    return { view: headPage(home, newHead, today(), failed), title };
  });

  return [
    ...formRoutes('/households/:id/head', 'residents.manage', {
      show: showHead,
      schema: () => headForm(today()),
      save: ({ actor, id }, form) => changeHead(context, actor, id, form),
      async conflict(asked) {
        const home = await open(asked);
        return findPeopleConflict(context, asked, home, { whose: `hộ ở ${home.addressLine}` });
      },
      done: (_, { id }) => ({ said: 'Đã ghi chủ hộ mới và quan hệ của từng người.', to: `/households/${id}` }),
    }),
    listRoute('/headless-households', 'households.read', {
      title: 'Hộ chưa có chủ hộ',
      page: headlessOf,
      opened: ({ actor }) =>
        context.accessLog.opened(actor, 'household.list', { type: 'ward', id: actor.wardId }, { list: 'headless' }),
      rows: ({ households, nextHref }) => ({ rows: households, nextHref }),
      columns: {
        'Địa chỉ': (row) => row.addressLine,
        Tổ: (row) => row.groupName,
        'Nhân khẩu': (row) => row.members,
      },
    }),
  ];
};

/** The split of a household, step by step. */
const splitRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  const open = (asked: Asked) => openHome(context, asked, 'moves');

  /** The next step of a split: who and where, whether they join a household, who is head, and finally the form. */
  const showSplit = formSteps(async (asked, failed) => {
    const { query } = asked.req;
    const { wardId } = asked.actor;
    const choice = failed ? choiceSent(failed.values) : readSplitChoice(query as FormValues);
    const home = await open(asked);
    const title = `Tách hộ: ${home.addressLine}`;
    const isFirstStep = query.address === undefined && query.target === undefined && !failed;
    const errors = splitWhoErrors(home, choice);
    const hasErrors = !isFirstStep && Object.keys(errors).length > 0;
    if (isFirstStep || hasErrors) {
      return { view: splitWhoPage(home, choice, today(), isFirstStep ? {} : errors), title, hasErrors };
    }
    const doors = choice.join === null && !failed ? await findDoorsAt(wardId, home, choice) : [];
    if (doors.length > 0) return { view: splitDoorPage(home, choice, doors.map(doorItem)), title };
    const joined = isId(choice.join) && choice.join !== home.id ? await getHome(db.prisma, wardId, choice.join) : null;
    const split = chosenSplit(home, choice, joined, today());
    if (!hasHeads(split) && !failed) {
      const isAsked = query.asked === '1';
      return { view: splitHeadsPage(split, isAsked), title, hasErrors: isAsked };
    }
    return { view: splitPage(split, failed), title };
  });

  async function findDoorsAt(wardId: string, home: Home, { target, address }: SplitChoice) {
    const parsed = target === 'address' ? parseAddress(address) : null;
    if (!parsed) return [];
    const folded = foldVietnamese(formatAddress(await spellLikeNeighbours(db.prisma, wardId, parsed)));
    return (await findSimilarDoors(db, wardId, folded, today())).filter(
      (door) => foldVietnamese(door.addressLine) === folded && door.id !== home.id,
    );
  }

  return formRoutes('/households/:id/split', 'residents.manage', {
    show: showSplit,
    schema: () => splitForm(today()),
    save: ({ actor, id }, form) => splitHousehold(context, actor, id, form),
    async conflict(asked, { joinId }) {
      const home = await open(asked);
      const joined = joinId ? await getHome(db.prisma, asked.actor.wardId, joinId) : null;
      return findPeopleConflict(context, asked, home, { whose: `hộ ở ${home.addressLine}`, joined });
    },
    done: ({ left, householdId }, { id }) => ({
      said: ['Đã ghi tách hộ. Hộ cũ giữ mã hộ, lịch sử và các lượt thăm.', ...warningsOf(left)],
      to: `/households/${householdId ?? id}`,
    }),
  });
};

/** The choices in the form of the last step, where every step has been answered. */
const choiceSent = (values: FormValues): SplitChoice => ({
  ...readSplitChoice(values),
  join: typed(values, 'joinId') || 'new',
  newHeadId: typed(values, 'newHeadId') || 'none',
});

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
      show: leavingPage({ title: 'Đã mất', question: 'Ghi đã mất', path: 'death', page: deathPage }),
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

export const movesFeature = defineFeature({
  routes: moveRoutes,
  audit: {
    actions: {
      'household.split': 'Ghi tách hộ',
      'household.change-head': 'Đổi chủ hộ',
      'resident.move': 'Ghi chuyển hộ',
      'resident.change-relation': 'Đổi quan hệ với chủ hộ',
      'resident.end-residence': 'Ghi chuyển đi hoặc đã mất',
    },
    fields: { people: 'người', head: 'chủ hộ', target: 'nơi đến', isMourning: 'nhà có tang' },
    values: {
      kind: RESIDENCE_STATUSES,
      target: { here: 'hộ riêng tại chỗ', address: 'địa chỉ khác trong phường', outside: 'ra khỏi phường' },
      before: RESIDENCE_STATUSES,
    },
  },
});
