import { v7 as newId } from 'uuid';
import { formatDate, formatDateTime, type LocalDate, localDateOf, monthName } from '../../../shared/dates';
import { optionsOf } from '../../../shared/labels';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { officialCountForm, openMonths } from './forms';
import type { readOfficialCounts } from './queries';

export function indexPage(
  { counts, services }: Awaited<ReturnType<typeof readOfficialCounts>>,
  { today, canRecord }: { today: LocalDate; canRecord: boolean },
  failed?: Failed,
) {
  // The month that has just ended.
  const [, lastMonth] = openMonths(today);
  const form = formView(
    officialCountForm(today),
    { id: newId(), month: lastMonth ?? '', statedOn: formatDate(today) },
    failed,
  );
  return viewOf('adoption/official-counts/index', {
    rows: counts.map((count) => ({
      month: monthName(count.month),
      service: count.serviceName ?? 'Tất cả thủ tục',
      received: formatNumber(count.received),
      online: `${formatNumber(count.online)} (${formatPercent(count.online, count.received)})`,
      whollyOnline: count.whollyOnline === null ? 'không rõ' : formatNumber(count.whollyOnline),
      source: `${count.source}, ${formatDate(count.statedOn)}; ${count.recordedByName} ghi${count.earlier.length > 0 ? ` ${formatDate(localDateOf(count.recordedAt))}` : ''}`,
      earlier: count.earlier.map(
        ({ received, online, whollyOnline, recordedByName, recordedAt, isWithdrawn }) =>
          `${isWithdrawn ? 'Đã rút' : 'Trước khi ghi đè'}: ${formatNumber(received)}, trực tuyến ${formatNumber(online)}${whollyOnline === null ? '' : `, toàn trình ${formatNumber(whollyOnline)}`}; ${recordedByName} ghi ${formatDateTime(new Date(recordedAt))}`,
      ),
      withdrawalAction: canRecord ? `/official-counts/${count.id}/withdrawal` : '',
    })),
    canRecord,
    form,
    months: optionsOf(
      Object.fromEntries(openMonths(today).map((month) => [month, monthName(month)])),
      typed(form.values, 'month'),
    ),
    services: optionsOf(
      {
        '': 'Tất cả thủ tục',
        ...Object.fromEntries(services.map(({ id, name, code }) => [id, code ? `${name} (${code})` : name])),
      },
      typed(form.values, 'publicServiceId'),
    ),
    isOpen: failed !== undefined || counts.length === 0,
  });
}
