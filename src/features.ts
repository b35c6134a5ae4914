import { auditAudit } from './features/office/audit/audit-labels';
import { auditRoutes } from './features/office/audit/routes';
import { sealJob } from './features/office/audit/seal-service';
import { logStatusJob } from './features/office/audit/log-status';
import { auditLabelsOf } from './features/office/audit/labels';
import { authAudit } from './features/office/auth/audit-labels';
import { authRoutes } from './features/office/auth/routes';
import { userAudit } from './features/office/users/audit-labels';
import { usersRoutes } from './features/office/users/routes';
import { calendarAudit } from './features/office/calendar/audit-labels';
import { calendarRoutes } from './features/office/calendar/routes';
import { wardAudit } from './features/office/wards/audit-labels';
import { wardsRoutes } from './features/office/wards/routes';
import { unusualReadingRoutes } from './features/office/unusual-reading/routes';
import { catalogueAudit } from './features/office/catalogue/audit-labels';
import { catalogueRoutes } from './features/office/catalogue/routes';
import { privacyNoticeAudit } from './features/office/privacy-notices/audit-labels';
import { privacyNoticeRoutes } from './features/office/privacy-notices/routes';
import { consentAudit } from './features/casework/consents/audit-labels';
import { consentRoutes } from './features/casework/consents/routes';
import { guideAudit } from './features/office/guides/audit-labels';
import { guideRoutes } from './features/office/guides/routes';
import { needsAudit } from './features/casework/needs/audit-labels';
import { needsRoutes } from './features/casework/needs/routes';
import { contactWishAudit } from './features/casework/contact-wishes/audit-labels';
import { contactWishRoutes } from './features/casework/contact-wishes/routes';
import { requestAudit } from './features/casework/requests/audit-labels';
import { publicRequestAudit } from './features/casework/public-requests/audit-labels';
import { publicRequestRoutes } from './features/casework/public-requests/routes';
import { doorCallAudit } from './features/casework/door-calls/audit-labels';
import { doorCallRoutes } from './features/casework/door-calls/routes';
import { briefingAudit } from './features/casework/briefings/audit-labels';
import { briefingRoutes } from './features/casework/briefings/routes';
import { followUpAudit } from './features/casework/follow-ups/audit-labels';
import { followUpRoutes } from './features/casework/follow-ups/routes';
import { portalUseAudit } from './features/casework/portal-use/audit-labels';
import { portalUseRoutes } from './features/casework/portal-use/routes';
import { referralAudit } from './features/casework/referrals/audit-labels';
import { referralRoutes } from './features/casework/referrals/routes';
import { registerEventAudit } from './features/register/events/audit-labels';
import { registerEventRoutes } from './features/register/events/routes';
import { nationalNumberAudit } from './features/register/national-numbers/audit-labels';
import { nationalNumberRoutes } from './features/register/national-numbers/routes';
import { placeAudit } from './features/register/places/audit-labels';
import { placesRoutes } from './features/register/places/routes';
import { householdAudit } from './features/register/households/audit-labels';
import { householdRoutes } from './features/register/households/routes';
import { residentAudit } from './features/register/residents/audit-labels';
import { residentRoutes } from './features/register/residents/routes';
import { newcomerAudit } from './features/register/newcomers/audit-labels';
import { newcomerRoutes } from './features/register/duplicates/newcomers/routes';
import { moveAudit } from './features/register/residence/moves/audit-labels';
import { moveRoutes } from './features/register/residence/moves/routes';
import { occupancyAudit } from './features/register/residence/occupancy/audit-labels';
import { occupancyRoutes } from './features/register/residence/occupancy/routes';
import { mergeAudit } from './features/register/duplicates/merging/audit-labels';
import { mergeRoutes } from './features/register/duplicates/merging/routes';
import { forgetMergesJob } from './features/register/duplicates/merging/forget-service';
import { duplicateAudit } from './features/register/duplicates/pairs/audit-labels';
import { duplicateRoutes } from './features/register/duplicates/pairs/routes';
import { searchJob } from './features/register/duplicates/pairs/search-service';
import { listAudit } from './features/register/lists/audit-labels';
import { listRoutes } from './features/register/lists/routes';
import { importAudit } from './features/register/imports/audit-labels';
import { importJob } from './features/register/imports/import-job-service';
import { importRoutes } from './features/register/imports/routes';
import { absenceAudit } from './features/rounds/team/absences/audit-labels';
import { absenceRoutes } from './features/rounds/team/absences/routes';
import { answerHoursRoutes } from './features/rounds/answer-hours/routes';
import { handOverAudit } from './features/rounds/hand-overs/audit-labels';
import { handOverRoutes } from './features/rounds/hand-overs/routes';
import { roundProposalAudit } from './features/rounds/proposals/audit-labels';
import { roundProposalRoutes } from './features/rounds/proposals/routes';
import { roundAudit } from './features/rounds/planning/audit-labels';
import { roundsRoutes } from './features/rounds/planning/routes';
import { roundChangeRoutes } from './features/rounds/changing/routes';
import { requestRoutes } from './features/rounds/requests/routes';
import { roundPaperRoutes } from './features/rounds/papers/routes';
import { teamCalendarRoutes } from './features/rounds/team/calendar/routes';
import { calendarFeedAudit } from './features/rounds/team/calendar-feeds/audit-labels';
import { calendarFeedRoutes } from './features/rounds/team/calendar-feeds/routes';
import { overtimeAudit } from './features/rounds/team/overtime/audit-labels';
import { overtimeRoutes } from './features/rounds/team/overtime/routes';
import { tonightRoutes } from './features/door/tonight/routes';
import { sheetVisitRoutes } from './features/door/sheet-visits/routes';
import { visitAudit } from './features/door/visit-records/audit-labels';
import { visitsRoutes } from './features/door/visit-form/routes';
import { carriedRoundAudit } from './features/door/carried-rounds/audit-labels';
import { carriedRoundRoutes } from './features/door/carried-rounds/routes';
import { teachingRoutes } from './features/door/teaching/routes';
import { groupSessionAudit } from './features/door/group-sessions/audit-labels';
import { groupSessionRoutes } from './features/door/group-sessions/routes';
import { assistedProcedureAudit } from './features/door/assisted-procedures/audit-labels';
import { assistedProcedureRoutes } from './features/door/assisted-procedures/routes';
import { coverageAudit } from './features/adoption/coverage/audit-labels';
import { coverageRoutes } from './features/adoption/coverage/routes';
import { monthClosingAudit } from './features/adoption/month-closings/audit-labels';
import { monthClosingRoutes } from './features/adoption/month-closings/routes';
import { officialCountAudit } from './features/adoption/official-counts/audit-labels';
import { officialCountRoutes } from './features/adoption/official-counts/routes';
import { sampleAudit } from './features/adoption/sample/audit-labels';
import { sampleRoutes } from './features/adoption/sample/routes';
import { effectAudit } from './features/adoption/effect/audit-labels';
import { targetRoutes } from './features/adoption/targets/routes';
import { effectRoutes } from './features/adoption/effect/routes';
import { paperAudit } from './features/adoption/papers/audit-labels';
import { paperRoutes } from './features/adoption/papers/routes';
import { reportAudit } from './features/adoption/reports/audit-labels';
import { forgetFigureChangesJob } from './features/adoption/figures/forget-changes-service';
import { reportsRoutes } from './features/adoption/reports/routes';
import { listFileAudit } from './features/desk/list-files/audit-labels';
import { listFileRoutes } from './features/desk/list-files/routes';
import { accountTraceAudit } from './features/privacy/account-traces/audit-labels';
import { accountTraceRoutes } from './features/privacy/account-traces/routes';
import { breachAudit } from './features/privacy/breaches/audit-labels';
import { breachRoutes } from './features/privacy/breaches/routes';
import { dataRequestAudit } from './features/privacy/data-requests/audit-labels';
import { dataRequestRoutes } from './features/privacy/data-requests/routes';
import { erasureAudit } from './features/privacy/erasure/audit-labels';
import { erasureRoutes } from './features/privacy/erasure/routes';
import { personFileAudit } from './features/privacy/person-files/audit-labels';
import { personFileRoutes } from './features/privacy/person-files/routes';
import { retentionAudit } from './features/privacy/retention/audit-labels';
import { retentionRoutes } from './features/privacy/retention/routes';
import { retentionJob } from './features/privacy/retention/service';
import { settingsRoutes } from './features/desk/settings/routes';
import { todayRoutes } from './features/desk/today/routes';
import type { Job } from './jobs';
import type { Feature } from './web/route';

