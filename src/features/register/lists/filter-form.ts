import type { Option } from '../../../web/form';
import type { ListSubject } from '../../../generated/prisma/enums';
import { keysOf } from '../../../shared/labels';
import { filtersOf, NO_GROUP, SECTIONS, type FilterDefinition, type FilterKey, type ListFilter } from './filters';
import type { ListOptions } from '../households/queries';
import type { FilterPlaces } from './queries';

type Field = { id: string; name: string; label: string } & (
  | { kind: 'select'; options: Option[] }
  | { kind: 'age'; value: string }
);

export function filterForm(subject: ListSubject, filter: ListFilter, options: ListOptions, places: FilterPlaces) {
  const sections = keysOf(SECTIONS).map((section) => {
    const own = filtersOf(subject).filter(([, definition]) => definition.section === section);
    return {
      title: SECTIONS[section],
      fields: own.flatMap(([key, definition]): Field[] => {
        const [value = ''] = filter[key] ?? [];
        const field = { id: `filter-${key}`, name: key, label: definition.label };
        if (definition.kind === 'all-of') return [];
        if (definition.kind === 'age') return [{ ...field, kind: 'age', value }];
        return [{ ...field, kind: 'select', options: choicesOf(definition, value, options, places) }];
      }),
      checks: own.flatMap(([key, definition]) =>
        definition.kind === 'all-of' ? [checksOf(key, definition, filter[key] ?? [])] : [],
      ),
    };
  });
  return { sections: sections.filter(({ fields, checks }) => fields.length + checks.length > 0) };
}

/** A selected value remains an option even when the list of options no longer contains it. */
function choicesOf(
  definition: Extract<FilterDefinition, { any: string }>,
  value: string,
  { groups, lanes }: ListOptions,
  { group, lane }: FilterPlaces,
): Option[] {
  const anyOf = (pairs: [string, string][], any = definition.any): Option[] =>
    [['', any] as const, ...pairs].map(([each, label]) => ({ value: each, label, selected: each === value }));
  const withChosen = (pairs: [string, string][], name: string | null | undefined): [string, string][] =>
    value === '' || pairs.some(([each]) => each === value) ? pairs : [[value, name ?? 'Không còn trong sổ'], ...pairs];
  switch (definition.kind) {
    case 'choice':
      return anyOf(Object.entries(definition.options));
    case 'group': {
      const known = [
        ...groups.map(({ id, name }): [string, string] => [id, name]),
        [NO_GROUP, 'Chưa xếp tổ'] as [string, string],
      ];
      return anyOf(withChosen(known, group && `${group.name} (đã thôi hoạt động)`));
    }
    case 'lane': {
      const known = lanes.map(({ key, label }): [string, string] => [key, label]);
      return anyOf(withChosen(known, lane), known.length > 0 ? definition.any : 'Chọn tổ trước, rồi bấm Lọc');
    }
  }
}

const checksOf = (
  key: FilterKey,
  definition: Extract<FilterDefinition, { kind: 'all-of' }>,
  values: readonly string[],
) => ({
  id: `filter-${key}`,
  name: key,
  legend: definition.label,
  boxes: Object.entries(definition.options).map(([value, label], index) => ({
    id: index === 0 ? `filter-${key}` : `filter-${key}-${value}`,
    value,
    label,
    checked: values.includes(value),
  })),
});
