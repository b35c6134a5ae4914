import { createHash } from 'node:crypto';
import { formatDate, type LocalDate } from '../../../shared/dates';
import { honorificAt } from '../../../shared/honorific';
import { groupBy } from '../../../shared/group-by';
import { memoizeByObject } from '../../../shared/memoize-by-object';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { level2Gap } from '../../../shared/vneid-gap';
import { fieldId, isId, typed, type FormValues } from '../../../web/form';
import { renderTemplate, viewOf } from '../../../web/page';
import { nextHelp, nextHelpText } from '../../casework/portal-use/help-ladder';
import { serviceOption } from '../../office/catalogue/labels';
import { isOfPortal } from '../../office/catalogue/portal-kinds';
import type { Member, OfferedChoices, VisitChoices } from './form-queries';
import type { GuideChoice } from './guide-queries';
import { linesOf, rowsOf } from './forms';
import { asRow, listIn, nameOn, type FormShown } from './person-parts';
import { ageOf, mayHoldEid } from '../visit-rules/people';
import { checkKey } from '../visit-rules/visit-draft';

export const GUIDES_PATH = '/visit-guides';

// The part of a line that teaches: what is needed first, then the steps, each with a box to tick.

/** The steps of a line as its values say, with what its person lacks. */
export function teachingPlace(row: FormValues, index: string, form: FormShown) {
  const { choices, day, errors } = form;
  const serviceId = typed(row, 'serviceId');
  const ticked = stepsIn(row);
  const guide = guideFor(choices.offered.guides, serviceId, ticked);
  const person = choices.members.find(({ id }) => id === typed(row, 'residentId'));
  const last = person?.lastHelp.find((help) => help.serviceId === serviceId);
  return {
    id: fieldId(stepsName(index)),
    error: errors[stepsName(index)] ?? '',
    /** How much help to give now; '' at the first time. */
    nextHelp: person && last ? nextHelpText(last, calledAtDoor(person, day)) : '',
    guide: guide && {
      ...teachingView(guide, index, choices.offered, ticked),
      firstTask: firstTaskOf(guide, typed(row, 'residentId'), form),
    },
    /** A service without a guide. */
    isUnwritten: serviceId !== '' && guide === null,
  };
}

/**
 * For the browser, a line of words parted by tabs for each text: how much help to give now, at which level, and for which
 * people and services (checkKey). Who needs no lesson is at most watched.
 */
export function nextHelps({ members }: VisitChoices, day: LocalDate): string {
  const helps = members.flatMap((person) =>
    person.lastHelp.map((last) => ({
      key: checkKey(person.id, last.serviceId),
      words: nextHelpText(last, calledAtDoor(person, day)),
      level: nextHelp(last) === 'guided' ? 'guided' : 'watched',
    })),
  );
  return [...groupBy(helps, ({ words }) => words)]
    .map(([words, same]) => [words, same[0]!.level, ...same.map(({ key }) => key)].join('\t'))
    .join('\n');
}

/** 'bà', 'anh'; 'bác' if that is not known. */
const calledAtDoor = (person: Member, day: LocalDate): string =>
  uncapitalise(honorificAt(ageOf(person, day), person.gender)) || 'bác';

/** The services that residents file or use on the portal. */
export const portalServices = memoizeByObject(({ services }: OfferedChoices) =>
  services.filter(({ kind }) => isOfPortal(kind)).map((service) => serviceOption(service, false)),
);

/**
 * The script that fills template[data-guides] with the newest guide of every service, for the browser to put into a line,
 * the suggestions of services used on the portal, and by which names and in which order a service is found; and its address, which is another one when any of this is. So a
 * browser loads it once, not with every form.
 */
export const guidesScript = memoizeByObject((choices: OfferedChoices) => {
  const { template, model } = showGuides(choices);
  const html = renderTemplate(template, { model });
  const options = JSON.stringify(portalServices(choices).map(({ label, names }) => [names, label]));
  const ranks = new Map(choices.frequentServiceIds.map((id, index) => [id, index + 1]));
  const found = JSON.stringify(
    choices.services
      .map((service) => serviceOption(service, false, ranks.get(service.id)))
      .map(({ value, names, rank }) => [value, { ...(names && { names }), ...(rank && { rank }) }]),
  );
  const script = `document.querySelector('template[data-guides]').innerHTML = ${JSON.stringify(html)};
document.querySelector('#portal-services')?.replaceChildren(...${options}.map(([names, label]) => new Option(names, label)));
const found = new Map(${found});
for (const option of document.querySelectorAll('select[data-search-select] option')) Object.assign(option.dataset, found.get(option.value));`;
  const version = createHash('sha256').update(script).digest('base64url').slice(0, 12);
  return { script, address: `${GUIDES_PATH}?${new URLSearchParams({ version }).toString()}` };
});

