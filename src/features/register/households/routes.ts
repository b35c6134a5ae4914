import type { Request, Response } from 'express';
import { v7 as newId } from 'uuid';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formatAddress, parseAddress, type Address } from '../../../shared/address';
import { localDateOf } from '../../../shared/dates';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage, renderPart } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import type { Actor } from '../../../actor';
import { briefingSection } from '../../casework/briefings/pages';
import { callsSection } from '../../casework/door-calls/pages';
import { withOfficialName } from '../places/official-place';
import { findOldName } from '../places/queries';
import { getHouseholdFile } from './file-queries';
import {
  editModel,
  editPage,
  householdConflict,
  newHouseholdModel,
  newHouseholdPage,
  wayToDoorConflict,
} from './form-pages';
import {
  groupClosureForm,
  groupForm,
  householdForm,
  newGroupForm,
  newHouseholdForm,
  NOT_AN_ADDRESS,
  pauseForm,
  readListQuery,
  readSearchForm,
  wayToDoorForm,
} from './forms';
import { groupConflict, groupModel, groupPage, groupsModel, groupsPage } from './group-pages';
import { oldNameAsked, oldNameFilled, type OldNameNotice } from './old-name';
import { listModel, listPage, showModel, showPage } from './pages';
import {
  findSimilarDoors,
  findHouseholdFormOptions,
  findListOptions,
  getGroup,
  getHousehold,
  listGroups,
  listHouseholds,
  searchRegister,
  spellLikeNeighbours,
} from './queries';
import { searchHref, openSearchText } from './search-address';
import { candidateDoors, candidateDoorsModel, searchPage, searchResults, searchResultsModel } from './search-pages';
import { doorsOnly, readSearchText } from './search-text';
import {
  closeResidentialGroup,
  correctHousehold,
  correctResidentialGroup,
  describeWayToDoor,
  liftPause,
  openResidentialGroup,
  pauseHousehold,
  registerHousehold,
} from './service';

/** The field whose error asks about an old name, unless the whole address was typed into one field. */
const OLD_NAME_FIELDS = { street: 'street', alley: 'ngo' } as const;

/** A new household as far as it has been filled in. */
interface NewHousehold {
  /** The address asked for in the first step. */
  asked?: string;
  address: Address;
  values: FormValues;
  errors?: FieldErrors;
  oldName?: OldNameNotice;
}

