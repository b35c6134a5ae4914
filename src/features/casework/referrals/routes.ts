import type { AppContext } from '../../../context';
import { isPermitted, type Permission } from '../../../permissions';
import { formatDate, localDateOf } from '../../../shared/dates';
import { isId } from '../../../web/form';
import { undoable } from '../../../web/flash';
import { buttonRoute, formPage, formPost, formRoutes } from '../../../web/form-route';
import { listRoute } from '../../../web/list-route';
import type { AskedList } from '../../../web/list-source';
import { renderPage } from '../../../web/page';
import { hrefWith, readPlace } from '../../../web/pager';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { changedBy } from '../../office/audit/conflict';
import {
  answerForm,
  eveningForm,
  letterForm,
  letterQuery,
  referralFilter,
  referralForm,
  withdrawalForm,
} from './forms';
import { letterPage, listPage, newPage, showPage, slipPage } from './pages';
import { countReferrals, getReferral, getReferredPerson, listCandidates, listReferrals } from './queries';
import {
  answerReferral,
  makeLetter,
  makeReferral,
  removeAnswer,
  removeLetter,
  restoreReferral,
  setEvening,
  withdrawReferral,
  type Corrected,
} from './service';
import { REFERRAL_OUTCOMES, REFERRAL_RECIPIENTS } from '../../../shared/labels';

const answerPath = (id: string) => `/referrals/${id}/answer`;

/** Undone, a corrected answer is again what it was; a first one is awaited again. */
function answered(id: string, before: Corrected | null) {
  if (!before) return undoable('Đã ghi trả lời.', `${answerPath(id)}/removal`);
  const { outcome, answer, answeredOn, version } = before;
  // Earlier answers have no outcome, which the form asks for.
  if (!outcome) return 'Đã sửa trả lời.';
  const sentAgain = { outcome, answer, answeredOn: formatDate(answeredOn), version: String(version) };
  return undoable('Đã sửa trả lời.', answerPath(id), sentAgain);
}

function removedLetter(removed: Awaited<ReturnType<typeof removeLetter>>) {
  if (removed.kind === 'stale') return 'Buổi đã có ngày, hay đã có giấy được trả lời: công văn còn nguyên.';
  if (removed.kind === 'unchanged' || removed.people.length === 0) return 'Đã bỏ công văn.';
  const left = removed.people.length - removed.withdrawn;
  const said = left > 0 ? `Đã bỏ công văn; ${left} giấy vẫn chờ trả lời.` : 'Đã bỏ công văn.';
  const again = { ticked: removed.people, askedEvening: formatDate(removed.askedEvening) };
  return undoable(said, '/referrals/letters', again);
}

