import type { FactConfidence } from '../../../generated/prisma/enums';

export const CONFIDENCE_LABELS: Record<FactConfidence, string> = {
  A: 'A: văn bản nhà nước, hoặc nhiều nguồn khớp nhau',
  B: 'B: một nguồn nghiêm túc',
  C: 'C: nguồn yếu, chưa kiểm chứng',
  U: 'U: chưa có nguồn, chưa kiểm chứng',
};

/** A service as people recognise it: its name, and its national code if it has one. */
export const serviceLabel = ({ name, code }: { name: string; code: string | null }): string =>
  code ? `${name} (${code})` : name;

interface NamedService {
  id: string;
  name: string;
  code: string | null;
  officialName: string;
  /** What residents call it, one name a line. */
  alsoCalled: string;
}

/** The names that find a service besides its label. */
const otherNames = ({ name, officialName, alsoCalled }: Omit<NamedService, 'id' | 'code'>): string =>
  [officialName === name ? '' : officialName, alsoCalled.replaceAll('\n', ', ')].filter(Boolean).join(', ');

/** The words that find a service: its label and its other names. */
export const serviceSearchText = (service: Omit<NamedService, 'id'>): string =>
  `${serviceLabel(service)} ${otherNames(service)}`.trimEnd();

/**
 * An option of a list that is searched by typing.
 * @param rank from 1, among the services that the ward helped with most; 0 if that is not known.
 */
export const serviceOption = (service: NamedService, selected: boolean, rank = 0) => ({
  value: service.id,
  label: serviceLabel(service),
  names: otherNames(service),
  rank,
  selected,
});