/** The newest guide of every service. */
export function showGuides(choices: OfferedChoices) {
  const latest = new Map<string, GuideChoice>();
  for (const guide of choices.guides) if (!latest.has(guide.serviceId)) latest.set(guide.serviceId, guide);
  const topics = new Set(choices.services.filter(({ kind }) => kind === 'topic').map(({ id }) => id));
  const guides = [...latest.values()]
    .filter(({ serviceId }) => !topics.has(serviceId))
    .map((guide) => ({
      ...teachingView(guide, '__index__', choices, []),
      firstTask: firstTaskText(guide, choices) && { ...firstTaskText(guide, choices)!, words: '', button: '' },
    }));
  return viewOf('door/visit-form/guides', guides);
}

/** The values with a line before the others, for "Làm trước" without JavaScript. @param value '<person>_<service>'. */
export function withFirstTask(values: FormValues, value: string): FormValues {
  const [residentId = '', serviceId = ''] = value.split('_');
  return { ...values, assists: [{ residentId, serviceId }, ...rowsOf(values.assists)] };
}

/** Ids of all steps ticked on a form, to read the versions they belong to. */
export const tickedSteps = (values: FormValues): string[] => linesOf(values).flatMap(stepsIn);

const stepsIn = ({ steps }: FormValues): string[] => listIn(steps).filter(isId);

/** The version whose steps are ticked; the newest one if none is. */
function guideFor(guides: readonly GuideChoice[], serviceId: string, ticked: readonly string[]): GuideChoice | null {
  const own = guides.filter((guide) => guide.serviceId === serviceId);
  return own.find(({ steps }) => steps.some(({ id }) => ticked.includes(id))) ?? own[0] ?? null;
}

const stepsName = (index: string) => `assists[${index}][steps]`;

/** The guide of a service within one line of the form. */
function teachingView(guide: GuideChoice, index: string, choices: OfferedChoices, ticked: readonly string[]) {
  const newest = choices.guides.find(({ serviceId }) => serviceId === guide.serviceId)!;
  const name = stepsName(index);
  const version = `bản ${guide.number}, ${formatDate(guide.savedOn)}`;
  return {
    serviceId: guide.serviceId,
    version: version + (newest.number > guide.number ? `; nay đã có bản ${newest.number}` : ''),
    isDraft: guide.isDraft,
    prerequisites: guide.prerequisites,
    papers: guide.papers,
    papersFromData: guide.papersFromData,
    trouble: guide.trouble,
    troubleAnswer: guide.troubleAnswer,
    /** On a button that ticks them; '' for a single step. */
    tickAll: guide.steps.length > 1 ? `Cả ${guide.steps.length} bước` : '',
    steps: guide.steps.map(({ id, action, detail }) => ({
      name,
      value: id,
      action,
      detail,
      checked: ticked.includes(id),
    })),
  };
}

function firstTaskText({ firstTaskId }: GuideChoice, { services }: OfferedChoices) {
  const service = services.find(({ id }) => id === firstTaskId);
  return service ? { serviceId: service.id, name: service.name } : null;
}

/** What to do first for a resident without VNeID level 2; null if the service does not need it. */
function firstTaskOf(guide: GuideChoice, residentId: string, { values, choices, day }: FormShown) {
  const task = firstTaskText(guide, choices.offered);
  if (!task) return null;
  const person = choices.members.find(({ id }) => id === residentId);
  const level = person && (typed(asRow(values.levels), person.id) || person.vneidLevel);
  const gap = level && mayHoldEid(person, day) ? level2Gap(level) : null;
  const isOnForm = linesOf(values).some(
    (line) => typed(line, 'residentId') === residentId && typed(line, 'serviceId') === task.serviceId,
  );
  return {
    ...task,
    words: person && gap ? `${nameOn(day)(person)} ${gap.words}.` : '',
    button: gap?.isFirstTask && !isOnForm ? `${residentId}_${task.serviceId}` : '',
  };
}
