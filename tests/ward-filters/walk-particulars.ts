import type { UserRole } from '../../src/generated/prisma/enums';
import type { EveryRecord } from '../support/every-record';
import { formOf } from '../support/forms';
import type { TestAgent } from '../support/test-app';
import type { StatementBook } from './statement-book';
import { oneRow, twinOf } from './twin-ward';

/** Opens pages that no link of the walk leads to: further down than the ward's records reach, or of the twin's records. */
export async function walkParticulars(
  { app: { context, db } }: EveryRecord,
  book: StatementBook,
  { staff, officer }: Record<UserRole, TestAgent>,
  { wardId, minorId, teamlessDoorId }: { wardId: string; minorId: string; teamlessDoorId: string },
): Promise<void> {
  const idOf = async (select: string, ward = wardId) => (await oneRow(db.pool, select, ward)).id!;
  const twinId = twinOf(wardId);
  const open = (agent: TestAgent, path: string) => book.during(`own ${path}`, () => agent.get(path));

  const left = await idOf(
    'SELECT household_id AS id FROM household_membership WHERE ward_id = $1 AND valid_to IS NOT NULL ORDER BY valid_to',
  );
  const lastLeft = await idOf(
    'SELECT id FROM household_membership WHERE ward_id = $1 AND valid_to IS NOT NULL ORDER BY valid_to DESC',
    twinId,
  );
  await open(staff, `/households/${left}/history?formerAfter=${lastLeft}`);
  const changed = await idOf(
    'SELECT household_id AS id FROM register_event WHERE ward_id = $1 AND household_id IS NOT NULL ORDER BY happened_on',
  );
  const lastChange = await idOf('SELECT id FROM register_event WHERE ward_id = $1 ORDER BY happened_on DESC', twinId);
  await open(staff, `/households/${changed}/history?after=${lastChange}`);
  const helped = await idOf(
    `SELECT r.household_id AS id FROM support_request r JOIN support_request_closure c ON c.support_request_id = r.id
     WHERE r.ward_id = $1 AND c.reopened_at IS NULL`,
    twinId,
  );
  for (const theirs of [twinOf(left), helped]) await open(staff, `/households/${theirs}`);
  const lastMerge = await idOf('SELECT id FROM register_merge WHERE ward_id = $1 ORDER BY merged_at DESC', twinId);
  await open(staff, `/merges?after=${lastMerge}`);
  const coming = await idOf(
    `SELECT id FROM round r WHERE ward_id = $1 AND ends_at > '${context.now().toISOString()}'
     AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id)`,
  );
  await open(staff, `/rounds/${coming}/reminders`);
  const first = await idOf('SELECT id FROM household WHERE ward_id = $1 ORDER BY walk_order', twinId);
  await open(staff, `/headless-households?after=${first}`);
  const homeless = await idOf(
    'SELECT id FROM resident r WHERE ward_id = $1 AND NOT EXISTS (SELECT FROM household_membership m WHERE m.resident_id = r.id)',
    twinId,
  );
  await open(staff, `/lists/residents?sort=walk&after=${homeless}`);
  await open(staff, '/lists/households?sort=recent');
  await open(staff, '/rounds?view=past');
  await open(staff, `/residents/${minorId}/portal-answers/new`);
  await open(officer, `/round-doors/${teamlessDoorId}/visit`);

  const file = await idOf(
    'SELECT portal_file_code AS id FROM assisted_procedure WHERE ward_id = $1 AND portal_file_code IS NOT NULL',
  );
  const paste = await formOf(staff, '/portal-statuses/new');
  await book.during('own paste', () =>
    staff.post('/portal-statuses/preview', { ...paste, text: `${file} Đã trả kết quả 25/11/2026` }),
  );
  const visit = await idOf(
    `SELECT v.id FROM visit v JOIN user_account u ON u.id = v.logged_by WHERE v.ward_id = $1 AND u.username = 'doivien1' ORDER BY v.arrived_at DESC`,
  );
  const form = await formOf(officer, `/visits/${visit}/edit`);
  await book.during('own edit', () => officer.post(`/visits/${visit}/edit`, form));
}
