import { defineAudit } from '../../../audit-vocabulary';
import { ASSIST_RESULTS, COMPANIONS, DOOR_OUTCOMES, HELP_LEVELS } from '../../../shared/labels';

export const visitAudit = defineAudit({
  actions: {
    'visit.record': 'Ghi lượt thăm',
    'visit.edit': 'Sửa lượt thăm',
    'visit.withdraw': 'Rút lượt thăm',
    'visit.open': 'Mở lượt thăm',
  },
  subjects: {
    visit: { label: 'Lượt thăm', href: (id) => `/visits/${id}` },
  },
  fields: {
    isLate: 'ghi muộn',
    typedAt: 'gõ trên máy mang theo lúc',
    outcome: 'kết quả gõ cửa',
    present: 'người có mặt',
    officers: 'cán bộ đến cửa',
    newPeople: 'người mới',
    assists: 'việc hỗ trợ',
    topics: 'nội dung tuyên truyền',
    left: 'thứ để lại',
    accompaniedBy: 'đi cùng',
    levels: 'mức VNeID ghi lại',
    seen: 'người được ghi điều cần biết',
    answers: 'câu trả lời về dùng Cổng',
    checkBacks: 'lần hỏi lại sau khi dạy',
    unpractised: 'câu trả lời tình huống bị bỏ theo',
    helpLevel: 'ai bấm máy',
    result: 'kết quả việc',
    residentId: 'người được giúp',
    serviceId: 'dịch vụ',
  },
  values: { outcome: DOOR_OUTCOMES, accompaniedBy: COMPANIONS, helpLevel: HELP_LEVELS, result: ASSIST_RESULTS },
});
