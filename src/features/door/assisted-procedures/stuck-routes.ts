import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { addMonths, formatDate, localDateOf } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { isId } from '../../../web/form';
import { renderPage, viewOf } from '../../../web/page';
import { askedOf, pageList, type AskedList } from '../../../web/list-source';
import type { Route } from '../../../web/route';
import { serviceLabel } from '../../office/catalogue/labels';
import {
  countStuckFiles,
  listStuckFiles,
  MAX_LISTED,
  type StuckCount,
  type StuckFile,
  type StuckPair,
} from './stuck-queries';

/** Why files get stuck, by service and cause; each number opens its files to those who may read them. */
export const stuckRoutes = ({ db, now, accessLog }: AppContext): Route[] => {
  const pairOf = ({ actor, query: { service, cause } }: AskedList): StuckPair | null =>
    isPermitted(actor.role, 'files.read') && isId(service) && isId(cause)
      ? { serviceId: service, causeId: cause }
      : null;

  const stuckOf = async (asked: AskedList) => {
    const { actor } = asked;
    const today = localDateOf(now());
    const span = { from: addMonths(today, -12), to: today };
    const pair = pairOf(asked);
    const [counts, files] = await Promise.all([
      countStuckFiles(db, actor.wardId, span),
      pair && listStuckFiles(db, actor.wardId, { ...span, ...pair }),
    ]);
    const context = `Từ ${formatDate(span.from)} đến ${formatDate(span.to)}: vướng ghi ở cửa, và hồ sơ Cổng đòi bổ sung, không tiếp nhận hay dừng. Đếm hồ sơ, mỗi lý do một lần.`;
    const canReadFiles = isPermitted(actor.role, 'files.read');
    return stuckPage(counts, pair && files ? { pair, files } : null, { context, canReadFiles });
  };

  const counted = pageList({
    title: 'Vì sao hồ sơ vướng',
    isPersonal: false,
    read: async (asked) => ({ rows: (await stuckOf(asked)).model.rows }),
    columns: { 'Dịch vụ': (row) => row.service, 'Vì sao': (row) => row.cause, 'Số hồ sơ': (row) => row.files },
  });
  const files = pageList({
    title: 'Hồ sơ vướng',
    read: async (asked) => {
      const { title, note, files: rows } = (await stuckOf(asked)).model.list!;
      return { rows, about: [title, note].filter(Boolean).join('. ') };
    },
    columns: {
      'Họ tên': (row) => row.name,
      'Địa chỉ': (row) => row.address,
      'Mã hồ sơ': (row) => row.fileCode,
      'Vướng ngày': (row) => row.stuckOn,
    },
  });

  return [
    {
      method: 'get',
      path: '/stuck-files',
      permission: 'stuck-files.count',
      list: { find: (asked) => (pairOf(asked) ? files : counted).find(asked) },
      handler: async (req, res) => {
        const asked = askedOf(req);
        const { actor } = asked;
        const pair = pairOf(asked);
        const [view] = await Promise.all([
          stuckOf(asked),
          pair &&
            accessLog.opened(actor, 'assisted-procedure.list-stuck', { type: 'ward', id: actor.wardId }, { ...pair }),
        ]);
        renderPage(res, view, { title: 'Vì sao hồ sơ vướng' });
      },
    },
  ];
};

export function stuckPage(
  counts: readonly StuckCount[],
  opened: { pair: StuckPair; files: readonly StuckFile[] } | null,
  { context, canReadFiles }: { context: string; canReadFiles: boolean },
) {
  const isOpened = ({ serviceId, causeId }: StuckPair) =>
    opened !== null && opened.pair.serviceId === serviceId && opened.pair.causeId === causeId;
  const current = counts.find(isOpened);
  return viewOf('door/assisted-procedures/stuck', {
    context,
    back: canReadFiles ? { href: '/waiting', label: 'Việc cần theo dõi' } : { href: '/reports', label: 'Tổng quan' },
    rows: counts.map((count) => ({
      service: serviceLabel({ name: count.serviceName, code: count.serviceCode }),
      cause: count.cause,
      files: formatNumber(count.files),
      /** Opens the files; '' for users who may not read them. */
      href: canReadFiles ? `/stuck-files?service=${count.serviceId}&cause=${count.causeId}#files` : '',
      isCurrent: isOpened(count),
    })),
    /** Null until a number was opened. */
    list: opened && {
      title: current ? `${current.serviceName}: ${current.cause}` : 'Không có hồ sơ nào',
      note: current && current.files > MAX_LISTED ? `${MAX_LISTED} hồ sơ gần nhất.` : '',
      files: opened.files.map((file) => ({
        href: `/assisted-procedures/${file.id}`,
        name: file.residentName,
        address: file.addressLine,
        fileCode: file.fileCode ?? '',
        stuckOn: formatDate(file.stuckOn),
      })),
    },
  });
}
