import { viewOf } from '../../../web/page';
import { INDICATORS } from '../indicators/indicators';

export const indicatorsPage = () =>
  viewOf('adoption/reports/indicators', {
    indicators: Object.entries(INDICATORS).map(
      ([key, { name, unit, numerator, denominator, window, source, limits }]) => ({
        key,
        name,
        facts: [
          { label: 'Đếm', value: numerator },
          { label: 'Trên', value: denominator || 'không chia cho gì' },
          { label: 'Đơn vị', value: unit },
          { label: 'Khoảng thời gian', value: window },
          { label: 'Nguồn', value: source },
          { label: 'Giới hạn', value: limits },
        ],
      }),
    ),
  });
