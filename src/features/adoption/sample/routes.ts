import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf, quarterStartOf, addMonths, monthName, monthStartOf } from '../../../shared/dates';
import { PORTAL_ANSWERS, CONFIRMATION_OUTCOMES } from '../../../shared/labels';
import { formPage, formPost, formRoutes, buttonRoute } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { countIn, pageList, type AskedList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { turnOf } from '../../casework/practice/choosing';
import { sampleSituation } from '../../casework/practice/queries';
import { openHomeOf } from '../../casework/door-calls/queries';
import { answerForm, drawForm, memberFilter, confirmationForm } from './forms';
import { indexPage, memberPage, showPage } from './pages';
import { findNextToCall, getMember, getSample, listSamples, type MemberFile } from './queries';
import { quarterName } from './ward-share';
import { drawSample, recordAnswer } from './service';
import { callPage, confirmationsPage } from './confirmation-pages';
import { getDrawnUse, listDrawnUses, listDraws, type DrawRow } from './confirmation-queries';
import { drawConfirmations, recordConfirmation } from './confirmation-service';

const sampleRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());

  const drawingFor = ({ role }: Actor) => ({
    quarter: quarterStartOf(today()),
    canDraw: isPermitted(role, 'samples.manage'),
  });
  const showSamples = formPage({
    open: ({ actor }) => listSamples(db, actor.wardId),
    page: (samples, failed, { actor }) => indexPage(samples, drawingFor(actor), failed),
    title: 'Mẫu hỏi theo quý',
  });

  async function sampleOf({ actor, query, id }: AskedList & { id: string }) {
    const canSeeNames = isPermitted(actor.role, 'samples.manage');
    const filter = { ...memberFilter.parse(query), ...readPlace(query) };
    const sample = await getSample(db, { wardId: actor.wardId, id, today: today() }, filter, canSeeNames);
    return showPage(sample, filter, canSeeNames);
  }

  const members = pageList({
    title: 'Mẫu hỏi: từng người',
    read: async (asked) => {
      const { title, list } = (await sampleOf({ ...asked, id: asked.id! })).model;
      const shown = list!.filters.find(({ isCurrent }) => isCurrent);
      return { rows: list!.rows, nextHref: list!.nextHref, about: `${title}, ${shown?.label}` };
    },
    columns: {
      'Họ tên': (row) => row.name,
      'Địa chỉ': (row) => row.address,
      Tổ: (row) => row.group,
      'Trả lời': (row) => row.state,
    },
  });
  /** For readers who may not see names. */
  const groups = pageList({
    title: 'Mẫu hỏi: từng tổ',
    isPersonal: false,
    read: async (asked) => {
      const { title, groups: rows } = (await sampleOf({ ...asked, id: asked.id! })).model;
      return { rows, about: title };
    },
    columns: {
      Tổ: (row) => row.name,
      'Người lớn': (row) => countIn(row.population),
      'Đã bốc': (row) => countIn(row.drawn),
      'Trả lời được': (row) => countIn(row.answered),
      'Tự bấm máy nộp hồ sơ': (row) => countIn(row.alone),
      'Có nộp trực tuyến': (row) => countIn(row.online),
    },
  });

  const memberOf = ({ actor, id }: Asked): Promise<MemberFile> =>
    getMember(db, { wardId: actor.wardId, id, today: today() });

  /** Logged like the resident's page, because it shows who the person is and their numbers. */
  const showMember = formPage({
    async open(asked) {
      const member = await memberOf(asked);
      const { wardId } = asked.actor;
      const drawn = { wardId, residentId: member.residentId, turn: turnOf(member.id) };
      const [home, situation] = await Promise.all([
        openHomeOf(context, asked.actor, member, 'sample'),
        member.isHeard ? null : sampleSituation(db, drawn),
      ]);
      return { member, home, situation };
    },
    page: ({ member, home, situation }, failed, { actor }) =>
      memberPage(member, { home, situation, wardName: actor.wardName, today: today() }, failed),
    title: ({ title }) => `Hỏi ${title}`,
  });

  return [
    {
      ...get('/samples', 'samples.read', showSamples),
      list: pageList({
        title: 'Mẫu hỏi theo quý',
        isPersonal: false,
        read: async ({ actor }) => indexPage(await listSamples(db, actor.wardId), drawingFor(actor)).model,
        columns: {
          Quý: (row) => row.quarter,
          'Đã bốc': (row) => countIn(row.size),
          'Trả lời được': (row) => countIn(row.answered),
          'Tự bấm máy nộp hồ sơ': (row) => row.alone,
        },
      }),
    },
    formPost('/samples', 'samples.manage', {
      show: showSamples,
      schema: drawForm,
      save: ({ actor }, { size }) => drawSample(context, actor, size),
      done: (outcome) =>
        outcome.kind === 'done'
          ? { to: `/samples/${outcome.id}` }
          : {
              said: {
                text: `Mẫu hỏi ${quarterName(quarterStartOf(today()))} đã bốc trước đó: mỗi quý một mẫu.`,
                kind: 'warning',
              },
              to: '/samples',
            },
    }),
    {
      ...get('/samples/:id', 'samples.read', async ({ actor, query, id }, res) => {
        const view = await sampleOf({ actor, query, id });
        if (view.model.list) await accessLog.opened(actor, 'sample.open', { type: 'sample', id });
        renderPage(res, view);
      }),
      list: { find: (asked) => (isPermitted(asked.actor.role, 'samples.manage') ? members : groups).find(asked) },
    },
    ...formRoutes('/sample-members/:id/answers', 'samples.manage', {
      emptyAt: '/sample-members/:id',
      show: showMember,
      schema: async (asked) => answerForm(today(), await memberOf(asked)),
      save: ({ actor, id }, form) => recordAnswer(context, actor, id, form),
      async done({ kind }, asked, { answer }) {
        const { fullName, sampleId } = await memberOf(asked);
        const said = `${fullName}: ${PORTAL_ANSWERS[answer]}`;
        const next = await findNextToCall(db, { wardId: asked.actor.wardId, id: asked.id, today: today() });
        return {
          said: kind === 'done' ? `Đã ghi ${said}.` : `Câu trả lời này đã ghi trước đó: ${said}.`,
          to: next ? `/sample-members/${next}` : `/samples/${sampleId}`,
        };
      },
    }),
  ];
};

const confirmationRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());
  const lastMonth = () => addMonths(monthStartOf(today()), -1);

  /** The draw that the address asks for, or the newest; its uses only for readers who may call. */
  async function shownOf({ actor: { wardId, role, id: reader }, query }: Pick<AskedList, 'actor' | 'query'>) {
    const draws = await listDraws(db, wardId, today());
    const canCall = isPermitted(role, 'portal-use.record');
    const isAnswered = ({ states }: DrawRow) => states.confirmed + states.different > 0;
    const asked = draws.find(({ month }) => month.slice(0, 7) === query.month);
    // Readers who do not call come for the share.
    const shown = asked ?? (canCall ? undefined : draws.find(isAnswered)) ?? draws[0] ?? null;
    const uses = shown && canCall ? await listDrawnUses(db, { wardId, id: shown.id, reader, today: today() }) : [];
    const canDraw = isPermitted(role, 'samples.manage') && draws.every(({ month }) => month !== lastMonth());
    return { shown, uses, view: confirmationsPage(draws, { shown, uses, undrawn: canDraw ? lastMonth() : null }) };
  }
  const useOf = ({ actor, id }: Asked) =>
    getDrawnUse(db, { wardId: actor.wardId, id, reader: actor.id, today: today() });

  /** Logged like the resident's page, because it shows who the person is and their numbers. */
  const showCall = formPage({
    async open(asked) {
      const use = await useOf(asked);
      const home = await openHomeOf(context, asked.actor, use, 'confirmation');
      return { use, home };
    },
    page: ({ use, home }, failed, { actor }) =>
      callPage(use, { home, wardName: actor.wardName, today: today() }, failed),
    title: ({ title }) => `Gọi xác nhận: ${title}`,
  });

  return [
    {
      ...get('/confirmations', 'confirmations.read', async (asked, res) => {
        const { shown, uses, view } = await shownOf(asked);
        if (uses.length > 0)
          await accessLog.opened(asked.actor, 'confirmation.open', { type: 'confirmation', id: shown!.id });
        renderPage(res, view, { title: 'Gọi xác nhận' });
      }),
      list: {
        permission: 'portal-use.record',
        ...pageList({
          title: 'Gọi xác nhận',
          async read(asked) {
            const { rows, tabs } = (await shownOf(asked)).view.model;
            return { rows, about: tabs.find(({ isCurrent }) => isCurrent)?.label };
          },
          columns: {
            'Họ tên': (row) => row.name,
            'Sổ ghi': (row) => row.use,
            'Ai ghi': (row) => row.writer,
            'Trả lời': (row) => row.state,
          },
        }),
      },
    },
    buttonRoute('/confirmations', 'samples.manage', {
      save: ({ actor }) => drawConfirmations(context, actor),
      done(outcome) {
        if (outcome.kind === 'done') return { to: '/confirmations' };
        const month = monthName(lastMonth());
        const text =
          outcome.kind === 'empty'
            ? `Trong ${month} không có lần dùng nào mới ghi mà còn gọi được: không bốc.`
            : `Đã bốc thăm ${month} trước đó: mỗi tháng một lần.`;
        return { said: { text, kind: 'warning' }, to: '/confirmations' };
      },
    }),
    ...formRoutes('/drawn-uses/:id/calls', 'portal-use.record', {
      emptyAt: '/drawn-uses/:id',
      show: showCall,
      schema: async (asked) => confirmationForm(today(), await useOf(asked)),
      save: ({ actor, id }, form) => recordConfirmation(context, actor, id, form),
      async done({ kind }, asked, { outcome }) {
        const { fullName, month } = await useOf(asked);
        const said = `${fullName}: ${CONFIRMATION_OUTCOMES[outcome]}`;
        return {
          said: kind === 'done' ? `Đã ghi ${said}.` : `Cuộc gọi này đã ghi trước đó: ${said}.`,
          to: `/confirmations?month=${month.slice(0, 7)}`,
        };
      },
    }),
  ];
};

