import type { AppContext } from '../../../context';
import { defineFeature, type Route, type Asked } from '../../../web/route';
import { localDateOf } from '../../../shared/dates';
import { typed, isId } from '../../../web/form';
import { type Notice, undoable } from '../../../web/flash';
import { buttonRoute, formPage, formRoutes, formPost } from '../../../web/form-route';
import { findLastChange } from '../../office/audit/last-change';
import {
  readinessForm,
  factEndForm,
  factForm,
  factWithdrawalForm,
  newFactForm,
  helperEndForm,
  helperForm,
  newHelperForm,
} from './forms';
import { logReading } from './log-reading';
import { getResidentNeeds, getFact, getHome, getHelper, listKnownHelpers } from './queries';
import { readinessConflict, readinessPage } from './readiness-pages';
import {
  recordReadiness,
  correctFact,
  endFact,
  recordFact,
  withdrawFact,
  correctHelper,
  endHelper,
  recordHelper,
  resumeHelper,
} from './service';
import { parsePhoneNumber } from '../../../shared/phone-number';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { NEEDS, FACT_SOURCES } from '../../../shared/needs';
import { changedBy } from '../../office/audit/conflict';
import { factPage, newFactPage, helperPage, newHelperPage } from './pages';
import { HELPER_PURPOSES, HELPER_SIDES } from '../../../shared/labels';
import { forEachField } from '../../../shared/readiness-fields';

const readinessRoutes = (context: AppContext): Route[] => {
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

const factRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const permission = 'residents.manage';

  /** The page of a fact, with its failed form open. */
  const factWith = (form: 'edit' | 'end' | 'withdraw') =>
    formPage({
      async open({ actor, id }) {
        const fact = await getFact(db, actor.wardId, id);
        const { residentId, householdId } = fact;
        await logReading(context, actor, residentId ? 'resident' : 'household', (residentId ?? householdId)!);
        return fact;
      },
      page: (fact, failed) => factPage(fact, today(), form, failed),
      title: ({ title, whose }) => `${title}: ${whose}`,
      changed: changedBy(
        db,
        'priority-fact',
        ({ kind }) => `Trong lúc bạn sửa, người khác đã lưu diện ${uncapitalise(NEEDS[kind])} này.`,
      ),
    });

  /** Leads to the page that lists the fact: the person's or the household's. */
  async function saved({ actor, id }: Asked, said: string) {
    const { householdId, residentId } = await getFact(db, actor.wardId, id);
    return { said, to: residentId ? `/residents/${residentId}` : `/households/${householdId}` };
  }

  return [
    ...formRoutes('/households/:id/priority-facts', permission, {
      emptyAt: '/households/:id/priority-facts/new',
      show: formPage({
        open: async ({ actor, id }) => {
          await logReading(context, actor, 'household', id);
          return getHome(db, actor.wardId, id);
        },
        page: (home, failed, { req: { query } }) =>
          newFactPage(home, isId(query.resident) ? query.resident : null, today(), failed),
        title: 'Ghi diện ưu tiên',
      }),
      schema: () => newFactForm(today()),
      save: ({ actor, id }, form) => recordFact(context, actor, id, form),
      done: (_, { id }, { subject }) => ({
        said: 'Đã ghi diện ưu tiên.',
        to: subject ? `/residents/${subject}` : `/households/${id}`,
      }),
    }),
    ...formRoutes('/priority-facts/:id/edit', permission, {
      show: factWith('edit'),
      schema: () => factForm(today()),
      save: ({ actor, id }, form) => correctFact(context, actor, id, form),
      done: (_, asked) => saved(asked, 'Đã sửa diện ưu tiên.'),
    }),
    formPost('/priority-facts/:id/ending', permission, {
      show: factWith('end'),
      schema: () => factEndForm(today()),
      save: ({ actor, id }, { endsOn }) => endFact(context, actor, id, endsOn),
      done: (_, asked) => saved(asked, 'Đã ghi ngày kết thúc. Diện này vẫn còn trong lịch sử.'),
    }),
    formPost('/priority-facts/:id/withdrawal', permission, {
      show: factWith('withdraw'),
      schema: factWithdrawalForm,
      save: ({ actor, id }, { reason }) => withdrawFact(context, actor, id, reason),
      done: (_, asked) => saved(asked, 'Đã rút diện ghi nhầm. Lý do được giữ trong lịch sử.'),
    }),
  ];
};

