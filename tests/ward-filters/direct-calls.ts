import { randomUUID } from 'node:crypto';
import type { Actor } from '../../src/actor';
import type { AppContext } from '../../src/context';
import { violatesForeignKey, type Statements } from '../../src/db/database';
import { directTransaction } from '../../src/db/direct-transaction';
import { tallyDoors } from '../../src/features/adoption/coverage/queries';
import { weekEnds } from '../../src/features/adoption/figures/adoption';
import { readClosedRows } from '../../src/features/adoption/figure-lists/closed-row-queries';
import { digestOf, findAlteredClosings } from '../../src/features/adoption/month-closings/digest-queries';
import { drawUses } from '../../src/features/adoption/sample/confirmation-queries';
import { drawLearners } from '../../src/features/casework/portal-use/draw-queries';
import { getCheckFile, nextSituation } from '../../src/features/casework/portal-use/check-queries';
import { listKnownHelpers } from '../../src/features/casework/needs/queries';
import { listSentences } from '../../src/features/privacy/voices/queries';
import { listCandidates } from '../../src/features/casework/referrals/queries';
import { makeLetter } from '../../src/features/casework/referrals/service';
import { listNearMisses } from '../../src/features/casework/near-misses/queries';
import { findShown, sampleSituation } from '../../src/features/casework/practice/queries';
import { findCode, findSentRequest } from '../../src/features/casework/public-requests/queries';
import { saveAnswers, saveCheckBacks } from '../../src/features/casework/portal-use/ledger-service';
import { declineCrowd } from '../../src/features/casework/public-requests/service';
import { keptAnswers } from '../../src/features/casework/requests/queries';
import { undoCompletion } from '../../src/features/casework/requests/service';
import { readTodayFacts } from '../../src/features/desk/today/queries';
import { getOfficer } from '../../src/features/door/carried-rounds/queries';
import { checkIds, listPortalServices } from '../../src/features/door/visit-form/draft-queries';
import { loadForm } from '../../src/features/door/visit-form/form-queries';
import { findExistingVisit, getDoorTarget } from '../../src/features/door/visit-records/queries';
import { loadDoorTries } from '../../src/features/door/visit-records/next-try-queries';
import { areHelpersKept, saveToldHelpers } from '../../src/features/casework/needs/told-helpers-service';
import { saveToldFacts } from '../../src/features/door/visit-records/told-facts-service';
import { recordVisit } from '../../src/features/door/visit-records/service';
import { NOT_SAVED } from '../../src/features/door/visit-records/stored-visit';
import { emptyReadings } from '../../src/features/office/audit/empty-service';
import { verifyAudit } from '../../src/features/office/audit/verify';
import { findDraft, forgetDraft, saveDraft } from '../../src/features/office/drafts/service';
import { replaceService } from '../../src/features/office/catalogue/service';
import { listAreaPlaces } from '../../src/features/office/users/queries';
import { listAskedOn } from '../../src/features/rounds/round/plan-queries';
import { findActor } from '../../src/features/office/auth/queries';
import { countEarlier } from '../../src/features/office/wards/queries';
import { PERSON_ROWS } from '../../src/features/privacy/data-map/person-rows';
import { findErased, findHeldAgain } from '../../src/features/privacy/erasure/queries';
import { getPersonFile, PRINTED_TABLES } from '../../src/features/privacy/person-files/queries';
import { rotateKeys } from '../../src/features/register/national-numbers/rotation-service';
import { findFile, RECORDS } from '../../src/features/register/places/area-queries';
import { findOldName } from '../../src/features/register/places/queries';
import { getHouseholdFile } from '../../src/features/register/households/file-queries';
import { getResidentFile } from '../../src/features/register/residents/file-queries';
import { findKnownPeople } from '../../src/features/register/residents/queries';
import { findRoundsByCode } from '../../src/features/rounds/papers/queries';
import { getProposal, readRegisterNow } from '../../src/features/rounds/proposals/queries';
import { acceptRounds } from '../../src/features/rounds/proposals/service';
import { readHeardCode } from '../../src/features/rounds/round/round-code';
import { listFeedRounds } from '../../src/features/rounds/team/calendar-feeds/queries';
import { readDoorWork } from '../../src/features/rounds/team/overtime/queries';
import { parseAddress } from '../../src/shared/address';
import { localDateOf } from '../../src/shared/dates';
import { NotFoundError } from '../../src/shared/errors';
import { raw } from '../../src/shared/sql';
import type { EveryRecord } from '../support/every-record';
import { nobodyHome } from '../support/worlds/door';
import { DUE_HOME, KNOWN, OLD_STREET } from './full-ward';
import type { StatementBook } from './statement-book';
import { oneRow, twinOf } from './twin-ward';

