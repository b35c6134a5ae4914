import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash, tellSaved, type FlashAction } from '../../../web/flash';
import { isId, parseForm, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { get, post, type Route } from '../../../web/route';
import { sentFields } from '../../office/audit/conflict';
import { formSent } from '../../office/drafts/sent-routes';
import { keepKeyOf, type VisitFormState } from './form-pages';
import { editVisitFromForm, sentVersion } from './submission';
import { visitForm } from './forms';
import { withReported } from '../visit-rules/new-people';
import { openEditForm, openVisitConflict } from './open-form';
import { asRow, holdsInput } from './person-parts';
import { requestNotices } from './pages';
import { getVisit } from '../visit-records/queries';
import type { StoredVisit } from '../visit-records/stored-visit';
import { valuesOfDraft, withWhatIsAskedFor } from './visit-form-fields';
import { mergeVisits } from '../visit-rules/visit-merge';

const MERGED_NOTICE =
  'Bản đã lưu và lời của bạn nay nằm chung trong biểu mẫu này, chưa lưu. Đọc lại rồi bấm Lưu thay đổi.';

const UNMERGED_NOTICE =
  ' Tình huống lừa đảo và chuyện suýt bị lừa bạn đã gõ không vào được lượt đã lưu; suýt bị lừa thì ghi ở trang Ghi suýt bị lừa.';
const saysPractised = ({ practice, nearMiss }: FormValues) =>
  holdsInput([nearMiss, asRow(practice).before, asRow(practice).after]);

const CHANGED_SINCE = 'Chưa hoàn tác: lượt thăm này đã được sửa hoặc hoàn tác sau lần sửa ấy. Dưới đây là bản đang có.';

/** The button that puts a visit back as it was. None where an edit cannot: it would redate later facts. */
function undoEdit({ id, draft, names, requests, version, hasLaterFacts }: StoredVisit): FlashAction[] {
  if (hasLaterFacts) return [];
  const fields = sentFields({ ...valuesOfDraft(draft, names), requests });
  const edited = { name: 'version', value: String(version + 1) };
  return [{ label: 'Hoàn tác', href: `/visits/${id}/edit/reversal`, fields: [...fields, edited] }];
}

/** The form that edits a saved visit. By hand: some of its buttons add a line instead of saving. */
export const editingRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const visitOf = (req: Request) => getVisit(db, currentUser(req).wardId, idParam(req));

  /** @param form `version` is the version that was opened, if it is not the stored one. */
  async function showEdit(
    req: Request,
    res: Response,
    visit: StoredVisit,
    {
      version = visit.version,
      ...form
    }: Omit<VisitFormState, 'edited' | 'target' | 'action' | 'clientKey'> & { version?: number },
  ): Promise<void> {
    const view = await openEditForm(context, currentUser(req), { visit, version }, form);
    renderPage(res, view, { hasErrors: view.model.summary.length > 0 });
  }

  return [
    get('/visits/:id/edit', 'visits.record', async ({ req }, res) => {
      const visit = await visitOf(req);
      await showEdit(req, res, visit, { values: valuesOfDraft(visit.draft, visit.names) });
    }),
    post('/visits/:id/edit', 'visits.record', async ({ actor, id, req }, res) => {
      const values = (req.body ?? {}) as FormValues;
      const version = sentVersion(values);
      const asked = withWhatIsAskedFor(values);
      if (asked) return showEdit(req, res, await visitOf(req), { values: asked, version });
      const result = await editVisitFromForm(context, actor, id, values);
      switch (result.kind) {
        case 'stale':
          throw new ConflictError(await openVisitConflict(context, actor, result));
        case 'invalid':
          return showEdit(req, res, await visitOf(req), { ...result, version });
        case 'done':
          await formSent(context, req, { key: keepKeyOf(result.clientKey, String(version)) });
          if (isId(values.settles)) tellSaved(req, keepKeyOf(values.settles, 'settled'));
          flash(req, 'Đã lưu thay đổi của lượt thăm.', 'success', undoEdit(result.before));
          for (const { text, kind } of requestNotices(result.requests)) flash(req, text, kind);
          for (const warning of result.warnings) flash(req, warning, 'warning');
          res.redirect(303, `/visits/${result.id}`);
      }
    }),
    // Saves the visit once more as it was before an edit; the notice of that edit carries the form.
    post('/visits/:id/edit/reversal', 'visits.record', async ({ actor, id, req }, res) => {
      const values = (req.body ?? {}) as FormValues;
      const result = await editVisitFromForm(context, actor, id, values);
      if (result.kind === 'invalid')
        return showEdit(req, res, await visitOf(req), { ...result, version: sentVersion(values) });
      if (result.kind === 'stale') flash(req, CHANGED_SINCE, 'warning');
      else {
        flash(
          req,
          'Đã hoàn tác lần sửa. Người mới, người giúp số, điều bà con nói và đồng ý ghi trong lần sửa ấy, nếu có, vẫn còn trong sổ.',
        );
        for (const { text, kind } of requestNotices(result.requests)) flash(req, text, kind);
      }
      res.redirect(303, `/visits/${id}`);
    }),
    // Opens the edit form with both versions combined. Writes nothing, but the content is too long for a URL.
    post('/visits/:id/edit/merged', 'visits.record', async ({ req }, res) => {
      const visit = await visitOf(req);
      const values = req.body as FormValues;
      const form = parseForm(visitForm, values);
      await showEdit(req, res, visit, {
        values: form.ok
          ? {
              ...valuesOfDraft(mergeVisits(visit.draft, withReported(form.value, visit.reported)), visit.names),
              requests: values.requests,
              settles: values.settles,
              noticeId: values.noticeId,
              consents: values.consents,
              helpers: values.helpers,
              facts: values.facts,
            }
          : form.values,
        errors: form.ok ? {} : form.errors,
        notice: MERGED_NOTICE + (saysPractised(values) ? UNMERGED_NOTICE : ''),
      });
    }),
  ];
};