/** Officers learn at the door who helps, so they may record it. */
const helperRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const permission = 'visits.record';

  const showHelper = (isEnding: boolean) =>
    formPage({
      async open({ actor, id }) {
        const helper = await getHelper(db, actor.wardId, id);
        const { householdId, helpedId } = helper;
        await logReading(context, actor, helpedId ? 'resident' : 'household', (helpedId ?? householdId)!);
        const home = helpedId ? null : await getHome(db, actor.wardId, householdId!);
        const known = helper.member ? [] : await listKnownHelpers(db, actor.wardId, helper);
        return { helper, home, known };
      },
      page: (shown, failed) => helperPage(shown, { today: today(), isEnding }, failed),
      title: ({ title }) => `Người giúp số: ${title}`,
      changed: changedBy(db, 'digital-helper', 'Trong lúc bạn sửa, người khác đã lưu người giúp số này.'),
    });

  async function saved({ actor, id }: Asked, said: string | Notice) {
    const { householdId, helpedId } = await getHelper(db, actor.wardId, id);
    return { said, to: householdId ? `/households/${householdId}` : `/residents/${helpedId}` };
  }

  return [
    ...formRoutes('/households/:id/digital-helpers', permission, {
      emptyAt: '/households/:id/digital-helpers/new',
      show: formPage({
        open: async ({ actor, id, req, body }) => {
          await logReading(context, actor, 'household', id);
          const [name, phone] = [typed(body, 'name'), parsePhoneNumber(typed(body, 'phone'))];
          const told = { name: name.trim(), phone: phone.ok ? phone.value : null };
          const home = await getHome(db, actor.wardId, id);
          const known = req.method === 'POST' && name ? await listKnownHelpers(db, actor.wardId, told) : [];
          return { home, known, helped: typed(req.query, 'helped') };
        },
        page: (opened, failed) => newHelperPage(opened, today(), failed),
        title: 'Thêm người giúp số',
      }),
      schema: () => newHelperForm(today()),
      save: ({ actor, id }, form) => recordHelper(context, actor, id, form),
      done: (_, { id }) => ({ said: 'Đã ghi người giúp số.', to: `/households/${id}` }),
    }),
    ...formRoutes('/digital-helpers/:id/edit', permission, {
      show: showHelper(false),
      schema: () => helperForm(today()),
      save: ({ actor, id }, form) => correctHelper(context, actor, id, form),
      done: (_, asked) => saved(asked, 'Đã sửa người giúp số.'),
    }),
    formPost('/digital-helpers/:id/ending', permission, {
      show: showHelper(true),
      schema: () => helperEndForm(today()),
      save: ({ actor, id }, form) => endHelper(context, actor, id, form),
      done: (_, asked) => saved(asked, undoable('Người này thôi giúp.', `/digital-helpers/${asked.id}/ending/removal`)),
    }),
    buttonRoute('/digital-helpers/:id/ending/removal', permission, {
      save: ({ actor, id }) => resumeHelper(context, actor, id),
      done: async (_, asked) => ({
        ...(await saved(asked, 'Đã hoàn tác: người này vẫn giúp.')),
        unchanged: 'Không hoàn tác: người này đã được ghi lại, hay vẫn giúp.',
      }),
    }),
  ];
};

export const needsFeature = defineFeature({
  routes: (context) => [...readinessRoutes(context), ...factRoutes(context), ...helperRoutes(context)],
  audit: {
    actions: {
      'resident.record-readiness': 'Ghi VNeID và điều cần biết',
      'priority-fact.record': 'Ghi diện ưu tiên',
      'priority-fact.correct': 'Sửa diện ưu tiên',
      'priority-fact.end': 'Ghi ngày kết thúc diện ưu tiên',
      'priority-fact.withdraw': 'Rút diện ưu tiên ghi nhầm',
      'digital-helper.record': 'Ghi người giúp số',
      'digital-helper.correct': 'Sửa người giúp số',
      'digital-helper.end': 'Ghi người giúp số thôi giúp',
      'digital-helper.resume': 'Hoàn tác thôi giúp của người giúp số',
    },
    subjects: {
      'priority-fact': { label: 'Diện ưu tiên', href: (id) => `/priority-facts/${id}/edit` },
      'digital-helper': { label: 'Người giúp số', href: (id) => `/digital-helpers/${id}/edit` },
    },
    fields: {
      ...forEachField((_, { label }) => uncapitalise(label)),
      recordedOn: 'ngày ghi',
      fact: 'diện',
      factSource: 'vì sao biết',
      sourceNote: 'căn cứ',
      lastDay: 'đến hết ngày',
      helpedId: 'giúp ai',
      purposes: 'giúp việc',
      agreedOn: 'hai bên đồng ý ngày',
      endedWord: 'ai nói thôi',
      endsOn: 'thôi từ ngày',
    },
    values: {
      ...forEachField((_, { answers }) => answers),
      fact: NEEDS,
      factSource: FACT_SOURCES,
      purposes: HELPER_PURPOSES,
      endedWord: HELPER_SIDES,
    },
  },
});
