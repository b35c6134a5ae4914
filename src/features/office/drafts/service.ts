import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import type { Database, Transaction } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { placeOfRow, SealError, type Sealer } from '../../../shared/sealer';
import { constant } from '../../../shared/sql';

// What an account has typed into a form and not sent yet: its own words, which no page and no list shows to others. They
// are no record of the ward, so their saving is no event of the log; sending the form is.

/** Days for which a draft is offered after it was last saved. */
const DRAFT_DAYS = 7;
/** Forms of one account that are kept unfinished at a time; a further one takes the place of the oldest. */
const MAX_DRAFTS = 40;

type Context = Pick<AppContext, 'db' | 'now' | 'sealer'>;

const DRAFT_ROW = z.object({ userId: z.string(), form: z.string(), cipher: z.instanceof(Uint8Array) });
type DraftRow = z.infer<typeof DRAFT_ROW>;

const placeOf = (wardId: string, userId: string, form: string) =>
  placeOfRow('form_draft.content_cipher', wardId, [wardId, userId, form]);

/** Null for what no key opens any more. */
function contentOf(sealer: Sealer, wardId: string, { userId, form, cipher }: DraftRow): string | null {
  try {
    return Buffer.from(sealer.openBytes(cipher, placeOf(wardId, userId, form))).toString('utf8');
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

/** What the account last typed into a form in the last seven days and did not send; null if nothing. */
export async function findDraft({ db, now, sealer }: Context, actor: Actor, form: string): Promise<string | null> {
  const [row] = await queryRows(db, 'draft', DRAFT_ROW)`
      SELECT user_id AS "userId", form, content_cipher AS cipher FROM form_draft
      WHERE ward_id = ${actor.wardId} AND user_id = ${actor.id} AND form = ${form} AND saved_at > ${now()}::timestamptz - make_interval(days => ${constant(DRAFT_DAYS)})`;
  return row ? contentOf(sealer, actor.wardId, row) : null;
}

/** Keeps a draft in the place of the one before. Without content it is deleted. */
export async function saveDraft(
  { db, now, sealer }: Context,
  actor: Actor,
  { form, content }: Record<'form' | 'content', string>,
): Promise<void> {
  const { id, wardId } = actor;
  if (content === '') return forgetDraft(db, actor, form);
  const cipher = sealer.sealBytes(Buffer.from(content, 'utf8'), placeOf(wardId, id, form));
  await db.prisma.$executeRaw`
    WITH room AS (DELETE FROM form_draft WHERE ward_id = ${wardId}::uuid AND user_id = ${id}::uuid AND form IN (
      SELECT form FROM form_draft WHERE ward_id = ${wardId}::uuid AND user_id = ${id}::uuid AND form <> ${form} ORDER BY saved_at DESC OFFSET ${MAX_DRAFTS - 1}))
    INSERT INTO form_draft (ward_id, user_id, form, content_cipher, saved_at)
    VALUES (${wardId}::uuid, ${id}::uuid, ${form}, ${cipher}, ${now()})
    ON CONFLICT (ward_id, user_id, form) DO UPDATE SET content_cipher = EXCLUDED.content_cipher, saved_at = EXCLUDED.saved_at`;
}

/** Deletes the draft of a form that was sent or thrown away. */
export async function forgetDraft({ prisma }: Database, { id, wardId }: Actor, form: string): Promise<void> {
  await prisma.$executeRaw`DELETE FROM form_draft WHERE ward_id = ${wardId}::uuid AND user_id = ${id}::uuid AND form = ${form}`;
}

/** Deletes the drafts of an account that ends or gets another role. */
export async function forgetDraftsOf(tx: Transaction, wardId: string, userId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM form_draft WHERE ward_id = ${wardId}::uuid AND user_id = ${userId}::uuid`;
}

/** Deletes the drafts of a ward that are offered no more. */
export async function forgetOldDrafts({ db, now }: Pick<Context, 'db' | 'now'>, wardId: string): Promise<void> {
  await db.prisma
    .$executeRaw`DELETE FROM form_draft WHERE ward_id = ${wardId}::uuid AND saved_at <= ${now()}::timestamptz - make_interval(days => ${DRAFT_DAYS}::integer)`;
}

/**
 * Deletes the drafts of a ward that name one of these records or hold these words, and those that open no more.
 * @param words a regular expression of PostgreSQL; null for none.
 */
export async function forgetDraftsAbout(
  tx: Transaction,
  sealer: Sealer,
  wardId: string,
  { ids, words }: { ids: readonly string[]; words: string | null },
): Promise<void> {
  const rows = await queryRows(tx, 'drafts-of-ward', DRAFT_ROW)`
      SELECT user_id AS "userId", form, content_cipher AS cipher FROM form_draft WHERE ward_id = ${wardId}::uuid`;
  const texts = rows.map((row) => {
    const content = contentOf(sealer, wardId, row);
    return content === null ? null : `${row.form} ${content}`;
  });
  await tx.$executeRaw`
    DELETE FROM form_draft d USING unnest(${rows.map(({ userId }) => userId)}::uuid[], ${rows.map(({ form }) => form)}::text[], ${texts}::text[]) AS held (user_id, form, words)
    WHERE d.ward_id = ${wardId}::uuid AND d.user_id = held.user_id AND d.form = held.form
      AND (held.words IS NULL OR held.words ~ ${words} OR EXISTS (SELECT FROM unnest(${[...ids]}::text[]) AS id WHERE position(id IN held.words) > 0))`;
}
