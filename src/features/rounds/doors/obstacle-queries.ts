import { z } from 'zod';
import { HouseholdOccupancy, PauseKind } from '../../../generated/prisma/enums';
import { AREA_CLOSURE, closuresOf } from '../../../shared/area-closures';
import type { LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { objectsToContact } from '../../../shared/contact-objection';
import { empty, sql, type Sql } from '../../../shared/sql';

/** What may prevent planning a door, as doorState selects it. */
export const DOOR_STATE = z.object({
  occupancy: z.enum(HouseholdOccupancy),
  pause: z.object({ kind: z.enum(PauseKind), until: z.string().nullable() }).nullable(),
  closures: z.array(AREA_CLOSURE),
  openRound: z.object({ id: z.string(), code: z.string(), startsAt: z.string(), endsAt: z.string() }).nullable(),
});

/** SQL: the address of a household `h`, with the name of its head where another household has the same address. */
export const DOOR_ADDRESS = sql`h.address_line || coalesce((SELECT ', hộ ' || head.full_name FROM household_membership m JOIN resident head ON head.id = m.resident_id
  WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head' AND NOT ${objectsToContact('head')}
    AND EXISTS (SELECT FROM household twin WHERE twin.ward_id = h.ward_id AND twin.address_folded = h.address_folded AND twin.id <> h.id)), '')`;

/** SQL: the DOOR_STATE of a household `h` on a day. @param except a round `r` that does not count: sql`AND r.id <> …`. */
export const doorState = (on: LocalDate | Sql, except: Sql = empty): Sql => sql`h.occupancy,
  (SELECT jsonb_build_object('kind', x.kind, 'until', x.paused_until) FROM ${pausesOn(on)} x
   WHERE x.household_id = h.id ORDER BY x.paused_until DESC NULLS FIRST LIMIT 1) AS pause, ${closuresOf(on)} AS closures,
  (SELECT jsonb_build_object('id', r.id, 'code', r.code, 'startsAt', r.starts_at, 'endsAt', r.ends_at)
   FROM round_door d JOIN round r ON r.id = d.round_id WHERE d.household_id = h.id AND d.is_open ${except}) AS "openRound"`;

/** A row with a DOOR_STATE as a DoorState: JSON has no instants. */
export const toDoorState = <Row extends z.infer<typeof DOOR_STATE>>({ openRound, ...door }: Row) => ({
  ...door,
  openRound: openRound && { ...openRound, startsAt: new Date(openRound.startsAt), endsAt: new Date(openRound.endsAt) },
});
