import type { Request, Response } from 'express';
import type { AppContext } from '../../context';
import { isPermitted } from '../../permissions';
import { localDateOf } from '../../shared/dates';
import { answerOf, askAgainModel, askAgainPage } from '../../web/ask-again';
import { currentUser } from '../../web/current-user';
import { ConflictError, NotFoundError } from '../../web/errors';
import { flash } from '../../web/flash';
import { isId, parseForm, typed } from '../../web/form';
import { idParam } from '../../web/id-param';
import { renderPage, renderPart } from '../../web/page';
import type { Route } from '../../web/route';
import { findLastChange } from '../audit/last-change';
import { doorItem } from '../households/pages';
import { searchRegister } from '../households/queries';
import { doorsOnly, peopleOnly, readSearchText } from '../households/search-text';
import { getResidentNeeds } from '../needs/queries';
import { departureForm, membershipForm, newResidentForm, readTypedPerson, residentForm } from './forms';
import { isTelling, meantPeople, meantPeopleModel } from './meant-people';
import {
  departureModel, departurePage, editModel, editPage, membershipModel, membershipPage, newResidentModel, newResidentPage, numberQuestion, residentConflict, showModel,
  showPage, type Failed,
} from './pages';
import { findKnownPeople, getDoor, getResident, getResidentFile, type ResidentRecord } from './queries';
import { correctResident, endResidence, moveResident, registerResident } from './service';

const HEADLESS = 'Hộ vừa rời không còn chủ hộ. Mở hộ đó và chọn chủ hộ mới khi đã rõ.';