/** Sending a resident on to another body, with a slip, and what became of it. */
const referralRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;
  const today = () => localDateOf(now());
  const permission = 'files.manage';

  /** Every page about a referral shows a resident, so it counts as reading their record. */
  async function read<Subject extends { residentId: string }>({ actor }: Asked, reading: Promise<Subject>) {
    const subject = await reading;
    await accessLog.opened(actor, 'resident.open', { type: 'resident', id: subject.residentId }, { for: 'referral' });
    return subject;
  }
  const referralOf = ({ actor, id }: Asked) => getReferral(db, actor.wardId, id);

  const showWith = (sent: 'answer' | 'withdrawal') =>
    formPage({
      open: (asked) => read(asked, referralOf(asked)),
      page: (referral, failed, { actor }) =>
        showPage(referral, { today: today(), canManage: isPermitted(actor.role, permission), sent }, failed),
      changed: changedBy(db, 'referral', ({ withdrawnAt }) => {
        if (withdrawnAt) return { what: 'Giấy này đã rút.', closed: 'Lấy lại giấy trước khi ghi trả lời.' };
        if (sent === 'withdrawal') return { what: 'Giấy này đã có trả lời.', closed: 'Hoàn tác trả lời rồi mới rút.' };
        return 'Trả lời của giấy này vừa được người khác ghi hoặc sửa.';
      }),
    });
  const showReferral = showWith('answer');

  async function readList({ actor, query }: AskedList) {
    const place = readPlace(query);
    const can = (permitted: Permission) => isPermitted(actor.role, permitted);
    const may = { readNames: can('files.read'), makeLetters: can('lists.export'), readReports: can('reports.read') };
    const filter = referralFilter.parse(may.readNames ? query : {});
    const [rows, counts] = await Promise.all([
      may.readNames ? listReferrals(db, actor.wardId, { ...filter, after: place.after }) : [],
      countReferrals(db, actor.wardId),
    ]);
    return [rows, counts, { filter, place, today: today(), may }] as const;
  }
  const logList = ({ actor }: Pick<Asked, 'actor'>) =>
    accessLog.opened(actor, 'waiting.list', { type: 'ward', id: actor.wardId }, { for: 'referral' });
  const showList = formPage({
    async open(asked) {
      await logList(asked);
      return readList(asked);
    },
    page: (list, failed) => listPage(...list, failed),
    title: 'Giấy giới thiệu',
    changed: changedBy(db, 'referral', ([, , { filter }]) => ({
      what: 'Ngày của buổi vừa được người khác ghi hoặc sửa.',
      resumeHref: hrefWith('/referrals', { letter: filter.letter }),
    })),
  });

  return [
    ...formRoutes('/residents/:id/referrals', permission, {
      emptyAt: '/residents/:id/referrals/new',
      show: formPage({
        open: (asked) => read(asked, getReferredPerson(db, asked.actor.wardId, asked.id)),
        page: (person, failed, { req: { query } }) =>
          newPage(person, { visitId: isId(query.visit) ? query.visit : '', today: today() }, failed),
      }),
      schema: () => referralForm(today()),
      save: ({ actor, id }, form) => makeReferral(context, actor, id, form),
      done: ({ kind }, _asked, { id }) => ({
        said: undoable(
          kind === 'done' ? 'Đã ghi. In phiếu cho người dân mang theo.' : 'Giấy này đã ghi trước đó, như dưới đây.',
          `/referrals/${id}/withdrawal`,
          { reason: 'Hoàn tác ngay sau khi ghi.' },
        ),
        to: `/referrals/${id}`,
      }),
    }),
    listRoute('/referrals', 'referrals.count', {
      permission: 'files.read',
      title: 'Giấy giới thiệu',
      page: async (asked) => listPage(...(await readList(asked))),
      // The counts alone name no resident.
      opened: async (asked) => (isPermitted(asked.actor.role, 'files.read') ? logList(asked) : undefined),
      rows: (model) => ({ ...model, about: model.shownTitle }),
      columns: {
        'Họ tên': (row) => row.name,
        'Địa chỉ': (row) => row.where,
        'Nơi đến': (row) => row.recipient,
        'Để làm gì': (row) => row.purpose,
        'Giới thiệu ngày': (row) => row.on,
        'Kết quả': (row) => row.state,
        'Ai ghi': (row) => row.writtenBy,
      },
    }),
    // A letter takes names out of the house, as the file of a list does.
    ...formRoutes('/referrals/letters', 'lists.export', {
      emptyAt: '/referrals/letters/new',
      show: formPage({
        async open(asked) {
          await logList(asked);
          const { people } = letterQuery.parse(asked.query);
          const found = await listCandidates(db, asked.actor.wardId, people);
          return { people, found };
        },
        page: ({ people, found }, failed) => letterPage(found, { people, today: today() }, failed),
        title: 'Xin buổi định danh lưu động',
      }),
      schema: () => letterForm(today()),
      save: ({ actor }, form) => makeLetter(context, actor, form),
      done: (made) => ({
        said:
          made.kind === 'done'
            ? undoable('Đã làm công văn.', `/referrals/${made.first}/letter/removal`, { added: made.added })
            : 'Công văn này đã làm trước đó.',
        to: hrefWith('/referrals', { letter: made.letterId }),
      }),
    }),
    buttonRoute('/referrals/:id/letter/removal', 'lists.export', {
      save: ({ actor, id, body }) => removeLetter(context, actor, id, [body.added].flat()),
      done: (removed) => ({ said: removedLetter(removed), to: '/referrals' }),
    }),
    formPost('/referrals/:id/evening', 'lists.export', {
      show: showList,
      schema: () => eveningForm(today()),
      save: ({ actor, id }, form) => setEvening(context, actor, id, form),
      done: (_outcome, { req: { originalUrl, query } }, { seen, eveningOn }) => ({
        said: undoable('Đã ghi ngày của buổi.', originalUrl, {
          ...{ seen: eveningOn ? formatDate(eveningOn) : '', eveningOn: seen ? formatDate(seen) : '' },
        }),
        unchanged: 'Không có gì thay đổi.',
        to: hrefWith('/referrals', { letter: referralFilter.parse(query).letter }),
      }),
    }),
    get('/referrals/:id', 'files.read', showReferral),
    get('/referrals/:id/slip', 'files.read', async (asked, res) => {
      const referral = await read(asked, referralOf(asked));
      if (referral.withdrawnAt) return res.redirect(303, `/referrals/${asked.id}`);
      renderPage(res, slipPage(referral), { title: 'Phiếu giới thiệu', layout: 'print', paper: 'A5' });
    }),
    formPost('/referrals/:id/withdrawal', permission, {
      show: showWith('withdrawal'),
      schema: withdrawalForm,
      save: ({ actor, id }, { reason }) => withdrawReferral(context, actor, id, reason),
      done: (_outcome, { id }) => ({
        said: undoable('Đã rút giấy giới thiệu: không đếm nữa.', `/referrals/${id}/withdrawal/removal`),
        to: `/referrals/${id}`,
      }),
    }),
    buttonRoute('/referrals/:id/withdrawal/removal', permission, {
      save: ({ actor, id }) => restoreReferral(context, actor, id),
      done: (_, { id }) => ({ said: 'Giấy này lại chờ trả lời.', to: `/referrals/${id}` }),
    }),
    formPost(answerPath(':id'), permission, {
      show: showReferral,
      schema: async (asked) => answerForm(today(), (await referralOf(asked)).referredOn),
      save: ({ actor, id }, form) => answerReferral(context, actor, id, form),
      done: (outcome, { id }) => ({
        said: outcome.kind === 'done' ? answered(id, outcome.before) : 'Không có gì thay đổi.',
        to: `/referrals/${id}`,
      }),
    }),
    buttonRoute(`${answerPath(':id')}/removal`, permission, {
      save: async (asked) => removeAnswer(context, asked.actor, (await referralOf(asked)).id),
      done: (_, { id }) => ({ said: 'Đã hoàn tác: lại chờ trả lời.', to: `/referrals/${id}` }),
    }),
  ];
};

