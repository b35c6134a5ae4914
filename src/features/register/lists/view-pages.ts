import { v7 as newId } from 'uuid';
import type { Conflict } from '../../../web/errors';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { conflictOf } from '../../office/audit/conflict';
import type { LastChange } from '../../office/audit/last-change';
import type { Actor } from '../../../actor';
import { changedViewForm, newViewForm } from './forms';
import { listHref, listQuery, type ListSpec } from './list-spec';
import { factsOf, listOfView } from './pages';
import type { FilterPlaces, SavedViewRow } from './queries';

export function newViewPage(list: ListSpec, places: FilterPlaces, failed?: Failed) {
  const stored = { id: newId(), subject: list.subject, query: listQuery(list).toString() };
  return viewOf('register/lists/new-view', {
    form: formView(newViewForm, stored, failed),
    action: '/saved-views',
    backHref: listHref(list),
    facts: factsOf(list, places),
  });
}

export function editViewPage(actor: Actor, view: SavedViewRow, places: FilterPlaces, failed?: Failed) {
  const { name, isShared, version } = view;
  const stored = { name, isShared: isShared ? '1' : '', version: String(version) };
  return viewOf('register/lists/edit-view', {
    form: formView(changedViewForm, stored, failed),
    action: `/saved-views/${view.id}/edit`,
    savedName: name,
    removalAction: `/saved-views/${view.id}/removal`,
    backHref: `/saved-views/${view.id}`,
    facts: factsOf(listOfView(view).list, places),
    isOthers: view.createdBy !== actor.id,
    maker: view.makerName,
  });
}

/** The change a user wanted to make to a view that was changed meanwhile. */
export type ViewIntent =
  | { kind: 'edit'; name: string; isShared: boolean }
  | { kind: 'list'; list: ListSpec; places: FilterPlaces }
  | { kind: 'removal' };

export function viewConflict(
  view: SavedViewRow,
  mine: ViewIntent,
  last: LastChange | null,
  places: FilterPlaces,
): Conflict {
  const saved = listOfView(view).list;
  const side = (name: string, isShared: boolean, list: ListSpec, of: FilterPlaces) => [
    { label: 'Tên', value: name },
    { label: 'Dùng chung', value: isShared ? 'có' : 'không' },
    ...factsOf(list, of).slice(1),
  ];
  const wanted = (): Pick<Conflict, 'yours'> & { fields: { name: string; value: string }[] } => {
    switch (mine.kind) {
      case 'edit':
        return {
          yours: side(mine.name, mine.isShared, saved, places),
          fields: [{ name: 'name', value: mine.name }, ...(mine.isShared ? [{ name: 'isShared', value: '1' }] : [])],
        };
      case 'list':
        return {
          yours: side(view.name, view.isShared, mine.list, mine.places),
          fields: [
            { name: 'subject', value: view.subject },
            { name: 'query', value: listQuery(mine.list).toString() },
          ],
        };
      case 'removal':
        return { yours: [{ label: 'Việc muốn làm', value: 'Xóa danh sách này' }], fields: [] };
    }
  };
  const conflict = conflictOf({
    what: `Trong lúc bạn xem, người khác đã sửa danh sách “${view.name}”.`,
    ...wanted(),
    theirs: side(view.name, view.isShared, saved, places),
    last,
    resumeHref: `/saved-views/${view.id}/edit`,
    action: `/saved-views/${view.id}/${mine.kind}`,
    version: view.version,
  });
  // Name and sharing are edited in a form; replacing its list or removing the view takes a single click.
  return { ...conflict, keepAction: { ...conflict.keepAction!, reopens: mine.kind === 'edit' } };
}
