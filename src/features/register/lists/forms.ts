import { z } from 'zod';
import { ListSubject } from '../../../generated/prisma/enums';
import { keysOf } from '../../../shared/labels';
import { checkbox, choice, idField, isId, requiredText, versionField } from '../../../web/form';
import { readQueryText } from './list-spec';

/** The list that a form is about, as a query string; invalid values in it are ignored. */
const queryText = z.string({ error: 'Gửi thiếu hoặc gửi hai lần.' }).max(6000, 'Bộ lọc dài quá.').default('');
const subject = choice(keysOf(ListSubject), 'Chọn danh sách người hay danh sách hộ.');

const nameField = requiredText('Đặt tên cho danh sách.', 80);

/** `id` is issued with the form, so that a form sent twice is one view. */
export const newViewForm = z
  .object({
    id: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
    subject,
    query: queryText,
    name: nameField,
    isShared: checkbox(),
  })
  .transform(({ subject: of, query, ...rest }) => ({ ...rest, list: readQueryText(of, query) }));
export type NewView = z.output<typeof newViewForm>;

export const changedViewForm = z.object({ name: nameField, isShared: checkbox(), version: versionField() });
export type ChangedView = z.output<typeof changedViewForm>;

export const replacedListForm = z
  .object({ subject, query: queryText, version: versionField() })
  .transform(({ subject: of, query, version }) => ({ list: readQueryText(of, query), version }));

const one = z.string().optional().catch(undefined);
const id = one.transform((value) => (isId(value) ? value : null));

/** The query parameters beside the list itself; invalid values are ignored. */
export const listPlace = z.object({ after: id, before: id, view: id });

/** The subject in the URL of a new view; people by default. */
export const subjectQuery = z.object({ subject: z.enum(ListSubject).catch('residents') });
