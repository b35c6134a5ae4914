import type { UserRole } from './generated/prisma/enums';

/** Role × action: anything not listed is denied. */
export const PERMISSIONS = {
  // The first page after signing in, the search, and what is set once in a while: each shows what the role may do.
  'today.read': ['admin', 'staff', 'officer', 'chairman'],
  'search.use': ['admin', 'staff', 'officer', 'chairman'],
  'settings.read': ['admin', 'staff', 'officer', 'chairman'],
  'help.read': ['admin', 'staff', 'officer', 'chairman'],
  // What one has typed oneself into a form and not sent yet.
  'drafts.own': ['admin', 'staff', 'officer'],
  'users.manage': ['admin'],
  'area-reasons.give': ['officer'],
  'area-reasons.read': ['admin', 'staff'],
  'availability.own': ['officer'],
  'absences.manage': ['admin', 'staff', 'officer'],
  'audit.read': ['admin'],
  'ward.manage': ['admin'],
  // A mistyped day before it would begin the book.
  'first-day.set': ['admin', 'staff'],
  'catalogue.read': ['admin', 'staff', 'officer', 'chairman'],
  'catalogue.manage': ['admin'],
  // What the team teaches is the office's knowledge; codes and levels stay with the administrator.
  'guides.write': ['admin', 'staff'],
  // The voice of a named officer, heard by anybody.
  'guides.speak': ['admin', 'staff', 'officer'],
  // Said at every door, so all roles read it; the office writes it.
  'privacy-notices.read': ['admin', 'staff', 'officer', 'chairman'],
  'privacy-notices.write': ['admin', 'staff'],
  'calendar.read': ['admin', 'staff', 'officer', 'chairman'],
  'calendar.manage': ['admin'],
  'households.read': ['admin', 'staff', 'officer'],
  'households.manage': ['admin', 'staff'],
  'residents.read': ['admin', 'staff', 'officer'],
  'residents.manage': ['admin', 'staff'],
  'national-numbers.disclose': ['admin', 'staff', 'officer'],
  // Officers hear requests at the door; whether the ward comes is the office's decision.
  'requests.read': ['admin', 'staff', 'officer'],
  'requests.register': ['admin', 'staff', 'officer'],
  'requests.manage': ['admin', 'staff'],
  'imports.manage': ['admin', 'staff'],
  'duplicates.manage': ['admin', 'staff'],
  'rounds.read': ['admin', 'staff', 'officer', 'chairman'],
  'rounds.plan': ['admin', 'staff'],
  // Not for the chairman: what was said at a door is for those who go there.
  'briefings.read': ['admin', 'staff', 'officer'],
  'briefings.write': ['admin', 'staff', 'officer'],
  'round-papers.print': ['admin', 'staff', 'officer'],
  'team-calendar.read': ['admin', 'staff', 'officer'],
  'calendar-feed.own': ['officer'],
  // Officers see only their own hours.
  'overtime.read': ['admin', 'staff', 'officer', 'chairman'],
  'overtime.export': ['admin', 'staff', 'chairman'],
  'visits.read': ['admin', 'staff', 'officer'],
  'visits.record': ['admin', 'staff', 'officer'],
  // Which laptops hold a round; only the administrator takes one back.
  'carried-rounds.manage': ['admin'],
  'visit-files.take-in': ['admin', 'staff'],
  // The chairman reads how many came, not who.
  'group-sessions.read': ['admin', 'staff', 'officer', 'chairman'],
  'group-sessions.record': ['admin', 'staff', 'officer'],
  'coverage.read': ['admin', 'staff', 'officer', 'chairman'],
  'files.read': ['admin', 'staff', 'officer'],
  // How many files got stuck and why; whose they are is for those who may read files.
  'stuck-files.count': ['admin', 'staff', 'officer', 'chairman'],
  // How many were referred where, and what came of it; who they are is for those who may read files.
  'referrals.count': ['admin', 'staff', 'officer', 'chairman'],
  'files.manage': ['admin', 'staff', 'officer'],
  'portal-use.record': ['admin', 'staff', 'officer'],
  // Officers open the office's lists; saving and exporting lists is office work.
  'lists.read': ['admin', 'staff', 'officer'],
  'lists.save': ['admin', 'staff'],
  'lists.export': ['admin', 'staff'],
  'reports.read': ['admin', 'staff', 'chairman'],
  'months.close': ['admin', 'staff'],
  'months.confirm': ['chairman'],
  // The chairman reads what the sample says, not who said it.
  'samples.read': ['admin', 'staff', 'chairman'],
  'samples.manage': ['admin', 'staff'],
  // Calls about uses that other accounts wrote; the chairman reads how many were confirmed.
  'confirmations.read': ['admin', 'staff', 'officer', 'chairman'],
  // Once in a ward's life; the chairman reads it in the report.
  'reach-draws.manage': ['admin', 'staff'],
  'official-counts.read': ['admin', 'staff', 'chairman'],
  'official-counts.record': ['admin', 'staff'],
  // Who wrote what faster, later or otherwise than the others; no names of residents.
  'unusual-entries.ask': ['admin', 'staff', 'chairman'],
  // The chairman sees that people are answered in time, answers complaints about the team and reads what residents say of
  // it; only the office changes the others. Officers read nothing of it.
  'data-requests.read': ['admin', 'staff', 'chairman'],
  'data-requests.manage': ['admin', 'staff'],
  // It cannot be undone.
  'residents.erase': ['admin'],
  'retention.manage': ['admin'],
  'breaches.read': ['admin', 'staff', 'chairman'],
  'breaches.manage': ['admin', 'staff'],
  // What colleagues looked at is for the administrator, who answers for the accounts.
} as const satisfies Record<string, readonly UserRole[]>;

export type Permission = keyof typeof PERMISSIONS;

/** Whether the role may do the action. */
export const isPermitted = (role: UserRole, permission: Permission): boolean =>
  (PERMISSIONS[permission] as readonly UserRole[]).includes(role);
