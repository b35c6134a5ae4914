import type { Response } from 'express';
import type { AppContext } from '../../../../context';
import { localDateOf } from '../../../../shared/dates';
import { invalid, STALE } from '../../../../shared/outcome';
import { NotFoundError } from '../../../../shared/errors';
import type { Notice } from '../../../../web/flash';
import { isId, parseForm, typed, type Failed } from '../../../../web/form';
import { buttonRoute, formPost } from '../../../../web/form-route';
import { listRoute } from '../../../../web/list-route';
import { chosenIn, type AskedList } from '../../../../web/list-source';
import { renderPage } from '../../../../web/page';
import { readPlace } from '../../../../web/pager';
import { defineFeature, get, post, type Asked, type Route } from '../../../../web/route';
import { searchRegister } from '../../households/queries';
import { peopleOnly, readSearchText } from '../../households/search-text';
import { getResident } from '../../residents/queries';
import { NEARLY_SURE } from '../../residents/same-person';
import { findMergeOfPair } from '../merging/queries';
import { namesOf } from '../merging/merged-fields';
import { comparePage, mergeQuestion, pairConflict, undoUntil } from './compare-pages';
import { distinctionForm, mergeForm, newPairForm, readPairFilter } from './forms';
import { HOUSEHOLDS } from './households';
import { choicesOf, type PairKind, type ReadPair } from './pair-kind';
import { householdListPage, pairListPage, partnerPage } from './pages';
import { PEOPLE } from './people';
import { findLastChangeOfPair, listHouseholdPairs, listPairs, readFilteredHead, readListHead } from './queries';
import { requestSearch, searchJob } from './search-service';
import { markDistinct, pairPeople, reopenPair } from './service';

const permission = 'duplicates.manage';

const duplicateRoutes = (context: AppContext): Route[] => [
  ...listRoutes(context),
  ...partnerRoutes(context),
  ...pairRoutes(context, PEOPLE),
  ...pairRoutes(context, HOUSEHOLDS),
];

// ------------------------------------------------------------ the lists

function listRoutes(context: AppContext): Route[] {
  const { db } = context;

  async function peopleOf({ actor, query }: AskedList) {
    const filter = readPairFilter(query);
    const [rows, head] = await Promise.all([
      listPairs(db, actor.wardId, filter, NEARLY_SURE),
      readFilteredHead(db, actor.wardId),
    ]);
    return pairListPage(rows, { ...head, filter });
  }

  async function householdsOf({ actor, query }: AskedList) {
    const place = readPlace(query);
    const [rows, head] = await Promise.all([
      listHouseholdPairs(db, actor.wardId, place.after),
      readListHead(db, actor.wardId),
    ]);
    return householdListPage(rows, head, place);
  }

  const opened = ({ actor }: AskedList) =>
    context.accessLog.opened(actor, 'duplicate.list', { type: 'ward', id: actor.wardId });

  return [
    listRoute(PEOPLE.path, permission, {
      title: 'Hồ sơ nghi trùng',
      page: peopleOf,
      opened,
      rows: ({ pairs, nextHref, bands, groups }) => ({ rows: pairs, nextHref, about: chosenIn(bands, groups) }),
      columns: {
        'Hai hồ sơ': ({ people: two }) =>
          two.map(({ fullName, born, place }) => `${fullName}, ${born}, ${place}`).join('; '),
        Mức: (row) => row.likelihood.text,
        Giống: (row) => row.alike,
        Khác: (row) => row.unlike,
        'Đã quyết': (row) => row.decided,
      },
    }),
    listRoute(HOUSEHOLDS.path, permission, {
      title: 'Hộ nghi trùng',
      page: householdsOf,
      opened,
      rows: ({ pairs, nextHref }) => ({ rows: pairs, nextHref }),
      columns: {
        'Địa chỉ': (row) => row.addressLine,
        'Hai hộ': (row) => row.households.map(({ head, people: of, code }) => `${head}, ${of}, ${code}`).join('; '),
        'Vì sao': (row) => row.why,
        'Đã quyết': (row) => row.decided,
      },
    }),
    buttonRoute('/duplicates/searches', permission, {
      save: ({ actor }) => requestSearch(context, actor),
      done: { said: 'Đang tìm lại trong cả sổ. Tải lại trang sau vài giây để xem kết quả.', to: PEOPLE.path },
    }),
  ];
}

