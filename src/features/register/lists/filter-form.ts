import type { Option } from '../../../web/form';
import type { ListSubject } from '../../../generated/prisma/enums';
import {
  filtersOf,
  NO_GROUP,
  SECTIONS,
  type FilterDefinition,
  type FilterKey,
  type ListFilter,
  type Section,
} from './filters';
import type { ListOptions } from '../households/queries';
import type { FilterPlaces } from './queries';

type Field = { id: string; name: string; label: string } & (
  | { kind: 'select'; options: Option[] }
  | { kind: 'age'; value: string }
);

export function filterForm(subject: ListSubject, filter: ListFilter, options: ListOptions, places: FilterPlaces) {
  const sections = (Object.entries(SECTIONS) as [Section, string][]).map(([section, title]) => {
    const own = filtersOf(subject).filter(([, definition]) => definition.section === section);
    return {
      title,
      fields: own.flatMap(([key, definition]) => fieldOf(key, definition, filter[key] ?? [], { options, places })),
      checks: own.flatMap(([key, definition]) =>
        definition.kind === 'all-of' ? [checksOf(key, definition, filter[key] ?? [])] : [],
      ),
    };
  });
  return { sections: sections.filter(({ fields, checks }) => fields.length + checks.length > 0) };
}

function fieldOf(
  key: FilterKey,
  definition: FilterDefinition,
  [value = '']: readonly string[],
  { options, places }: { options: ListOptions; places: FilterPlaces },
): Field[] {
  const base = { id: `filter-${key}`, name: key, label: definition.label };
  const select = (any: string, pairs: readonly (readonly [string, string])[]): Field[] => [
    { ...base, kind: 'select', options: anyOf(any, pairs, value) },
  ];
  switch (definition.kind) {
    case 'all-of':
      return [];
    case 'age':
      return [{ ...base, kind: 'age', value }];
    case 'choice':
      return select(definition.any, Object.entries(definition.options));
    case 'group': {
      const groups = options.groups.map(({ id, name }): [string, string] => [id, name]);
      const closed = places.group && `${places.group.name} (đã thôi hoạt động)`;
      return select(definition.any, withChosen([...groups, [NO_GROUP, 'Chưa xếp tổ']], value, closed));
    }
    case 'lane': {
      const lanes = options.lanes.map(({ key: lane, label }): [string, string] => [lane, label]);
      const any = lanes.length > 0 ? definition.any : 'Chọn tổ trước, rồi bấm Lọc';
      return select(any, withChosen(lanes, value, places.lane));
    }
  }
}

/** A selected value remains an option even when the list of options no longer contains it. */
function withChosen(pairs: [string, string][], value: string, name: string | null): [string, string][] {
  return value === '' || pairs.some(([each]) => each === value)
    ? pairs
    : [[value, name ?? 'Không còn trong sổ'], ...pairs];
}

function anyOf(any: string, pairs: readonly (readonly [string, string])[], value: string): Option[] {
  return [
    { value: '', label: any, selected: value === '' },
    ...pairs.map(([each, label]) => ({ value: each, label, selected: each === value })),
  ];
}

function checksOf(
  key: FilterKey,
  definition: Extract<FilterDefinition, { kind: 'all-of' }>,
  values: readonly string[],
) {
  return {
    id: `filter-${key}`,
    name: key,
    legend: definition.label,
    boxes: Object.entries(definition.options).map(([value, label], index) => ({
      id: index === 0 ? `filter-${key}` : `filter-${key}-${value}`,
      value,
      label,
      checked: values.includes(value),
    })),
  };
}
