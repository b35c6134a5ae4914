import { v7 as newId } from 'uuid';
import type { PlaceKind } from '../../../generated/prisma/enums';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { aliasForm, newAliasForm } from './forms';
import type { AliasRecord, AliasRow } from './queries';
import { optionsOf } from '../../../shared/labels';

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
    noPlace: optionsOf({ '': 'Chọn phố, ngõ hay phường cũ trong sổ' }, chosen),
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

export const aliasPage = (record: AliasRecord, failed?: Failed) =>
  viewOf('register/places/alias', {
    title: `Tên cũ của ${uncapitalise(placeOf(record))}`,
    action: `/place-aliases/${record.id}/edit`,
    form: formView(aliasForm, { alias: record.alias, note: record.note, version: String(record.version) }, failed),
  });

const placeOf = ({ kind, name }: { kind: PlaceKind; name: string }): string =>
  kind === 'former_ward' ? `Phường ${name} (cũ)` : `${KIND_LABELS[kind]} ${name}`;
