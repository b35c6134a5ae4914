import type { Request, Response } from 'express';
import type { AppContext } from '../../../../context';
import { localDateOf } from '../../../../shared/dates';
import { answerOf, askAgainModel, askAgainPage } from '../../../../web/ask-again';
import { currentUser } from '../../../../web/current-user';
import { ConflictError, NotFoundError } from '../../../../web/errors';
import { flash } from '../../../../web/flash';
import { isId, parseForm, typed } from '../../../../web/form';
import { idParam } from '../../../../web/id-param';
import { renderPage } from '../../../../web/page';
import type { Route } from '../../../../web/route';
import { comparePage, pairConflict, undoUntil } from '../people/compare-pages';
import { findLastChangeOfPair } from '../people/conflict-queries';
import { distinctionForm, mergeForm } from '../people/forms';
import { countOpenPairs, findLastSearch } from '../people/queries';
import { reopenPair, markDistinct } from '../people/service';
import { HOUSEHOLD_FIELDS, type HouseholdField } from '../merging/household-merge';
import { chooseKept, type Choice } from '../merging/person-fields';
import { findMergeOfPair } from '../merging/queries';
import { countReferences, householdSide, readRecordPair } from '../merging/record-queries';
import { fingerprintOfHouseholds } from '../merging/fingerprint';
import { mergeTwoHouseholds } from '../merging/service';
import {
  compareHouseholdsModel,
  householdChoices,
  householdsWords,
  listModel,
  listPage,
  mergeHouseholdsQuestion,
  type ReadHousehold,
  type ReadHouseholdPair,
} from './pages';
import { getHouseholdPair, listHouseholdPairs, readMembers, type HouseholdPairRow } from './queries';

const mergeHouseholdsForm = mergeForm(HOUSEHOLD_FIELDS);
type Given = Partial<Record<HouseholdField, Choice | null>>;

/** The reviewer's choices so far, and what blocks them. */
interface Reviewed {
  given?: Given;
  blockers?: readonly string[];
}

export const householdDuplicateRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  /** Both households of a pair with everything that refers to them; the one that would be kept comes first. */
  async function readPair(wardId: string, pair: HouseholdPairRow): Promise<ReadHouseholdPair> {
    const both = await readRecordPair(db.prisma, wardId, 'household', [pair.one.id, pair.other.id]);
    const counts = (id: string) => countReferences(both, id);
    const { keptId, removedId } = chooseKept(
      [pair.one.id, pair.other.id].map((id) => ({
        id,
        references: Object.values(counts(id)).reduce((sum, count) => sum + count, 0),
        createdAt: String(both.records.get(id)!.created_at),
      })),
    );
    const read = async (id: string): Promise<ReadHousehold> => {
      const side = householdSide(both, id);
      const members = await readMembers(db, id);
      return { side, members, counts: counts(id) };
    };
    const [kept, removed] = await Promise.all([read(keptId), read(removedId)]);
    return { kept, removed, fingerprint: fingerprintOfHouseholds([kept.side, removed.side]) };
  }

  async function renderPair(
    req: Request,
    res: Response,
    pair: HouseholdPairRow,
    { given, blockers = [] }: Reviewed = {},
  ) {
    const actor = currentUser(req);
    const read = await readPair(actor.wardId, pair);
    await Promise.all(
      [pair.one.id, pair.other.id].map((id) =>
        context.accessLog.opened(actor, 'household.open', { type: 'household', id }, { for: 'merge' }),
      ),
    );
    const model = compareHouseholdsModel(
      pair,
      read,
      householdChoices(read.kept.side, read.removed.side, given),
      blockers,
    );
    renderPage(res, comparePage, model, {
      title: `So sánh hai hộ: ${pair.one.addressLine}`,
      hasErrors: blockers.length > 0,
    });
  }

  async function stale(wardId: string, pair: HouseholdPairRow, given: Given, body: unknown): Promise<ConflictError> {
    const { kept, removed } = await readPair(wardId, pair);
    const last = await findLastChangeOfPair(db, wardId, 'household', [pair.one.id, pair.other.id]);
    const { yours, theirs } = householdsWords(
      kept.side,
      removed.side,
      householdChoices(kept.side, removed.side, given),
    );
    return new ConflictError(
      pairConflict('một trong hai hộ', `/household-duplicates/${pair.id}`, last, { yours, theirs, body }),
    );
  }

  return [
    {
      method: 'get',
      path: '/household-duplicates',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const after = typed(req.query, 'after');
        const afterId = isId(after) ? after : null;
        const [rows, counts, last] = await Promise.all([
          listHouseholdPairs(db, actor.wardId, afterId),
          countOpenPairs(db, actor.wardId),
          findLastSearch(db, actor.wardId),
          context.accessLog.opened(actor, 'duplicate.list', { type: 'ward', id: actor.wardId }),
        ]);
        renderPage(res, listPage, listModel(rows, counts, last, afterId), { title: 'Hộ nghi trùng' });
      },
    },
    {
      method: 'get',
      path: '/household-duplicates/:id',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        const { wardId } = currentUser(req);
        const id = idParam(req);
        const mergeId = await findMergeOfPair(db, wardId, id);
        if (mergeId) return res.redirect(303, `/merges/${mergeId}`);
        return renderPair(req, res, await getHouseholdPair(db, wardId, id));
      },
    },
    {
      method: 'post',
      path: '/household-duplicates/:id/distinction',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(distinctionForm, req.body);
        if (!form.ok)
          return renderPair(req, res, await getHouseholdPair(db, currentUser(req).wardId, id), {
            blockers: Object.values(form.errors),
          });
        await markDistinct(context, currentUser(req), { table: 'duplicateHouseholdPair', id }, form.value.note);
        flash(req, 'Đã ghi là hai hộ khác nhau. Sổ không hỏi lại cặp này nữa.');
        res.redirect(303, '/household-duplicates');
      },
    },
    {
      method: 'post',
      path: '/household-duplicates/:id/reopening',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        await reopenPair(context, currentUser(req), { table: 'duplicateHouseholdPair', id });
        flash(req, 'Cặp này lại chờ xem xét.');
        res.redirect(303, `/household-duplicates/${id}`);
      },
    },
    {
      method: 'post',
      path: '/household-duplicates/:id/merge',
      permission: 'duplicates.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const done = await findMergeOfPair(db, actor.wardId, id);
        if (done) return res.redirect(303, `/merges/${done}`);
        const pair = await getHouseholdPair(db, actor.wardId, id);
        const form = parseForm(mergeHouseholdsForm, req.body);
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
        if (read.fingerprint !== fingerprint) throw await stale(actor.wardId, pair, choose, req.body);
        const choices = householdChoices(read.kept.side, read.removed.side, choose);
        if (answer === 'unasked') {
          const question = mergeHouseholdsQuestion(read, choices, today());
          return renderPage(
            res,
            askAgainPage,
            askAgainModel(req.body, { ...question, action: `/household-duplicates/${id}/merge` }),
            { title: question.title },
          );
        }
        const outcome = await mergeTwoHouseholds(context, actor, {
          pairId: id,
          keptId,
          removedId,
          fingerprint,
          choices,
        });
        if (outcome.kind === 'stale') throw await stale(actor.wardId, pair, choose, req.body);
        if (outcome.kind === 'blocked')
          return renderPair(req, res, pair, { given: choose, blockers: outcome.blockers });
        flash(req, `Đã gộp hai hộ ở ${pair.one.addressLine}. ${undoUntil(today())}`);
        res.redirect(303, '/household-duplicates');
      },
    },
  ];
};
