import { addDays, formatDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { viewOf } from '../../../web/page';
import {
  AGAIN_DAYS,
  DAYS,
  HOUR_ALONE,
  HOUR_MIN,
  HOUR_TIMES,
  NIGHT_FROM,
  NIGHT_MIN,
  NIGHT_TO,
  USUAL_DAYS,
  type UnusualReading,
} from './queries';

/** Unusual reading in words, with no name but the reader's; each leads to the events themselves. */
export const unusualPage = (readings: readonly UnusualReading[]) =>
  viewOf('office/unusual-reading/index', {
    rows: readings.map((reading) => ({
      on: formatDate(reading.on),
      who: reading.actorName,
      why: whyOf(reading),
      href: hrefOf(reading),
    })),
    rules: [
      `Trong một giờ mở từ ${HOUR_MIN} hồ sơ khác nhau, và hơn ${HOUR_TIMES} lần giờ bận nhất của một ngày thường của chính người ấy (số giữa của các ngày). Ai mới đọc chưa đủ ${USUAL_DAYS} ngày thì từ ${HOUR_ALONE} hồ sơ.`,
      `Từ ${NIGHT_FROM} đến ${NIGHT_TO} mở từ ${NIGHT_MIN} hồ sơ khác nhau.`,
      `Mở cùng một hồ sơ trong từ ${AGAIN_DAYS} ngày khác nhau mà không sửa gì ở hồ sơ ấy, cũng không đi thăm nhà ấy.`,
      `Chỉ xét hồ sơ hộ và người, ${DAYS} ngày gần đây. Các mức do phần mềm đặt; đúng mức chưa phải là sai, hãy hỏi người ấy đang làm việc gì.`,
    ],
  });

function whyOf({ kind, hour, count, usual, subjectType }: UnusualReading): string {
  switch (kind) {
    case 'hour':
      return `${formatNumber(count)} hồ sơ trong một giờ, từ ${hour}; ${usual === null ? 'chưa có ngày thường để so' : `giờ bận nhất của ngày thường: ${formatNumber(usual)}`}`;
    case 'night':
      return `${formatNumber(count)} hồ sơ ban đêm, từ ${NIGHT_FROM} đến ${NIGHT_TO}`;
    case 'again':
      return `Cùng một ${subjectType === 'household' ? 'hộ' : 'người'} trong ${formatNumber(count)} ngày khác nhau, không ghi gì`;
  }
}

function hrefOf({ kind, actorId, on, subjectType, subjectId }: UnusualReading): string {
  const query = new URLSearchParams({
    person: actorId,
    ...(kind === 'again'
      ? { subjectType: subjectType!, subjectId: subjectId! }
      : { from: formatDate(on), to: formatDate(kind === 'night' ? addDays(on, 1) : on) }),
  });
  return `/audit?${query.toString()}`;
}
