import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { answerOf, askAgainModel, askAgainPage } from '../../../web/ask-again';
import { currentUser } from '../../../web/current-user';
import { ConflictError, NotFoundError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { isId, parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage, renderPart } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { searchRegister } from '../households/queries';
import { peopleOnly, readSearchText } from '../households/search-text';
import { undoRemoval } from '../events/removal-pages';
import { removeResident } from '../events/removal-service';
import { newResidentForm, readTypedPerson, residentForm } from './forms';
import { isSpecificEnough, candidatePeople, candidatePeopleModel } from './candidate-people';
import {
  editModel,
  editPage,
  newResidentModel,
  newResidentPage,
  numberQuestion,
  residentConflict,
  showModel,
  showPage,
} from './pages';
import { getResidentFile } from './file-queries';
import { findKnownPeople, getDoor, getResident, type ResidentRecord } from './queries';
import { correctResident, registerResident } from './service';

export const residentRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'residents.manage');

  /** Every page that shows a personal record counts as reading it. */
  async function openResident(req: Request): Promise<ResidentRecord> {
    const actor = currentUser(req);
    const resident = await getResident(db, actor.wardId, idParam(req));
    await context.accessLog.opened(actor, 'resident.open', { type: 'resident', id: resident.id });
    return resident;
  }

  async function renderShow(req: Request, res: Response) {
    const actor = currentUser(req);
    const id = idParam(req);
    const reading = await context.accessLog.reading(actor, 'resident.open', { type: 'resident', id });
    const found = await getResidentFile(reading, actor.wardId, id, today());
    const canRecordUse = isPermitted(actor.role, 'portal-use.record');
    const canReadRequests = isPermitted(actor.role, 'data-requests.read');
    const content = {
      today: today(),
      canManage: canManage(req),
      canRecordUse,
      canReadRequests,
    };
    renderPage(res, showPage, showModel(found, content), { title: found.file.fullName });
  }

  async function renderEdit(
    req: Request,
    res: Response,
    failed?: Failed & { numberHolderId?: string | null },
    hanging: readonly string[] = [],
  ) {
    const resident = await openResident(req);
    const hasErrors = hanging.length > 0 || (failed !== undefined && Object.keys(failed.errors).length > 0);
    renderPage(res, editPage, editModel(resident, failed, hanging), {
      title: `Sửa hồ sơ ${resident.fullName}`,
      hasErrors,
    });
  }

  return [
    {
      method: 'get',
      path: '/residents/new',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const householdId = req.query.household;
        if (!isId(householdId)) throw new NotFoundError();
        const door = await getDoor(db, currentUser(req).wardId, householdId);
        renderPage(res, newResidentPage, newResidentModel(door, today()), { title: 'Thêm người vào hộ' });
      },
    },
    {
      method: 'post',
      path: '/residents',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const householdId = typed(req.body, 'householdId');
        if (!isId(householdId)) throw new NotFoundError();
        const door = await getDoor(db, actor.wardId, householdId);
        const show = (given: Parameters<typeof newResidentModel>[2], hasErrors: boolean) =>
          renderPage(res, newResidentPage, newResidentModel(door, today(), { values: req.body, ...given }), {
            title: 'Thêm người vào hộ',
            hasErrors,
            status: 422,
          });

        const form = parseForm(newResidentForm(today()), req.body);
        if (!form.ok) return show({ errors: form.errors }, true);
        const { nationalNumber, confirmedNew, warnings, id } = form.value;
        const known = await findKnownPeople(
          db,
          actor.wardId,
          form.value,
          nationalNumber ? context.sealer.hashes(nationalNumber) : [],
        );
        const likelySame = known.likelySame.filter((person) => person.id !== id);
        const isSentAgain = likelySame.length < known.likelySame.length;
        if (likelySame.length > 0 && !confirmedNew && !isSentAgain && !known.numberHolderId) {
          // The response shows other people's names, births and doors, so it counts as a search by the user.
          await context.accessLog.opened(actor, 'household.search', { type: 'ward', id: actor.wardId });
          return show({ likelySame }, false);
        }
        const outcome = await registerResident(context, actor, form.value);
        if (outcome.kind === 'invalid') return show(outcome, true);
        flash(req, `Đã thêm ${form.value.fullName} vào hộ.`);
        for (const warning of warnings) flash(req, `Số định danh: ${warning}`, 'warning');
        res.redirect(303, `/households/${householdId}`);
      },
    },
    {
      // Candidates while the form is being filled in; sending it checks again.
      method: 'post',
      path: '/residents/candidate-people',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const person = readTypedPerson(req.body);
        if (!isSpecificEnough(person))
          return renderPart(res, candidatePeople, candidatePeopleModel(person, [], [], today()));
        const [known, alike] = await Promise.all([
          findKnownPeople(db, actor.wardId, person, []),
          searchRegister(db, actor.wardId, { terms: peopleOnly(readSearchText(person.fullName)) }, today()),
          context.accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
        ]);
        renderPart(res, candidatePeople, candidatePeopleModel(person, known.likelySame, alike.residents, today()));
      },
    },
    {
      method: 'get',
      path: '/residents/:id',
      permission: 'residents.read',
      handler: (req, res) => renderShow(req, res),
    },
    {
      method: 'get',
      path: '/residents/:id/edit',
      permission: 'residents.manage',
      handler: (req, res) => renderEdit(req, res),
    },
    {
      method: 'post',
      path: '/residents/:id/edit',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(residentForm(today()), req.body);
        if (!form.ok) return renderEdit(req, res, form);
        const answer = answerOf(req.body);
        if (answer === 'edit') return renderEdit(req, res, { values: req.body, errors: {} });
        const outcome = await correctResident(context, actor, id, { ...form.value, isSure: answer === 'sure' });
        switch (outcome.kind) {
          case 'invalid':
            return renderEdit(req, res, { values: req.body, ...outcome });
          case 'unconfirmed': {
            const question = numberQuestion(await openResident(req), outcome, form.value.warnings);
            return renderPage(res, askAgainPage, askAgainModel(req.body, question), { title: question.title });
          }
          case 'stale': {
            const last = await findLastChange(db, actor.wardId, { type: 'resident', id });
            throw new ConflictError(residentConflict(await openResident(req), req.body, last));
          }
          case 'done':
          case 'unchanged':
            flash(req, 'Đã lưu hồ sơ.');
            for (const warning of form.value.warnings) flash(req, `Số định danh: ${warning}`, 'warning');
            return res.redirect(303, `/residents/${id}`);
        }
      },
    },
    {
      method: 'post',
      path: '/residents/:id/removal',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const { actId } = req.body as FormValues;
        if (!isId(actId)) throw new NotFoundError();
        const outcome = await removeResident(context, currentUser(req), idParam(req), actId);
        if (outcome.kind === 'blocked') return renderEdit(req, res, undefined, outcome.blockers);
        flash(req, 'Đã bỏ hồ sơ lập nhầm.', 'success', [undoRemoval(actId)]);
        if (outcome.isNumberLost) flash(req, 'Số định danh đã bỏ hẳn: hoàn tác thì phải ghi lại số.', 'warning');
        res.redirect(303, outcome.householdId ? `/households/${outcome.householdId}` : '/households');
      },
    },
  ];
};