export const residentRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'residents.manage');

  /** Every page that shows a personal file is a reading of it. */
  async function openResident(req: Request): Promise<ResidentRecord> {
    const actor = currentUser(req);
    const resident = await getResident(db, actor.wardId, idParam(req));
    await context.accessLog.opened(actor, 'resident.open', { type: 'resident', id: resident.id });
    return resident;
  }

  async function renderShow(req: Request, res: Response) {
    const actor = currentUser(req);
    const id = idParam(req);
    const [file, needs] = await Promise.all([getResidentFile(db, actor.wardId, id), getResidentNeeds(db, actor.wardId, id)]);
    await context.accessLog.opened(actor, 'resident.open', { type: 'resident', id: file.id });
    renderPage(req, res, showPage, showModel(file, needs, today(), canManage(req)), { title: file.fullName });
  }

  async function renderEdit(req: Request, res: Response, failed?: Failed & { numberHolderId?: string | null }) {
    const resident = await openResident(req);
    const hasErrors = failed !== undefined && Object.keys(failed.errors).length > 0;
    renderPage(req, res, editPage, editModel(resident, failed), { title: `Sửa hồ sơ ${resident.fullName}`, hasErrors });
  }

  async function renderMembership(req: Request, res: Response, targetId: unknown, failed?: Failed) {
    const { wardId } = currentUser(req);
    const resident = await openResident(req);
    const own = resident.membership && await getDoor(db, wardId, resident.membership.householdId);
    const target = isId(targetId) ? await getDoor(db, wardId, targetId) : null;
    const q = typed(req.query, 'q').trim().slice(0, 120);
    const found = q ? (await searchRegister(db, wardId, doorsOnly(readSearchText(q)), [], today())).doors.map(doorItem) : [];
    renderPage(req, res, membershipPage, membershipModel(resident, own, target, today(), { q, found }, failed), {
      title: `Chuyển hộ: ${resident.fullName}`, hasErrors: failed !== undefined,
    });
  }

  async function renderDeparture(req: Request, res: Response, failed?: Failed) {
    const resident = await openResident(req);
    const own = resident.membership && await getDoor(db, currentUser(req).wardId, resident.membership.householdId);
    renderPage(req, res, departurePage, departureModel(resident, own, today(), failed), {
      title: `Chuyển đi, đã mất: ${resident.fullName}`, hasErrors: failed !== undefined,
    });
  }

  return [
    {
      method: 'get', path: '/residents/new', permission: 'residents.manage',
      handler: async (req, res) => {
        const householdId = req.query.household;
        if (!isId(householdId)) throw new NotFoundError();
        const door = await getDoor(db, currentUser(req).wardId, householdId);
        renderPage(req, res, newResidentPage, newResidentModel(door, today()), { title: 'Thêm người vào hộ' });
      },
    },
    {
      method: 'post', path: '/residents', permission: 'residents.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const householdId = typed(req.body, 'householdId');
        if (!isId(householdId)) throw new NotFoundError();
        const door = await getDoor(db, actor.wardId, householdId);
        const show = (given: Parameters<typeof newResidentModel>[2], hasErrors: boolean) =>
          renderPage(req, res, newResidentPage, newResidentModel(door, today(), { values: req.body, ...given }), { title: 'Thêm người vào hộ', hasErrors, status: 422 });

        const form = parseForm(newResidentForm(today()), req.body);
        if (!form.ok) return show({ errors: form.errors }, true);
        const { nationalNumber, confirmedNew, warnings, id } = form.value;
        const known = await findKnownPeople(db, actor.wardId, form.value, nationalNumber ? context.sealer.hashes(nationalNumber) : []);
        const likelySame = known.likelySame.filter((person) => person.id !== id);
        const isSentAgain = likelySame.length < known.likelySame.length;
        if (likelySame.length > 0 && !confirmedNew && !isSentAgain && !known.numberHolderId) return show({ likelySame }, false);
        const saved = await registerResident(context, actor, form.value);
        if (!saved.ok) return show({ errors: saved.errors, numberHolderId: saved.numberHolderId ?? null }, true);
        flash(req, `Đã thêm ${form.value.fullName} vào hộ.`);
        for (const warning of warnings) flash(req, `Số định danh: ${warning}`, 'warning');
        res.redirect(303, `/households/${householdId}`);
      },
    },
    {
      // Who may be meant, while the form is being filled in; sending it asks once more.
      method: 'post', path: '/residents/known-people', permission: 'residents.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const person = readTypedPerson(req.body);
        if (!isTelling(person)) return renderPart(req, res, meantPeople, meantPeopleModel([], [], null, today()));
        const [known, alike] = await Promise.all([
          findKnownPeople(db, actor.wardId, person, []),
          searchRegister(db, actor.wardId, peopleOnly(readSearchText(person.fullName)), [], today()),
          context.accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
        ]);
        renderPart(req, res, meantPeople, meantPeopleModel(known.likelySame, alike.residents, person.householdId, today()));
      },
    },
    {
      method: 'get', path: '/residents/:id', permission: 'residents.read',
      handler: (req, res) => renderShow(req, res),
    },
    {
      method: 'get', path: '/residents/:id/edit', permission: 'residents.manage',
      handler: (req, res) => renderEdit(req, res),
    },
    {
      method: 'post', path: '/residents/:id/edit', permission: 'residents.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(residentForm(today()), req.body);
        if (!form.ok) return renderEdit(req, res, form);
        const answer = answerOf(req.body);
        if (answer === 'edit') return renderEdit(req, res, { values: req.body, errors: {} });
        const corrected = await correctResident(context, actor, id, form.value, answer === 'sure');
        if (corrected.ok === 'ask') {
          const question = numberQuestion(await openResident(req), corrected, form.value.warnings);
          return renderPage(req, res, askAgainPage, askAgainModel(req.body, question), { title: question.title });
        }
        if (corrected.ok === 'stale') {
          const last = await findLastChange(db, actor.wardId, { type: 'resident', id });
          throw new ConflictError(residentConflict(await openResident(req), req.body, last));
        }
        if (!corrected.ok) return renderEdit(req, res, { values: req.body, errors: corrected.errors, numberHolderId: corrected.numberHolderId ?? null });
        flash(req, 'Đã lưu hồ sơ.');
        for (const warning of form.value.warnings) flash(req, `Số định danh: ${warning}`, 'warning');
        res.redirect(303, `/residents/${id}`);
      },
    },
    {
      method: 'get', path: '/residents/:id/membership', permission: 'residents.manage',
      handler: (req, res) => renderMembership(req, res, req.query.household),
    },
    {
      method: 'post', path: '/residents/:id/membership', permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(membershipForm(today()), req.body);
        if (!form.ok) return renderMembership(req, res, typed(req.body, 'householdId'), form);
        const moved = await moveResident(context, currentUser(req), id, form.value);
        if (!moved.ok) return renderMembership(req, res, form.value.householdId, { values: req.body, errors: moved.errors });
        flash(req, 'Đã lưu. Hộ cũ được giữ trong lịch sử.');
        if (moved.isHeadless) flash(req, HEADLESS, 'warning');
        res.redirect(303, `/residents/${id}`);
      },
    },
    {
      method: 'get', path: '/residents/:id/departure', permission: 'residents.manage',
      handler: (req, res) => renderDeparture(req, res),
    },
    {
      method: 'post', path: '/residents/:id/departure', permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(departureForm(today()), req.body);
        if (!form.ok) return renderDeparture(req, res, form);
        const ended = await endResidence(context, currentUser(req), id, form.value);
        if (!ended.ok) return renderDeparture(req, res, { values: req.body, errors: ended.errors });
        flash(req, form.value.kind === 'deceased' ? 'Đã ghi người này đã mất.' : 'Đã ghi người này chuyển đi khỏi phường.');
        if (ended.isHeadless) flash(req, HEADLESS, 'warning');
        res.redirect(303, `/residents/${id}`);
      },
    },
  ];
};