// ------------------------------------------------------------ two people whom no search found

function partnerRoutes(context: AppContext): Route[] {
  const { db } = context;

  /** @param q search text; sent in a form, because names and numbers must not appear in URLs. */
  async function showPartners({ actor }: Asked, res: Response, residentId: unknown, { q = '', error = '' } = {}) {
    if (!isId(residentId)) throw new NotFoundError();
    const resident = await getResident(db, actor.wardId, residentId);
    await context.accessLog.opened(actor, q ? 'household.search' : 'resident.open', {
      type: q ? 'ward' : 'resident',
      id: q ? actor.wardId : resident.id,
    });
    const terms = q ? readSearchText(q) : null;
    const hash = terms?.nationalNumber ? context.sealer.hash(terms.nationalNumber) : null;
    const today = localDateOf(context.now());
    const found = terms ? await searchRegister(db, actor.wardId, { terms: peopleOnly(terms), hash }, today) : null;
    const model = partnerPage(
      resident,
      q,
      { residents: found?.residents ?? [], isMore: (found?.residentCount ?? 0) > (found?.residents.length ?? 0) },
      error,
    );
    renderPage(res, model, { title: `Gộp với người khác: ${resident.fullName}`, hasErrors: error !== '' });
  }

  async function pairUp(asked: Asked, res: Response) {
    // By hand: a form of hidden fields.
    const form = parseForm(newPairForm, asked.body);
    if (!form.ok) throw new NotFoundError();
    const { oneId, otherId } = form.value;
    if (oneId === otherId)
      return showPartners(asked, res, oneId, { error: 'Đây là cùng một hồ sơ. Chọn hồ sơ của người kia.' });
    const id = await pairPeople(context, asked.actor, form.value);
    res.redirect(303, `${PEOPLE.path}/${id}`);
  }

  return [
    get('/duplicates/new', permission, (asked, res) => showPartners(asked, res, asked.query.resident)),
    post('/duplicates/partners', permission, (asked, res) =>
      showPartners(asked, res, asked.body.resident, { q: typed(asked.body, 'q').trim().slice(0, 120) }),
    ),
    post(PEOPLE.path, permission, pairUp),
  ];
}

// ------------------------------------------------------------ one pair

/**
 * The page of a pair, and the decision made there: two different records, or one. Sending the merge form asks for
 * confirmation first. Once confirmed, it merges, unless one of the records was changed (409) or a fact blocks it (422).
 */
