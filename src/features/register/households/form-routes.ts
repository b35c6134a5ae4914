import type { Request, Response } from 'express';
import { v7 as newId } from 'uuid';
import type { AppContext } from '../../../context';
import { formatAddress, parseAddress, type Address } from '../../../shared/address';
import { localDateOf } from '../../../shared/dates';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { currentUser } from '../../../web/current-user';
import { ConflictError, NotFoundError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { isId, parseForm, typed, type Failed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { undoRemoval } from '../events/removal-pages';
import { removeHousehold } from '../events/removal-service';
import { withOfficialName } from '../places/official-place';
import { findOldName } from '../places/queries';
import { editModel, editPage, householdConflict, newHouseholdModel, newHouseholdPage } from './form-pages';
import { householdForm, newHouseholdForm, NOT_AN_ADDRESS } from './forms';
import { oldNameFilled, readChosenName, type OldNameNotice } from './old-name';
import { findHouseholdFormOptions, findSimilarDoors, getHousehold, spellLikeNeighbours } from './queries';
import { correctHousehold, registerHousehold } from './service';

/** A new household as far as it has been filled in. */
interface NewHousehold {
  /** The address as typed in the first step. */
  asked?: string;
  address: Address;
  values: FormValues;
  errors?: FieldErrors;
  oldName?: OldNameNotice;
}

/** Registering a household, and correcting its own facts. */
export const formRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  async function renderNew(
    req: Request,
    res: Response,
    { asked = '', address, values, errors, oldName }: NewHousehold,
  ) {
    const { wardId } = currentUser(req);
    const [doors, options] = await Promise.all([
      findSimilarDoors(db, wardId, foldVietnamese(formatAddress(address)), today()),
      findHouseholdFormOptions(db, wardId),
    ]);
    renderPage(
      res,
      newHouseholdPage,
      newHouseholdModel(asked, doors, {
        values,
        options,
        addressLine: formatAddress(address),
        ...(errors && { errors }),
        ...(oldName && { oldName }),
      }),
      {
        title: 'Lập hộ mới',
        hasErrors: errors !== undefined,
      },
    );
  }

  async function renderEdit(
    req: Request,
    res: Response,
    failed?: Failed & { oldName?: OldNameNotice },
    hanging: readonly string[] = [],
  ) {
    const id = idParam(req);
    const actor = currentUser(req);
    const { wardId } = actor;
    const household = await getHousehold(db, wardId, id);
    const reading = await context.accessLog.reading(
      actor,
      'household.open',
      { type: 'household', id },
      { for: 'edit' },
    );
    const options = await findHouseholdFormOptions(reading, wardId, household.residentialGroupId);
    renderPage(res, editPage, editModel(household, options, failed, hanging), {
      title: `Sửa hộ ${household.addressLine}`,
      hasErrors: failed !== undefined || hanging.length > 0,
    });
  }

  return [
    {
      method: 'get',
      path: '/households/new',
      permission: 'households.manage',
      handler: async (req, res) => {
        const asked = typed(req.query, 'address').trim().slice(0, 300);
        const parsed = parseAddress(asked);
        const address = parsed && (await spellLikeNeighbours(db.prisma, currentUser(req).wardId, parsed));
        if (address) {
          const old = await findOldName(db, currentUser(req).wardId, address);
          const placeName = old && typed(req.query, 'placeName') === 'typed' ? 'typed' : '';
          const official = old?.isSure && !placeName ? withOfficialName(address, old, old.official[0]!) : address;
          const notice = old && { oldName: oldNameFilled(old, asked, placeName !== '') };
          return renderNew(req, res, {
            asked,
            address: official,
            values: { ...official, id: newId(), placeName },
            ...notice,
          });
        }
        const error = asked === '' ? '' : NOT_AN_ADDRESS;
        renderPage(res, newHouseholdPage, newHouseholdModel(asked, [], null, error), {
          title: 'Lập hộ mới',
          hasErrors: error !== '',
        });
      },
    },
    {
      method: 'post',
      path: '/households',
      permission: 'households.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const form = parseForm(newHouseholdForm, req.body);
        if (!form.ok) {
          const options = await findHouseholdFormOptions(db, actor.wardId);
          const model = newHouseholdModel('', [], {
            values: form.values,
            options,
            addressLine: '',
            errors: form.errors,
          });
          return renderPage(res, newHouseholdPage, model, { title: 'Lập hộ mới', hasErrors: true });
        }
        const values = req.body as FormValues;
        const old = await findOldName(db, actor.wardId, form.value.address);
        const named = readChosenName(old, form.value.address, values);
        if (!named.ok) return renderNew(req, res, { ...named, address: form.value.address, values });
        const address = named.value;
        const outcome = await registerHousehold(context, actor, { ...form.value, address });
        if (outcome.kind === 'invalid') return renderNew(req, res, { address, values, errors: outcome.errors });
        flash(req, `Đã lập hộ ${formatAddress(address)}. Giờ thêm người trong hộ.`);
        res.redirect(303, `/households/${form.value.id}`);
      },
    },
    {
      method: 'get',
      path: '/households/:id/edit',
      permission: 'households.manage',
      handler: (req, res) => renderEdit(req, res),
    },
    {
      method: 'post',
      path: '/households/:id/edit',
      permission: 'households.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(householdForm, req.body);
        if (!form.ok) return renderEdit(req, res, form);
        const values = req.body as FormValues;
        const old = await findOldName(db, actor.wardId, form.value.address);
        const named = readChosenName(old, form.value.address, values);
        if (!named.ok) return renderEdit(req, res, { ...named, values });
        const outcome = await correctHousehold(context, actor, id, { ...form.value, address: named.value });
        switch (outcome.kind) {
          case 'invalid':
            return renderEdit(req, res, { values, errors: outcome.errors });
          case 'stale': {
            const household = await getHousehold(db, actor.wardId, id);
            const { groups } = await findHouseholdFormOptions(db, actor.wardId, household.residentialGroupId);
            const last = await findLastChange(db, actor.wardId, { type: 'household', id });
            throw new ConflictError(householdConflict(household, values, last, groups));
          }
          case 'done':
          case 'unchanged':
            flash(req, 'Đã lưu hộ.');
            return res.redirect(303, `/households/${id}`);
        }
      },
    },
    {
      method: 'post',
      path: '/households/:id/removal',
      permission: 'households.manage',
      handler: async (req, res) => {
        const { actId } = req.body as FormValues;
        if (!isId(actId)) throw new NotFoundError();
        const id = idParam(req);
        const outcome = await removeHousehold(context, currentUser(req), id, actId);
        if (outcome.kind === 'blocked') return renderEdit(req, res, undefined, outcome.blockers);
        flash(req, 'Đã bỏ hộ lập nhầm.', 'success', [undoRemoval(actId)]);
        res.redirect(303, '/households');
      },
    },
  ];
};
