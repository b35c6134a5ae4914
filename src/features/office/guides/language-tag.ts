import { foldVietnamese } from '../../../shared/vietnamese-text';

/** Languages whose name in Vietnam means one language of ISO 639-3; Thái, Dao or Chăm, for example, are several. */
const TAGS: Readonly<Record<string, string>> = {
  ...{ tay: 'tyz', nung: 'nut', muong: 'mtq', mong: 'hmn', hmong: 'hmn', khmer: 'km', caolan: 'mlc', khomu: 'kjg' },
  ...{ ede: 'rad', giarai: 'jra', bana: 'bdq', xodang: 'sed', coho: 'kpm', hre: 'hre', anh: 'en', hoa: 'zh' },
};

/** The `lang` (BCP 47) of a language as a ward names it: 'Tiếng Tày' → 'tyz'. In HTML, '' says that it is not known. */
export const languageTag = (name: string): string => TAGS[foldVietnamese(name).replace(/^tieng|[^a-z]/g, '')] ?? '';
