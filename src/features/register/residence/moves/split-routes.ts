import type { AppContext } from '../../../../context';
import { formatAddress, parseAddress } from '../../../../shared/address';
import { localDateOf } from '../../../../shared/dates';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import { isId, typed, type FormValues } from '../../../../web/form';
import { formRoutes, formSteps } from '../../../../web/form-route';
import type { Asked, Route } from '../../../../web/route';
import { doorItem } from '../../households/pages';
import { findSimilarDoors, spellLikeNeighbours } from '../../households/queries';
import { getHome, type Home } from '../../events/queries';
import { findPeopleConflict } from './people-conflict';
import { readSplitChoice, splitForm, type SplitChoice } from './forms';
import { warningsOf } from './pages';
import { openHome } from './queries';
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

/** The split of a household, step by step. */
export const splitRoutes = (context: AppContext): Route[] => {
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
function choiceSent(values: FormValues): SplitChoice {
  return {
    ...readSplitChoice(values),
    join: typed(values, 'joinId') || 'new',
    newHeadId: typed(values, 'newHeadId') || 'none',
  };
}
