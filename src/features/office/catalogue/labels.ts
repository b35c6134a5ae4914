import type { FactConfidence } from '../../../generated/prisma/enums';

export const CONFIDENCE_LABELS: Record<FactConfidence, string> = {
  A: 'A: văn bản nhà nước, hoặc nhiều nguồn khớp nhau',
  B: 'B: một nguồn nghiêm túc',
  C: 'C: nguồn yếu, chưa kiểm chứng',
  U: 'U: chưa có nguồn, chưa kiểm chứng',
};

/** A service as people recognise it: its name, and its national code if it has one. */
export function serviceLabel({ name, code }: { name: string; code: string | null }): string {
  return code ? `${name} (${code})` : name;
}

/** The words that find a service: its label and its official name. */
export const serviceSearchText = (service: { name: string; code: string | null; officialName: string }): string =>
  service.officialName === service.name ? serviceLabel(service) : `${serviceLabel(service)} ${service.officialName}`;

interface NamedService {
  id: string;
  name: string;
  code: string | null;
  officialName: string;
}

/** An option of a list that is searched by typing. */
export const serviceOption = (service: NamedService, selected: boolean) => ({
  value: service.id,
  label: serviceLabel(service),
  /** The name in the catalogue, which finds it too; '' if it is the label's. */
  official: service.officialName === service.name ? '' : service.officialName,
  selected,
});
