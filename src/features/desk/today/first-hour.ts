import { isPermitted, type Permission } from '../../../permissions';
import { viewOf } from '../../../web/page';
import type { Today } from './pages';

interface Step {
  what: string;
  isDone: boolean;
  href: string;
  label: string;
  permission: Permission;
  /** Who does it, for readers who may not. */
  by: string;
}

/** Whether the ward has no round and no visit, and no request waits: it is still being opened. */
export const isOpening = ({ facts, followUps, logAlarm }: Today): boolean =>
  !facts.firstRun.hasWorked &&
  logAlarm === null &&
  [facts.requests.waiting, facts.outside.waiting, facts.newcomers, followUps.late, followUps.due].every(
    (count) => count === 0,
  ) &&
  facts.dataRequests.length === 0 &&
  facts.breaches.length === 0;

/** What a new ward does until its first round is planned: steps of one sentence, each with a button for its reader. */
export function firstHourPage(known: Today) {
  const { role } = known.reader;
  const steps = stepsOf(known).map((step) => ({ ...step, mayDo: isPermitted(role, step.permission) }));
  const next = steps.find(({ isDone, mayDo }) => mayDo && !isDone);
  return viewOf('desk/today/first-hour', {
    steps: steps.map(({ what, isDone, href, label, mayDo, by }) => ({
      what,
      isDone,
      href: mayDo && !isDone ? href : '',
      label,
      isNext: href === next?.href,
      by: mayDo ? '' : by,
    })),
  });
}

function stepsOf({ facts: { firstRun, imports, withoutHours, policy }, reader }: Today): Step[] {
  const { officers, hasResidents } = firstRun;
  const missing = policy.teamSize - officers;
  return [
    {
      what:
        officers > 0 && missing > 0
          ? `Đội còn thiếu ${missing} người: mỗi người một tài khoản.`
          : 'Mỗi thành viên đội một tài khoản.',
      isDone: missing <= 0,
      href: '/users/new?role=officer',
      label: 'Mở tài khoản',
      permission: 'users.manage',
      by: 'Quản trị',
    },
    ...(isPermitted(reader.role, 'availability.own')
      ? [
          {
            what: 'Ghi những giờ bạn đi cùng đội được.',
            isDone: !withoutHours.some(({ id }) => id === reader.id),
            href: '/availability',
            label: 'Ghi lịch rảnh',
            permission: 'availability.own' as const,
            by: '',
          },
        ]
      : []),
    imports > 0 && !hasResidents
      ? {
          what: 'Danh sách đã gửi: xem lại rồi ghi vào sổ.',
          isDone: false,
          href: '/imports',
          label: 'Xem và ghi',
          permission: 'imports.manage',
          by: 'Văn phòng',
        }
      : {
          what: 'Đưa danh sách hộ dân của phường vào sổ.',
          isDone: hasResidents,
          href: '/imports/new',
          label: 'Nhập danh sách',
          permission: 'imports.manage',
          by: 'Văn phòng',
        },
    {
      what: 'Lập buổi đầu tiên, in phiếu mang đi.',
      isDone: false,
      href: '/rounds/new',
      label: 'Lập buổi',
      permission: 'rounds.plan',
      by: 'Văn phòng',
    },
  ];
}
