import { defineAudit } from '../../../audit-vocabulary';

export const placeAudit = defineAudit({
  actions: {
    'lane.arrange': 'Xếp tay thứ tự đi bộ',
    'lane.restore-order': 'Bỏ xếp tay, về thứ tự theo số nhà',
    'place-alias.note': 'Ghi tên cũ của phố, ngõ, phường',
    'place-alias.correct': 'Sửa tên cũ',
    'place-alias.remove': 'Bỏ tên cũ',
    'area.give-reason': 'Ghi lý do mở hồ sơ ngoài địa bàn',
  },
  groups: { lane: 'Thứ tự đi bộ', area: 'Hồ sơ ngoài địa bàn' },
  subjects: {
    lane: { label: 'Phố, ngõ', href: (id) => `/lanes/${encodeURIComponent(id)}` },
    street: { label: 'Phố', href: (id) => `/streets/${encodeURIComponent(id)}` },
    'place-alias': { label: 'Tên cũ', href: () => '/place-aliases' },
  },
  fields: { moved: 'đưa', placedBefore: 'ra trước', placedAfter: 'ra sau', alias: 'tên cũ' },
  values: {
    kind: { street: 'phố', alley: 'ngõ', former_ward: 'phường cũ' },
  },
});
