import { uncapitalise } from '../../../shared/vietnamese-text';

const MAX_NAMED = 3;

/**
 * The area of a round in words, from the lane labels of its doors in walking order: 'Phố Phạm Hồng Thái và ngõ Châu
 * Long', 'Phố Trúc Bạch, ngõ 12 Trúc Bạch, ngách 12/8 Trúc Bạch và 2 nơi khác'. The two sides of a street are one
 * place. '' without doors.
 */
export function roundArea(laneLabels: readonly string[]): string {
  const places = [...new Set(laneLabels.map((label) => label.replace(/, bên số (?:chẵn|lẻ)$/, '')))].map(
    (place, index) => (index === 0 ? place : uncapitalise(place)),
  );
  const named = places.slice(0, MAX_NAMED);
  const others = places.length - named.length;
  const parts = others > 0 ? [...named, `${others} nơi khác`] : named;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} và ${parts.at(-1)}`;
}
