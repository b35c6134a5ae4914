import type { LocalDate } from '../../src/shared/dates';
import { localDateOf } from '../../src/shared/dates';
import { demoAccounts } from './demo-accounts';
import { demoBriefings } from './demo-briefings';
import { demoCalls } from './demo-calls';
import { demoDuplicates } from './demo-duplicates';
import { demoEvents } from './demo-events';
import { demoOutreach } from './demo-outreach';
import type { DemoRandom } from './demo-random';
import { demoPriority } from './demo-priority';
import { demoRegister } from './demo-register';
import { demoRequests } from './demo-requests';
import type { DemoRows } from './demo-rows';
import { demoAliases } from './demo-streets';
import { demoViews } from './demo-views';
import { CALENDAR_DAYS } from '../../src/features/office/reference-data/calendar-days';
import { DEFAULT_OUTREACH_POLICY } from '../../src/features/office/reference-data/outreach-policy';

interface DemoWardInput {
  random: DemoRandom;
  newId: () => string;
  wardId: string;
  wardName: string;
  /** Ids by the keys of the reference data. */
  serviceIds: ReadonlyMap<string, string>;
  barrierIds: ReadonlyMap<string, string>;
  passwordHash: string;
  /** Minimum number of people living in the ward. */
  residents: number;
  now: Date;
  openedAt: Date;
  openedOn: LocalDate;
}

/** Everything that happened in the demo ward until `now`, as rows. Pure: the same input gives the same rows. */
export function demoRows(input: DemoWardInput): DemoRows {
  const { random, newId, wardId, passwordHash, openedAt, now } = input;
  const register = demoRegister({ ...input, today: localDateOf(now) });
  const staff = demoAccounts(random, newId, {
    wardId,
    households: register.households.length,
    passwordHash,
    createdAt: openedAt,
  });
  const priority = demoPriority({ ...input, households: register.households, staff, today: localDateOf(now) });
  const outreach = demoOutreach({
    ...input,
    households: register.households,
    staff,
    priorityKindsOn: priority.kindsOn,
    calendarDays: CALENDAR_DAYS,
    policy: DEFAULT_OUTREACH_POLICY,
  });
  const savedView = demoViews(newId, wardId, staff.staffIds, openedAt);
  const rows = {
    savedView,
    ...staff.rows,
    ...register.rows,
    ...priority.rows,
    ...outreach,
    readiness: [...register.rows.readiness, ...outreach.readiness],
  };
  const told = {
    placeAlias: demoAliases(newId, wardId),
    ...rows,
    ...demoEvents({ ...input, households: register.households, staff, rows, today: localDateOf(now) }),
  };
  const asked = { ...told, ...demoRequests({ ...input, households: register.households, staff, rows: told }) };
  const ward = { ...asked, doorCall: demoCalls({ ...input, households: register.households, staff, rows: told }) };
  const doubled = demoDuplicates({ ...input, households: register.households, rows: ward });
  return {
    ...ward,
    briefing: demoBriefings({ newId, wardId, now, rows: ward }),
    household: [...ward.household, ...doubled.household],
    resident: [...ward.resident, ...doubled.resident],
    householdMembership: [...ward.householdMembership, ...doubled.householdMembership],
    readiness: [...ward.readiness, ...doubled.readiness],
  };
}
