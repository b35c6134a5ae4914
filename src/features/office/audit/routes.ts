import type { AppContext } from '../../../context';
import type { Permission } from '../../../permissions';
import { renderPage } from '../../../web/page';
import { listRoute } from '../../../web/list-route';
import { chosenIn } from '../../../web/list-source';
import { defineFeature, get, type Route } from '../../../web/route';
import { sealJob } from './seal-service';
import { filterOf, readAuditQuery } from './forms';
import { auditPage, headPage } from './pages';
import { findHead, listEvents, listPeople } from './queries';
import { alarmOf, logStatusJob } from './log-status';

const auditRoutes = ({ db, now, accessLog, auditLabels }: AppContext): Route[] => {
  /** The log, or one group of its events. */
  const logRoute = (path: string, permission: Permission, title: string, group?: string) =>
    listRoute(path, permission, {
      title,
      async page({ actor: { wardId }, query: given }) {
        const query = { ...readAuditQuery(given), ...(group && { group }) };
        const [rows, people] = await Promise.all([listEvents(db, wardId, filterOf(query)), listPeople(db, wardId)]);
        const alarm = group ? null : alarmOf(db, now());
        return auditPage(auditLabels, { path, title, rows, people, alarm }, query);
      },
      rows: ({ events, nextHref, people, groups, kinds, subjectTypes, from, to }) => ({
        rows: events,
        nextHref,
        about: chosenIn(people, groups, kinds, subjectTypes, from && `từ ${from}`, to && `đến hết ${to}`),
      }),
      columns: {
        Lúc: (event) => event.time,
        Ai: (event) => event.actor,
        'Đã làm gì': (event) => event.sentence,
        'Chi tiết': (event) => event.details,
        'Hồ sơ': (event) => event.subject,
      },
    });
  return [
    logRoute('/audit', 'audit.read', 'Nhật ký'),
    logRoute('/area-reasons', 'area-reasons.read', 'Hồ sơ mở ngoài địa bàn', 'area'),
    get('/audit/head', 'audit.read', async ({ actor }, res) => {
      const view = headPage(await findHead(db, actor.wardId), now());
      await accessLog.opened(actor, 'audit.open-head', { type: 'audit-head', id: actor.wardId });
      renderPage(res, view, { layout: 'print' });
    }),
  ];
};

export const auditFeature = defineFeature({
  routes: auditRoutes,
  audit: {
    actions: {
      'audit.begin-chain': 'Bắt đầu nhật ký của một phường',
      'audit.restore': 'Khôi phục cơ sở dữ liệu từ bản sao lưu',
      'audit.empty': 'Bỏ nội dung của các dòng nhật ký cũ',
      'audit.open-head': 'Mở tờ niêm phong để in',
      // Of a page that the log itself replaced.
      'account-trace.open': 'Tra một tài khoản đã xem, sửa của ai',
    },
    groups: { audit: 'Nhật ký', 'account-trace': 'Tài khoản đã xem, sửa của ai' },
    fields: { seqs: 'dòng số', readingsBefore: 'mọi lần mở hồ sơ trước', for: 'để' },
    // What a personal file was opened for; the pages of several rooms open one.
    values: {
      for: {
        briefing: 'ghi lời dặn',
        card: 'in thẻ các bước',
        cards: 'in thẻ nhắc',
        'check-back': 'hỏi lại',
        confirmation: 'gọi xác nhận',
        conflict: 'xem hai bản',
        consent: 'ghi điều đã đồng ý',
        'data-request': 'ghi yêu cầu về dữ liệu',
        'door-call': 'gọi hẹn',
        'doors-to-call': 'tìm nhà để gọi',
        edit: 'sửa',
        erasure: 'xóa dữ liệu',
        history: 'xem lịch sử',
        merge: 'gộp',
        moves: 'ghi chuyển đi, chuyển đến',
        'national-number': 'sửa số định danh',
        needs: 'ghi nhu cầu',
        occupancy: 'ghi vắng, về',
        'portal-answer': 'ghi câu trả lời về Cổng',
        referral: 'giới thiệu đi nơi khác',
        reminders: 'nhắc hẹn',
        request: 'nhận đề nghị',
        round: 'lập buổi',
        sample: 'hỏi mẫu',
        sheet: 'gõ lại phiếu',
        visit: 'ghi lượt thăm',
      },
    },
    subjects: { 'audit-head': { label: 'Tờ niêm phong', href: () => '/audit/head' } },
  },
  jobs: [sealJob, logStatusJob],
});
