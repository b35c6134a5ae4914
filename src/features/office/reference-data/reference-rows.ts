import { v5 as derivedId } from 'uuid';
import { BARRIERS, CALENDAR_DAYS, PUBLIC_SERVICES, TARGETS } from './entries';
import { toDbDate } from '../../../db/dates';

/** Names the later entries of the reference data in their ids. */
const NAMESPACE = 'f0c6a7de-3a3f-4b44-9d0b-2a1d7f0f9a36';

/**
 * The rows a new ward starts with: its own copy of the catalogue, the barriers, the days off and the targets.
 * The ids of later entries follow from the ward's, so that wards old and new get each of them once.
 * @param newId returns the id of each other row, in a fixed order.
 */
export function referenceRowsOf(wardId: string, createdAt: Date, newId: () => string) {
  const idOfEntry = ({ key, isAddedLater }: { key: string; isAddedLater: boolean }) =>
    isAddedLater ? derivedId(`${wardId} ${key}`, NAMESPACE) : newId();
  const idByKey = new Map(PUBLIC_SERVICES.map((service) => [service.key, idOfEntry(service)]));
  const barrierRows = BARRIERS.map(({ key, label, isAddedLater }, index) => ({
    id: idOfEntry({ key, isAddedLater }),
    wardId,
    key,
    label,
    position: index + 1,
  }));
  return {
    /** Id of each public service and of each barrier by its key in the reference data. */
    serviceIds: idByKey as ReadonlyMap<string, string>,
    barrierIds: new Map(barrierRows.map((barrier) => [barrier.key, barrier.id])) as ReadonlyMap<string, string>,
    publicServices: PUBLIC_SERVICES.map(
      ({ key, isAddedLater, alsoCalled, replacedByKey, levelDate, levelSource, retiredOn, ...service }) => ({
        ...service,
        alsoCalled: alsoCalled.join('\n'),
        id: idByKey.get(key)!,
        wardId,
        createdAt,
        levelDate: levelDate && toDbDate(levelDate),
        levelSource: levelSource ?? '',
        retiredOn: retiredOn && toDbDate(retiredOn),
        replacedById: replacedByKey && idOf(idByKey, replacedByKey),
      }),
    ),
    barriers: barrierRows,
    calendarDays: CALENDAR_DAYS.map((day) => ({ ...day, id: newId(), wardId, date: toDbDate(day.date) })),
    targets: TARGETS.map((target) => ({ ...target, id: newId(), wardId })),
  };
}

function idOf(idByKey: ReadonlyMap<string, string>, key: string): string {
  const id = idByKey.get(key);
  if (!id) throw new Error(`reference data names an unknown service: ${key}`);
  return id;
}
