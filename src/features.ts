import { auditRoutes } from './features/audit/routes';
import { authRoutes } from './features/auth/routes';
import { usersRoutes } from './features/users/routes';
import { calendarRoutes } from './features/calendar/routes';
import { wardsRoutes } from './features/wards/routes';
import { absenceRoutes } from './features/absences/routes';
import { catalogueRoutes } from './features/catalogue/routes';
import { registerEventRoutes } from './features/register-events/routes';
import { needsRoutes } from './features/needs/routes';
import { requestRoutes } from './features/requests/routes';
import { doorCallRoutes } from './features/door-calls/routes';
import { nationalNumberRoutes } from './features/national-numbers/routes';
import { briefingRoutes } from './features/briefings/routes';
import { placesRoutes } from './features/places/routes';
import { householdRoutes } from './features/households/routes';
import { residentRoutes } from './features/residents/routes';
import { moveRoutes } from './features/moves/routes';
import { occupancyRoutes } from './features/occupancy/routes';
import { answerHoursRoutes } from './features/answer-hours/routes';
import { handOverRoutes } from './features/hand-overs/routes';
import { roundProposalRoutes } from './features/round-proposals/routes';
import { roundsRoutes } from './features/rounds/routes';
import { roundChangeRoutes } from './features/round-changes/routes';
import { roundPaperRoutes } from './features/round-papers/routes';
import { teamCalendarRoutes } from './features/team-calendar/routes';
import { calendarFeedRoutes } from './features/calendar-feeds/routes';
import { overtimeRoutes } from './features/overtime/routes';
import { tonightRoutes } from './features/tonight/routes';
import { visitsRoutes } from './features/visits/routes';
import { coverageRoutes } from './features/coverage/routes';
import { assistedProcedureRoutes } from './features/assisted-procedures/routes';
import { mergeRoutes } from './features/merges/routes';
import { forgetMergesJob } from './features/merges/undo-service';
import { duplicateRoutes } from './features/duplicates/routes';
import { searchJob } from './features/duplicates/search-service';
import { householdDuplicateRoutes } from './features/household-duplicates/routes';
import { listRoutes } from './features/lists/routes';
import { reportsRoutes } from './features/reports/routes';
import { importJob } from './features/imports/import-job-service';
import { importRoutes } from './features/imports/routes';
import type { Job } from './jobs';
import type { Feature } from './web/route';

/** Every feature, lowest first. The guard tests walk the same list. */
export const features: readonly Feature[] = [
  { name: 'auth', routes: authRoutes },
  { name: 'users', routes: usersRoutes },
  { name: 'calendar', routes: calendarRoutes },
  { name: 'wards', routes: wardsRoutes },
  { name: 'absences', routes: absenceRoutes },
  { name: 'audit', routes: auditRoutes },
  { name: 'catalogue', routes: catalogueRoutes },
  { name: 'register-events', routes: registerEventRoutes },
  { name: 'needs', routes: needsRoutes },
  { name: 'requests', routes: requestRoutes },
  { name: 'door-calls', routes: doorCallRoutes },
  { name: 'national-numbers', routes: nationalNumberRoutes },
  { name: 'briefings', routes: briefingRoutes },
  { name: 'places', routes: placesRoutes },
  { name: 'households', routes: householdRoutes },
  { name: 'residents', routes: residentRoutes },
  { name: 'moves', routes: moveRoutes },
  { name: 'occupancy', routes: occupancyRoutes },
  { name: 'imports', routes: importRoutes, jobs: [importJob] },
  { name: 'hand-overs', routes: handOverRoutes },
  { name: 'rounds', routes: roundsRoutes },
  { name: 'round-changes', routes: roundChangeRoutes },
  { name: 'answer-hours', routes: answerHoursRoutes },
  { name: 'round-proposals', routes: roundProposalRoutes },
  { name: 'round-papers', routes: roundPaperRoutes },
  { name: 'team-calendar', routes: teamCalendarRoutes },
  { name: 'calendar-feeds', routes: calendarFeedRoutes },
  { name: 'overtime', routes: overtimeRoutes },
  { name: 'tonight', routes: tonightRoutes },
  { name: 'visits', routes: visitsRoutes },
  { name: 'coverage', routes: coverageRoutes },
  { name: 'assisted-procedures', routes: assistedProcedureRoutes },
  { name: 'merges', routes: mergeRoutes, jobs: [forgetMergesJob] },
  { name: 'duplicates', routes: duplicateRoutes, jobs: [searchJob] },
  { name: 'household-duplicates', routes: householdDuplicateRoutes },
  { name: 'lists', routes: listRoutes },
  { name: 'reports', routes: reportsRoutes },
];

/** What runs in the background, of all features. */
export const jobs: readonly Job[] = features.flatMap((feature) => feature.jobs ?? []);
