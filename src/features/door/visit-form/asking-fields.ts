import { dateText, formatDayMonth, type LocalDate, monthName } from '../../../shared/dates';
import { cardsOf, optionsOf, RECEIVES_BENEFIT } from '../../../shared/labels';
import { fieldLabel } from '../../../shared/register-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { asksFor } from '../../casework/due/due-words';
import { PAID_ANSWERS } from '../../casework/portal-use/forms';
import { ANSWERS, monthsToTell, PORTAL_QUESTION } from '../../casework/portal-use/use-fields';
import type { Member } from './form-queries';
import { CHECKS_AT_DOOR } from './forms';
import {
  asRow,
  choicesOf,
  holdsInput,
  named,
  nameOn,
  personParts,
  rowIn,
  selectOf,
  type Field,
  type FormShown,
} from './person-parts';
import { portalServices } from './teaching-fields';
import { ageOf } from '../visit-rules/people';
import { ASKED_FACTS } from '../visit-records/told-facts-service';
import { checkKey, readCheckKey } from '../visit-rules/visit-draft';

/** What people are asked about the portal: who must be asked, and every answer that was typed or saved. */
export function askingView(form: FormShown) {
  const { choices, day } = form;
  const { members, offered } = choices;
  const cards = (legend: string, { value, ...asked }: Field, labels: Record<string, string>, none = 'Chưa hỏi') => ({
    ...asked,
    legend,
    options: cardsOf({ '': none, ...labels }, value),
  });
  const isAnswered = ({ id }: Member) => holdsInput(rowIn(form, 'answers', id).row);
  const questions = personParts(
    form,
    named(
      members.filter((member) => isAskedNow(member, offered.adultAge, day) || isAnswered(member)),
      day,
    ),
    ({ id, name }) => {
      const { input } = rowIn(form, 'answers', id);
      const { value: month, ...monthField } = input('month');
      return {
        residentId: id,
        cards: cards(name, input('answer'), ANSWERS),
        service: input('serviceText'),
        month: { ...monthField, options: monthOptions(monthsToTell(day), month) },
      };
    },
  );
  return {
    question: PORTAL_QUESTION,
    questions,
    checks: personParts(
      form,
      members.flatMap((member) =>
        checksOf(member, form).map(({ serviceId, serviceName, taughtOn }) => {
          const taught = taughtOn ? ` Đội dạy ngày ${formatDayMonth(taughtOn)}.` : '';
          return { id: checkKey(member.id, serviceId), name: nameOn(day)(member), service: serviceName, taught };
        }),
      ),
      ({ id: key, name, service, taught }) => {
        const { input } = rowIn(form, 'checkBacks', key);
        const { value: paid, ...paidField } = input('paid');
        const barrier = input('barrierId');
        return {
          key,
          cards: cards(`${name} còn tự làm được “${service}” không?${taught}`, input('outcome'), CHECKS_AT_DOOR),
          paid: { ...paidField, options: optionsOf(PAID_ANSWERS, paid) },
          barrier: selectOf(barrier, 'Chọn điều vướng', choicesOf(offered.barriers, barrier.value)),
        };
      },
    ),
    /** Facts that a rule of what falls due needs, and that are not known yet. */
    facts: ASKED_FACTS.map((fact) =>
      personParts(
        form,
        members
          .filter(
            (member) =>
              (member[fact] === null && asksFor(fact, member.dueItems)) ||
              holdsInput(rowIn(form, 'facts', member.id).row[fact]),
          )
          .map((member) => ({ id: checkKey(member.id, fact), person: member.id, name: nameOn(day)(member) })),
        ({ id: key, person, name }) => {
          const asked = rowIn(form, 'facts', person!).input(fact);
          const label = `${name}: ${uncapitalise(fieldLabel(fact))}`;
          const isDate = fact === 'cardIssuedOn';
          return {
            key,
            cards: isDate ? null : cards(`${label}?`, asked, RECEIVES_BENEFIT, 'Không rõ'),
            date: isDate ? { ...asked, value: dateText(asked.value), label, hint: 'Không rõ thì để trống.' } : null,
          };
        },
      ),
    ),
    /** What the service fields suggest. With a script, the script of the guides brings them. */
    services: questions.shown.length > 0 ? portalServices(offered) : [],
  };
}

/** As at every door, a resident of unknown age is taken for an adult. */
const isAskedNow = (member: Member, adultAge: number, day: LocalDate): boolean =>
  member.mayBeAsked && (ageOf(member, day) ?? adultAge) >= adultAge;

/** The checks that are due, and those that were typed or saved though they are not. */
function checksOf({ id, dueChecks }: Member, { values, choices }: FormShown) {
  const others = Object.entries(asRow(values.checkBacks)).flatMap(([key, row]) => {
    const { residentId, serviceId } = readCheckKey(key);
    if (residentId !== id || !holdsInput(row) || dueChecks.some((due) => due.serviceId === serviceId)) return [];
    const service = choices.offered.services.find((known) => known.id === serviceId);
    return service ? [{ serviceId, serviceName: service.name, taughtOn: null }] : [];
  });
  return [...dueChecks, ...others];
}

/** The months that can be stated, and a saved one that no longer can. */
function monthOptions(known: readonly LocalDate[], month: string) {
  const months = month === '' || known.includes(month) ? known : [...known, month];
  return optionsOf({ '': 'Không nhớ', ...Object.fromEntries(months.map((each) => [each, monthName(each)])) }, month);
}
