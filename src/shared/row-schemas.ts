import { z } from 'zod';
import { BirthPrecision, Gender } from '../generated/prisma/enums';
import type { ContactWish } from './contact-wish';
import { keysOf } from './labels';
import { READINESS, READINESS_FIELDS, type ReadinessFacts, type ReadinessField } from './readiness-fields';
import { mapPlain, type PlainEntries, type PlainValues } from './register-fields';

// Schemas of what rows of many statements hold (db/query-rows.ts). Not beside their types: the browser shares those files.

export const NAMED = z.object({ id: z.string(), name: z.string() });

/** JSON of a BirthDate: birthSql. */
export const BIRTH = z.object({ date: z.string(), precision: z.enum(BirthPrecision) });
/** A person, for addressedName. */
export const ADDRESSED = { fullName: z.string(), gender: z.enum(Gender).nullable(), birth: BIRTH.nullable() };

/** What was promised at a door (PromisedTime). */
export const PROMISED_TIME = {
  nextStepDue: z.string().nullable(),
  nextStepFrom: z.string().nullable(),
  nextStepTo: z.string().nullable(),
};

/** Of selectReadiness and readinessPairs. */
export const READINESS_SHAPE = Object.fromEntries(
  READINESS_FIELDS.map((field) => {
    const answer = z.enum(Object.keys(READINESS[field].answers));
    return [field, READINESS[field].isSeveral ? z.array(answer) : answer];
  }),
) as unknown as { [Field in ReadinessField]: z.ZodType<ReadinessFacts[Field]> };

export const CONTACT_WISH: z.ZodType<ContactWish> = z.union([
  z.object({ way: z.enum(['telephone', 'paper', 'helper']) }),
  z.object({ way: z.literal('relative'), name: z.string(), phone: z.string() }),
]);

/** Of selectPlain: the plain fields of a person or of a door. */
export const plainShape = <Entries extends PlainEntries>(entries: Entries) =>
  mapPlain(entries, (entry) => {
    const value = entry.kind === 'choice' ? z.enum(keysOf(entry.answers)) : z.string();
    return entry.kind === 'text' ? value : value.nullable();
  }) as unknown as { [Name in keyof Entries]: z.ZodType<PlainValues<Entries>[Name]> };

/** How a person is reached. */
export const REACHED = { phone: z.string().nullable(), wish: CONTACT_WISH.nullable() };
