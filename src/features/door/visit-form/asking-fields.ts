import { formatDayMonth, type LocalDate, monthName } from '../../../shared/dates';
import { optionsOf } from '../../../shared/labels';
import { memoizeByObject } from '../../../shared/memoize-by-object';
import { capitalise } from '../../../shared/vietnamese-text';
import { fieldId, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { monthsToTell, PORTAL_QUESTION } from '../../casework/portal-use/use-fields';
import { serviceLabel } from '../../office/catalogue/labels';
import { isOfPortal } from '../../office/catalogue/portal-kinds';
import type { Field, SelectField } from './assist-fields';
import type { Member, OfferedChoices, VisitChoices } from './form-queries';
import { ANSWERS_AT_DOOR, CHECKS_AT_DOOR } from './forms';
import { addressedInText, ageOf } from '../visit-rules/people';
import { checkKey, readCheckKey } from '../visit-rules/visit-draft';

export interface Card {
  value: string;
  label: string;
  hint: string;
  checked: boolean;
}

const portalServices = memoizeByObject(({ services }: OfferedChoices) =>
  services.filter(({ kind }) => isOfPortal(kind)).map(serviceLabel),
);

/** What people are asked about the portal: who must be asked, and every answer that was typed or saved. */
export function askingView(
  values: FormValues,
  choices: VisitChoices,
  { errors, day }: { errors: FieldErrors; day: LocalDate },
) {
  const months = monthsToTell(day).map((month) => ({ value: month, label: monthName(month) }));
  const answers = rowsIn(values.answers);
  const checks = rowsIn(values.checkBacks);
  const field = (rows: Record<string, FormValues>, [list, key, part]: [string, string, string]): Field => {
    const name = `${list}[${key}][${part}]`;
    return { name, id: fieldId(name), value: typed(rows[key] ?? {}, part), error: errors[name] ?? '' };
  };
  const cards = (legend: string, { value, ...asked }: Field, labels: Record<string, string>) => ({
    ...asked,
    legend,
    options: [{ value: '', label: 'Chưa hỏi', selected: value === '' }, ...optionsOf(labels, value)].map(
      ({ selected, ...option }) => ({ ...option, hint: '', checked: selected }),
    ),
  });
  return {
    question: PORTAL_QUESTION,
    questions: choices.members
      .filter((member) => isAskedNow(member, choices.offered.adultAge, day) || hasInput(answers[member.id]))
      .map((member) => {
        const { value: month, ...monthField } = field(answers, ['answers', member.id, 'month']);
        const answer = field(answers, ['answers', member.id, 'answer']);
        return {
          residentId: member.id,
          cards: cards(nameOf(member, day), answer, ANSWERS_AT_DOOR),
          service: field(answers, ['answers', member.id, 'serviceText']),
          month: { ...monthField, options: monthOptions(months, month) },
        };
      }),
    checks: choices.members.flatMap((member) =>
      checksOf(member, choices, checks).map(({ serviceId, serviceName, taughtOn }) => {
        const key = checkKey(member.id, serviceId);
        const { value: barrierId, ...barrierField } = field(checks, ['checkBacks', key, 'barrierId']);
        const taught = taughtOn ? ` Đội dạy ngày ${formatDayMonth(taughtOn)}.` : '';
        const question = `${nameOf(member, day)} còn tự làm được “${serviceName}” không?${taught}`;
        return {
          residentId: member.id,
          cards: cards(question, field(checks, ['checkBacks', key, 'outcome']), CHECKS_AT_DOOR),
          barrier: {
            ...barrierField,
            options: [
              { value: '', label: 'Chọn điều vướng', selected: false },
              ...choices.offered.barriers.map(({ id, label }) => ({ value: id, label, selected: id === barrierId })),
            ],
          },
        };
      }),
    ),
    /** What the service fields suggest. */
    services: portalServices(choices.offered),
  };
}

const nameOf = (member: Member, day: LocalDate) =>
  capitalise(addressedInText(member.fullName, member.gender, ageOf(member, day)));

/** As at every door, a resident of unknown age is taken for an adult. */
function isAskedNow(member: Member, adultAge: number, day: LocalDate): boolean {
  return member.mayBeAsked && (ageOf(member, day) ?? adultAge) >= adultAge;
}

/** The checks that are due, and those that were typed or saved though they are not. */
function checksOf(
  { id, dueChecks }: Member,
  { offered: { services } }: VisitChoices,
  typedChecks: Record<string, FormValues>,
) {
  const others = Object.entries(typedChecks).flatMap(([key, row]) => {
    const { residentId, serviceId } = readCheckKey(key);
    if (residentId !== id || !hasInput(row) || dueChecks.some((due) => due.serviceId === serviceId)) return [];
    const service = services.find((known) => known.id === serviceId);
    return service ? [{ serviceId, serviceName: service.name, taughtOn: null }] : [];
  });
  return [...dueChecks, ...others];
}

/** The months that can be stated, and a saved one that no longer can. */
function monthOptions(known: { value: string; label: string }[], month: string): SelectField['options'] {
  const isOffered = month === '' || known.some(({ value }) => value === month);
  const months = isOffered ? known : [...known, { value: month, label: monthName(month) }];
  return [
    { value: '', label: 'Không nhớ', selected: month === '' },
    ...months.map((option) => ({ ...option, selected: option.value === month })),
  ];
}

function rowsIn(value: unknown): Record<string, FormValues> {
  return Object.fromEntries(
    Object.entries(value instanceof Object ? value : {}).flatMap(([key, row]): [string, FormValues][] =>
      row instanceof Object ? [[key, row as FormValues]] : [],
    ),
  );
}

const hasInput = (row: FormValues = {}) => Object.values(row).some((value) => value !== '');
