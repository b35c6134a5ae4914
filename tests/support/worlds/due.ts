import { addReferenceDueRules } from '../../../src/features/office/due-rules/service';
import { DUE_RULES, PUBLIC_SERVICES } from '../../../src/features/office/reference-data/entries';
import { createService } from '../factories';
import type { TestApp } from '../test-app';

/** The services of the shipped rules, and the rules of a ward; ids of services by their key in the reference data. */
export async function shippedRules({ db, ward }: Pick<TestApp, 'db' | 'ward'>): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const serviceKey of new Set(DUE_RULES.flatMap((rule) => rule.serviceKeys))) {
    const { kind, name, code, groupKey } = PUBLIC_SERVICES.find(({ key }) => key === serviceKey)!;
    ids[serviceKey] = (await createService(db, ward, { kind, name, code, groupKey })).id;
  }
  await db.prisma.$transaction((tx) => addReferenceDueRules(tx, ward.id));
  return ids;
}
