import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formPage, formPost } from '../../../web/form-route';
import { defineFeature, get, type Route } from '../../../web/route';
import { retentionForm } from './forms';
import { retentionPage } from './pages';
import { getRetention, listDue } from './queries';
import { dueSentences, type Retention } from './rules';
import { chooseRetention, retentionJob } from './service';

/** How long the ward keeps what it no longer needs, what goes by that, and what each night deleted. */
const retentionRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  /** Logged, because it names people. */
  async function readDue(actor: Actor, retention: Retention) {
    await accessLog.opened(actor, 'retention.preview', { type: 'ward', id: actor.wardId });
    return listDue(db, actor.wardId, retention, now());
  }

  const show = formPage({
    async open({ actor }) {
      const canChoose = isPermitted(actor.role, 'retention.manage');
      const found = await getRetention(db, actor.wardId);
      const due = await (canChoose
        ? readDue(actor, found.retention)
        : listDue(db, actor.wardId, found.retention, now()));
      return { found, due, canChoose };
    },
    page: ({ found, ...rest }, failed) => retentionPage(found, rest, failed),
    title: 'Giữ dữ liệu bao lâu',
  });

  return [
    get('/retention', 'data-requests.read', show),
    formPost('/retention', 'retention.manage', {
      show,
      schema: retentionForm,
      async save({ actor, isConfirmed }, form) {
        const sentences = isConfirmed ? [] : dueSentences(await readDue(actor, form));
        return sentences.length > 0
          ? { kind: 'unconfirmed' as const, sentences }
          : chooseRetention(context, actor, form);
      },
      done: (outcome) =>
        outcome.kind === 'unconfirmed'
          ? {
              ask: {
                title: 'Lưu, và từ đêm tới dọn những thứ này?',
                sentences: [...outcome.sentences, 'Dọn rồi không lấy lại được; riêng tài khoản thì mở lại được.'],
                changes: [],
                action: '/retention',
                confirmLabel: 'Đúng, lưu',
              },
              title: 'Lưu, và từ đêm tới dọn?',
            }
          : {
              said: outcome.kind === 'done' ? 'Đã lưu. Mỗi đêm Gõ Cửa dọn theo các số ở đây.' : 'Không có gì thay đổi.',
              to: '/retention',
            },
    }),
  ];
};

export const retentionFeature = defineFeature({
  routes: retentionRoutes,
  audit: {
    actions: {
      'retention.preview': 'Xem trước đêm tới dọn gì',
      'retention.choose': 'Chọn giữ dữ liệu bao lâu',
      'retention.apply': 'Dọn dữ liệu quá hạn',
    },
    groups: { retention: 'Giữ dữ liệu bao lâu' },
    fields: {
      goneYears: 'người đã đi, mất, không ở đây',
      wordsYears: 'lời ghi cũ về nhà còn ở đây',
      refusedMonths: 'đề nghị đã từ chối',
      voiceMonths: 'lời nhắn, phản ánh',
      leftoverDays: 'dòng hoặc tệp danh sách đã bỏ',
      readingMonths: 'lần mở hồ sơ',
      unusedDays: 'tài khoản lâu không dùng',
      warnedDays: 'báo trước tài khoản sắp khóa',
    },
  },
  jobs: [retentionJob],
});