export const householdRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'households.manage');

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

  /** Applies the chosen name to the address. Asks when the address contains an old name and no choice has been made. */
  async function withChosenName(
    actor: Actor,
    address: Address,
    values: FormValues,
  ): Promise<{ ok: true; address: Address } | { ok: false; errors: FieldErrors; oldName: OldNameNotice }> {
    const old = await findOldName(db, actor.wardId, address);
    const chosen = typed(values, 'placeName');
    if (!old?.isSure || chosen === 'typed') return { ok: true, address };
    if (chosen === 'official') return { ok: true, address: withOfficialName(address, old, old.official[0]!) };
    const message = `“${old.typed}” là tên cũ của ${old.official[0]!}. Chọn tên ghi vào sổ.`;
    return {
      ok: false,
      errors: { [typed(values, 'address') ? 'address' : OLD_NAME_FIELDS[old.kind]]: message },
      oldName: oldNameAsked(old),
    };
  }

  async function search(req: Request, q: string, href = searchHref(context.sealer, currentUser(req).wardId, q)) {
    const { wardId } = currentUser(req);
    const terms = readSearchText(q);
    const hashes = terms.nationalNumber ? context.sealer.hashes(terms.nationalNumber) : [];
    return searchResultsModel(
      href,
      await searchRegister(db, wardId, { terms, hashes }, today()),
      today(),
      canManage(req),
    );
  }

  /**
   * The page of a search. The access log records that somebody searched, but not for whom, because the search text is
   * personal data itself.
   */
  async function renderSearch(req: Request, res: Response, sealedWords: string) {
    const actor = currentUser(req);
    const q = openSearchText(context.sealer, actor.wardId, sealedWords);
    const logged = context.accessLog.opened(actor, 'household.search', { type: 'ward', id: actor.wardId });
    const [results] = await Promise.all([q === null ? null : search(req, q, req.originalUrl), logged]);
    renderPage(res, searchPage, { q: q ?? '', results }, { title: 'Tìm trong sổ hộ dân' });
  }

  /** Every page that shows a household's record counts as reading it, also when it shows a failed form again. */
  async function renderShow(
    req: Request,
    res: Response,
    id: string,
    failed?: { values: FormValues; errors: FieldErrors },
  ) {
    const actor = currentUser(req);
    const { file, needs, requests, lines, former, briefings, calls } = await getHouseholdFile(
      db,
      actor.wardId,
      id,
      today(),
    );
    await context.accessLog.opened(actor, 'household.open', { type: 'household', id: file.id });
    const model = showModel(
      file,
      {
        needs,
        requests,
        lines,
        former,
        briefings: briefingSection({ kind: 'household', id }, briefings),
        calls: callsSection(id, calls, isPermitted(actor.role, 'rounds.plan')),
        today: today(),
        canManage: canManage(req),
      },
      failed,
    );
    renderPage(res, showPage, model, { title: file.addressLine, hasErrors: failed !== undefined });
  }

  async function renderEdit(
    req: Request,
    res: Response,
    id: string,
    failed?: { values: FormValues; errors: FieldErrors; oldName?: OldNameNotice },
  ) {
    const actor = currentUser(req);
    const { wardId } = actor;
    const household = await getHousehold(db, wardId, id);
    await context.accessLog.opened(actor, 'household.open', { type: 'household', id: household.id }, { for: 'edit' });
    const options = await findHouseholdFormOptions(db, wardId, household.residentialGroupId);
    renderPage(res, editPage, editModel(household, options, failed), {
      title: `Sửa hộ ${household.addressLine}`,
      hasErrors: failed !== undefined,
    });
  }

  async function renderGroups(req: Request, res: Response, failed?: { values: FormValues; errors: FieldErrors }) {
    const groups = await listGroups(db, currentUser(req).wardId);
    renderPage(res, groupsPage, groupsModel(groups, canManage(req), failed), {
      title: 'Tổ dân phố',
      hasErrors: failed !== undefined,
    });
  }

  async function renderGroup(
    req: Request,
    res: Response,
    id: string,
    failed?: { values: FormValues; errors: FieldErrors },
  ) {
    const group = await getGroup(db, currentUser(req).wardId, id);
    renderPage(res, groupPage, groupModel(group, failed), { title: group.name, hasErrors: failed !== undefined });
  }

  return [
    {
      method: 'get',
      path: '/households',
      permission: 'households.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const { wardId } = actor;
        const { words, filter } = readListQuery(req.query);
        if (words) return renderSearch(req, res, words);
        const logged = context.accessLog.opened(actor, 'household.list', { type: 'ward', id: wardId });
        const [rows, options] = await Promise.all([
          listHouseholds(db, wardId, filter, today()),
          findListOptions(db, wardId, filter.groupId),
          logged,
        ]);
        renderPage(res, listPage, listModel(rows, options, filter, canManage(req)), { title: 'Hộ dân' });
      },
    },
    {
      method: 'post',
      path: '/households/searches',
      permission: 'households.read',
      handler: (req, res) => {
        const q = readSearchForm(req.body);
        // res.redirect would first save the session, in which nothing has changed.
        res
          .status(303)
          .location(q ? searchHref(context.sealer, currentUser(req).wardId, q) : '/households')
          .end();
      },
    },
    {
      // The results of the same search, requested while somebody types.
      method: 'post',
      path: '/households/search-results',
      permission: 'households.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const [results] = await Promise.all([
          search(req, readSearchForm(req.body)),
          context.accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
        ]);
        renderPart(res, searchResults, results);
      },
    },
    {
      // Doors that may match, requested while the address is being typed; the next step checks again.
      method: 'post',
      path: '/households/candidate-doors',
      permission: 'households.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const terms = doorsOnly(readSearchText(typed(req.body, 'address').trim().slice(0, 300)));
        const [found] = await Promise.all([
          searchRegister(db, actor.wardId, { terms }, today()),
          context.accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
        ]);
        renderPart(res, candidateDoors, candidateDoorsModel(found));
      },
    },
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
        const { address: typedAddress, id } = form.value;
        const named = await withChosenName(actor, typedAddress, req.body);
        if (!named.ok)
          return renderNew(req, res, {
            address: typedAddress,
            values: req.body,
            errors: named.errors,
            oldName: named.oldName,
          });
        const { address } = named;
        const outcome = await registerHousehold(context, actor, { ...form.value, address });
        if (outcome.kind === 'invalid')
          return renderNew(req, res, { address, values: req.body, errors: outcome.errors });
        flash(req, `Đã lập hộ ${formatAddress(address)}. Giờ thêm người trong hộ.`);
        res.redirect(303, `/households/${id}`);
      },
    },
    {
      method: 'get',
      path: '/households/:id',
      permission: 'households.read',
      handler: (req, res) => renderShow(req, res, idParam(req)),
    },
    {
      method: 'get',
      path: '/households/:id/edit',
      permission: 'households.manage',
      handler: (req, res) => renderEdit(req, res, idParam(req)),
    },
    {
      method: 'post',
      path: '/households/:id/edit',
      permission: 'households.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(householdForm, req.body);
        if (!form.ok) return renderEdit(req, res, id, form);
        const named = await withChosenName(actor, form.value.address, req.body);
        if (!named.ok) return renderEdit(req, res, id, { values: req.body, ...named });
        const outcome = await correctHousehold(context, actor, id, { ...form.value, address: named.address });
        switch (outcome.kind) {
          case 'invalid':
            return renderEdit(req, res, id, { values: req.body, errors: outcome.errors });
          case 'stale': {
            const household = await getHousehold(db, actor.wardId, id);
            const options = await findHouseholdFormOptions(db, actor.wardId, household.residentialGroupId);
            throw new ConflictError(
              householdConflict(
                household,
                req.body,
                options,
                await findLastChange(db, actor.wardId, { type: 'household', id }),
              ),
            );
          }
          case 'done':
          case 'unchanged':
            flash(req, 'Đã lưu hộ.');
            return res.redirect(303, `/households/${id}`);
        }
      },
    },
    {
      // Officers may do this too: whoever stands at the door knows best how to find it.
      method: 'post',
      path: '/households/:id/way-to-door',
      permission: 'visits.record',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(wayToDoorForm, req.body);
        if (!form.ok) return renderShow(req, res, id, form);
        const outcome = await describeWayToDoor(context, actor, id, form.value);
        if (outcome.kind === 'stale') {
          const last = await findLastChange(db, actor.wardId, { type: 'household', id });
          throw new ConflictError(
            wayToDoorConflict(await getHousehold(db, actor.wardId, id), form.value.howToFind, last),
          );
        }
        flash(req, 'Đã ghi cách tìm cửa.');
        res.redirect(303, `/households/${id}`);
      },
    },
    {
      // Officers learn of a refusal or a mourning at the door; only the office can lift a pause.
      method: 'post',
      path: '/households/:id/pauses',
      permission: 'visits.record',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(pauseForm(today()), req.body);
        if (!form.ok) return renderShow(req, res, id, form);
        await pauseHousehold(context, actor, id, form.value);
        flash(req, 'Đã ghi tạm dừng. Cửa này không được đưa vào buổi ra quân nữa cho đến khi bỏ tạm dừng.');
        res.redirect(303, `/households/${id}`);
      },
    },
    {
      method: 'post',
      path: '/households/:id/pauses/:pauseId/lifting',
      permission: 'households.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        await liftPause(context, currentUser(req), id, idParam(req, 'pauseId'));
        flash(req, 'Đã bỏ tạm dừng.');
        res.redirect(303, `/households/${id}`);
      },
    },
    {
      method: 'get',
      path: '/residential-groups',
      permission: 'households.read',
      handler: (req, res) => renderGroups(req, res),
    },
    {
      method: 'post',
      path: '/residential-groups',
      permission: 'households.manage',
      handler: async (req, res) => {
        const form = parseForm(newGroupForm, req.body);
        if (!form.ok) return renderGroups(req, res, form);
        const outcome = await openResidentialGroup(context, currentUser(req), form.value);
        if (outcome.kind === 'invalid') return renderGroups(req, res, { values: req.body, errors: outcome.errors });
        flash(req, `Đã thêm ${form.value.name}.`);
        res.redirect(303, '/residential-groups');
      },
    },
    {
      method: 'get',
      path: '/residential-groups/:id/edit',
      permission: 'households.manage',
      handler: (req, res) => renderGroup(req, res, idParam(req)),
    },
    {
      method: 'post',
      path: '/residential-groups/:id/edit',
      permission: 'households.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(groupForm, req.body);
        if (!form.ok) return renderGroup(req, res, id, form);
        const outcome = await correctResidentialGroup(context, actor, id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderGroup(req, res, id, { values: req.body, errors: outcome.errors });
          case 'stale': {
            const last = await findLastChange(db, actor.wardId, { type: 'residential-group', id });
            throw new ConflictError(groupConflict(await getGroup(db, actor.wardId, id), req.body, last));
          }
          case 'done':
          case 'unchanged':
            flash(req, 'Đã lưu tổ dân phố.');
            return res.redirect(303, '/residential-groups');
        }
      },
    },
    {
      method: 'post',
      path: '/residential-groups/:id/closure',
      permission: 'households.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(groupClosureForm, req.body);
        if (!form.ok) return renderGroup(req, res, id, form);
        const outcome = await closeResidentialGroup(context, currentUser(req), id, form.value.validTo);
        if (outcome.kind === 'invalid') return renderGroup(req, res, id, { values: req.body, errors: outcome.errors });
        flash(req, 'Đã ghi tổ thôi hoạt động. Các hộ còn thuộc tổ này cần được chuyển sang tổ mới.');
        res.redirect(303, '/residential-groups');
      },
    },
  ];
};
