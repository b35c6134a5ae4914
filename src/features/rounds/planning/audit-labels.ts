import { defineAudit } from '../../../audit-vocabulary';

export const roundAudit = defineAudit({
  actions: {
    'round.plan': 'Lập buổi ra quân',
    'round.change': 'Sửa buổi ra quân',
    'round.replace-officer': 'Thay người đi buổi ra quân',
    'round.add-door': 'Thêm cửa vào buổi',
    'round.remove-door': 'Bỏ cửa khỏi buổi',
    'round.reorder-doors': 'Xếp lại thứ tự cửa',
    'round.close': 'Đóng buổi ra quân',
    'round.cancel': 'Hủy buổi ra quân',
    'round.restore': 'Khôi phục buổi ra quân',
    'round.return': 'Ghi đội đã về',
    'round.undo-return': 'Bỏ ghi đội đã về',
    'round.open': 'Mở danh sách cửa của buổi',
    'round.print': 'In phiếu đi cửa',
    'round.check-code': 'Kiểm tra một mã người dân đọc',
  },
  subjects: {
    round: { label: 'Buổi ra quân', href: (id) => `/rounds/${id}` },
  },
  fields: {
    startsAt: 'bắt đầu',
    endsAt: 'kết thúc',
    officers: 'người đi',
    escort: 'người dẫn đường',
    doors: 'cửa',
    outOfHoursReason: 'lý do ngoài giờ',
    releasedDoors: 'cửa được trả lại',
    restoredDoors: 'cửa được xếp lại',
    replaced: 'người thôi đi',
    replacement: 'người đi thay',
    answeredObjections: 'điều lý do ấy trả lời',
  },
});
