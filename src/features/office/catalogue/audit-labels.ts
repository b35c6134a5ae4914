import { defineAudit } from '../../../audit-vocabulary';
import { SERVICE_KINDS, SERVICE_LEVELS, TOPIC_AREAS } from '../../../shared/labels';

export const catalogueAudit = defineAudit({
  actions: {
    'public-service.create': 'Thêm dịch vụ vào danh mục',
    'public-service.update': 'Sửa dịch vụ trong danh mục',
    'public-service.name': 'Đặt tên gọi của dịch vụ',
    'public-service.replace': 'Thay dịch vụ bằng mã mới',
    'public-service.retire': 'Ngừng dùng dịch vụ',
    'barrier.create': 'Thêm rào cản',
    'barrier.rename': 'Đổi tên rào cản',
    'barrier.retire': 'Ngừng dùng rào cản',
  },
  groups: { 'public-service': 'Danh mục dịch vụ' },
  subjects: {
    'public-service': { label: 'Dịch vụ', href: (id) => `/public-services/${id}` },
    barrier: { label: 'Rào cản', href: () => '/barriers' },
  },
  fields: {
    label: 'tên',
    position: 'thứ tự',
    retiredOn: 'ngừng từ',
    replacedBy: 'thay bằng',
    alsoCalled: 'tên bà con gọi',
    groupKey: 'nhóm',
    topicArea: 'mảng',
    ministry: 'bộ, ngành',
    decidingBody: 'nơi giải quyết',
    isEssential25: '25 thiết yếu',
    level: 'mức trực tuyến',
    levelDate: 'ngày xem mức',
    levelSource: 'nguồn của mức',
    codeConfidence: 'độ tin cậy của mã',
    // Of events older than the versions of guides.
    prerequisites: 'cần có trước',
    taughtSteps: 'các bước',
    legalDays: 'thời hạn giải quyết (ngày làm việc)',
    officeTripMinutes: 'phút tới trụ sở',
    portalUrl: 'địa chỉ trên Cổng',
  },
  values: { kind: SERVICE_KINDS, topicArea: TOPIC_AREAS, level: SERVICE_LEVELS },
});
