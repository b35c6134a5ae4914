import { dateText } from '../../../shared/dates';
import { ASSIST_RESULTS, HELP_LEVELS, LEVEL_REASONS, optionsOf } from '../../../shared/labels';
import { memoizeByObject } from '../../../shared/memoize-by-object';
import { fieldId, inputOf, typed, type FormValues, type Option } from '../../../web/form';
import { serviceLabel } from '../../office/catalogue/labels';
import { SERVICE_GROUP_NAMES } from '../../office/reference-data/service-groups';
import type { OfferedChoices, ServiceChoice, VisitChoices } from './form-queries';
import { choicesOf, holdsInput, nameOn, selectOf, type FormShown } from './person-parts';
import { ageOf } from '../visit-rules/people';
import { teachingPlace } from './teaching-fields';

/** The browser puts a number in its place. */
export const BLANK_INDEX = '__index__';

/** One line of the form: whom the team helped with what. */
export function assistRow(row: FormValues, { index, title }: { index: string; title: string }, form: FormShown) {
  const { choices, day } = form;
  const nameOf = (part: string) => `assists[${index}][${part}]`;
  const field = (part: string) => inputOf(nameOf(part), typed(row, part), form.errors);
  /** The browser clones this line and copies its lists, which the page holds already. */
  const isCopied = index === BLANK_INDEX;
  const select = (part: string, placeholder: string, options: Option[]) => ({
    ...selectOf(field(part), placeholder, options),
    ...(isCopied && { options: [], copies: part }),
  });
  const { value: serviceId, ...service } = field('serviceId');
  const againOn = field('againOn');
  return {
    title,
    /** Empty for a line that is not saved yet. */
    idField: field('id'),
    removeField: { name: nameOf('remove'), id: fieldId(nameOf('remove')), checked: row.remove !== undefined },
    resident: select(
      'residentId',
      'Chọn người',
      choicesOf(
        choices.members.map((member) => {
          const age = ageOf(member, day);
          return { id: member.id, label: nameOn(day)(member) + (age === null ? '' : `, ${age} tuổi`) };
        }),
        typed(row, 'residentId'),
      ),
    ),
    service: {
      ...service,
      groups: isCopied ? [] : [...dueGroup(choices), ...serviceGroups(choices.offered, serviceId)],
      copies: isCopied ? 'serviceId' : '',
      /** What was typed when no service is chosen. */
      text: { name: nameOf('serviceText'), value: typed(row, 'serviceText') },
    },
    helpLevel: select('helpLevel', 'Chọn mức giúp', optionsOf(HELP_LEVELS, typed(row, 'helpLevel'))),
    levelReason: select('levelReason', 'Không ghi', optionsOf(LEVEL_REASONS, typed(row, 'levelReason'))),
    doneForReason: field('doneForReason'),
    result: select('result', 'Chọn kết quả', optionsOf(ASSIST_RESULTS, typed(row, 'result'))),
    fileCode: field('fileCode'),
    barrier: select('barrierId', 'Không vướng', choicesOf(choices.offered.barriers, typed(row, 'barrierId'))),
    note: field('note'),
    againOn: { ...againOn, value: dateText(againOn.value) },
    /** Something was said about this help. */
    hasMore: ['levelReason', 'note', 'againOn'].some((part) => holdsInput(row[part]) || field(part).error !== ''),
    teaching: teachingPlace(row, index, form),
  };
}

/** The services that fall due for the people of this household come first; each is also listed in its own group. */
function dueGroup({ members, offered: { services } }: VisitChoices) {
  const due = new Set(members.flatMap((member) => member.dueItems.map(({ serviceId }) => serviceId)));
  const options = services.filter(({ id }) => due.has(id)).map((service) => optionOf(service, false));
  return options.length > 0 ? [{ label: 'Sắp cần ở nhà này', options }] : [];
}

/** Other names and ranks come with the guides (guidesScript), once for all forms. */
const optionOf = (service: ServiceChoice, selected: boolean) => ({
  value: service.id,
  label: serviceLabel(service),
  selected,
});

const serviceGroups = (offered: OfferedChoices, selectedId: string) =>
  selectedId === '' ? unselectedGroups(offered) : groupsWith(offered, selectedId);

/** Every line that is still empty has these. */
const unselectedGroups = memoizeByObject((offered: OfferedChoices) => groupsWith(offered, ''));

/** How many of the most frequent services stand above the groups. */
const SHOWN_FIRST = 8;

/** The most frequent services come first. They are also listed in their own groups, so that they can be found there. */
function groupsWith({ services, frequentServiceIds }: OfferedChoices, selectedId: string) {
  const offered = services.filter((service) => service.kind !== 'topic');
  const byId = new Map(offered.map((service) => [service.id, service]));
  const first = frequentServiceIds.flatMap((id) => byId.get(id) ?? []).slice(0, SHOWN_FIRST);
  const isSelectedAbove = first.some((service) => service.id === selectedId);
  const groups = Object.entries(SERVICE_GROUP_NAMES).map(([key, label]) => ({
    label,
    options: offered
      .filter((service) => service.groupKey === key)
      .map((service) => optionOf(service, service.id === selectedId && !isSelectedAbove)),
  }));
  return [
    { label: 'Hay giúp nhất', options: first.map((service) => optionOf(service, service.id === selectedId)) },
    ...groups,
  ].filter((group) => group.options.length > 0);
}
