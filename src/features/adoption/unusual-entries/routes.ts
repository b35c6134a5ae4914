import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import type { FormValues } from '../../../web/form';
import { formPage, formPost } from '../../../web/form-route';
import { pageList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, get, type Route } from '../../../web/route';
import { inquiryForm, readFindingKey } from './forms';
import { unusualEntriesPage, type Shown } from './pages';
import { listEntries, listFindings } from './queries';
import { NO_LONGER, recordInquiry } from './service';
import { ENTRY_KINDS, RULES } from './rules';

const PATH = '/unusual-entries';

/** What a supervisor would ask about, and that they asked. */
const unusualEntryRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  /** @param named what names the finding to open: a submitted form, or an address. */
  async function readShown({ wardId }: Actor, query: FormValues, named: FormValues): Promise<Shown> {
    const asked = { wardId, today: localDateOf(now()) };
    const place = readPlace(query, (after) => /^\d{1,6}$/.test(after));
    const after = Number(place.after ?? 0);
    const isAsked = query.state === 'asked';
    const key = readFindingKey(named);
    if (!key) {
      const findings = await listFindings(db, asked, { isAsked, after });
      return { isAsked, findings, opened: null, place };
    }
    const [[finding], entries] = await Promise.all([
      listFindings(db, asked, { key }),
      listEntries(db, asked, key, after),
    ]);
    if (!finding) throw new NotFoundError(NO_LONGER);
    return { isAsked, findings: [], opened: { finding, entries }, place };
  }

  const show = formPage({
    open: ({ actor, req, body }) => readShown(actor, req.query, req.method === 'POST' ? body : req.query),
    page: (shown, failed, { actor }) => unusualEntriesPage(shown, actor, failed),
  });

  return [
    {
      ...get(PATH, 'unusual-entries.ask', show),
      list: pageList({
        title: 'Đáng hỏi lại',
        read: async ({ actor, query }) => {
          const { model } = unusualEntriesPage(await readShown(actor, query, {}), actor);
          return { rows: model.rows, nextHref: model.pager.nextHref };
        },
        columns: {
          Ngày: (row) => row.on,
          Ai: (row) => row.who,
          'Ghi gì': (row) => row.what,
          'Ghi lúc': (row) => row.when,
          'Hỏi vì, trả lời': (row) => row.why,
        },
      }),
    },
    formPost(PATH, 'unusual-entries.ask', {
      show,
      schema: inquiryForm,
      save: ({ actor }, form) => recordInquiry(context, actor, form),
      done: ({ kind }, _asked, { answer }) => ({
        said: {
          done: 'Đã ghi câu trả lời.',
          unchanged: 'Câu trả lời này đã ghi trước đó.',
          gone: { text: `${NO_LONGER} Chưa ghi: “${answer}”`, kind: 'warning' as const },
        }[kind],
        to: PATH,
      }),
    }),
  ];
};

const labelsOf = <Value>(values: Readonly<Record<string, Value>>, labelOf: (value: Value) => string) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, labelOf(value)]));

export const unusualEntriesFeature = defineFeature({
  routes: unusualEntryRoutes,
  audit: {
    actions: { 'entry-inquiry.record': 'Ghi đã hỏi người ghi' },
    groups: { 'entry-inquiry': 'Đáng hỏi lại' },
    subjects: { 'entry-inquiry': { label: 'Điều đáng hỏi lại', href: () => '/unusual-entries?state=asked' } },
    fields: { rule: 'vì', entryKind: 'ghi gì', foundOn: 'ngày', entries: 'số lượt ghi', answer: 'trả lời' },
    values: { rule: labelsOf(RULES, ({ what }) => what), entryKind: labelsOf(ENTRY_KINDS, ({ name }) => name) },
  },
});
