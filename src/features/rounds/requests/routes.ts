import type { AppContext } from '../../../context';
import { defineFeature, type Route } from '../../../web/route';
import { requestFileRoutes } from './file-routes';
import { requestFormRoutes } from './form-routes';
import { requestMatchingRoutes } from './matching-routes';
import { publicRequestListRoutes } from './public-request-routes';
import { REQUEST_CHANNELS } from '../../../shared/labels';

/** Everything the team does with requests: the list, the file, its form, and the match of what was asked from outside. */
const requestRoutes = (context: AppContext): Route[] => [
  // Before the files: '/requests/:id' matches '/requests/new' too.
  ...requestFormRoutes(context),
  ...publicRequestListRoutes(context),
  ...requestFileRoutes(context),
  ...requestMatchingRoutes(context),
];

export const requestsFeature = defineFeature({
  routes: requestRoutes,
  audit: {
    actions: {
      'request.list': 'Mở danh sách đề nghị hỗ trợ',
      'request.open': 'Mở một đề nghị hỗ trợ',
      'request.register': 'Ghi đề nghị hỗ trợ',
      'request.correct': 'Sửa đề nghị hỗ trợ',
      'request.accept': 'Nhận đề nghị hỗ trợ',
      'request.decline': 'Từ chối đề nghị hỗ trợ',
      'request.withdraw': 'Ghi người dân rút đề nghị',
      'request.reopen': 'Mở lại đề nghị hỗ trợ',
      'request.complete': 'Đề nghị xong theo lượt thăm',
      'request.complete-part': 'Một việc của đề nghị xong theo lượt thăm',
    },
    subjects: {
      request: { label: 'Đề nghị hỗ trợ', href: (id) => `/requests/${id}` },
    },
    fields: {
      channel: 'đến từ',
      receivedOn: 'ngày nhận',
      promisedBy: 'đến chậm nhất ngày',
      wishes: 'giờ thuận tiện',
      cameAfterRefusal: 'từng chưa muốn',
      isAccepted: 'đã nhận',
      contactName: 'người liên hệ',
      contactPhone: 'số gọi lại',
      what: 'việc cần giúp',
    },
    values: { channel: REQUEST_CHANNELS },
  },
});
