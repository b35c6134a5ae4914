import { addDays, addMonths, localDateOf } from '../../src/shared/dates';
import { createHousehold, createResident, createVisit } from '../support/factories';
import type { EveryRecord } from '../support/every-record';

/** Left the ward long ago, and has a name and a number that no other resident has. */
export const GONE = { fullName: 'Quách Thị Viễn', phone: '0987650001' };
/** A person whom the imported list brings; the twin has one of that name at that door already. */
export const LISTED = { fullName: 'Đỗ Thị Lượt', birthDate: '1948-11-24', addressLine: '91 Châu Long' };
/** Whom the twin has in place of LISTED. */
export const NAMESAKE = 'Đặng Văn Trùng';
/** By this name a street of the ward was once known. */
export const OLD_STREET = 'Hàng Cũ';
/** A given name of more people than a search counts. */
export const COMMON_NAME = 'Ngỡ';
/** The home of people for whom something falls due. */
export const DUE_HOME = '86 Phạm Hồng Thái';
/** The code of the ward that has nothing but its accounts. */
export const EMPTY_WARD = '00091';
/** A list of the twin alone. */
export const TWIN_LIST = 'của phường kia.xlsx';
/** Known people of the list. */
export const KNOWN = { fullName: 'Trịnh Văn Khởi', birthDate: '1950-02-03', nationalNumber: '001050000077' };
export const KNOWN_WIFE = { fullName: 'Trịnh Thị Kế', birthDate: '1955-04-05', phone: '0912777002' };
export const MOVING = { fullName: 'Trịnh Thị Dời', birthDate: '1960-06-07', nationalNumber: '001060000078' };

