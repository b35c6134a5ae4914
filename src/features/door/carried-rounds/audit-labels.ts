import { defineAudit } from '../../../audit-vocabulary';

export const carriedRoundAudit = defineAudit({
  actions: {
    'carried-round.carry': 'Mang buổi theo trên máy',
    'carried-round.remove': 'Xóa buổi khỏi máy',
    'carried-round.revoke': 'Thu hồi buổi trên máy',
    'carried-round.take-in': 'Nhận tệp lượt thăm từ máy của đội',
  },
  groups: { 'carried-round': 'Máy mang theo' },
  subjects: {
    'carried-round': { label: 'Buổi mang theo', href: () => '/carried-rounds' },
  },
  fields: { roundId: 'buổi', laptopName: 'tên máy', saved: 'lượt đã lưu', refused: 'lượt chưa lưu được' },
});