export const samplesFeature = defineFeature({
  routes: (context) => [...sampleRoutes(context), ...confirmationRoutes(context)],
  audit: {
    actions: {
      'sample.draw': 'Bốc thăm mẫu hỏi',
      'sample.open': 'Mở mẫu hỏi',
      'sample.answer': 'Ghi câu trả lời của mẫu hỏi',
      'confirmation.draw': 'Bốc thăm gọi xác nhận',
      'confirmation.open': 'Mở danh sách gọi xác nhận',
      'confirmation.call': 'Ghi cuộc gọi xác nhận',
    },
    groups: { confirmation: 'Gọi xác nhận' },
    subjects: {
      sample: { label: 'Mẫu hỏi', href: (id) => `/samples/${id}` },
      confirmation: { label: 'Bốc thăm gọi xác nhận', href: () => '/confirmations' },
      'drawn-use': { label: 'Lần dùng Cổng được bốc', href: (id) => `/drawn-uses/${id}` },
      'sample-member': { label: 'Người trong mẫu hỏi', href: (id) => `/sample-members/${id}` },
    },
    fields: {
      quarter: 'quý bắt đầu',
      seed: 'số gieo',
      size: 'số người bốc',
      population: 'số người lớn',
      answeredOn: 'ngày trả lời',
      confirmation: 'trả lời',
      uses: 'số lần dùng',
    },
    values: { confirmation: CONFIRMATION_OUTCOMES },
  },
});
