import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { isId, type FormValues } from '../../../web/form';
import { formPage, formRequest, formRoutes } from '../../../web/form-route';
import { pageList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, type Route } from '../../../web/route';
import { unusualEntryAudit } from './audit-labels';
import { inquiryForm, readFindingKey } from './forms';
import { unusualEntriesPage, type Shown } from './pages';
import { findFinding, listEntries, listFindings, listInquiries, type FindingKey } from './queries';
import { NO_LONGER, recordInquiry } from './service';

const PATH = '/unusual-entries';

/** What a supervisor would ask about, and that they asked. */
const unusualEntryRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const placeOf = (query: FormValues) => readPlace(query, (after) => /^\d{1,6}$/.test(after));

  async function readShown(wardId: string, query: FormValues, key: FindingKey | null): Promise<Shown> {
    const asked = { wardId, today: localDateOf(now()) };
    const place = placeOf(query);
    const after = Number(place.after ?? 0);
    if (key) {
      const [finding, entries, inquiries] = await Promise.all([
        findFinding(db, asked, key),
        listEntries(db, asked, key, after),
        listInquiries(db, wardId, { key }),
      ]);
      if (finding) return { state: 'finding', finding, entries, inquiries, place };
      if (inquiries.length === 0) throw new NotFoundError(NO_LONGER);
      return { state: 'asked', inquiries, place };
    }
    if (query.state === 'asked') {
      const ofInquiry = readPlace(query, isId);
      const inquiries = await listInquiries(db, wardId, ofInquiry);
      return { state: 'asked', inquiries, place: ofInquiry };
    }
    const findings = await listFindings(db, asked, after);
    return { state: 'open', findings, place };
  }

  const show = formPage({
    open: ({ actor, req, body }) =>
      readShown(actor.wardId, req.query, readFindingKey(body) ?? readFindingKey(req.query)),
    page: (shown, failed, { actor }) => unusualEntriesPage(shown, actor, failed),
  });

  return [
    {
      method: 'get',
      path: PATH,
      permission: 'unusual-entries.ask',
      list: pageList({
        title: 'Đáng hỏi lại',
        read: async ({ actor, query }) => {
          const { model } = unusualEntriesPage(await readShown(actor.wardId, query, null), actor);
          return { rows: model.rows, nextHref: model.pager.nextHref };
        },
        columns: {
          Ngày: (row) => row.on,
          Ai: (row) => row.who,
          'Ghi gì': (row) => row.what,
          'Ghi lúc': (row) => row.when,
          'Hỏi vì': (row) => row.why,
        },
      }),
      handler: (req, res) => show(formRequest(req), res),
    },
    ...formRoutes({
      path: PATH,
      emptyAt: null,
      permission: 'unusual-entries.ask',
      show,
      schema: inquiryForm,
      save: ({ actor }, form) => recordInquiry(context, actor, form),
      done: ({ kind }) => ({
        said: kind === 'done' ? 'Đã ghi câu trả lời.' : 'Câu trả lời này đã ghi trước đó.',
        to: PATH,
      }),
    }),
  ];
};

export const unusualEntriesFeature = defineFeature({ routes: unusualEntryRoutes, audit: unusualEntryAudit });
