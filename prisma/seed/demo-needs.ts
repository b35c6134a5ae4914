import type { CheckBackOutcome, PortalAnswer } from '../../src/generated/prisma/enums';
import type { DemoHousehold, DemoMember } from './demo-register';

interface Need {
  /** Key of the service in the reference data. */
  service: string;
  /** How often the team meets this need, relative to the others that fit the same person. */
  weight: number;
  suits: (member: DemoMember, household: DemoHousehold) => boolean;
}

const age =
  (from: number, to = 120) =>
  ({ person }: DemoMember) =>
    person.age >= from && person.age <= to;
const isTemporary = ({ person }: DemoMember) => person.status === 'temporary';
const hasChildUpTo =
  (years: number) =>
  (member: DemoMember, { members }: DemoHousehold) =>
    member.person.age >= 20 && member.person.age <= 48 && members.some(({ person }) => person.age <= years);

/** What people at the door ask for: the needs that comparable teams report most, with the people they fit. */
export const NEEDS: readonly Need[] = [
  {
    service: 'vneid-kich-hoat-muc-2',
    weight: 22,
    suits: ({ vneidLevel, person }) => vneidLevel === 'level_2_inactive' && person.age >= 14,
  },
  {
    service: 'vneid-len-muc-2',
    weight: 12,
    suits: ({ vneidLevel, person }) => (vneidLevel === 'level_1' || vneidLevel === 'none') && person.age >= 14,
  },
  { service: 'dang-nhap-cong-dvcqg', weight: 7, suits: ({ vneidLevel }) => vneidLevel === 'level_2' },
  {
    service: 'lien-ket-an-sinh-vneid',
    weight: 7,
    suits: (member) => member.vneidLevel === 'level_2' && member.person.age >= 55,
  },
  { service: 'cai-vssid', weight: 5, suits: age(18) },
  { service: 'tra-cuu-ho-so', weight: 3, suits: age(25) },
  { service: 'huong-dan-ky-nang-so', weight: 4, suits: age(60) },
  { service: 'tro-cap-huu-tri-xa-hoi', weight: 20, suits: age(75) },
  { service: 'tro-cap-xa-hoi-hang-thang', weight: 6, suits: ({ hardToMove }) => hardToMove === 'yes' },
  { service: 'xac-dinh-muc-do-khuyet-tat', weight: 4, suits: ({ hardToMove }) => hardToMove === 'yes' },
  { service: 'chung-thuc-chu-ky', weight: 10, suits: age(62) },
  { service: 'chung-thuc-ban-sao', weight: 6, suits: age(18) },
  { service: 'lien-thong-khai-tu-xoa-thuong-tru-mai-tang', weight: 40, suits: (_member, { isMourning }) => isMourning },
  { service: 'lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc', weight: 26, suits: hasChildUpTo(0) },
  { service: 'the-can-cuoc-duoi-14-tuoi', weight: 9, suits: hasChildUpTo(13) },
  { service: 'dang-ky-tam-tru', weight: 24, suits: isTemporary },
  { service: 'xac-nhan-thong-tin-cu-tru', weight: 5, suits: age(18) },
  {
    service: 'xac-nhan-tinh-trang-hon-nhan',
    weight: 8,
    suits: ({ person }) =>
      person.age >= 20 && person.age <= 42 && ['child', 'head', 'lodger'].includes(person.relation),
  },
  { service: 'ban-sao-trich-luc-ho-tich', weight: 5, suits: age(18) },
  { service: 'giam-tru-muc-dong-bhyt-ho-gia-dinh', weight: 6, suits: ({ person }) => person.relation === 'head' },
  { service: 'cap-phieu-ly-lich-tu-phap', weight: 3, suits: age(20, 46) },
  { service: 'cap-doi-cap-lai-giay-phep-lai-xe', weight: 5, suits: age(24, 66) },
  { service: 'ho-chieu-pho-thong-cap-tinh', weight: 3, suits: age(14, 72) },
  { service: 'dang-ky-bien-dong-dat-dai', weight: 2, suits: age(45) },
  { service: 'thanh-lap-ho-kinh-doanh', weight: 3, suits: age(26, 60) },
  { service: 'nop-phat-nguoi', weight: 2, suits: age(20, 60) },
];

/** What people do on the portal by themselves, with relative frequency. */
export const SELF_SERVICE = {
  'xac-nhan-thong-tin-cu-tru': 6,
  'cap-phieu-ly-lich-tu-phap': 5,
  'ho-chieu-pho-thong-cap-tinh': 5,
  'nop-phat-nguoi': 4,
  'cap-doi-cap-lai-giay-phep-lai-xe': 5,
  'xac-nhan-tinh-trang-hon-nhan': 3,
  'giam-tru-muc-dong-bhyt-ho-gia-dinh': 4,
};

export const TOPICS = {
  'lua-dao-otp-mat-khau': 9,
  'lua-dao-gia-danh-can-bo-phuong': 8,
  'lua-dao-ung-dung-gia': 6,
  'lua-dao-gia-danh-cong-an-toa-an': 4,
  'lua-dao-doa-khoa-sim-dien-luc': 3,
  'loi-ich-vneid-muc-2': 8,
  'dang-nhap-cong-chi-bang-vneid': 4,
  'nop-truc-tuyen-0-dong-ha-noi': 6,
};

export const BARRIER_WEIGHTS = {
  khong_vneid_muc2: 22,
  quen_mat_khau: 16,
  mat_otp: 8,
  sim_khong_chinh_chu: 12,
  loi_nfc_qr_khuon_mat: 10,
  he_thong_loi_cham: 12,
  khong_smartphone: 9,
  can_ban_chung_thuc: 6,
  so_lua_dao: 5,
};

type ByAge<Value extends string> = readonly (readonly [below: number, answers: Readonly<Record<Value, number>>])[];

/** What adults say about the last twelve months, by age. */
export const ANSWERS: ByAge<PortalAnswer> = [
  [40, { alone: 28, with_family: 4, with_team: 0, not_used: 45, does_not_know: 3, declined: 5, not_reached: 15 }],
  [60, { alone: 16, with_family: 9, with_team: 6, not_used: 45, does_not_know: 4, declined: 6, not_reached: 14 }],
  [Infinity, { alone: 4, with_family: 14, with_team: 14, not_used: 50, does_not_know: 8, declined: 4, not_reached: 6 }],
];

/** What came of a lesson, by age. */
export const CHECKS: ByAge<Exclude<CheckBackOutcome, 'not_reached'>> = [
  [60, { alone: 50, with_somebody: 12, stuck: 12, not_needed: 26 }],
  [Infinity, { alone: 22, with_somebody: 26, stuck: 24, not_needed: 28 }],
];
