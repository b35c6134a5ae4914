import type { Request, Response } from 'express';
import type { AppContext } from '../../../../context';
import { localDateOf } from '../../../../shared/dates';
import { answerOf, askAgainModel, askAgainPage } from '../../../../web/ask-again';
import { currentUser } from '../../../../web/current-user';
import { ConflictError, NotFoundError } from '../../../../web/errors';
import { flash } from '../../../../web/flash';
import { isId, parseForm, typed, type FormValues } from '../../../../web/form';
import { idParam } from '../../../../web/id-param';
import { renderPage } from '../../../../web/page';
import type { Route } from '../../../../web/route';
import { searchRegister } from '../../households/queries';
import { peopleOnly, readSearchText } from '../../households/search-text';
import { chooseKept } from '../merging/person-fields';
import { findAddresses, findMergeOfPair } from '../merging/queries';
import { countReferences, personSide, readRecordPair } from '../merging/record-queries';
import { fingerprintOfPeople } from '../merging/fingerprint';
import { mergeTwoResidents, type MergeOutcome } from '../merging/service';
import { getResident } from '../../residents/queries';
import { NEARLY_SURE } from '../../residents/same-person';
import {
  comparePage,
  comparePeopleModel,
  mergePeopleQuestion,
  pairConflict,
  peopleWords,
  personChoices,
  undoUntil,
  type ReadPair,
  type ReadSide,
} from './compare-pages';
import { findLastChangeOfPair } from './conflict-queries';
import { distinctionForm, mergePeopleForm, newPairForm, readPairFilter } from './forms';
import { listModel, listPage, partnerModel, partnerPage } from './pages';
import {
  countOpenPairs,
  findLastSearch,
  getPair,
  listGroupNames,
  listPairs,
  readDependents,
  type PairRow,
} from './queries';
import { requestSearch } from './search-service';
import { reopenPair, markDistinct, pairPeople } from './service';

/** The reviewer's choices so far, and what blocks them. */
interface Reviewed {
  given?: Sent['value']['choose'];
  blockers?: readonly string[];
}

type Sent = ReturnType<typeof parseForm<typeof mergePeopleForm>> & { ok: true };