const OCTOBER = { from: '2026-10-01', to: '2026-10-31' };

/**
 * Asks the register what the walk's pages do not ask, because they are public, only open on some days, or for a bigger
 * ward: by the functions that those pages and the commands call. Each is asked in the name of the full ward, with the
 * twin's keys where that shows more.
 */
export async function callDirectly({ app }: EveryRecord, book: StatementBook, wardId: string): Promise<void> {
  const { context, db } = app;
  const today = localDateOf(context.now());
  const twinId = twinOf(wardId);
  const rowOf = (select: string, ward = wardId) => oneRow(db.pool, select, ward);
  const call = (name: string, ask: () => Promise<unknown>) => book.during(`call ${name}`, ask);

  await call('tallyDoors', () => tallyDoors(db, wardId, 'no_vneid_level_2', today));
  const scope = { wardId, on: OCTOBER.to, today, adultAge: 18 };
  await call('readClosedRows', () => readClosedRows(db, scope, OCTOBER, weekEnds(OCTOBER.to, 4)));
  await call('drawUses', () => drawUses(db, { ...scope, month: OCTOBER.from, seed: 1 }));
  const days = { from: '2026-06-01', until: '2026-11-30' };
  await call('drawLearners', () => drawLearners(db, { wardId, today, days, seed: 1, size: 9 }));
  await call('countEarlier', () => countEarlier(db, wardId, today));
  const closing = await rowOf('SELECT id FROM month_closing WHERE ward_id = $1');
  await call('digestOf', () => digestOf(db, { wardId, id: closing.id! }));
  const lesson = await rowOf('SELECT resident_id FROM check_back WHERE ward_id = $1');
  await call('getCheckFile', () => getCheckFile(db, { wardId, residentId: lesson.resident_id! }, today));
  const practised = await rowOf(
    `SELECT resident_id, (answered_on + 40)::text AS day FROM situation_answer WHERE ward_id = $1 AND resident_id IS NOT NULL AND moment = 'after'`,
  );
  const due = { wardId, residentId: practised.resident_id!, on: practised.day! };
  await call('nextSituation', () => nextSituation(db, due));
  await call('sampleSituation', () => sampleSituation(db, { ...due, turn: 0 }));
  const shown = await rowOf('SELECT id FROM scam_situation WHERE ward_id = $1 AND NOT is_draft', twinId);
  await call('findShown', () => findShown(db, wardId, [shown.id!], null));
  const newest = await rowOf('SELECT id FROM near_miss WHERE ward_id = $1 ORDER BY happened_on DESC, id DESC', twinId);
  await call('listNearMisses', () => listNearMisses(db, wardId, newest.id!));

  const words = await rowOf(
    "SELECT id FROM voice WHERE ward_id = $1 AND sentence <> '' ORDER BY answered_on DESC, id DESC",
    twinId,
  );
  await call('listSentences', () => listSentences(db, wardId, [{ from: '2026-01-05', until: today }], words.id!));

  await call('listAreaPlaces', () => listAreaPlaces(db, wardId));
  const wanted = await rowOf(
    `SELECT id FROM resident WHERE ward_id = $1 AND residence_status = 'permanent'
       AND id NOT IN (SELECT resident_id FROM consent UNION SELECT resident_id FROM referral)`,
    twinId,
  );
  await call('listCandidates', () => listCandidates(db, wardId, [wanted.id!]));
  const wished = await rowOf(
    `SELECT coalesce(w.on_date, date '2026-11-22' + w.weekdays[1])::text AS day FROM support_request_wish w JOIN support_request s ON s.id = w.support_request_id
     WHERE s.ward_id = $1 AND s.is_open AND s.accepted_at IS NULL`,
    twinId,
  );
  await call('listAskedOn', () => listAskedOn(db, wardId, wished.day!, []));

  const sent = await rowOf('SELECT code, send_key, sender_phone FROM public_request WHERE ward_id = $1');
  await call('findCode', () => findCode(db, wardId, sent.send_key!));
  await call('findSentRequest', () =>
    findSentRequest(db, wardId, { code: sent.code!, senderPhone: sent.sender_phone! }),
  );
  const staff = await rowOf("SELECT id FROM user_account WHERE ward_id = $1 AND role = 'staff'");
  const actor = (await findActor(db, staff.id!)) as Actor;
  const draft = await rowOf('SELECT user_id AS "userId", form FROM form_draft WHERE ward_id = $1', twinId);
  const typist = { ...actor, id: draft.userId! };
  await call('findDraft', () => findDraft(context, typist, draft.form!));
  await call('forgetDraft', () => forgetDraft(db, typist, draft.form!));
  await call('saveDraft', () => saveDraft(context, actor, { form: '/a', content: 'Bà Tư' }));
  const crowd = await rowOf(
    'SELECT crowd_id FROM public_request_outcome WHERE ward_id = $1 AND crowd_id IS NOT NULL',
    twinId,
  );
  const refusal = { crowdId: crowd.crowd_id!, shownAt: new Date(), refusal: 'outside_ward', note: '' } as const;
  await call('declineCrowd', () => declineCrowd(context, actor, refusal));
  const referred = await rowOf('SELECT resident_id AS id FROM referral WHERE ward_id = $1', twinId);
  await call('makeLetter', () => makeLetter(context, actor, { ticked: [referred.id!], askedEvening: today }));
  const done =
    await rowOf(`SELECT v.id, v.household_id AS "householdId" FROM support_request_closure c JOIN visit v ON v.id = c.visit_id
    WHERE c.ward_id = $1 AND c.reopened_at IS NULL`);
  await call('undoCompletion', () =>
    db.prisma.$transaction((tx) =>
      undoCompletion(tx, actor, { id: done.id!, householdId: done.householdId!, answerIds: 'all' }, context.now()),
    ),
  );
  const completed = await rowOf(
    `SELECT visit_id AS "visitId", support_request_id AS id FROM support_request_closure WHERE ward_id = $1 AND visit_id IS NOT NULL AND reopened_at IS NULL`,
    twinId,
  );
  await call('keptAnswers', () => keptAnswers(db, wardId, completed.visitId!, { [completed.id!]: 'open' }));

  const carried = await rowOf('SELECT id FROM carried_round WHERE ward_id = $1');
  await call('getOfficer', () => getOfficer(db, wardId, carried.id!));
  await call('listPortalServices', () => listPortalServices(db, wardId, { day: today, saved: NOT_SAVED }));
  // A visit entered on a later day.
  await call('checkIds', async () =>
    checkIds(db, wardId, {
      householdId: await rowOf('SELECT id FROM household WHERE ward_id = $1').then(({ id }) => id!),
      day: today,
      named: { residentIds: [], serviceIds: [], barrierIds: [], stepIds: [] },
      checkedIds: [],
      fileCodes: [],
      clientKey: randomUUID(),
      doorId: null,
      saved: NOT_SAVED,
      pastFrom: app.context.now(),
    }),
  );
  const left = await rowOf(
    `SELECT household_id, valid_from::text AS day FROM household_membership WHERE ward_id = $1 AND valid_to > valid_from`,
    twinId,
  );
  const asked = { day: left.day!, saved: NOT_SAVED, stepIds: [], officerId: null, now: app.context.now() };
  const door = { householdId: left.household_id!, roundId: null };
  await call('loadForm', () => loadForm(db, { wardId }, { ...door, ...asked }));
  const found = (file: Promise<unknown>) => file.catch((error: unknown) => expect(error).toBeInstanceOf(NotFoundError));
  for (const ward of [wardId, twinId]) {
    const { home, person } = await rowOf(
      `SELECT h.id AS home, m.resident_id AS person FROM household h JOIN household_membership m ON m.household_id = h.id
        WHERE h.ward_id = $1 AND h.address_line = '${DUE_HOME}' ORDER BY m.relation`,
      ward,
    );
    await call('getHouseholdFile', () => found(getHouseholdFile(db, wardId, home!, today)));
    await call('getResidentFile', () => found(getResidentFile(db, wardId, person!, today)));
    const here = { householdId: home!, roundId: null };
    await call('loadForm', () => loadForm(db, { wardId }, { ...here, ...asked, day: today }));
  }
  const planned = await rowOf('SELECT id FROM round_door WHERE ward_id = $1 AND is_open');
  const target = await getDoorTarget(db, wardId, planned.id!);
  const theirRound = { ...target.door, roundId: twinOf(target.door.roundId) };
  const atDoor = { clientKey: randomUUID(), visit: nobodyHome(context.now()), howToFind: '' };
  await call('recordVisit', () => recordVisit(context, actor, { ...target, door: theirRound }, atDoor));
  const untold = await rowOf(`SELECT id FROM household WHERE ward_id = $1 AND how_to_find = ''`);
  const withWay = { ...atDoor, clientKey: randomUUID(), howToFind: 'Ngõ sau chợ' };
  await call('recordVisit', () => recordVisit(context, actor, { householdId: untold.id!, door: null }, withWay));
  const untoldOf = await rowOf('SELECT id FROM resident WHERE ward_id = $1 AND receives_benefit IS NULL', twinId);
  const facts = { [untoldOf.id!]: { receivesBenefit: 'yes', cardIssuedOn: null } } as const;
  await call('saveToldFacts', () => directTransaction(db, (tx) => saveToldFacts(tx, actor, facts, context.now())));
  const tie = await rowOf(
    `SELECT helped_id AS "helpedId", resident_id AS "residentId" FROM digital_helper
     WHERE ward_id = $1 AND valid_to IS NULL AND helped_id IS NOT NULL AND resident_id IS NOT NULL AND agreed_on IS NULL`,
    twinId,
  );
  const helpers = [
    {
      helpedId: tie.helpedId!,
      residentId: tie.residentId!,
      name: '',
      phone: null,
      relationNote: '',
      purposes: [],
      agreed: true,
    },
  ];
  const unasked = helpers.map((helper) => ({ ...helper, agreed: false }));
  await call('areHelpersKept', () => areHelpersKept(db, wardId, unasked));
  const heard = { visitId: done.id!, on: today, at: context.now() };
  // The database refuses a tie between people of another ward.
  await call('saveToldHelpers', () =>
    directTransaction(db, (tx) => saveToldHelpers(tx, actor, helpers, heard)).catch((error: unknown) =>
      expect(violatesForeignKey(error)).toBe(true),
    ),
  );
  const inLedger = (save: (tx: Statements) => Promise<void>) => call('ledger', () => directTransaction(db, save));
  const by = { wardId, recordedBy: actor.id, at: context.now() };
  const told = await rowOf('SELECT resident_id, asked_on::text AS day FROM portal_question WHERE ward_id = $1');
  const answer = { residentId: told.resident_id!, answer: 'alone', serviceId: null, month: null } as const;
  await inLedger((tx) => saveAnswers(tx, { ...by, visitId: null, on: told.day! }, [answer]));
  const checked =
    await rowOf(`SELECT resident_id AS "residentId", public_service_id AS "serviceId", taught_on::text AS "taughtOn",
    checked_on::text AS day FROM check_back WHERE ward_id = $1`);
  const { residentId, serviceId, taughtOn, day } = checked;
  const check = {
    residentId: residentId!,
    serviceId: serviceId!,
    taughtOn: taughtOn!,
    outcome: 'alone',
    helper: null,
    paid: null,
    barrierId: null,
  } as const;
  await inLedger((tx) => saveCheckBacks(tx, { ...by, visitId: null, on: day! }, [check]));
  const theirs = (table: string) =>
    rowOf(`SELECT visit_id FROM ${table} WHERE ward_id = $1 AND visit_id IS NOT NULL`, twinId);
  const asking = (await theirs('portal_question')).visit_id!;
  await inLedger((tx) => saveAnswers(tx, { ...by, visitId: asking, on: today }, []));
  const checking = (await theirs('check_back')).visit_id!;
  await inLedger((tx) => saveCheckBacks(tx, { ...by, visitId: checking, on: today }, []));
  const withdrawn = await rowOf('SELECT client_key AS "clientKey" FROM visit_withdrawal WHERE ward_id = $1', twinId);
  await call('findExistingVisit', () =>
    findExistingVisit(db, wardId, { clientKey: withdrawn.clientKey!, doorId: null }),
  );
  const visited = await rowOf('SELECT household_id FROM visit WHERE ward_id = $1');
  await call('loadDoorTries', () => loadDoorTries(db, wardId, visited.household_id!, today));

  // Each table of the file, for a person of the twin about whom it has a row.
  for (const table of PRINTED_TABLES) {
    const { text: isAbout } = PERSON_ROWS[table]!.where(raw('ARRAY[r.id]'));
    const { id } = await rowOf(
      `SELECT r.id FROM resident r JOIN ${table} t USING (ward_id) WHERE r.ward_id = $1 AND (${isAbout})`,
      twinId,
    );
    await call('getPersonFile', () => expect(getPersonFile(db, wardId, id!)).rejects.toThrow(NotFoundError));
  }
  const erased = await rowOf('SELECT erased_id FROM data_erasure WHERE ward_id = $1', twinId);
  await call('findErased', () => findErased(db, wardId, erased.erased_id!));
  const tombstone = { wardId, id: lesson.resident_id!, formerIds: [], erasedAt: context.now().toISOString() };
  await call('findHeldAgain', () => findHeldAgain(db, [tombstone]));

  // Only officers who keep to their area are asked for a reason.
  for (const [place, about] of Object.entries(RECORDS)) {
    const isFile = place === 'briefings' ? 'household_id IS NOT NULL' : 'true';
    const record = await rowOf(
      `SELECT id FROM ${about.split(' FROM ').at(-1)} WHERE ward_id = $1 AND ${isFile}`,
      twinId,
    );
    await call('findFile', () => findFile(context, actor, { place, id: record.id! }));
  }

  const address = parseAddress(`12 ${OLD_STREET}`)!;
  await call('findOldName', () => findOldName(db, wardId, address));
  const known = {
    fullName: KNOWN.fullName,
    birth: { date: KNOWN.birthDate, precision: 'day' },
    phone: null,
    householdId: null,
  } as const;
  await call('findKnownPeople', () => findKnownPeople(db, wardId, known, null));

  const named = await rowOf(`SELECT full_name AS name FROM resident WHERE ward_id = $1`);
  await call('listKnownHelpers', () => listKnownHelpers(db, wardId, { name: named.name!, phone: null }));

  const round =
    await rowOf(`SELECT r.code, o.user_id, r.starts_at AS "startsAt" FROM round r JOIN round_officer o ON o.round_id = r.id
    WHERE r.ward_id = $1 AND EXISTS (SELECT FROM round_door d WHERE d.round_id = r.id) ORDER BY r.starts_at`);
  await call('findRoundsByCode', () => findRoundsByCode(db, wardId, readHeardCode(round.code!)!));
  const start = new Date(round.startsAt!);
  const going = { wardId, id: round.user_id! };
  await call('readTodayFacts', () => readTodayFacts(db, going, { now: start, today: localDateOf(start) }));
  const january = new Date('2027-01-15T03:00:00Z');
  await call('readTodayFacts', () => readTodayFacts(db, going, { now: january, today: localDateOf(january) }));
  await call('readDoorWork', () => readDoorWork(db, wardId, OCTOBER.from, round.user_id!));
  const departed = await rowOf('SELECT user_id FROM round_departure WHERE ward_id = $1', twinId);
  const longAgo = new Date('2026-01-01');
  for (const userId of [round.user_id!, departed.user_id!])
    await call('listFeedRounds', () => listFeedRounds(db, { wardId, userId }, longAgo, longAgo));
  const merged = await rowOf("SELECT removed_id FROM register_merge WHERE ward_id = $1 AND kind = 'household'", twinId);
  const proposed = { id: carried.id!, date: today, doors: [{ doorId: merged.removed_id! }] } as Parameters<
    typeof readRegisterNow
  >[3][number];
  const { id: proposalId } = await rowOf('SELECT id FROM round_proposal WHERE ward_id = $1');
  const own = await getProposal(db, wardId, proposalId!);
  const twins = { ...own, id: twinOf(own.id), expiresAt: january };
  await call('acceptRounds', () => acceptRounds(context as AppContext, actor, twins, []));
  await call('readRegisterNow', () => readRegisterNow(db, wardId, context.now(), [proposed]));
  const ruled = await rowOf(
    "SELECT public_service_ids[1] AS id FROM due_rule WHERE ward_id = $1 AND key = 'residence_end'",
  );
  const renewed = { code: '9.999999', name: 'Gia hạn tạm trú', retiredOn: today };
  await call('replaceService', () => replaceService(context as AppContext, actor, ruled.id!, renewed));
}

/** What a ward is told that has no officer. */
export async function callWithoutOfficers(
  { app: { context, db } }: EveryRecord,
  book: StatementBook,
  wardId: string,
): Promise<void> {
  const { rows } = await db.pool.query<{ id: string }>(
    "UPDATE user_account SET disabled_at = now() WHERE ward_id = $1 AND role = 'officer' RETURNING id",
    [wardId],
  );
  const now = context.now();
  await book.during('call readTodayFacts', () =>
    readTodayFacts(db, { wardId, id: rows[0]!.id }, { now, today: localDateOf(now) }),
  );
}

/** What the commands ask: the rotation of the keys, and the verification of the log after events have been emptied. */
export async function callCommands(
  { app: { context, db } }: EveryRecord,
  book: StatementBook,
  wardId: string,
): Promise<void> {
  const now = context.now();
  const emptying = { wardId, before: now, at: now, signal: new AbortController().signal };
  await book.during('call emptyReadings', () => emptyReadings(db, emptying));
  await book.during('command rotateKeys', () => rotateKeys(context));
  const client = await db.pool.connect();
  await book.during('command verifyAudit', () => verifyAudit(client, context.sealer)).finally(() => client.release());
  await book.during('command findAlteredClosings', () => findAlteredClosings(db));
}
