import { defineAudit } from '../../../audit-vocabulary';

// Never what was written. An answer from a telephone has no event: the log would tell its moment.
export const voicesAudit = defineAudit({
  actions: {
    'voice.list': 'Mở lời nhắn của bà con',
    'voice.enter-slips': 'Chép tờ nhận xét',
    'voice.remove-slips': 'Hoàn tác chép tờ nhận xét',
    'voice.remove-sentence': 'Bỏ một lời nhắn',
  },
  fields: { demands: 'phản ánh có người đòi tiền, mã' },
  subjects: { voice: { label: 'Lời bà con', href: () => '/voices' } },
});