export const referralsFeature = defineFeature({
  routes: referralRoutes,
  audit: {
    actions: {
      'referral.make': 'Giới thiệu người dân đến nơi khác',
      'referral.remove': 'Bỏ giấy giới thiệu ghi nhầm',
      'referral.withdraw': 'Rút giấy giới thiệu ghi nhầm',
      'referral.restore': 'Lấy lại giấy giới thiệu đã rút',
      'referral.answer': 'Ghi trả lời giấy giới thiệu',
      'referral.correct-answer': 'Sửa trả lời giấy giới thiệu',
      'referral.remove-answer': 'Hoàn tác trả lời giấy giới thiệu',
      'referral.make-letter': 'Làm công văn xin buổi định danh lưu động',
      'referral.remove-letter': 'Bỏ công văn xin buổi định danh lưu động',
      'referral.set-evening': 'Ghi ngày của buổi định danh lưu động',
      'referral.take-letter': 'Lấy tệp công văn xin buổi định danh lưu động',
    },
    subjects: {
      referral: { label: 'Giấy giới thiệu', href: (id) => `/referrals/${id}` },
    },
    fields: {
      recipient: 'nơi đến',
      answerBy: 'hỏi lại ngày',
      answeredOn: 'ngày trả lời',
      answer: 'trả lời',
      referralOutcome: 'kết quả',
      askedEvening: 'đề nghị ngày',
      eveningOn: 'ngày của buổi',
    },
    values: { recipient: REFERRAL_RECIPIENTS, referralOutcome: REFERRAL_OUTCOMES },
  },
});
