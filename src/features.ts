import { authFeature } from './features/office/auth/routes';
import { draftsFeature } from './features/office/drafts/routes';
import { usersFeature } from './features/office/users/routes';
import { calendarFeature } from './features/office/calendar/routes';
import { wardsFeature } from './features/office/wards/routes';
import { auditFeature } from './features/office/audit/routes';
import { catalogueFeature } from './features/office/catalogue/routes';
import { privacyNoticesFeature } from './features/office/privacy-notices/routes';
import { dueFeature } from './features/adoption/due/routes';
import { dueRulesFeature } from './features/office/due-rules/routes';
import { situationsFeature } from './features/office/situations/routes';
import { practiceFeature } from './features/casework/practice/routes';
import { nearMissesFeature } from './features/casework/near-misses/routes';
import { consentsFeature } from './features/casework/consents/routes';
import { guidesFeature } from './features/office/guides/routes';
import { needsFeature } from './features/casework/needs/routes';
import { contactWishesFeature } from './features/casework/contact-wishes/routes';
import { publicRequestsFeature } from './features/casework/public-requests/routes';
import { doorCallsFeature } from './features/casework/door-calls/routes';
import { briefingsFeature } from './features/casework/briefings/routes';
import { portalUseFeature } from './features/casework/portal-use/routes';
import { referralsFeature } from './features/casework/referrals/routes';
import { followUpsFeature } from './features/casework/follow-ups/routes';
import { registerEventsFeature } from './features/register/events/routes';
import { nationalNumbersFeature } from './features/register/national-numbers/routes';
import { placesFeature } from './features/register/places/routes';
import { householdsFeature } from './features/register/households/routes';
import { residentsFeature } from './features/register/residents/routes';
import { movesFeature } from './features/register/residence/moves/routes';
import { occupancyFeature } from './features/register/residence/occupancy/routes';
import { importsFeature } from './features/register/imports/routes';
import { mergesFeature } from './features/register/duplicates/merging/routes';
import { duplicatesFeature } from './features/register/duplicates/pairs/routes';
import { newcomersFeature } from './features/register/duplicates/newcomers/routes';
import { listsFeature } from './features/register/lists/routes';
import { absencesFeature } from './features/rounds/team/absences/routes';
import { roundsFeature } from './features/rounds/planning/routes';
import { roundChangesFeature } from './features/rounds/changing/routes';
import { requestsFeature } from './features/rounds/requests/routes';
import { answerHoursFeature } from './features/rounds/answer-hours/routes';
import { roundProposalsFeature } from './features/rounds/proposals/routes';
import { roundPapersFeature } from './features/rounds/papers/routes';
import { teamCalendarFeature } from './features/rounds/team/calendar/routes';
import { calendarFeedsFeature } from './features/rounds/team/calendar-feeds/routes';
import { overtimeFeature } from './features/rounds/team/overtime/routes';
import { tonightFeature } from './features/door/tonight/routes';
import { visitsFeature } from './features/door/visit-form/routes';
import { sheetVisitsFeature } from './features/door/sheet-visits/routes';
import { carriedRoundsFeature } from './features/door/carried-rounds/routes';
import { teachingFeature } from './features/door/teaching/routes';
import { assistedProceduresFeature } from './features/door/assisted-procedures/routes';
import { groupSessionsFeature } from './features/door/group-sessions/routes';
import { coverageFeature } from './features/adoption/coverage/routes';
import { samplesFeature } from './features/adoption/sample/routes';
import { monthClosingsFeature } from './features/adoption/month-closings/routes';
import { officialCountsFeature } from './features/adoption/official-counts/routes';
import { unusualEntriesFeature } from './features/adoption/unusual-entries/routes';
import { reportsFeature } from './features/adoption/reports/routes';
import { practiceListsFeature } from './features/adoption/practice/routes';
import { targetsFeature } from './features/adoption/targets/routes';
import { effectFeature } from './features/adoption/effect/routes';
import { reportPapersFeature } from './features/adoption/papers/routes';
import { breachesFeature } from './features/privacy/breaches/routes';
import { dataRequestsFeature } from './features/privacy/data-requests/routes';
import { personFilesFeature } from './features/privacy/person-files/routes';
import { erasureFeature } from './features/privacy/erasure/routes';
import { voicesFeature } from './features/privacy/voices/routes';
import { retentionFeature } from './features/privacy/retention/routes';
import { todayFeature } from './features/desk/today/routes';
import { searchFeature } from './features/desk/search/routes';
import { helpFeature } from './features/desk/help/routes';
import { settingsFeature } from './features/desk/settings/routes';
import { listFilesFeature } from './features/desk/list-files/routes';
import type { Job } from './jobs';
import type { Feature } from './web/route';

/** Every feature, wing by wing, the lowest first. The guard tests use the same list. */
const FEATURES = [
  authFeature,
  draftsFeature,
  usersFeature,
  calendarFeature,
  wardsFeature,
  auditFeature,
  catalogueFeature,
  privacyNoticesFeature,
  consentsFeature,
  guidesFeature,
  situationsFeature,
  dueRulesFeature,
  dueFeature,
  needsFeature,
  contactWishesFeature,
  publicRequestsFeature,
  practiceFeature,
  doorCallsFeature,
  briefingsFeature,
  nearMissesFeature,
  portalUseFeature,
  referralsFeature,
  followUpsFeature,
  registerEventsFeature,
  nationalNumbersFeature,
  placesFeature,
  householdsFeature,
  residentsFeature,
  movesFeature,
  occupancyFeature,
  importsFeature,
  mergesFeature,
  duplicatesFeature,
  newcomersFeature,
  listsFeature,
  absencesFeature,
  roundsFeature,
  roundChangesFeature,
  requestsFeature,
  answerHoursFeature,
  roundProposalsFeature,
  roundPapersFeature,
  teamCalendarFeature,
  calendarFeedsFeature,
  overtimeFeature,
  tonightFeature,
  visitsFeature,
  sheetVisitsFeature,
  carriedRoundsFeature,
  teachingFeature,
  assistedProceduresFeature,
  groupSessionsFeature,
  coverageFeature,
  samplesFeature,
  monthClosingsFeature,
  officialCountsFeature,
  unusualEntriesFeature,
  reportsFeature,
  targetsFeature,
  effectFeature,
  practiceListsFeature,
  reportPapersFeature,
  breachesFeature,
  dataRequestsFeature,
  personFilesFeature,
  erasureFeature,
  voicesFeature,
  retentionFeature,
  todayFeature,
  searchFeature,
  settingsFeature,
  helpFeature,
  listFilesFeature,
] as const;

type ActionOf<Room> = Room extends Feature<infer Action> ? Action : never;

declare module './audit-vocabulary' {
  interface AuditActions {
    labelled: ActionOf<(typeof FEATURES)[number]>;
  }
}

export const features: readonly Feature[] = FEATURES;

export const jobs: readonly Job[] = features.flatMap((feature) => feature.jobs ?? []);
