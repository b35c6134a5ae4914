import type { Response } from 'express';
import { v7 as newId } from 'uuid';
import type { AppContext } from '../../../context';
import { formatAddress, parseAddress, type Address } from '../../../shared/address';
import { localDateOf } from '../../../shared/dates';
import { invalid } from '../../../shared/outcome';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { NotFoundError } from '../../../shared/errors';
import { flash } from '../../../web/flash';
import { isId, typed, type Failed, type FormValues } from '../../../web/form';
import { formPage, formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { post, type Asked, type Route } from '../../../web/route';
import { changedBy } from '../../office/audit/conflict';
import { undoRemoval } from '../events/removal-pages';
import { removeHousehold } from '../events/removal-service';
import { withOfficialName } from '../places/official-place';
import { findOldName } from '../places/queries';
import { editPage, newHouseholdPage } from './form-pages';
import { householdForm, newHouseholdForm, NOT_AN_ADDRESS } from './forms';
import { oldNameFilled, readChosenName, type OldNameNotice } from './old-name';
import { findHouseholdFormOptions, findSimilarDoors, getHousehold, spellLikeNeighbours } from './queries';
import { correctHousehold, registerHousehold } from './service';

type FailedHousehold = Failed & { address?: Address; oldName?: OldNameNotice };

/** Registering a household, and correcting its own facts. */
export const householdFormRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const permission = 'households.manage';

  /** The form of a new household below the similar doors, once the address is known. */
  async function showNew(
    { actor: { wardId } }: Asked,
    res: Response,
    asked: string,
    { address, ...failed }: FailedHousehold,
  ) {
    const addressLine = address ? formatAddress(address) : '';
    const [doors, options] = await Promise.all([
      address ? findSimilarDoors(db, wardId, foldVietnamese(addressLine), today()) : [],
      findHouseholdFormOptions(db, wardId),
    ]);
    renderPage(res, newHouseholdPage(asked, doors, { ...failed, options, addressLine }), {
      title: 'Lập hộ mới',
      hasErrors: Object.keys(failed.errors).length > 0,
    });
  }

  async function askAddress(request: Asked, res: Response) {
    const { query } = request.req;
    const { wardId } = request.actor;
    const asked = typed(query, 'address').trim().slice(0, 300);
    const parsed = parseAddress(asked);
    if (!parsed) {
      const error = asked === '' ? '' : NOT_AN_ADDRESS;
      return renderPage(res, newHouseholdPage(asked, [], null, error), {
        title: 'Lập hộ mới',
        hasErrors: error !== '',
      });
    }
    const address = await spellLikeNeighbours(db.prisma, wardId, parsed);
    const old = await findOldName(db, wardId, address);
    const placeName = old && typed(query, 'placeName') === 'typed' ? 'typed' : '';
    const official = old?.isSure && !placeName ? withOfficialName(address, old, old.official[0]!) : address;
    return showNew(request, res, asked, {
      address: official,
      values: { ...official, id: newId(), placeName },
      errors: {},
      ...(old && { oldName: oldNameFilled(old, asked, placeName !== '') }),
    });
  }

  /** The address of a form with the chosen name in it, or the question which name to write. */
  async function chosenAddress({ actor, body }: Asked, address: Address) {
    const named = readChosenName(await findOldName(db, actor.wardId, address), address, body);
    return named.ok
      ? named
      : { ok: false as const, refused: { ...invalid(named.errors), address, oldName: named.oldName } };
  }

  const showEdit = formPage({
    async open({ actor, id }) {
      const household = await getHousehold(db, actor.wardId, id);
      await context.accessLog.opened(actor, 'household.open', { type: 'household', id }, { for: 'edit' });
      const options = await findHouseholdFormOptions(db, actor.wardId, household.residentialGroupId);
      return { household, options };
    },
    page: ({ household, options }, failed) => editPage(household, options, failed),
    title: ({ addressLine }) => `Sửa hộ ${addressLine}`,
    changed: changedBy(
      db,
      'household',
      ({ household }) => `Trong lúc bạn sửa, người khác đã lưu hộ ${household.addressLine}.`,
    ),
  });

  return [
    ...formRoutes('/households', permission, {
      emptyAt: '/households/new',
      show: (asked, res, failed) => (failed ? showNew(asked, res, '', failed) : askAddress(asked, res)),
      schema: newHouseholdForm,
      async save(asked, form) {
        const named = await chosenAddress(asked, form.address);
        if (!named.ok) return named.refused;
        const address = named.value;
        const outcome = await registerHousehold(context, asked.actor, { ...form, address });
        return { ...outcome, address };
      },
      done: ({ address }, _, { id }) => ({
        said: `Đã lập hộ ${formatAddress(address)}. Giờ thêm người trong hộ.`,
        to: `/households/${id}`,
      }),
    }),
    ...formRoutes('/households/:id/edit', permission, {
      show: showEdit,
      schema: householdForm,
      async save(asked, form) {
        const named = await chosenAddress(asked, form.address);
        if (!named.ok) return named.refused;
        return correctHousehold(context, asked.actor, asked.id, { ...form, address: named.value });
      },
      done: (_, { id }) => ({ said: 'Đã lưu hộ.', to: `/households/${id}` }),
    }),
    post('/households/:id/removal', permission, async (asked, res) => {
      const { actId } = asked.req.body as FormValues;
      if (!isId(actId)) throw new NotFoundError();
      const outcome = await removeHousehold(context, asked.actor, asked.id, actId);
      if (outcome.kind === 'blocked')
        return showEdit(asked, res, { values: {}, errors: {}, blockers: outcome.blockers });
      flash(asked.req, 'Đã bỏ hộ lập nhầm.', 'success', [undoRemoval(actId)]);
      return res.redirect(303, '/households');
    }),
  ];
};
