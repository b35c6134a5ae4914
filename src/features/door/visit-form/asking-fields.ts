import { dateText, formatDayMonth, type LocalDate, monthName } from '../../../shared/dates';
import { cardsOf, optionsOf, RECEIVES_BENEFIT } from '../../../shared/labels';
import { fieldLabel } from '../../../shared/register-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { inputOf, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { asksFor } from '../../casework/due/due-words';
import { PAID_ANSWERS } from '../../casework/portal-use/forms';
import { ANSWERS, monthsToTell, PORTAL_QUESTION } from '../../casework/portal-use/use-fields';
import type { Field } from './assist-fields';
import type { Member, VisitChoices } from './form-queries';
import { CHECKS_AT_DOOR } from './forms';
import { holdsInput, nameOn, personParts, rowsIn } from './person-parts';
import { portalServices } from './teaching-fields';
import { ageOf } from '../visit-rules/people';
import { ASKED_FACTS } from '../visit-records/told-facts-service';
import { checkKey, readCheckKey } from '../visit-rules/visit-draft';

/** What people are asked about the portal: who must be asked, and every answer that was typed or saved. */
export function askingView(
  values: FormValues,
  choices: VisitChoices,
  { errors, day, isShown }: { errors: FieldErrors; day: LocalDate; isShown: (id: string) => boolean },
) {
  const nameOf = nameOn(day);
  const answers = rowsIn(values.answers);
  const checks = rowsIn(values.checkBacks);
  const facts = rowsIn(values.facts);
  const field = (rows: Record<string, FormValues>, [list, key, part]: [string, string, string]) =>
    inputOf(`${list}[${key}][${part}]`, typed(rows[key] ?? {}, part), errors);
  const cards = (legend: string, { value, ...asked }: Field, labels: Record<string, string>, none = 'Chưa hỏi') => ({
    ...asked,
    legend,
    options: cardsOf({ '': none, ...labels }, value),
  });
  const questions = personParts(
    choices.members
      .filter((member) => isAskedNow(member, choices.offered.adultAge, day) || holdsInput(answers[member.id]))
      .map((member) => ({ id: member.id, name: nameOf(member) })),
    isShown,
    ({ id, name }) => {
      const { value: month, ...monthField } = field(answers, ['answers', id, 'month']);
      return {
        residentId: id,
        cards: cards(name, field(answers, ['answers', id, 'answer']), ANSWERS),
        service: field(answers, ['answers', id, 'serviceText']),
        month: { ...monthField, options: monthOptions(monthsToTell(day), month) },
      };
    },
  );
  return {
    question: PORTAL_QUESTION,
    questions,
    checks: personParts(
      choices.members.flatMap((member) =>
        checksOf(member, choices, checks).map(({ serviceId, serviceName, taughtOn }) => {
          const taught = taughtOn ? ` Đội dạy ngày ${formatDayMonth(taughtOn)}.` : '';
          return { id: checkKey(member.id, serviceId), name: nameOf(member), service: serviceName, taught };
        }),
      ),
      (key) => isShown(readCheckKey(key).residentId),
      ({ id: key, name, service, taught }) => {
        const { value: barrierId, ...barrierField } = field(checks, ['checkBacks', key, 'barrierId']);
        const { value: paid, ...paidField } = field(checks, ['checkBacks', key, 'paid']);
        return {
          key,
          cards: cards(
            `${name} còn tự làm được “${service}” không?${taught}`,
            field(checks, ['checkBacks', key, 'outcome']),
            CHECKS_AT_DOOR,
          ),
          paid: { ...paidField, options: optionsOf(PAID_ANSWERS, paid) },
          barrier: {
            ...barrierField,
            options: [
              { value: '', label: 'Chọn điều vướng', selected: false },
              ...choices.offered.barriers.map(({ id, label }) => ({ value: id, label, selected: id === barrierId })),
            ],
          },
        };
      },
    ),
    /** Facts that a rule of what falls due needs, and that are not known yet. */
    facts: ASKED_FACTS.map((fact) =>
      personParts(
        choices.members
          .filter(
            (member) =>
              (member[fact] === null && asksFor(fact, member.dueItems)) || holdsInput(facts[member.id]?.[fact]),
          )
          .map((member) => ({ id: checkKey(member.id, fact), person: member.id, name: nameOf(member) })),
        (key) => isShown(readCheckKey(key).residentId),
        ({ id: key, person, name }) => {
          const asked = field(facts, ['facts', person, fact]);
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
    services: questions.shown.length > 0 ? portalServices(choices.offered) : [],
  };
}

/** As at every door, a resident of unknown age is taken for an adult. */
const isAskedNow = (member: Member, adultAge: number, day: LocalDate): boolean =>
  member.mayBeAsked && (ageOf(member, day) ?? adultAge) >= adultAge;

/** The checks that are due, and those that were typed or saved though they are not. */
function checksOf(
  { id, dueChecks }: Member,
  { offered: { services } }: VisitChoices,
  typedChecks: Record<string, FormValues>,
) {
  const others = Object.entries(typedChecks).flatMap(([key, row]) => {
    const { residentId, serviceId } = readCheckKey(key);
    if (residentId !== id || !holdsInput(row) || dueChecks.some((due) => due.serviceId === serviceId)) return [];
    const service = services.find((known) => known.id === serviceId);
    return service ? [{ serviceId, serviceName: service.name, taughtOn: null }] : [];
  });
  return [...dueChecks, ...others];
}

/** The months that can be stated, and a saved one that no longer can. */
function monthOptions(known: readonly LocalDate[], month: string) {
  const months = month === '' || known.includes(month) ? known : [...known, month];
  return optionsOf({ '': 'Không nhớ', ...Object.fromEntries(months.map((each) => [each, monthName(each)])) }, month);
}