/** Adds what no form of the ward adds, or none that the walk fills in. @returns the ids by which pages are asked for it. */
export async function fillFurther({
  app: { db, context },
}: EveryRecord): Promise<{ minorId: string; teamlessDoorId: string }> {
  const ward = await db.prisma.ward.findFirstOrThrow();
  const home = (address: string, code?: string) => createHousehold(db, ward, { address, ...(code && { code }) });
  for (let n = 0; n < 52; n += 1) await createResident(db, ward, { fullName: `Trần Thị ${COMMON_NAME}` });
  await createResident(db, ward, { fullName: NAMESAKE, household: await home('80 Phạm Hồng Thái') });

  // The list finds one household by its code and others by their address.
  await createResident(db, ward, { ...KNOWN, household: await home('70 Phạm Hồng Thái', 'KH7') });
  await createResident(db, ward, { ...KNOWN_WIFE, household: await home('72 Phạm Hồng Thái') });
  await createResident(db, ward, { ...MOVING, household: await home('74 Phạm Hồng Thái'), relation: 'other' });
  await home('76 Phạm Hồng Thái', 'KH8');
  // Two households at one address, one of them without members.
  await createResident(db, ward, { household: await home('78 Phạm Hồng Thái') });
  await home('78 Phạm Hồng Thái');

  const gone = await createResident(db, ward, {
    ...GONE,
    household: await home('82 Phạm Hồng Thái'),
    since: '2000-01-01',
  });
  await db.prisma.resident.update({ where: { id: gone.id }, data: { residenceStatus: 'moved_out' } });
  await db.pool.query("UPDATE household_membership SET valid_to = '2001-01-01' WHERE resident_id = $1", [gone.id]);

  // All adults of a home want no visit. The twin would count its sixteen-year-old as one of them.
  const quiet = await home('84 Phạm Hồng Thái');
  const { id: adultId } = await createResident(db, ward, { household: quiet });
  const { id: minorId } = await createResident(db, ward, {
    household: quiet,
    relation: 'child',
    birthDate: '2010-06-01',
  });
  await db.pool.query(
    `INSERT INTO consent (id, ward_id, resident_id, contact, given_by, channel, said_at, recorded_by, recorded_at)
     SELECT gen_random_uuid(), ward_id, $1, false, 'self', 'spoken', now(), id, now() FROM user_account LIMIT 1`,
    [adultId],
  );
  await db.pool.query(
    `INSERT INTO place_alias (id, ward_id, kind, name, alias) SELECT gen_random_uuid(), id, 'street', 'Châu Long', $1 FROM ward`,
    [OLD_STREET],
  );
  // A merge from before the twin's.
  await db.pool.query(
    `INSERT INTO register_merge (id, ward_id, kind, pair_id, kept_id, removed_id, merged_by, merged_at)
     SELECT gen_random_uuid(), ward_id, 'resident', gen_random_uuid(), $1, gen_random_uuid(), id, '2026-11-01' FROM user_account LIMIT 1`,
    [adultId],
  );
  // A reading that the ward keeps no longer.
  await db.pool.query(
    `INSERT INTO audit_event OVERRIDING USER VALUE
    SELECT (jsonb_populate_record(e, jsonb_build_object('at', '2020-01-01', 'salt', '\\x01', 'xid', pg_current_xact_id()::text))).* FROM audit_event e
    WHERE e.seq = (SELECT max(seq) FROM audit_event WHERE chain_id = $1 AND NOT is_change)`,
    [ward.id],
  );
  // A crowd from one network.
  await db.pool.query(`INSERT INTO public_request SELECT (jsonb_populate_record(r, jsonb_build_object(
      'id', gen_random_uuid(), 'send_key', gen_random_uuid(), 'code', 'X' || n || substr(r.code, 3), 'origin', 'một mạng', 'is_waiting', true))).*
    FROM public_request r CROSS JOIN generate_series(1, 6) n WHERE r.id = (SELECT id FROM public_request LIMIT 1)`);
  // Soon 75, and receiving a benefit; their door was refused, and the team has helped a neighbour.
  const due = await home(DUE_HOME);
  const in20Days = addDays(localDateOf(context.now()), 20);
  await createResident(db, ward, { household: due, birthDate: addMonths(in20Days, -75 * 12) });
  const receiver = await createResident(db, ward, { household: due, relation: 'wife' });
  await db.prisma.resident.update({ where: { id: receiver.id }, data: { receivesBenefit: 'yes' } });
  const by = await db.prisma.userAccount.findFirstOrThrow({ where: { role: 'officer' } });
  await createVisit(db, ward, { household: due, by, outcome: 'refused' });
  const neighbour = await home('88 Phạm Hồng Thái');
  const helped = await createResident(db, ward, { household: neighbour });
  const service = await db.prisma.publicService.findFirstOrThrow({ where: { kind: 'procedure' } });
  const visit = await createVisit(db, ward, { household: neighbour, by });
  await db.prisma.assistedProcedure.create({
    data: {
      wardId: ward.id,
      visitId: visit.id,
      position: 1,
      residentId: helped.id,
      publicServiceId: service.id,
      helpLevel: 'guided',
      result: 'not_needed',
    },
  });
  // A step that is said aloud.
  await db.pool.query(
    `INSERT INTO spoken_step (id, ward_id, language, words, spoken_by, spoken_at, seconds, sound, sound_type)
     SELECT gen_random_uuid(), g.ward_id, '', s.action || chr(10) || s.detail, $1, now(), 3, '\\x01', 'audio/ogg'
     FROM guide_step s JOIN service_guide g ON g.id = s.service_guide_id ON CONFLICT DO NOTHING`,
    [by.id],
  );
  const { rows } = await db.pool.query<{ id: string }>(
    `WITH round AS (SELECT round_id FROM round_door WHERE is_open ORDER BY round_id LIMIT 1), left_by AS (DELETE FROM round_officer USING round WHERE round_officer.round_id = round.round_id)
     SELECT id FROM round_door JOIN round USING (round_id) LIMIT 1`,
  );
  return { minorId, teamlessDoorId: rows[0]!.id };
}
