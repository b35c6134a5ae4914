import type { Request, Response } from 'express';
import type { AppContext } from '../../../../context';
import { localDateOf } from '../../../../shared/dates';
import { answerOf, askAgainPage } from '../../../../web/ask-again';
import { currentUser } from '../../../../web/current-user';
import { NotFoundError } from '../../../../shared/errors';
import { ConflictError } from '../../../../web/errors';
import { flash } from '../../../../web/flash';
import { isId, parseForm, typed, type FormValues } from '../../../../web/form';
import { idParam } from '../../../../web/id-param';
import { renderPage } from '../../../../web/page';
import { askedOf, pageList, type AskedList } from '../../../../web/page-list';
import { readPlace } from '../../../../web/pager';
import { defineFeature, type Route } from '../../../../web/route';
import { duplicateAudit } from './audit-labels';
import { searchRegister } from '../../households/queries';
import { peopleOnly, readSearchText } from '../../households/search-text';
import { getResident } from '../../residents/queries';
import { NEARLY_SURE } from '../../residents/same-person';
import { findMergeOfPair } from '../merging/queries';
import { comparePage, mergeQuestion, pairConflict, undoUntil, type Reviewed } from './compare-pages';
import { distinctionForm, mergeForm, newPairForm, readPairFilter } from './forms';
import { listHouseholdPairs } from './household-queries';
import { HOUSEHOLDS } from './households';
import { choicesOf, type GivenChoices, type PairKind, type ReadPair } from './pair-kind';
import { householdListPage, pairListPage, partnerPage } from './pages';
import { PEOPLE } from './people';
import { findLastChangeOfPair, listPairs, readFilteredHead, readListHead } from './queries';
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

  const logReading = ({ actor }: AskedList) =>
    context.accessLog.opened(actor, 'duplicate.list', { type: 'ward', id: actor.wardId });

  async function listPeople(req: Request, res: Response) {
    const asked = askedOf(req);
    await logReading(asked);
    renderPage(res, await peopleOf(asked), { title: 'Hồ sơ nghi trùng' });
  }

  async function listHouseholds(req: Request, res: Response) {
    const asked = askedOf(req);
    await logReading(asked);
    renderPage(res, await householdsOf(asked), { title: 'Hộ nghi trùng' });
  }

  const people = pageList({
    title: 'Hồ sơ nghi trùng',
    read: async (asked) => {
      const { pairs, nextHref } = (await peopleOf(asked)).model;
      return { rows: pairs, nextHref };
    },
    columns: {
      'Hai hồ sơ': ({ people: two }) =>
        two.map(({ fullName, born, place }) => `${fullName}, ${born}, ${place}`).join('; '),
      Mức: (row) => row.likelihood.text,
      Giống: (row) => row.alike,
      Khác: (row) => row.unlike,
      'Đã quyết': (row) => row.decided,
    },
  });
  const households = pageList({
    title: 'Hộ nghi trùng',
    read: async (asked) => {
      const { pairs, nextHref } = (await householdsOf(asked)).model;
      return { rows: pairs, nextHref };
    },
    columns: {
      'Địa chỉ': (row) => row.addressLine,
      'Hai hộ': (row) => row.households.map(({ head, people: of, code }) => `${head}, ${of}, ${code}`).join('; '),
      'Vì sao': (row) => row.why,
      'Đã quyết': (row) => row.decided,
    },
  });

  async function searchNow(req: Request, res: Response) {
    await requestSearch(context, currentUser(req));
    flash(req, 'Đang tìm lại trong cả sổ. Tải lại trang sau vài giây để xem kết quả.');
    res.redirect(303, PEOPLE.path);
  }

  return [
    { method: 'get', path: PEOPLE.path, permission, list: people, handler: listPeople },
    { method: 'get', path: HOUSEHOLDS.path, permission, list: households, handler: listHouseholds },
    { method: 'post', path: '/duplicates/searches', permission, handler: searchNow },
  ];
}

// ------------------------------------------------------------ two people whom no search found

