import { unchosenServiceText } from '../../../shared/service-search';
import { typed, type Failed } from '../../../web/form';

// A field that chooses a service by typing sends the text, as serviceText, that names none (client/search-select.ts).

export const SERVICE_NOT_CHOSEN = 'Chọn một dịch vụ trong danh sách.';

/** Explains how many services the refused text could mean. @param name of the field that the error stands beside. @param textName of the typed text. */
export function withServiceMatches(
  failed: Failed | undefined,
  name: string,
  labels: readonly string[],
  textName = 'serviceText',
): Failed | undefined {
  if (failed?.errors[name] !== SERVICE_NOT_CHOSEN) return failed;
  const text = typed(failed.values, textName).trim();
  return text ? { ...failed, errors: { ...failed.errors, [name]: unchosenServiceText(text, labels) } } : failed;
}
