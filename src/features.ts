import { auditRoutes } from './features/office/audit/routes';
import { authRoutes } from './features/office/auth/routes';
import { usersRoutes } from './features/office/users/routes';
import { calendarRoutes } from './features/office/calendar/routes';
import { wardsRoutes } from './features/office/wards/routes';
import { catalogueRoutes } from './features/office/catalogue/routes';
import { needsRoutes } from './features/casework/needs/routes';
import { requestRoutes } from './features/casework/requests/routes';
import { doorCallRoutes } from './features/casework/door-calls/routes';
import { briefingRoutes } from './features/casework/briefings/routes';
import { registerEventRoutes } from './features/register/events/routes';
import { nationalNumberRoutes } from './features/register/national-numbers/routes';
import { placesRoutes } from './features/register/places/routes';
import { householdRoutes } from './features/register/households/routes';
import { residentRoutes } from './features/register/residents/routes';
import { moveRoutes } from './features/register/residence/moves/routes';
import { occupancyRoutes } from './features/register/residence/occupancy/routes';
import { mergeRoutes } from './features/register/duplicates/merging/routes';
import { forgetMergesJob } from './features/register/duplicates/merging/undo-service';
import { duplicateRoutes } from './features/register/duplicates/people/routes';
import { searchJob } from './features/register/duplicates/people/search-service';
import { householdDuplicateRoutes } from './features/register/duplicates/households/routes';
import { listRoutes } from './features/register/lists/routes';
import { importJob } from './features/register/imports/import-job-service';
import { importRoutes } from './features/register/imports/routes';
import { absenceRoutes } from './features/rounds/team/absences/routes';
import { answerHoursRoutes } from './features/rounds/answer-hours/routes';
import { handOverRoutes } from './features/rounds/hand-overs/routes';
import { roundProposalRoutes } from './features/rounds/proposals/routes';
import { roundsRoutes } from './features/rounds/planning/routes';
import { roundChangeRoutes } from './features/rounds/changing/routes';
import { roundPaperRoutes } from './features/rounds/papers/routes';
import { teamCalendarRoutes } from './features/rounds/team/calendar/routes';
import { calendarFeedRoutes } from './features/rounds/team/calendar-feeds/routes';
import { overtimeRoutes } from './features/rounds/team/overtime/routes';
import { tonightRoutes } from './features/door/tonight/routes';
import { visitsRoutes } from './features/door/visits/routes';
import { assistedProcedureRoutes } from './features/door/assisted-procedures/routes';
import { coverageRoutes } from './features/adoption/coverage/routes';
import { reportsRoutes } from './features/adoption/reports/routes';
import type { Job } from './jobs';
import type { Feature } from './web/route';

/** Every feature, wing by wing, the lowest first. The guard tests walk the same list. */
export const features: readonly Feature[] = [
  { name: 'auth', routes: authRoutes },
  { name: 'users', routes: usersRoutes },
  { name: 'calendar', routes: calendarRoutes },
  { name: 'wards', routes: wardsRoutes },
  { name: 'audit', routes: auditRoutes },
  { name: 'catalogue', routes: catalogueRoutes },
  { name: 'needs', routes: needsRoutes },
  { name: 'requests', routes: requestRoutes },
  { name: 'door-calls', routes: doorCallRoutes },
  { name: 'briefings', routes: briefingRoutes },
  { name: 'register-events', routes: registerEventRoutes },
  { name: 'national-numbers', routes: nationalNumberRoutes },
  { name: 'places', routes: placesRoutes },
  { name: 'households', routes: householdRoutes },
  { name: 'residents', routes: residentRoutes },
  { name: 'moves', routes: moveRoutes },
  { name: 'occupancy', routes: occupancyRoutes },
  { name: 'imports', routes: importRoutes, jobs: [importJob] },
  { name: 'merges', routes: mergeRoutes, jobs: [forgetMergesJob] },
  { name: 'duplicates', routes: duplicateRoutes, jobs: [searchJob] },
  { name: 'household-duplicates', routes: householdDuplicateRoutes },
  { name: 'lists', routes: listRoutes },
  { name: 'absences', routes: absenceRoutes },
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
  { name: 'assisted-procedures', routes: assistedProcedureRoutes },
  { name: 'coverage', routes: coverageRoutes },
  { name: 'reports', routes: reportsRoutes },
];

/** What runs in the background, of all features. */
export const jobs: readonly Job[] = features.flatMap((feature) => feature.jobs ?? []);
