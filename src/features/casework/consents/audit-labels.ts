import { defineAudit } from '../../../audit-vocabulary';

export const consentAudit = defineAudit({
  actions: {
    'consent.record': 'Ghi đã đọc thông báo, đồng ý hay không',
    'consent.withdraw': 'Ghi người dân rút lại đồng ý',
    'consent.undo': 'Hoàn tác lần ghi đồng ý',
  },
  groups: { consent: 'Thông báo, đồng ý' },
  fields: {
    readAloud: 'đã đọc thông báo',
    contact: 'đội đến, gọi',
    survey: 'hỏi khảo sát',
    photo: 'chụp ảnh đăng báo',
    consentId: 'lần ghi',
  },
});
