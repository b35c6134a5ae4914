import { defineAudit } from '../../../audit-vocabulary';

export const briefingAudit = defineAudit({
  actions: {
    'briefing.write': 'Ghi lời dặn',
    'briefing.correct': 'Sửa lời dặn',
    'briefing.withdraw': 'Rút lời dặn',
    'briefing.restore': 'Hoàn tác việc rút lời dặn',
    'briefing.open': 'Mở một lời dặn',
    'briefing.list': 'Mở danh sách lời dặn',
  },
  subjects: {
    briefing: { label: 'Lời dặn', href: (id) => `/briefings/${id}` },
  },
  fields: { about: 'về' },
});