export const duplicateRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  /** Both residents of a pair with everything that refers to them; the one that would be kept comes first. */
  async function readPair(wardId: string, pair: PairRow): Promise<ReadPair> {
    const both = await readRecordPair(db.prisma, wardId, 'resident', [pair.one.id, pair.other.id]);
    const counts = (id: string) => countReferences(both, id);
    const sides = [pair.one.id, pair.other.id].map((id) => ({
      id,
      references: Object.values(counts(id)).reduce((sum, count) => sum + count, 0),
      createdAt: String(both.records.get(id)!.created_at),
    }));
    const { keptId, removedId } = chooseKept(sides);
    const read = async (id: string): Promise<ReadSide> => {
      const dependents = await readDependents(db, id);
      return { side: personSide(both, id), dependents, counts: counts(id) };
    };
    const [kept, removed, addresses] = await Promise.all([
      read(keptId),
      read(removedId),
      findAddresses(
        db,
        wardId,
        (both.rows.household_membership ?? []).map((row) => String(row.household_id)),
      ),
    ]);
    return {
      kept,
      removed,
      fingerprint: fingerprintOfPeople([kept.side, removed.side]),
      addressOf: (id: string) => addresses.get(id) ?? '',
    };
  }

  async function renderPair(req: Request, res: Response, pair: PairRow, { given, blockers = [] }: Reviewed = {}) {
    const actor = currentUser(req);
    const read = await readPair(actor.wardId, pair);
    const { kept, removed } = read;
    // Both records are shown, so both count as read.
    await Promise.all(
      [kept, removed].map(({ side }) =>
        context.accessLog.opened(actor, 'resident.open', { type: 'resident', id: side.person.id }, { for: 'merge' }),
      ),
    );
    const model = comparePeopleModel(pair, read, personChoices(kept.side, removed.side, given), blockers);
    renderPage(res, comparePage, model, {
      title: `So sánh: ${kept.side.person.full_name}`,
      hasErrors: blockers.length > 0,
    });
  }

  /** @param q search text; sent in a form, because names and numbers must not appear in URLs. */
  async function renderPartner(req: Request, res: Response, residentId: unknown, { q = '', error = '' } = {}) {
    const actor = currentUser(req);
    if (!isId(residentId)) throw new NotFoundError();
    const resident = await getResident(db, actor.wardId, residentId);
    await context.accessLog.opened(actor, q ? 'household.search' : 'resident.open', {
      type: q ? 'ward' : 'resident',
      id: q ? actor.wardId : resident.id,
    });
    const terms = q ? readSearchText(q) : null;
    const hashes = terms?.nationalNumber ? context.sealer.hashes(terms.nationalNumber) : [];
    const found = terms ? await searchRegister(db, actor.wardId, { terms: peopleOnly(terms), hashes }, today()) : null;
    const model = partnerModel(
      resident,
      q,
      { residents: found?.residents ?? [], isMore: (found?.residentCount ?? 0) > (found?.residents.length ?? 0) },
      error,
    );
    renderPage(res, partnerPage, model, { title: `Gộp với người khác: ${resident.fullName}`, hasErrors: error !== '' });
  }

  async function stale(wardId: string, pair: PairRow, form: Sent['value'], body: unknown): Promise<ConflictError> {
    const { kept, removed, addressOf } = await readPair(wardId, pair);
    const last = await findLastChangeOfPair(db, wardId, 'resident', [kept.side.person.id, removed.side.person.id]);
    const { yours, theirs } = peopleWords(
      kept.side,
      removed.side,
      personChoices(kept.side, removed.side, form.choose),
      addressOf,
    );
    return new ConflictError(
      pairConflict('một trong hai hồ sơ', `/duplicates/${pair.id}`, last, { yours, theirs, body }),
    );
  }

  return [
    {
      method: 'get',
      path: '/duplicates',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const filter = readPairFilter(req.query);
        const [rows, counts, groups, last] = await Promise.all([
          listPairs(db, actor.wardId, filter, NEARLY_SURE),
          countOpenPairs(db, actor.wardId),
          listGroupNames(db, actor.wardId),
          findLastSearch(db, actor.wardId),
          context.accessLog.opened(actor, 'duplicate.list', { type: 'ward', id: actor.wardId }),
        ]);
        renderPage(res, listPage, listModel(rows, { counts, groups, last, filter }), { title: 'Hồ sơ nghi trùng' });
      },
    },
    {
      method: 'post',
      path: '/duplicates/searches',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        await requestSearch(context, currentUser(req));
        flash(req, 'Đang tìm lại trong cả sổ. Tải lại trang sau vài giây để xem kết quả.');
        res.redirect(303, '/duplicates');
      },
    },
    {
      method: 'get',
      path: '/duplicates/new',
      permission: 'duplicates.manage',
      handler: (req, res) => renderPartner(req, res, req.query.resident),
    },
    {
      method: 'post',
      path: '/duplicates/partners',
      permission: 'duplicates.manage',
      handler: (req, res) => {
        const body = (req.body ?? {}) as FormValues;
        return renderPartner(req, res, body.resident, { q: typed(body, 'q').trim().slice(0, 120) });
      },
    },
    {
      method: 'post',
      path: '/duplicates',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        const form = parseForm(newPairForm, req.body);
        if (!form.ok) throw new NotFoundError();
        if (form.value.oneId === form.value.otherId)
          return renderPartner(req, res, form.value.oneId, {
            error: 'Đây là cùng một hồ sơ. Chọn hồ sơ của người kia.',
          });
        const id = await pairPeople(context, currentUser(req), form.value);
        res.redirect(303, `/duplicates/${id}`);
      },
    },
    {
      method: 'get',
      path: '/duplicates/:id',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        const { wardId } = currentUser(req);
        const id = idParam(req);
        const mergeId = await findMergeOfPair(db, wardId, id);
        if (mergeId) return res.redirect(303, `/merges/${mergeId}`);
        return renderPair(req, res, await getPair(db, wardId, id));
      },
    },
    {
      method: 'post',
      path: '/duplicates/:id/distinction',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(distinctionForm, req.body);
        if (!form.ok)
          return renderPair(req, res, await getPair(db, currentUser(req).wardId, id), {
            blockers: Object.values(form.errors),
          });
        await markDistinct(context, currentUser(req), { table: 'duplicatePair', id }, form.value.note);
        flash(req, 'Đã ghi là hai người khác nhau. Sổ không hỏi lại cặp này nữa.');
        res.redirect(303, '/duplicates');
      },
    },
    {
      method: 'post',
      path: '/duplicates/:id/reopening',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        await reopenPair(context, currentUser(req), { table: 'duplicatePair', id });
        flash(req, 'Cặp này lại chờ xem xét.');
        res.redirect(303, `/duplicates/${id}`);
      },
    },
    {
      method: 'post',
      path: '/duplicates/:id/merge',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const done = await findMergeOfPair(db, actor.wardId, id);
        if (done) return res.redirect(303, `/merges/${done}`);
        const pair = await getPair(db, actor.wardId, id);
        const form = parseForm(mergePeopleForm, req.body);
        if (!form.ok) return renderPair(req, res, pair, { blockers: Object.values(form.errors) });
        const { keptId, removedId, seen: fingerprint, choose } = form.value;
        if (
          ![pair.one.id, pair.other.id].includes(keptId) ||
          ![pair.one.id, pair.other.id].includes(removedId) ||
          keptId === removedId
        )
          throw new NotFoundError();
        const answer = answerOf(req.body);
        if (answer === 'edit') return renderPair(req, res, pair, { given: choose });
        const read = await readPair(actor.wardId, pair);
        if (read.fingerprint !== fingerprint) throw await stale(actor.wardId, pair, form.value, req.body);
        const choices = personChoices(read.kept.side, read.removed.side, choose);
        if (answer === 'unasked') {
          const question = mergePeopleQuestion(read, choices, today());
          return renderPage(
            res,
            askAgainPage,
            askAgainModel(req.body, { ...question, action: `/duplicates/${id}/merge` }),
            { title: question.title },
          );
        }
        const outcome = await mergeTwoResidents(context, actor, {
          pairId: id,
          keptId,
          removedId,
          fingerprint,
          choices,
        });
        if (outcome.kind === 'stale') throw await stale(actor.wardId, pair, form.value, req.body);
        if (outcome.kind === 'blocked')
          return renderPair(req, res, pair, { given: choose, blockers: outcome.blockers });
        flashMerged(req, read.removed.side.person.full_name, outcome);
        res.redirect(303, '/duplicates');
      },
    },
  ];

  function flashMerged(req: Request, removedName: string, { headless }: Extract<MergeOutcome, { kind: 'done' }>): void {
    flash(req, `Đã gộp hồ sơ ${removedName}. ${undoUntil(today())}`);
    for (const address of headless)
      flash(req, `Hộ ${address} không còn chủ hộ. Mở hộ đó và chọn chủ hộ mới.`, 'warning');
  }
};
