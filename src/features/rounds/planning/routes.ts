import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf, addDays, instantOf, type LocalDate } from '../../../shared/dates';
import { CALENDAR_DAY_KINDS } from '../../../shared/labels';
import { listRoute } from '../../../web/list-route';
import { typed, type Failed, type FormValues, parseForm } from '../../../web/form';
import { undoable } from '../../../web/flash';
import { formPost, formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import type { AskedList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, get, type Asked, type Route, post } from '../../../web/route';
import { briefingsOfNight } from '../../casework/briefings/pages';
import { listBriefingsForRound } from '../../casework/briefings/queries';
import {
  cancellationForm,
  hrefAfterChange,
  listQuery,
  planForm,
  readPlanDraft,
  restorationForm,
  returnForm,
  timeForm,
  USUAL,
  type PlanDraft,
} from './forms';
import { roundListPage, roundPage, ROUNDS_A_PAGE } from './pages';
import { eveningOfList, reviewReasonsOf, roundsToReview, planPageFor, type PlanAnswer } from './plan-help';
import { getRound, listRoundDoors, listRounds } from '../round/queries';
import { cancellationConflict, refuseOtherPlan } from './conflicts';
import { cancelRound, closeRound, closeRoundsJob, recordReturn, restoreRound } from './closure-service';
import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../actor';
import { validateRoundTime } from '../../office/calendar/outreach-time';
import { askPlanner } from '../planner-thread/planner-thread';
import { getPlanningRules } from '../round/plan-queries';
import { asEvening, suggestionAsk, withSuggestion } from './evening-draft';
import { planRound } from './service';

const DAYS_TO_LOOK_AHEAD = 14;

/** The page on which a round is planned, and everything its buttons do. */
const planRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const permission = 'rounds.plan';

  const nextUsualDate = async (wardId: string): Promise<LocalDate> => {
    const today = localDateOf(now());
    const first = now() < instantOf(today, USUAL.from) ? today : addDays(today, 1);
    const { policy, calendarDays } = await getPlanningRules(db, wardId, first, addDays(first, DAYS_TO_LOOK_AHEAD));
    const days = Array.from({ length: DAYS_TO_LOOK_AHEAD }, (_, index) => addDays(first, index));
    return days.find((date) => validateRoundTime({ date, ...USUAL, policy, calendarDays }).allowed) ?? first;
  };

  const draftOf = async ({ wardId }: Actor, input: FormValues): Promise<PlanDraft> => {
    // Without a look at the calendar when the form brings its date: only a new plan begins with the next usual one.
    const date = input.date === undefined ? await nextUsualDate(wardId) : '';
    return readPlanDraft(input, { id: randomUUID(), date, ...USUAL });
  };

  const showPlan = async (actor: Actor, res: Response, draft: PlanDraft, answer: PlanAnswer = {}) => {
    renderPage(res, await planPageFor(context, actor, draft, answer), {
      hasErrors: Object.keys(answer.errors ?? {}).length > 0,
    });
  };

  return [
    ...formRoutes('/rounds', permission, {
      emptyAt: '/rounds/new',
      async show({ req, actor, body }, res, failed) {
        const draft = await draftOf(actor, failed ? body : req.query);
        if (failed || req.query.mode !== 'list') return showPlan(actor, res, draft, failed);
        const list = await eveningOfList(context, actor, draft);
        return showPlan(actor, res, list.draft, { news: list.news });
      },
      schema: planForm,
      async save({ actor }, form) {
        const outcome = await planRound(context, actor, form);
        if (outcome.kind === 'unchanged') await refuseOtherPlan(context, actor, form);
        return outcome;
      },
      done: (_, _asked, { id, doors, proposal }) => ({
        said: `Đã lập buổi ra quân với ${doors.length} cửa.`,
        to: proposal ? `/round-proposals/${proposal}` : `/rounds/${id}`,
      }),
    }),
    // "Xem cửa": the same page for other lanes or another day, with everything typed so far. Writes nothing.
    post('/rounds/draft', permission, async ({ actor, body }, res) => showPlan(actor, res, await draftOf(actor, body))),
    // "Gợi ý cửa": the planner fills the evening. Struck doors stay off, locked doors stay on. Writes nothing.
    post('/rounds/suggestions', permission, async ({ actor, body }, res) => {
      const draft = await draftOf(actor, body);
      const time = parseForm(timeForm, body);
      if (!time.ok) return showPlan(actor, res, draft, time);
      const output = await askPlanner(context, actor.wardId, { kind: 'plan', ask: suggestionAsk(draft, time.value) });
      return showPlan(actor, res, withSuggestion(draft, output.rounds[0]), { suggested: output });
    }),
    // How the evening goes with the current doors in the order of their numbers. Writes nothing.
    post('/rounds/effects', permission, async ({ actor, body }, res) => {
      const draft = await draftOf(actor, body);
      const time = parseForm(timeForm, body);
      return showPlan(actor, res, asEvening(draft), time.ok ? {} : time);
    }),
  ];
};

const roundsRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  const showRound = async ({ req, actor, id }: Asked, res: Response, failed?: Failed) => {
    const round = await getRound(db, actor.wardId, id);
    const canPlan = isPermitted(actor.role, 'rounds.plan');
    const rights = {
      canPlan,
      maySayBack: canPlan || round.officers.some((officer) => officer.id === actor.id),
      canReadHouseholds: isPermitted(actor.role, 'households.read'),
      canRecordVisits: isPermitted(actor.role, 'visits.record'),
    };
    if (rights.canReadHouseholds) await accessLog.opened(actor, 'round.open', { type: 'round', id });
    const [doors, briefings, reviewReasons] = await Promise.all([
      listRoundDoors(db, id, localDateOf(now())),
      isPermitted(actor.role, 'briefings.read') ? listBriefingsForRound(db, actor.wardId, id) : null,
      rights.canPlan ? reviewReasonsOf(db, actor.wardId, round, now()) : [],
    ]);
    const facts = {
      doors,
      now: now(),
      rights,
      briefings: briefings && briefingsOfNight(id, briefings),
      reviewReasons,
    };
    const { values, errors } = failed ?? {
      values: { cameFrom: typed(req.query as FormValues, 'cameFrom') },
      errors: {},
    };
    renderPage(res, roundPage(round, facts, values, errors), {
      title: `Buổi ${round.code}`,
      hasErrors: Object.keys(errors).length > 0,
    });
  };

  const listOf = async ({ actor, query }: AskedList) => {
    const { view } = listQuery.parse(query);
    const place = readPlace(view === 'review' ? {} : query);
    const canPlan = isPermitted(actor.role, 'rounds.plan');
    const [toReview, inTime] = await Promise.all([
      canPlan ? roundsToReview(db, actor.wardId, now()) : [],
      view === 'review'
        ? []
        : listRounds(db, actor.wardId, view, { now: now(), after: place.after, limit: ROUNDS_A_PAGE + 1 }),
    ]);
    const rounds = view === 'review' ? toReview : inTime;
    const canPrint = isPermitted(actor.role, 'visits.record');
    return roundListPage(rounds, { place, view, toReview, canPlan, canPrint }, now());
  };

  return [
    listRoute('/rounds', 'rounds.read', {
      title: 'Buổi ra quân',
      isPersonal: false,
      page: listOf,
      rows: ({ rounds, nextHref, tabs }) => ({
        rows: rounds,
        nextHref,
        about: tabs.find(({ isCurrent }) => isCurrent)?.label,
      }),
      columns: {
        Buổi: (row) => row.code,
        Ngày: (row) => row.date,
        Giờ: (row) => row.hours,
        Khu: (row) => row.area,
        Đội: (row) => row.officers,
        'Đã ghi': (row) => row.doors,
        'Tình trạng': (row) => row.state.text,
        'Ngoài khung giờ': (row) => row.writtenReason?.reason ?? '',
      },
    }),
    // Before '/rounds/:id', which matches '/rounds/new' too.
    ...planRoutes(context),
    get('/rounds/:id', 'rounds.read', showRound),
    formPost('/rounds/:id/cancellation', 'rounds.plan', {
      show: showRound,
      schema: cancellationForm,
      save: ({ actor, id }, form) => cancelRound(context, actor, id, form),
      conflict: (asked, { reason }) => cancellationConflict(context, asked, reason),
      done: (_, { id, body }) => ({
        said: undoable('Đã hủy buổi. Các cửa và cán bộ này nay xếp được vào buổi khác.', `/rounds/${id}/restoration`),
        to: hrefAfterChange(body, id),
      }),
    }),
    formPost('/rounds/:id/restoration', 'rounds.plan', {
      show: showRound,
      schema: restorationForm,
      save: ({ actor, id }, form) => restoreRound(context, actor, id, form),
      done: (_, { id }) => ({
        said: 'Đã khôi phục buổi cùng đội và các cửa, trừ cửa nay ở buổi khác.',
        unchanged: [],
        to: `/rounds/${id}`,
      }),
    }),
    formPost('/rounds/:id/return', 'visits.record', {
      show: showRound,
      schema: returnForm,
      save: ({ actor, id }, form) => recordReturn(context, actor, id, form),
      done: (_, { id }, { isBack }) => ({
        said: isBack === 'yes' ? 'Đã ghi: đội đã về.' : 'Đã bỏ. Sổ lại chờ đội báo đã về.',
        to: `/rounds/${id}`,
      }),
    }),
    formPost('/rounds/:id/closure', 'rounds.plan', {
      show: showRound,
      save: ({ actor, id }) => closeRound(context, actor, id),
      done: (_, { id }) => ({
        said: undoable('Đã đóng buổi. Các cửa chưa đến nay xếp được vào buổi khác.', `/rounds/${id}/restoration`),
        to: `/rounds/${id}`,
      }),
    }),
  ];
};