function partnerRoutes(context: AppContext): Route[] {
  const { db } = context;

  /** @param q search text; sent in a form, because names and numbers must not appear in URLs. */
  async function showPartners(req: Request, res: Response, residentId: unknown, { q = '', error = '' } = {}) {
    const actor = currentUser(req);
    if (!isId(residentId)) throw new NotFoundError();
    const resident = await getResident(db, actor.wardId, residentId);
    await context.accessLog.opened(actor, q ? 'household.search' : 'resident.open', {
      type: q ? 'ward' : 'resident',
      id: q ? actor.wardId : resident.id,
    });
    const terms = q ? readSearchText(q) : null;
    const hashes = terms?.nationalNumber ? context.sealer.hashes(terms.nationalNumber) : [];
    const today = localDateOf(context.now());
    const found = terms ? await searchRegister(db, actor.wardId, { terms: peopleOnly(terms), hashes }, today) : null;
    const model = partnerPage(
      resident,
      q,
      { residents: found?.residents ?? [], isMore: (found?.residentCount ?? 0) > (found?.residents.length ?? 0) },
      error,
    );
    renderPage(res, model, { title: `Gộp với người khác: ${resident.fullName}`, hasErrors: error !== '' });
  }

  function searchPartners(req: Request, res: Response) {
    const body = (req.body ?? {}) as FormValues;
    return showPartners(req, res, body.resident, { q: typed(body, 'q').trim().slice(0, 120) });
  }

  async function pairUp(req: Request, res: Response) {
    // By hand: a form of hidden fields.
    const form = parseForm(newPairForm, req.body);
    if (!form.ok) throw new NotFoundError();
    const { oneId, otherId } = form.value;
    if (oneId === otherId)
      return showPartners(req, res, oneId, { error: 'Đây là cùng một hồ sơ. Chọn hồ sơ của người kia.' });
    const id = await pairPeople(context, currentUser(req), form.value);
    res.redirect(303, `${PEOPLE.path}/${id}`);
  }

  return [
    {
      method: 'get',
      path: '/duplicates/new',
      permission,
      handler: (req, res) => showPartners(req, res, req.query.resident),
    },
    { method: 'post', path: '/duplicates/partners', permission, handler: searchPartners },
    { method: 'post', path: PEOPLE.path, permission, handler: pairUp },
  ];
}

// ------------------------------------------------------------ one pair

/**
 * The page of a pair, and the decision made there: two different records, or one. Sending the merge form asks for
 * confirmation first. Once confirmed, it merges, unless one of the records was changed (409) or a fact blocks it (422).
 */
