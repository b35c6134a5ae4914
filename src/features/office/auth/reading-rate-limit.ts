import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { AccessLog, BaseContext } from '../../../context';
import type { AuditAction } from '../../../audit-vocabulary';
import { TooManyRequestsError } from '../../../shared/errors';
import type { Actor } from '../../../actor';
import { QUARTER_HOUR } from './rate-limits';

/** Actions that show many people at once. Any other action that ends in '.open' shows one file. */
const LISTS = /\.(?:list|search|print|export|export-report)$|^(?:list|coverage|round|round-proposal|import)\.open$/;
const FILES = /\.(?:open|disclose-number)$/;

/** A search is answered about five times while it is typed. */
const ANSWERS_PER_SEARCH = 5;
/**
 * An officer's reading counts this many times, because officers read for one evening's doors and the office for the
 * whole ward.
 */
const OFFICER_WEIGHT = 2;
/**
 * A form that comes back with errors shows personal data too, but refusing it would lose input: its limit is this many
 * times higher.
 */
const FORM_LIMIT_FACTOR = 2;

const KINDS = { lists: 'mở danh sách', files: 'mở hồ sơ', answers: 'tìm kiếm' };

/**
 * The access log of `context` with a rate limit on any account that reads more than any work needs: lists, files and search
 * answers, each per account and quarter of an hour. Counted in memory, so that pages need no extra statement; a restart
 * resets it. A refused page is neither shown nor logged. The first refusal in a quarter of an hour is logged and stored
 * with the account, for the administrator.
 */
export function limitReadings({ accessLog, config, db, now }: BaseContext): AccessLog {
  const limits = {
    lists: config.listsPerQuarterHour,
    files: config.filesPerQuarterHour,
    answers: config.listsPerQuarterHour * ANSWERS_PER_SEARCH,
  };
  const rateLimits = {
    lists: new RateLimiterMemory({ points: limits.lists, duration: QUARTER_HOUR }),
    files: new RateLimiterMemory({ points: limits.files, duration: QUARTER_HOUR }),
    answers: new RateLimiterMemory({ points: limits.answers, duration: QUARTER_HOUR }),
  };
  /** Previews that an account has opened: deciding on the rows of one takes many of its tabs and pages. */
  const previews = new RateLimiterMemory({ points: 1, duration: QUARTER_HOUR });

  async function count(actor: Actor, kind: keyof typeof KINDS): Promise<void> {
    const cost = actor.role === 'officer' ? OFFICER_WEIGHT : 1;
    const limit = limits[kind];
    const result = await rateLimits[kind].consume(actor.id, cost).catch((refused: unknown) => refused);
    if (!(result instanceof RateLimiterRes)) throw result;
    if (result.consumedPoints <= limit) return;
    if (result.consumedPoints - cost <= limit) await noteRefusal(actor, kind);
    const mayHoldWords = !actor.isReading && kind !== 'answers';
    if (mayHoldWords && result.consumedPoints <= limit * FORM_LIMIT_FACTOR) return;
    throw new TooManyRequestsError(
      Math.ceil(result.msBeforeNext / 1000),
      `Trong 15 phút tài khoản này đã ${KINDS[kind]} ${Math.floor(limit / cost)} lần, nhiều hơn việc của đội cần.`,
    );
  }

  async function countOpened(actor: Actor, action: AuditAction): Promise<void> {
    if (LISTS.test(action)) await count(actor, 'lists');
    else if (FILES.test(action)) await count(actor, 'files');
  }

  async function noteRefusal(actor: Actor, kind: keyof typeof KINDS): Promise<void> {
    await accessLog.opened(actor, 'user.brake-reading', { type: 'user', id: actor.id }, { what: KINDS[kind] });
    await db.prisma.userAccount.update({ where: { id: actor.id }, data: { readingBrakedAt: now() } });
  }

  return {
    async opened(actor, action, subject, details) {
      // Only a preview shows verdicts; the report of a confirmed list is counted page by page.
      const preview = subject.type === 'import' && details?.verdict ? `${action} ${actor.id} ${subject.id}` : null;
      if (!preview || !(await previews.get(preview))) await countOpened(actor, action);
      if (preview) await previews.penalty(preview);
      return accessLog.opened(actor, action, subject, details);
    },
    async keptOpen(actor, action, subject) {
      await count(actor, 'answers');
      return accessLog.keptOpen(actor, action, subject);
    },
  };
}
