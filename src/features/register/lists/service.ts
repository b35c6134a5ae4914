import type { Transaction } from '../../../db/database';
import { lockRow } from '../../../db/locks';
import { sentBefore } from '../../../shared/sent-before';
import { compareStrings } from '../../../shared/compare';
import { DONE, invalid, STALE, UNCHANGED, type Done, type Stale } from '../../../shared/outcome';
import { ForbiddenError, NotFoundError } from '../../../shared/errors';
import { done, verb } from '../../office/audit/transact';
import { correct } from '../../office/audit/correct';
import type { Actor } from '../../../actor';
import type { ChangedView, NewView } from './forms';
import type { ListSpec } from './list-spec';
import { can } from './policy';

const NAME_TAKEN = {
  saved_view_own_name: invalid({
    name: 'Bạn đã có một danh sách mang tên này. Đặt tên khác, hoặc mở danh sách ấy để sửa.',
  }),
  saved_view_shared_name: invalid({ name: 'Văn phòng đã dùng chung một danh sách mang tên này. Đặt tên khác.' }),
};

/** Saves a list under a name. Sending the form twice creates one view. */
export const saveView = verb(NAME_TAKEN, async ({ tx, actor, now }, form: NewView) => {
  const { name, isShared } = form;
  const earlier = await tx.savedView.findUnique({ where: { id: form.id } });
  if (earlier && earlier.createdBy !== actor.id) throw new NotFoundError();
  const known = earlier && { ...earlier, isShared: earlier.sharedAt !== null };
  if (sentBefore(known, actor, { name, isShared })) return DONE;
  await tx.savedView.create({
    data: {
      id: form.id,
      wardId: actor.wardId,
      name,
      ...storedList(form.list),
      sharedAt: isShared ? now() : null,
      createdBy: actor.id,
      createdAt: now(),
    },
  });
  return done('saved-view.create', form.id, { name, list: form.list.subject, isShared });
});

/** Renames a view, shares it with the office or makes it private again. Saving unchanged values does nothing. */
export const changeView = verb(NAME_TAKEN, async ({ tx, actor, now }, id: string, form: ChangedView) => {
  const view = await lockView(tx, actor, id);
  return correct(view, form, async ({ name, isShared, version }, changes) => {
    const sharedAt = isShared ? (view.sharedAt ?? now()) : null;
    await tx.savedView.update({ where: { id }, data: { name, sharedAt, version } });
    return done('saved-view.change', id, { changes });
  });
});

/** Replaces the list of a view with the one on the page that sends the request. */
export const replaceList = verb(
  async ({ tx, actor }, id: string, { list, version }: { list: ListSpec; version: number }) => {
    const view = await lockView(tx, actor, id);
    const stored = storedList(list);
    const before = { subject: view.subject, filter: view.filter, columns: view.columns, sort: view.sort };
    if (view.subject !== list.subject) throw new NotFoundError();
    if (JSON.stringify(sorted(before)) === JSON.stringify(sorted(stored))) return UNCHANGED;
    if (view.version !== version) return STALE;
    await tx.savedView.update({ where: { id }, data: { ...stored, version: { increment: 1 } } });
    return done('saved-view.replace-list', id, { name: view.name });
  },
);

interface Removed extends Done {
  name: string;
}

/** Removes a view; the people and doors in it are not affected. */
export const removeView = verb(async ({ tx, actor }, id: string, version: number): Promise<Removed | Stale> => {
  const view = await lockView(tx, actor, id);
  if (view.version !== version) return STALE;
  await tx.savedView.delete({ where: { id } });
  return { ...done('saved-view.remove', id, { name: view.name }), name: view.name };
});

const storedList = ({ subject, filter, columns, sort }: ListSpec) => ({
  subject,
  filter: Object.fromEntries(Object.entries(filter).map(([key, values]) => [key, [...values]])),
  columns: [...columns],
  sort,
});

/** jsonb does not preserve the order of keys. */
const sorted = ({ filter, ...rest }: { filter: unknown }): unknown => [
  Object.entries(filter as object).sort(([a], [b]) => compareStrings(a, b)),
  Object.entries(rest).sort(([a], [b]) => compareStrings(a, b)),
];

/**
 * The view, locked until the transaction ends. @throws NotFoundError when the user may not see it, ForbiddenError when
 * the user may not change it.
 */
async function lockView(tx: Transaction, actor: Actor, id: string) {
  await lockRow(tx, 'saved_view', { id, wardId: actor.wardId });
  const found = await tx.savedView.findFirst({ where: { id, wardId: actor.wardId } });
  const view = found && { ...found, isShared: found.sharedAt !== null };
  if (!view || !can(actor, 'open', view)) throw new NotFoundError();
  if (!can(actor, 'change', view))
    throw new ForbiddenError(
      'Danh sách dùng chung này chỉ người lập hoặc quản trị sửa được. Hãy lưu thành danh sách của bạn.',
    );
  return view;
}
