import { v7 as newId } from 'uuid';
import { formatDate, type LocalDate, monthName } from '../../../shared/dates';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { errorSummary, typed, type Failed } from '../../../web/form';
import { definePage } from '../../../web/page';
import { openMonths } from './forms';
import type { readOfficialCounts } from './queries';

export const indexPage = definePage<ReturnType<typeof indexModel>>('adoption/official-counts/index');

export function indexModel(
  { counts, services }: Awaited<ReturnType<typeof readOfficialCounts>>,
  { today, canRecord }: { today: LocalDate; canRecord: boolean },
  failed?: Failed,
) {
  const values = failed?.values ?? {};
  const chosen = (name: string, value: string): boolean => typed(values, name) === value;
  return {
    rows: counts.map((count) => ({
      month: monthName(count.month),
      service: count.serviceName ?? 'Tất cả thủ tục',
      received: formatNumber(count.received),
      online: `${formatNumber(count.online)} (${formatPercent(count.online, count.received)})`,
      whollyOnline: count.whollyOnline === null ? 'không rõ' : formatNumber(count.whollyOnline),
      source: `${count.source}, ${formatDate(count.statedOn)}; ${count.recordedByName} ghi`,
      withdrawalAction: canRecord ? `/official-counts/${count.id}/withdrawal` : '',
    })),
    form: canRecord
      ? {
          id: typed(values, 'id') || newId(),
          months: openMonths(today).map((month, index) => ({
            value: month,
            label: monthName(month),
            // The month that has just ended.
            selected: failed ? chosen('month', month) : index === 1,
          })),
          services: [
            { value: '', label: 'Tất cả thủ tục', selected: !typed(values, 'publicServiceId') },
            ...services.map(({ id, name, code }) => ({
              value: id,
              label: code ? `${name} (${code})` : name,
              selected: chosen('publicServiceId', id),
            })),
          ],
          values: {
            received: typed(values, 'received'),
            online: typed(values, 'online'),
            whollyOnline: typed(values, 'whollyOnline'),
            source: typed(values, 'source'),
            statedOn: failed ? typed(values, 'statedOn') : formatDate(today),
          },
          errors: failed?.errors ?? {},
          summary: errorSummary(failed?.errors ?? {}),
          isOpen: failed !== undefined || counts.length === 0,
        }
      : null,
  };
}
