import type { Request, Response } from 'express';
import type { AppContext } from '../../../../context';
import { formatAddress, parseAddress } from '../../../../shared/address';
import { localDateOf } from '../../../../shared/dates';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import { currentUser } from '../../../../web/current-user';
import { flash } from '../../../../web/flash';
import { isId, parseForm, typed, type FieldErrors, type FormValues, type Failed } from '../../../../web/form';
import { idParam } from '../../../../web/id-param';
import { renderPage } from '../../../../web/page';
import type { Route } from '../../../../web/route';
import { doorItem } from '../../households/pages';
import { findSimilarDoors, spellLikeNeighbours } from '../../households/queries';
import { getHome, type Home } from '../../events/queries';
import { findPeopleConflict } from './people-conflict';
import { readSplitChoice, splitForm, type SplitChoice } from './forms';
import { warningsOf } from './pages';
import {
  chosenSplit,
  hasHeads,
  splitDoorModel,
  splitDoorPage,
  splitHeadsModel,
  splitHeadsPage,
  splitModel,
  splitPage,
  splitWhoErrors,
  splitWhoModel,
  splitWhoPage,
} from './split-pages';
import { splitHousehold } from './split-service';

/** The split of a household, step by step. */
export const splitRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  async function openHome(req: Request): Promise<Home> {
    const actor = currentUser(req);
    const home = await getHome(db.prisma, actor.wardId, idParam(req));
    await context.accessLog.opened(actor, 'household.open', { type: 'household', id: home.id }, { for: 'moves' });
    return home;
  }

  /** The next step of a split: who and where, whether they join a household, who is head, and finally the form. */
  async function renderSplit(req: Request, res: Response, choice: SplitChoice, failed?: Failed) {
    const { wardId } = currentUser(req);
    const home = await openHome(req);
    const title = `Tách hộ: ${home.addressLine}`;
    const isFirstStep = req.query.address === undefined && req.query.target === undefined && !failed;
    const errors = splitWhoErrors(home, choice);
    const hasErrors = !isFirstStep && Object.keys(errors).length > 0;
    if (isFirstStep || hasErrors) {
      const model = splitWhoModel(home, choice, today(), isFirstStep ? {} : errors);
      return renderPage(res, splitWhoPage, model, { title, hasErrors });
    }
    const doors = choice.join === null && !failed ? await findDoorsAt(wardId, home, choice) : [];
    if (doors.length > 0)
      return renderPage(res, splitDoorPage, splitDoorModel(home, choice, doors.map(doorItem)), { title });
    const joined = isId(choice.join) && choice.join !== home.id ? await getHome(db.prisma, wardId, choice.join) : null;
    const split = chosenSplit(home, choice, joined, today());
    if (!hasHeads(split) && !failed) {
      const isAsked = req.query.asked === '1';
      return renderPage(res, splitHeadsPage, splitHeadsModel(split, isAsked), { title, hasErrors: isAsked });
    }
    renderPage(res, splitPage, splitModel(split, failed), { title, hasErrors: failed !== undefined });
  }

  /** Other registered doors with the address they leave for. */
  async function findDoorsAt(wardId: string, home: Home, { target, address }: SplitChoice) {
    const parsed = target === 'address' ? parseAddress(address) : null;
    if (!parsed) return [];
    const folded = foldVietnamese(formatAddress(await spellLikeNeighbours(db.prisma, wardId, parsed)));
    return (await findSimilarDoors(db, wardId, folded, today())).filter(
      (door) => foldVietnamese(door.addressLine) === folded && door.id !== home.id,
    );
  }

  async function conflict(req: Request, joinId: string | null) {
    const { wardId } = currentUser(req);
    const home = await openHome(req);
    const joined = joinId ? await getHome(db.prisma, wardId, joinId) : null;
    return findPeopleConflict(context, wardId, {
      whose: `hộ ở ${home.addressLine}`,
      person: null,
      homes: [home, joined],
      body: req.body as FormValues,
      action: req.originalUrl,
    });
  }

  return [
    {
      method: 'get',
      path: '/households/:id/split',
      permission: 'residents.manage',
      handler: (req, res) => renderSplit(req, res, readSplitChoice(req.query as FormValues)),
    },
    {
      method: 'post',
      path: '/households/:id/split',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const failedWith = (errors: FieldErrors) => {
          const values = req.body as FormValues;
          return renderSplit(
            req,
            res,
            {
              ...readSplitChoice(values),
              join: typed(values, 'joinId') || 'new',
              newHeadId: typed(values, 'newHeadId') || 'none',
            },
            { values, errors },
          );
        };
        const form = parseForm(splitForm(today()), req.body);
        if (!form.ok) return failedWith(form.errors);
        const outcome = await splitHousehold(context, currentUser(req), id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return failedWith(outcome.errors);
          case 'stale':
            throw await conflict(req, form.value.joinId);
          case 'done':
            flash(req, 'Đã ghi tách hộ. Hộ cũ giữ mã hộ, lịch sử và các lượt thăm.');
            for (const warning of warningsOf(outcome.left)) flash(req, warning, 'warning');
            return res.redirect(303, `/households/${outcome.householdId ?? id}`);
        }
      },
    },
  ];
};
