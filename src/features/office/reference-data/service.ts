import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import { BARRIERS, PUBLIC_SERVICES } from './entries';
import { referenceRowsOf } from './reference-rows';

/**
 * Brings the catalogues of wards opened before up to the reference data: later services and barriers, and facts of
 * services that no user of the ward has changed and that lack them. What a ward wrote or retired stays.
 */
export async function updateCatalogues(tx: Transaction, at: Date): Promise<void> {
  const later = [...PUBLIC_SERVICES, ...BARRIERS].filter(({ isAddedLater }) => isAddedLater).map(({ key }) => key);
  const wards = await tx.ward.findMany({ select: { id: true } });
  const rows = wards.map(({ id }) => referenceRowsOf(id, at, () => 'earlier'));
  const services = rows.map(({ publicServices, serviceIds }) => {
    const ids = new Set(later.map((key) => serviceIds.get(key)));
    return publicServices.filter(({ id }) => ids.has(id));
  });
  const barriers = rows.map((row) => row.barriers.filter(({ key }) => later.includes(key)));
  await tx.publicService.createMany({ data: services.flat(), skipDuplicates: true });
  await tx.barrier.createMany({ data: barriers.flat(), skipDuplicates: true });

  const lacking = await tx.publicService.findMany({
    where: { version: 1, OR: [{ level: null }, { legalDays: null }, { portalUrl: '' }] },
    distinct: ['kind', 'name'],
    select: { kind: true, name: true },
  });
  for (const { kind, name } of lacking) {
    const entry = PUBLIC_SERVICES.find((service) => service.kind === kind && service.name === name);
    if (!entry) continue;
    const untouched = { kind, name, version: 1 };
    const { level, levelDate, levelSource, legalDays, portalUrl } = entry;
    if (level && levelDate && levelSource)
      await tx.publicService.updateMany({
        where: { ...untouched, level: null },
        data: { level, levelDate: toDbDate(levelDate), levelSource },
      });
    if (legalDays) await tx.publicService.updateMany({ where: { ...untouched, legalDays: null }, data: { legalDays } });
    if (portalUrl) await tx.publicService.updateMany({ where: { ...untouched, portalUrl: '' }, data: { portalUrl } });
  }
}
