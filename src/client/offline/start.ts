import { offerToCarry } from './carry-round';
import { findWorker } from './keys';
import { openLaptop, removeOver, type Drafts } from './laptop';
import { offerUnlockOffline } from './locked';
import { findOfficer, unlockAtSignIn } from './officer';
import { sendVisits } from './send-visit';
import { guardSignOut } from './sign-out';
import { showWaiting } from './waiting-visits';

/**
 * Starts what lets an officer work without network, on every page. Resolves with the place for drafts when a round is
 * carried on this laptop and unlocked; null otherwise.
 */
export async function startOffline(): Promise<Drafts | null> {
  unlockAtSignIn();
  const { person } = document.body.dataset;
  await clearOver(person ?? '').catch(() => {});
  void offerUnlockOffline();
  if (!person) return null;
  // A browser may refuse to store anything: the page then works as without a carried round.
  const officer = await findOfficer(person).catch(() => null);
  offerToCarry(person, officer?.keyring ?? null);
  await sendVisits(officer);
  if (!officer) return null;
  guardSignOut(officer);
  showWaiting(officer);
  return officer.opened?.drafts ?? null;
}

async function clearOver(person: string): Promise<void> {
  if (!(await findWorker())) return;
  const laptop = await openLaptop();
  await removeOver(laptop, person);
  laptop.close();
}