/** Every feature, wing by wing, the lowest first. The guard tests use the same list. */
export const features: readonly Feature[] = [
  { name: 'auth', routes: authRoutes, audit: authAudit },
  { name: 'users', routes: usersRoutes, audit: userAudit },
  { name: 'calendar', routes: calendarRoutes, audit: calendarAudit },
  { name: 'wards', routes: wardsRoutes, audit: wardAudit },
  {
    name: 'audit',
    routes: (context) => auditRoutes(context, auditLabelsOf(features)),
    jobs: [sealJob, logStatusJob],
    audit: auditAudit,
  },
  { name: 'unusual-reading', routes: unusualReadingRoutes },
  { name: 'catalogue', routes: catalogueRoutes, audit: catalogueAudit },
  { name: 'privacy-notices', routes: privacyNoticeRoutes, audit: privacyNoticeAudit },
  { name: 'consents', routes: consentRoutes, audit: consentAudit },
  { name: 'guides', routes: guideRoutes, audit: guideAudit },
  { name: 'needs', routes: needsRoutes, audit: needsAudit },
  { name: 'contact-wishes', routes: contactWishRoutes, audit: contactWishAudit },
  { name: 'public-requests', routes: publicRequestRoutes, audit: publicRequestAudit },
  { name: 'door-calls', routes: doorCallRoutes, audit: doorCallAudit },
  { name: 'briefings', routes: briefingRoutes, audit: briefingAudit },
  { name: 'portal-use', routes: portalUseRoutes, audit: portalUseAudit },
  { name: 'referrals', routes: referralRoutes, audit: referralAudit },
  { name: 'follow-ups', routes: followUpRoutes, audit: followUpAudit },
  { name: 'register-events', routes: registerEventRoutes, audit: registerEventAudit },
  { name: 'national-numbers', routes: nationalNumberRoutes, audit: nationalNumberAudit },
  { name: 'places', routes: placesRoutes, audit: placeAudit },
  { name: 'households', routes: householdRoutes, audit: householdAudit },
  { name: 'residents', routes: residentRoutes, audit: residentAudit },
  { name: 'moves', routes: moveRoutes, audit: moveAudit },
  { name: 'occupancy', routes: occupancyRoutes, audit: occupancyAudit },
  { name: 'imports', routes: importRoutes, jobs: [importJob], audit: importAudit },
  { name: 'merges', routes: mergeRoutes, jobs: [forgetMergesJob], audit: mergeAudit },
  { name: 'duplicates', routes: duplicateRoutes, jobs: [searchJob], audit: duplicateAudit },
  { name: 'newcomers', routes: newcomerRoutes, audit: newcomerAudit },
  { name: 'lists', routes: listRoutes, audit: listAudit },
  { name: 'absences', routes: absenceRoutes, audit: absenceAudit },
  { name: 'hand-overs', routes: handOverRoutes, audit: handOverAudit },
  { name: 'rounds', routes: roundsRoutes, audit: roundAudit },
  { name: 'round-changes', routes: roundChangeRoutes },
  { name: 'requests', routes: requestRoutes, audit: requestAudit },
  { name: 'answer-hours', routes: answerHoursRoutes },
  { name: 'round-proposals', routes: roundProposalRoutes, audit: roundProposalAudit },
  { name: 'round-papers', routes: roundPaperRoutes },
  { name: 'team-calendar', routes: teamCalendarRoutes },
  { name: 'calendar-feeds', routes: calendarFeedRoutes, audit: calendarFeedAudit },
  { name: 'overtime', routes: overtimeRoutes, audit: overtimeAudit },
  { name: 'tonight', routes: tonightRoutes },
  { name: 'visits', routes: visitsRoutes, audit: visitAudit },
  { name: 'sheet-visits', routes: sheetVisitRoutes },
  { name: 'carried-rounds', routes: carriedRoundRoutes, audit: carriedRoundAudit },
  { name: 'teaching', routes: teachingRoutes },
  { name: 'assisted-procedures', routes: assistedProcedureRoutes, audit: assistedProcedureAudit },
  { name: 'group-sessions', routes: groupSessionRoutes, audit: groupSessionAudit },
  { name: 'coverage', routes: coverageRoutes, audit: coverageAudit },
  { name: 'samples', routes: sampleRoutes, audit: sampleAudit },
  { name: 'month-closings', routes: monthClosingRoutes, audit: monthClosingAudit },
  { name: 'official-counts', routes: officialCountRoutes, audit: officialCountAudit },
  { name: 'reports', routes: reportsRoutes, jobs: [forgetFigureChangesJob], audit: reportAudit },
  { name: 'targets', routes: targetRoutes },
  { name: 'effect', routes: effectRoutes, audit: effectAudit },
  { name: 'report-papers', routes: paperRoutes, audit: paperAudit },
  {
    name: 'account-traces',
    routes: (context) => accountTraceRoutes(context, auditLabelsOf(features)),
    audit: accountTraceAudit,
  },
  { name: 'breaches', routes: breachRoutes, audit: breachAudit },
  { name: 'data-requests', routes: dataRequestRoutes, audit: dataRequestAudit },
  { name: 'person-files', routes: personFileRoutes, audit: personFileAudit },
  { name: 'erasure', routes: erasureRoutes, audit: erasureAudit },
  { name: 'retention', routes: retentionRoutes, jobs: [retentionJob], audit: retentionAudit },
  { name: 'today', routes: todayRoutes },
  { name: 'settings', routes: settingsRoutes },
  {
    name: 'list-files',
    routes: (context, mounted = () => []) => listFileRoutes(context, mounted),
    audit: listFileAudit,
  },
];

/** The background jobs of all features. */
export const jobs: readonly Job[] = features.flatMap((feature) => feature.jobs ?? []);