function pairRoutes<Field extends string>(context: AppContext, kind: PairKind<Field>): Route[] {
  const { db } = context;
  const today = () => localDateOf(context.now());

  /** Null if there is no such pair, also when a merge removes one of its records while they are being read. */
  async function findPair(req: Request): Promise<ReadPair<Field> | null> {
    try {
      return await kind.read(db, currentUser(req).wardId, idParam(req));
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }

  const gone = () =>
    new NotFoundError(
      `Cặp này không còn trong danh sách: hai ${kind.words.one} đã được gộp, hoặc không còn giống nhau.`,
    );

  async function getPair(req: Request): Promise<ReadPair<Field>> {
    const pair = await findPair(req);
    if (!pair) throw gone();
    return pair;
  }

  /** For a pair that is gone: redirects to its merge, if there was one. */
  async function showMerge(req: Request, res: Response) {
    const mergeId = await findMergeOfPair(db, currentUser(req).wardId, idParam(req));
    if (!mergeId) throw gone();
    res.redirect(303, `/merges/${mergeId}`);
  }

  async function showPair(req: Request, res: Response, reviewed: Reviewed<Field> = {}) {
    const actor = currentUser(req);
    const pair = await findPair(req);
    if (!pair) return showMerge(req, res);
    // Both records are shown, so both count as read.
    for (const { id } of [pair.kept, pair.removed])
      await context.accessLog.opened(actor, `${kind.record}.open`, { type: kind.record, id }, { for: 'merge' });
    renderPage(res, comparePage(kind, pair, reviewed), {
      title: pair.title,
      hasErrors: (reviewed.blockers ?? []).length > 0,
    });
  }

  // By hand: a pair that is gone, also meanwhile, leads to its merge; what blocks stands above the page, at no field.
  async function markAsTwo(req: Request, res: Response) {
    const form = parseForm(distinctionForm, req.body);
    if (!form.ok) return showPair(req, res, { blockers: Object.values(form.errors) });
    await markDistinct(context, currentUser(req), { kind: kind.record, id: idParam(req) }, form.value.note);
    flash(req, `Đã ghi là ${kind.words.two.toLocaleLowerCase('vi')}. Sổ không hỏi lại cặp này nữa.`);
    res.redirect(303, kind.path);
  }

  async function reopen(req: Request, res: Response) {
    const id = idParam(req);
    await reopenPair(context, currentUser(req), { kind: kind.record, id });
    flash(req, 'Cặp này lại chờ xem xét.');
    res.redirect(303, `${kind.path}/${id}`);
  }

  async function merge(req: Request, res: Response) {
    const pair = await findPair(req);
    if (!pair) return showMerge(req, res);
    const form = parseForm(mergeForm(kind.fields), req.body);
    if (!form.ok) return showPair(req, res, { blockers: Object.values(form.errors) });
    const { keptId, removedId, seen, choose } = form.value;
    if (!isSamePair([keptId, removedId], pair)) throw new NotFoundError();
    const answer = answerOf(req.body);
    if (answer === 'edit') return showPair(req, res, { given: choose });
    if (pair.fingerprint !== seen) throw await conflict(req, pair, choose);
    const choices = choicesOf(pair, choose);
    if (answer === 'unasked') {
      const question = mergeQuestion(kind, pair, choices, today());
      return renderPage(res, askAgainPage(req.body, question), { title: question.title });
    }
    const decision = { pairId: pair.id, keptId, removedId, fingerprint: seen, choices };
    const outcome = await kind.merge(context, currentUser(req), decision);
    if (outcome.kind === 'stale') throw await conflict(req, await getPair(req), choose);
    if (outcome.kind === 'blocked') return showPair(req, res, { given: choose, blockers: outcome.blockers });
    flash(req, `${pair.merged} ${undoUntil(today())}`, 'success', [
      { label: 'Mở hồ sơ', href: `/${kind.record}s/${keptId}`, fields: null },
      { label: 'Hoàn tác', href: `/merges/${outcome.mergeId}/reversal`, fields: [] },
    ]);
    for (const address of outcome.headless)
      flash(req, `Hộ ${address} không còn chủ hộ. Mở hộ đó và chọn chủ hộ mới.`, 'warning');
    res.redirect(303, kind.path);
  }

  async function conflict(req: Request, pair: ReadPair<Field>, choose: GivenChoices<Field>): Promise<ConflictError> {
    const ids = [pair.kept.id, pair.removed.id];
    const last = await findLastChangeOfPair(db, currentUser(req).wardId, kind.record, ids);
    return new ConflictError(pairConflict(kind, pair, last, { choose, body: req.body }));
  }

  const path = `${kind.path}/:id`;
  return [
    { method: 'get', path, permission, handler: (req, res) => showPair(req, res) },
    { method: 'post', path: `${path}/distinction`, permission, handler: markAsTwo },
    { method: 'post', path: `${path}/reopening`, permission, handler: reopen },
    { method: 'post', path: `${path}/merge`, permission, handler: merge },
  ];
}

function isSamePair(ids: readonly [string, string], { kept, removed }: ReadPair<string>): boolean {
  return ids[0] !== ids[1] && ids.every((id) => id === kept.id || id === removed.id);
}

export const duplicatesFeature = defineFeature({ routes: duplicateRoutes, audit: duplicateAudit, jobs: [searchJob] });
