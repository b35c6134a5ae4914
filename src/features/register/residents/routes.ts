import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { checkNationalNumber } from '../../../shared/national-number';
import { flash, type Notice } from '../../../web/flash';
import { isId, parseForm, typed, type FormValues } from '../../../web/form';
import { formPage, formRoutes } from '../../../web/form-route';
import { renderPage, renderPart } from '../../../web/page';
import { defineFeature, get, post, type Asked, type Route } from '../../../web/route';
import { changedBy } from '../../office/audit/conflict';
import { searchRegister } from '../households/queries';
import { peopleOnly, readSearchText } from '../households/search-text';
import { undoRemoval } from '../events/removal-pages';
import { removeResident } from '../events/removal-service';
import { newResidentForm, readTypedPerson, residentForm } from './forms';
import { isSpecificEnough, candidatePeople } from './candidate-people';
import type { PersonFacts } from './likely-same';
import { editPage, newResidentPage, numberQuestion, showPage } from './pages';
import { getResidentFile } from './file-queries';
import { findKnownPeople, getDoor, getResident, type ResidentRecord } from './queries';
import { correctResident, registerResident } from './service';
import { RELATIONS, RESIDENCE_STATUSES } from '../../../shared/labels';
import { logLabels, plainAnswers, plainNames, RESIDENT_FIELDS, RESIDENT_PLAIN } from '../../../shared/register-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';

const NO_FACTS: PersonFacts = { fullName: '', birth: null, phone: null, householdId: null };

const residentRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  /** Every page that shows a personal record counts as reading it. */
  async function openResident({ actor, id }: Asked): Promise<ResidentRecord> {
    const resident = await getResident(db, actor.wardId, id);
    await context.accessLog.opened(actor, 'resident.open', { type: 'resident', id });
    return resident;
  }

  const showEdit = formPage({
    open: openResident,
    page: (resident, failed) => editPage(resident, today(), failed),
    title: ({ fullName }) => `Sửa hồ sơ ${fullName}`,
    changed: changedBy(db, 'resident', ({ fullName }) => `Trong lúc bạn sửa, người khác đã lưu hồ sơ ${fullName}.`),
  });

  return [
    get('/residents/new', 'residents.manage', async ({ actor, query }, res) => {
      const householdId = query.household;
      if (!isId(householdId)) throw new NotFoundError();
      const door = await getDoor(db, actor.wardId, householdId);
      renderPage(res, newResidentPage(door, today()), { title: 'Thêm người vào hộ' });
    }),
    // By hand: a form that is right is shown again, too, while the person may be registered already.
    post('/residents', 'residents.manage', async ({ actor, req }, res) => {
      const householdId = typed(req.body, 'householdId');
      if (!isId(householdId)) throw new NotFoundError();
      const door = await getDoor(db, actor.wardId, householdId);
      const show = (given: Parameters<typeof newResidentPage>[2], hasErrors: boolean) =>
        renderPage(res, newResidentPage(door, today(), { values: req.body, ...given }), {
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
        nationalNumber ? context.sealer.hash(nationalNumber) : null,
      );
      const likelySame = known.likelySame.filter((person) => person.id !== id);
      const isSentAgain = likelySame.length < known.likelySame.length;
      if (likelySame.length > 0 && !confirmedNew && !isSentAgain && !known.numberHolder) {
        // The response shows other people's names, births and doors, so it counts as a search by the user.
        await context.accessLog.opened(actor, 'household.search', { type: 'ward', id: actor.wardId });
        return show({ likelySame }, false);
      }
      const outcome = await registerResident(context, actor, form.value);
      if (outcome.kind === 'invalid') return show(outcome, true);
      flash(req, `Đã thêm ${form.value.fullName} vào hộ.`);
      for (const { text, kind } of numberWarnings(warnings)) flash(req, text, kind);
      res.redirect(303, `/households/${householdId}`);
    }),
    // Candidates while the form is being filled in; sending it checks again.
    post('/residents/candidate-people', 'residents.manage', async ({ actor, req }, res) => {
      const person = readTypedPerson(req.body);
      if (!isSpecificEnough(person)) return renderPart(res, candidatePeople(person, [], [], today()));
      const [known, alike] = await Promise.all([
        findKnownPeople(db, actor.wardId, person, null),
        searchRegister(db, actor.wardId, { terms: peopleOnly(readSearchText(person.fullName)) }, today()),
        context.accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
      ]);
      renderPart(res, candidatePeople(person, known.likelySame, alike.residents, today()));
    }),
    // The number of a scanned card: answers with its holder. The script sends nothing else of the card.
    post('/card-readings', 'residents.read', async ({ actor, body }, res) => {
      const checked = checkNationalNumber(typed(body, 'nationalNumber'));
      const hash = checked.ok ? context.sealer.hash(checked.value) : null;
      const { numberHolder } = await findKnownPeople(db, actor.wardId, NO_FACTS, hash);
      const subject = { type: numberHolder ? 'resident' : 'ward', id: numberHolder?.id ?? actor.wardId };
      // A refusal loses nothing that was typed.
      await context.accessLog.opened({ ...actor, isReading: true }, 'card.search', subject);
      const found = candidatePeople(NO_FACTS, numberHolder ? [numberHolder] : [], [], today());
      renderPart(res.status(checked.ok ? 200 : 422), found);
    }),
    get('/residents/:id', 'residents.read', async ({ actor, id }, res) => {
      await context.accessLog.opened(actor, 'resident.open', { type: 'resident', id });
      const shown = showPage(await getResidentFile(db, actor.wardId, id, today()), {
        today: today(),
        canManage: isPermitted(actor.role, 'residents.manage'),
        canRecordUse: isPermitted(actor.role, 'portal-use.record'),
        canReadRequests: isPermitted(actor.role, 'data-requests.read'),
        plans: isPermitted(actor.role, 'rounds.plan'),
      });
      renderPage(res, shown);
    }),
    ...formRoutes('/residents/:id/edit', 'residents.manage', {
      show: showEdit,
      schema: () => residentForm(today()),
      save: ({ actor, id, isConfirmed }, form) => correctResident(context, actor, id, { ...form, isSure: isConfirmed }),
      done: async (outcome, asked, { warnings }) =>
        outcome.kind === 'unconfirmed'
          ? { ask: numberQuestion(await openResident(asked), outcome, warnings) }
          : { said: ['Đã lưu hồ sơ.', ...numberWarnings(warnings)], to: `/residents/${asked.id}` },
    }),
    post('/residents/:id/removal', 'residents.manage', async (asked, res) => {
      const { actId } = asked.req.body as FormValues;
      if (!isId(actId)) throw new NotFoundError();
      const outcome = await removeResident(context, asked.actor, asked.id, actId);
      if (outcome.kind === 'blocked')
        return showEdit(asked, res, { values: {}, errors: {}, blockers: outcome.blockers });
      flash(asked.req, 'Đã bỏ hồ sơ lập nhầm.', 'success', [undoRemoval(actId)]);
      if (outcome.isNumberLost) flash(asked.req, 'Số định danh đã bỏ hẳn: hoàn tác thì phải ghi lại số.', 'warning');
      return res.redirect(303, outcome.householdId ? `/households/${outcome.householdId}` : '/households');
    }),
  ];
};

const numberWarnings = (warnings: readonly string[]): Notice[] =>
  warnings.map((warning) => ({ text: `Số định danh: ${warning}`, kind: 'warning' }));

export const residentsFeature = defineFeature({
  routes: residentRoutes,
  audit: {
    actions: {
      'resident.open': 'Mở hồ sơ cư dân',
      'resident.register': 'Thêm cư dân',
      'resident.correct': 'Sửa hồ sơ cư dân',
      'resident.remove': 'Bỏ hồ sơ cư dân lập nhầm',
      'card.search': 'Tra số trên thẻ căn cước',
    },
    groups: { card: 'Thẻ căn cước' },
    subjects: {
      resident: { label: 'Cư dân', href: (id) => `/residents/${id}` },
    },
    fields: {
      ...logLabels(RESIDENT_FIELDS, 'fullName', 'residenceStatus', ...plainNames(RESIDENT_PLAIN)),
      birthDate: uncapitalise(RESIDENT_FIELDS.birth.label),
      birthPrecision: 'biết ngày sinh đến',
      relation: 'quan hệ với chủ hộ',
      relationNote: 'ghi chú quan hệ',
    },
    values: {
      residenceStatus: RESIDENCE_STATUSES,
      relation: RELATIONS,
      ...plainAnswers(RESIDENT_PLAIN),
      birthPrecision: { day: 'ngày', year: 'năm' },
    },
  },
});