function pairRoutes<Field extends string>(context: AppContext, kind: PairKind<Field>): Route[] {
  const { db } = context;
  const { record, words } = kind;
  const today = () => localDateOf(context.now());
  const schema = mergeForm(namesOf(kind.fields));

  /** Null if there is no such pair, also when a merge removes one of its records while they are being read. */
  async function findPair({ actor, id }: Asked): Promise<ReadPair<Field> | null> {
    try {
      return await kind.read(db, actor.wardId, id);
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }

  const gone = () =>
    new NotFoundError(`Cặp này không còn trong danh sách: hai ${words.one} đã được gộp, hoặc không còn giống nhau.`);

  /** For a pair that is gone: the address of its merge, if there was one. */
  async function mergeHref({ actor, id }: Asked): Promise<string> {
    const mergeId = await findMergeOfPair(db, actor.wardId, id);
    if (!mergeId) throw gone();
    return `/merges/${mergeId}`;
  }

  async function showPair(asked: Asked, res: Response, failed?: Failed) {
    const pair = await findPair(asked);
    if (!pair) return res.redirect(303, await mergeHref(asked));
    // Both records are shown, so both count as read.
    for (const { id } of [pair.kept, pair.removed])
      await context.accessLog.opened(asked.actor, `${record}.open`, { type: record, id }, { for: 'merge' });
    // What blocks stands above the page, at no field.
    const blockers = [...Object.values(failed?.errors ?? {}), ...(failed?.blockers ?? [])];
    const given = schema.safeParse(failed?.values).data?.choose;
    renderPage(res, comparePage(kind, pair, given, blockers), { title: pair.title, hasErrors: blockers.length > 0 });
  }

  const path = `${kind.path}/:id`;
  return [
    get(path, permission, showPair),
    formPost(`${path}/distinction`, permission, {
      show: showPair,
      schema: distinctionForm,
      save: ({ actor, id }, { note }) => markDistinct(context, actor, { kind: record, id }, note),
      done: { said: `Đã ghi là ${words.two.toLocaleLowerCase('vi')}. Sổ không hỏi lại cặp này nữa.`, to: kind.path },
    }),
    buttonRoute(`${path}/reopening`, permission, {
      save: ({ actor, id }) => reopenPair(context, actor, { kind: record, id }),
      done: (_, { id }) => ({ said: 'Cặp này lại chờ xem xét.', to: `${kind.path}/${id}` }),
    }),
    formPost(`${path}/merge`, permission, {
      show: showPair,
      schema,
      async save(asked, { keptId, removedId, seen, choose }) {
        const pair = await findPair(asked);
        if (!pair) {
          const to = await mergeHref(asked);
          return { kind: 'gone', to } as const;
        }
        if (!isSamePair([keptId, removedId], pair)) throw new NotFoundError();
        if (pair.fingerprint !== seen) return STALE;
        const choices = choicesOf(pair, choose);
        if (!asked.isConfirmed)
          return { kind: 'unasked', question: mergeQuestion(kind, pair, choices, today()) } as const;
        const decision = { pairId: pair.id, keptId, removedId, fingerprint: seen, choices };
        const outcome = await kind.merge(context, asked.actor, decision);
        if (outcome.kind === 'blocked') return { ...invalid({}), blockers: outcome.blockers };
        return outcome.kind === 'stale' ? outcome : { ...outcome, said: pair.merged };
      },
      async conflict(asked, { choose }) {
        const pair = await findPair(asked);
        if (!pair) throw gone();
        const last = await findLastChangeOfPair(db, asked.actor.wardId, record, [pair.kept.id, pair.removed.id]);
        return pairConflict(kind, pair, last, { choose, body: asked.body });
      },
      done(outcome, _, { keptId }) {
        if (outcome.kind === 'gone') return outcome;
        if (outcome.kind === 'unasked') return { ask: outcome.question };
        const actions = [
          { label: 'Mở hồ sơ', href: `/${record}s/${keptId}`, fields: null },
          { label: 'Hoàn tác', href: `/merges/${outcome.mergeId}/reversal`, fields: [] },
        ];
        const headless = outcome.headless.map((address): Notice => ({
          text: `Hộ ${address} không còn chủ hộ. Mở hộ đó và chọn chủ hộ mới.`,
          kind: 'warning',
        }));
        return { said: [{ text: `${outcome.said} ${undoUntil(today())}`, actions }, ...headless], to: kind.path };
      },
    }),
  ];
}

const isSamePair = (ids: readonly [string, string], { kept, removed }: ReadPair<string>): boolean =>
  ids[0] !== ids[1] && ids.every((id) => id === kept.id || id === removed.id);

export const duplicatesFeature = defineFeature({
  routes: duplicateRoutes,
  audit: {
    actions: {
      'duplicate.list': 'Mở danh sách nghi trùng',
      'duplicate.search': 'Tìm lại hồ sơ nghi trùng',
      'duplicate.pair': 'Đặt hai hồ sơ cạnh nhau để so',
      'duplicate.distinguish': 'Ghi là hai người khác nhau',
      'duplicate.reopen': 'Xem lại một cặp đã ghi là hai người',
      'household-duplicate.distinguish': 'Ghi là hai hộ khác nhau',
      'household-duplicate.reopen': 'Xem lại một cặp đã ghi là hai hộ',
    },
    groups: { duplicate: 'Nghi trùng', 'household-duplicate': 'Hộ nghi trùng' },
    subjects: {
      duplicate: { label: 'Cặp nghi trùng', href: (id) => `/duplicates/${id}` },
      'household-duplicate': { label: 'Cặp hộ nghi trùng', href: (id) => `/household-duplicates/${id}` },
    },
  },
  jobs: [searchJob],
});
