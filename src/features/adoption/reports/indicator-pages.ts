import { definePage } from '../../../web/page';
import { INDICATORS } from '../indicators/indicators';

interface IndicatorsModel {
  indicators: { key: string; name: string; facts: { label: string; value: string }[] }[];
}

export const indicatorsPage = definePage<IndicatorsModel>('adoption/reports/indicators');

export const indicatorsModel = (): IndicatorsModel => ({
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
