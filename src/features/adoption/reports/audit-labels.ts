import { AGE_LABELS, LASTING_LABELS, LEVEL_LABELS, WAVE_NAMES } from '../figures/lasting';
import { defineAudit } from '../../../audit-vocabulary';
import { PAUSE_KINDS, PORTAL_USE_HOW, VNEID_LEVELS } from '../../../shared/labels';
import { NEEDS } from '../../../shared/needs';
import { CALL_SIDES } from '../figures/called-doors';
import { APPROACH_LABELS } from '../figures/second-tries';
import { FILE_OUTCOME_WORDS } from '../figure-lists/figure-lists';

export const reportAudit = defineAudit({
  actions: { 'report.list': 'Mở danh sách sau một con số' },
  subjects: {
    report: { label: 'Báo cáo', href: null },
  },
  // The filters of a list, as its address names them.
  fields: {
    use: 'dùng Cổng',
    how: 'cách dùng',
    reached: 'cửa',
    need: 'nhu cầu',
    state: 'tình trạng',
    vneid: 'VNeID',
    pause: 'tạm dừng',
    wave: 'hỏi lại sau',
    answer: 'trả lời',
    level: 'cách dạy',
    age: 'tuổi',
    guide: 'bản hướng dẫn',
    approach: 'cách đến lại',
    call: 'gọi hẹn',
    minutes: 'phút đi lại',
    topic: 'điều đã nói',
    until: 'đến ngày',
  },
  values: {
    use: {
      own: 'đã dùng',
      done_for_only: 'chỉ được làm thay',
      steps_only: 'mới cài đặt, tra cứu',
      none: 'chưa dùng',
      all: 'tất cả',
    },
    how: PORTAL_USE_HOW,
    reached: { yes: 'đã gặp', no: 'chưa gặp', helped: 'đã giúp' },
    need: { ...NEEDS, priority: 'người ưu tiên' },
    state: { met: 'đã gặp', not_met: 'chưa gặp', helped: 'đã giúp' },
    vneid: { ...VNEID_LEVELS, locked: 'bị khóa' },
    result: {
      tried: 'đã hỏi lại và đã thử',
      confirmed: 'tự làm lại được',
      stuck: 'còn vướng',
      unasked: 'chưa hỏi lại được',
      invited: 'đã tự mời',
      opened: 'gặp được người',
    },
    pause: PAUSE_KINDS,
    wave: WAVE_NAMES,
    answer: LASTING_LABELS,
    level: LEVEL_LABELS,
    age: AGE_LABELS,
    approach: { ...APPROACH_LABELS, any: 'đã đến lại' },
    call: CALL_SIDES,
    outcome: FILE_OUTCOME_WORDS,
    minutes: { set: 'đã ghi', unset: 'chưa ghi' },
    topic: { any: 'có' },
    code: { missing: 'thiếu' },
  },
});
