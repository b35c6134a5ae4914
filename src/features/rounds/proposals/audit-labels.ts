import { defineAudit } from '../../../audit-vocabulary';

export const roundProposalAudit = defineAudit({
  actions: {
    'round-proposal.create': 'Xếp thử các buổi cho cả tuần',
    'round-proposal.set-aside': 'Để lại các buổi không lấy',
    'round-proposal.open': 'Mở các buổi được xếp thử',
  },
  fields: { rounds: 'số buổi' },
  subjects: {
    'round-proposal': { label: 'Đề xuất cả tuần', href: (id) => `/round-proposals/${id}` },
  },
});
