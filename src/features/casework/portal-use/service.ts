import { toDbDate } from '../../../db/dates';
import { lockOrNotFound } from '../../../db/locks';
import { invalid, UNCHANGED } from '../../../shared/outcome';
import { done, verb } from '../../office/audit/transact';
import { NOT_SHOWN } from '../practice/fields';
import { saveAnswersToSituations } from '../practice/service';
import { askedLatelyText, TAUGHT_LATER, whyNotAsked } from './asking-labels';
import { getCheckFile, isHeardOn, nextSituation, type Lesson } from './check-queries';
import { answerName, type CheckBackForm, type PortalAnswerForm } from './forms';
import { getAsking } from './queries';
import { saveAnswers, saveCheckBacks, type CheckedBack } from './ledger-service';

/**
 * Records what a resident answered by telephone or at the desk. Refused within 90 days after an earlier answer; another
 * answer of the same day corrects the first, and both are kept. The valid answer, sent again, changes nothing.
 */
export const recordPortalAnswer = verb(
  async ({ tx, actor, now }, residentId: string, { answer, service: serviceId, month, askedOn }: PortalAnswerForm) => {
    const { wardId } = actor;
    const at = now();
    await lockOrNotFound(tx, 'resident', { id: residentId, wardId }, 'NO KEY UPDATE');
    const asking = await getAsking(tx, { wardId, residentId, on: askedOn });
    if (!asking.isAdultHere) return invalid({ askedOn: 'Chỉ hỏi người lớn đang ở phường.' });
    if (!asking.mayBeAsked && !asking.isCorrectable) return invalid({ askedOn: askedLatelyText(asking) });
    const day = { residentId, askedOn: toDbDate(askedOn) };
    const standing = await tx.portalQuestion.findFirst({
      where: day,
      orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }],
    });
    const isSame =
      standing?.answer === answer &&
      standing.publicServiceId === serviceId &&
      standing.usedMonth?.getTime() === (month === null ? undefined : toDbDate(month).getTime());
    if (isSame) return UNCHANGED;
    const asked = { wardId, visitId: null, on: askedOn, recordedBy: actor.id, at };
    await saveAnswers(tx, asked, [{ residentId, answer, serviceId, month }]);
    return done('resident.record-portal-answer', residentId, {
      portalAnswer: answer,
      askedOn: day.askedOn,
      ...(standing && { changes: [{ field: 'portalAnswer', before: standing.answer, after: answer }] }),
    });
  },
);

/**
 * Records what one call found out about the services that a resident was taught. Refused, with the reason beside each service,
 * if it is not to be asked about on that day: another officer asked meanwhile, it is too early or too late, or the resident was
 * not drawn. The officer who asked may correct an outcome on that day; both are kept and the later one is valid.
 * A situation is answered in the first call of a day that reaches the resident.
 */
export const recordCheckBacks = verb(
  async ({ tx, actor, now }, residentId: string, { answers, checkedOn, practised = null }: CheckBackForm) => {
    const { wardId } = actor;
    const at = now();
    await lockOrNotFound(tx, 'resident', { id: residentId, wardId }, 'NO KEY UPDATE');
    const file = await getCheckFile(tx, { wardId, residentId }, checkedOn);
    const fresh: CheckedBack[] = [];
    const refused: Record<string, string> = {};
    const changes: object[] = [];
    for (const answer of answers) {
      const lesson = file.lessons.find(({ serviceId }) => serviceId === answer.serviceId);
      const standing = lesson?.past.find(({ on }) => on === checkedOn);
      if (lesson && standing && isSameAnswer(standing, answer)) continue;
      const reason = lesson ? whyNotAsked(file, lesson, checkedOn, actor.id) : TAUGHT_LATER;
      if (reason) refused[answerName(answer.serviceId, 'outcome')] = reason;
      else fresh.push({ residentId, taughtOn: lesson!.taughtOn, ...answer });
      if (standing) changes.push({ field: 'checkBack', before: standing.outcome, after: answer.outcome });
    }
    if (Object.keys(refused).length > 0 || answers.length === 0) return invalid(refused);
    if (fresh.length === 0) return UNCHANGED;
    const person = { wardId, residentId, on: checkedOn };
    const situation = practised && !isHeardOn(file, checkedOn) ? await nextSituation(tx, person) : null;
    if (practised && situation?.id !== practised.situationId) return invalid({ situationAnswer: NOT_SHOWN });
    await saveCheckBacks(tx, { wardId, visitId: null, on: checkedOn, recordedBy: actor.id, at }, fresh);
    if (practised && situation)
      await saveAnswersToSituations(tx, actor, [{ ...practised, moment: situation.moment }], {
        ...person,
        visitId: null,
        sampleStratumId: null,
        at,
      });
    return done('resident.record-check-back', residentId, {
      services: fresh.map(({ serviceId }) => serviceId),
      checkBack: fresh.map(({ outcome }) => outcome),
      checkedOn: toDbDate(checkedOn),
      ...(changes.length > 0 && { changes }),
    });
  },
);

const isSameAnswer = (standing: Lesson['past'][number], answer: CheckBackForm['answers'][number]): boolean =>
  (['outcome', 'helper', 'paid', 'barrierId'] as const).every((part) => standing[part] === answer[part]);