export const roundsFeature = defineFeature({
  routes: roundsRoutes,
  audit: {
    actions: {
      'round.plan': 'Lập buổi ra quân',
      'round.change': 'Sửa buổi ra quân',
      'round.replace-officer': 'Thay người đi buổi ra quân',
      'round.add-door': 'Thêm cửa vào buổi',
      'round.remove-door': 'Bỏ cửa khỏi buổi',
      'round.reorder-doors': 'Xếp lại thứ tự cửa',
      'round.close': 'Đóng buổi ra quân',
      'round.cancel': 'Hủy buổi ra quân',
      'round.restore': 'Khôi phục buổi ra quân',
      'round.return': 'Ghi đội đã về',
      'round.undo-return': 'Bỏ ghi đội đã về',
      'round.open': 'Mở danh sách cửa của buổi',
      'round.print': 'In phiếu đi cửa',
      'round.check-code': 'Kiểm tra một mã người dân đọc',
      // Recorded until December 2026, when what is taken along moved into the note of the round.
      'hand-over.take-out': 'Ghi đồ mang đi',
      'hand-over.bring-back': 'Ghi đồ đã mang về',
      'hand-over.write-off': 'Ghi đồ không mang về được',
      'equipment-item.add': 'Thêm món vào danh sách đồ mang theo',
      'equipment-item.retire': 'Bỏ món khỏi danh sách đồ mang theo',
    },
    groups: { 'hand-over': 'Đồ mang theo', 'equipment-item': 'Danh sách đồ mang theo' },
    subjects: {
      round: { label: 'Buổi ra quân', href: (id) => `/rounds/${id}` },
      'equipment-item': { label: 'Món đồ', href: null },
    },
    fields: {
      startsAt: 'bắt đầu',
      endsAt: 'kết thúc',
      officers: 'người đi',
      escort: 'người dẫn đường',
      doors: 'cửa',
      outOfHoursReason: 'lý do ngoài giờ',
      releasedDoors: 'cửa được trả lại',
      restoredDoors: 'cửa được xếp lại',
      replaced: 'người thôi đi',
      replacement: 'người đi thay',
      answeredObjections: 'lý do ấy ghi cho',
      items: 'món',
      takenBy: 'người nhận',
    },
    values: {
      answeredObjections: {
        ...CALENDAR_DAY_KINDS,
        working_day: 'ngoài khung ngày làm việc',
        weekend: 'ngoài khung cuối tuần',
        lunch_rest: 'chạm giờ nghỉ trưa',
        latest_knock: 'bắt đầu muộn quá',
        too_early: 'sớm quá',
        too_late: 'về muộn quá',
        availability: 'ngoài giờ rảnh',
        work_limit: 'quá số buổi hoặc giờ',
      },
    },
  },
  jobs: [closeRoundsJob],
});
