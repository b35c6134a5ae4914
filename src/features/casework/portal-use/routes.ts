import type { AppContext } from '../../../context';
import { defineFeature, type Route } from '../../../web/route';
import { answerRoutes } from './answer-routes';
import { checkRoutes } from './check-routes';
import { CHECK_BACK_OUTCOMES, PORTAL_ANSWERS } from '../../../shared/labels';

const portalUseRoutes = (context: AppContext): Route[] => [...answerRoutes(context), ...checkRoutes(context)];

export const portalUseFeature = defineFeature({
  routes: portalUseRoutes,
  audit: {
    actions: {
      'resident.record-portal-answer': 'Ghi câu trả lời về dùng Cổng',
      'resident.record-check-back': 'Ghi hỏi lại sau khi dạy',
      'check-back.list': 'Xem danh sách gọi hỏi lại',
      'check-draw.draw': 'Bốc thăm hỏi lại sau nửa năm',
    },
    groups: { 'check-back': 'Hỏi lại', 'check-draw': 'Bốc thăm hỏi lại' },
    subjects: {
      'check-draw': { label: 'Bốc thăm hỏi lại sau nửa năm', href: () => '/check-backs' },
    },
    fields: {
      portalAnswer: 'câu trả lời',
      askedOn: 'ngày hỏi',
      checkBack: 'kết quả hỏi lại',
      checkedOn: 'ngày hỏi lại',
      services: 'số dịch vụ',
      learners: 'số người đến lượt',
    },
    values: { portalAnswer: PORTAL_ANSWERS, checkBack: CHECK_BACK_OUTCOMES },
  },
});
