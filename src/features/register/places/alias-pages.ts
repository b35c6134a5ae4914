import { v7 as newId } from 'uuid';
import type { PlaceKind } from '../../../generated/prisma/enums';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import type { Conflict } from '../../../web/errors';
import { formView, typed, type Failed, type FormValues } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { conflictOf } from '../../office/audit/conflict';
import type { LastChange } from '../../office/audit/last-change';
import { aliasForm, newAliasForm } from './forms';
import type { AliasRecord, AliasRow } from './queries';

const KIND_LABELS: Record<PlaceKind, string> = { street: 'Phố', alley: 'Ngõ', former_ward: 'Phường cũ' };

export function aliasesPage(
  rows: readonly AliasRow[],
  places: readonly { kind: PlaceKind; name: string }[],
  canManage: boolean,
  failed?: Failed,
) {
  const values = failed?.values ?? {};
  const chosen = typed(values, 'place');
  return viewOf('register/places/aliases', {
    aliases: rows.map((row) => ({
      alias: row.alias,
      place: placeOf(row),
      note: row.note,
      doors: `${formatNumber(row.doors)} cửa`,
      search: row.kind === 'former_ward' ? `phường ${row.alias}` : row.alias,
      editHref: `/place-aliases/${row.id}/edit`,
      removeAction: `/place-aliases/${row.id}/removal`,
    })),
    canManage,
    places: (Object.keys(KIND_LABELS) as PlaceKind[])
      .map((kind) => ({
        label: KIND_LABELS[kind],
        options: places
          .filter((place) => place.kind === kind)
          .map(({ name }) => ({
            value: `${kind}:${name}`,
            label: placeOf({ kind, name }),
            selected: `${kind}:${name}` === chosen,
          })),
      }))
      .filter((group) => group.options.length > 0),
    form: formView(newAliasForm, { id: newId() }, failed),
  });
}

export function aliasPage(record: AliasRecord, failed?: Failed) {
  return viewOf('register/places/alias', {
    title: `Tên cũ của ${uncapitalise(placeOf(record))}`,
    action: `/place-aliases/${record.id}/edit`,
    form: formView(aliasForm, { alias: record.alias, note: record.note, version: String(record.version) }, failed),
  });
}

export function aliasConflict(record: AliasRecord, mine: FormValues, last: LastChange | null): Conflict {
  const side = (values: FormValues) => [
    { label: 'Tên cũ', value: typed(values, 'alias') },
    { label: 'Ghi chú', value: typed(values, 'note') || '(trống)' },
  ];
  return conflictOf({
    what: `Trong lúc bạn sửa, người khác đã lưu tên cũ của ${record.name}.`,
    yours: side(mine),
    theirs: side(record),
    last,
    action: `/place-aliases/${record.id}/edit`,
    version: record.version,
    fields: [
      { name: 'alias', value: typed(mine, 'alias') },
      { name: 'note', value: typed(mine, 'note') },
    ],
  });
}

function placeOf({ kind, name }: { kind: PlaceKind; name: string }): string {
  return kind === 'former_ward' ? `Phường ${name} (cũ)` : `${KIND_LABELS[kind]} ${name}`;
}
