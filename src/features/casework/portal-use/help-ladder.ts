import { z } from 'zod';
import { CheckBackOutcome, HelpLevel, LevelReason } from '../../../generated/prisma/enums';
import { birthSql } from '../../../shared/birth-sql';
import type { LocalDate } from '../../../shared/dates';
import { LEVEL_REASONS } from '../../../shared/labels';
import { ADDRESSED } from '../../../shared/row-schemas';
import { sql, type Sql } from '../../../shared/sql';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { isOfPortalSql } from '../../office/catalogue/portal-kinds';
import { guideTitle } from '../../office/guides/queries';
import { hasHelper } from '../needs/queries';

// The ladder of help: done for → hand in hand → watched → asked by telephone → alone. Each time the team gives a little
// less help than the last time, so that the resident ends up alone (prompts that fade, from most to least).

/** The last help that one resident had with one service of the portal. */
export const LAST_HELP = z.object({
  ...ADDRESSED,
  serviceId: z.string(),
  serviceName: z.string(),
  level: z.enum(HelpLevel),
  /** Why the officer chose that level; null if they did not say. */
  reason: z.enum(LevelReason).nullable(),
  /** What the latest check-back on a later day found out; null if none reached them or they had nothing to do. */
  checked: z.enum(CheckBackOutcome).nullable(),
});
export type LastHelp = z.infer<typeof LAST_HELP>;

/** What comes next: a level of help at the door, a telephone call instead of a lesson, or nothing to teach. */
export type NextHelp = 'guided' | 'watched' | 'asked' | 'alone';

/** One step less help than last time. What a relative or the team did for them, and what was only explained, they have not tried. A service that was handed over is left to the helper. */
const LESS_HELP: Record<HelpLevel, NextHelp> = {
  done_for: 'guided',
  by_relative: 'guided',
  handed_over: 'alone',
  explained: 'guided',
  guided: 'watched',
  watched: 'asked',
};

/**
 * The help to give next: one step less than last time. Who got stuck since then gets one step more, but hand in hand at
 * most: what is done for them they do not learn. Who did it together with another is watched, not yet left alone.
 */
export function nextHelp({ level, checked }: Pick<LastHelp, 'level' | 'checked'>): NextHelp {
  if (checked === 'alone') return 'alone';
  if (checked === 'stuck') return 'guided';
  const next = LESS_HELP[level];
  return checked === 'with_somebody' && next === 'asked' ? 'watched' : next;
}

const LAST_TIME: Record<HelpLevel, string> = {
  done_for: 'đội làm thay',
  by_relative: 'người nhà hay người giúp bấm',
  handed_over: 'đã bàn giao cho người giúp',
  explained: 'mới giải thích',
  guided: 'cầm tay',
  watched: 'tự bấm được',
};
const CHECKED: Partial<Record<CheckBackOutcome, string>> = {
  alone: 'tự làm lại được',
  stuck: 'đã thử mà vướng',
  with_somebody: 'có người cùng làm',
};

type Told = Pick<LastHelp, 'level' | 'reason' | 'checked'>;

/** 'Lần trước cầm tay: lần này để bà tự bấm, mình ngồi xem'. @param you how the resident is addressed, 'bà'. */
export function nextHelpText(last: Told, you: string): string {
  const checked = last.checked && CHECKED[last.checked];
  const reason = last.reason ? ` (${uncapitalise(LEVEL_REASONS[last.reason])})` : '';
  return `${checked ? `Hỏi lại thì ${checked}` : `Lần trước ${LAST_TIME[last.level]}${reason}`}: ${thisTimeText(last, you)}`;
}

/** 'lần này để bà tự bấm, mình ngồi xem'. */
export function thisTimeText(last: Told, you: string): string {
  const now: Record<NextHelp, string> = {
    guided: `cầm tay, để ${you} bấm từng bước`,
    watched: `để ${you} tự bấm, mình ngồi xem`,
    asked: 'không phải ngồi cùng, gọi hỏi là đủ',
    alone: 'không phải dạy lại',
  };
  return `lần này ${now[nextHelp(last)]}`;
}

/** What is still to be taught at a door, in a word each: 'cầm tay', 'để tự bấm'. */
const SHORT: Partial<Record<NextHelp, string>> = { guided: 'cầm tay', watched: 'để tự bấm' };

/** The lessons of a door that go on, those in a requested service first. */
export const lessonsToGoOn = (helps: readonly LastHelp[], requested: readonly string[]) =>
  helps
    .flatMap((last) => {
      const short = SHORT[nextHelp(last)];
      return short ? [{ ...last, short, isRequested: requested.includes(last.serviceName) }] : [];
    })
    .toSorted((a, b) => Number(b.isRequested) - Number(a.isRequested));

/**
 * SQL: the last help of each resident with each service of the portal up to a day, as a JSON array of LastHelp, the latest
 * first. @param where a condition over assisted_procedure `p`. @param visit the one that does not count, or null.
 */
export const lastHelpOf = (where: Sql, { day, visit }: { day: LocalDate; visit: string | null }): Sql => sql`(
  SELECT coalesce(json_agg(json_build_object('fullName', who.full_name, 'gender', who.gender, 'birth', ${birthSql('who')}, 'serviceId', last.service_id, 'serviceName', ${guideTitle('known')},
      'level', CASE WHEN last.help_level = 'handed_over' AND (last.result NOT IN ('submitted', 'not_needed') OR NOT ${hasHelper('last.resident_id')}) THEN 'by_relative' ELSE last.help_level END, 'reason', last.level_reason, 'checked', (
        SELECT c.outcome FROM check_back c
        WHERE c.resident_id = last.resident_id AND c.public_service_id = last.service_id AND c.checked_on > last.visited_on AND c.checked_on <= ${day}::date
          AND c.visit_id IS DISTINCT FROM ${visit}::uuid AND c.outcome IN ('alone', 'stuck', 'with_somebody')
        ORDER BY c.checked_on DESC, c.recorded_at DESC, c.id DESC LIMIT 1)) ORDER BY last.visited_on DESC, last.resident_id, last.service_id), '[]')
  FROM (
    SELECT DISTINCT ON (p.resident_id, p.public_service_id) p.resident_id, p.public_service_id AS service_id, p.help_level, p.level_reason, p.result, v.visited_on
    FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id JOIN public_service s ON s.id = p.public_service_id
    WHERE ${where} AND v.visited_on <= ${day}::date AND v.id IS DISTINCT FROM ${visit}::uuid AND ${isOfPortalSql('s')}
    ORDER BY p.resident_id, p.public_service_id, v.arrived_at DESC, p.position DESC) last
  JOIN public_service known ON known.id = last.service_id JOIN resident who ON who.id = last.resident_id)`;
