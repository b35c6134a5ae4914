import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { isRealDate, localDateOf } from '../../../shared/dates';
import { flash } from '../../../web/flash';
import { typed } from '../../../web/form';
import { ownOrigin } from '../../../web/own-origin';
import { renderPapers } from '../../../web/page';
import { get, type Asked, type Route } from '../../../web/route';
import { cardsPage, noticesPage, PAPERS } from '../../rounds/papers/pages';
import { loadPapers } from '../../rounds/papers/queries';
import { getRound, listRoundsOfDays, type RoundDetail } from '../../rounds/round/queries';
import { sheetPage } from './pages';
import { getSheets } from './queries';

// Here, not in rounds/papers, because the sheet of doors is of this wing and one print may hold all three.

const MAX_PRINTED = 12;
const NOTHING = 'Những ngày ấy không có gì để in: không có buổi sắp tới mà bạn in được, hoặc các cửa chưa xếp tổ.';
const TOO_MANY = `Mỗi lần in nhiều nhất ${MAX_PRINTED} buổi. Chọn từng ngày.`;

type Paper = keyof typeof PAPERS;

export const printedRoutes = ({ db, now, accessLog }: AppContext): Route[] => {
  /** Prints papers of rounds as one; false if there are none. */
  async function print({ actor, req }: Asked, res: Response, rounds: readonly RoundDetail[], kinds: readonly Paper[]) {
    const ids = rounds.map(({ id }) => id);
    const hasSheets = kinds.includes('sheets') && ids.length > 0;
    if (hasSheets) await accessLog.opened(actor, 'round.print', { type: 'round', id: ids });
    const [sheets, { ward, ofRound }] = await Promise.all([
      hasSheets ? getSheets(db, actor.wardId, rounds) : [],
      loadPapers(db, actor.wardId, ids),
    ]);
    const papers = rounds.flatMap((round, index) => {
      const given = ofRound(round.id);
      const hasNotices = kinds.includes('notices') && given.groups.length > 0;
      return [
        ...(hasNotices ? [noticesPage(round, given.groups, ward, localDateOf(now()))] : []),
        ...(sheets[index] ? [sheetPage(round, sheets[index])] : []),
        ...(kinds.includes('cards') ? [cardsPage(round, given, ward, ownOrigin(req))] : []),
      ];
    });
    if (papers.length > 0) renderPapers(res, papers, ids.length > 1 ? 'Giấy tờ các buổi' : papers[0]!.model.title);
    return papers.length > 0;
  }

  const printOne = (kind: Paper) => async (asked: Asked, res: Response) => {
    const round = await getRound(db, asked.actor.wardId, asked.id);
    const isPrinted = round.closure?.kind !== 'cancelled' && (await print(asked, res, [round], [kind]));
    if (!isPrinted) res.redirect(303, `/rounds/${round.id}`);
  };

  return [
    get('/rounds/:id/sheet', 'visits.record', printOne('sheets')),
    get('/rounds/:id/notices', 'round-papers.print', printOne('notices')),
    get('/rounds/:id/cards', 'round-papers.print', printOne('cards')),
    // The papers of all rounds of some days, of one kind or of all.
    get('/round-papers', 'visits.record', async (asked, res) => {
      const days = typed(asked.query, 'days').split('_');
      const all = Object.keys(PAPERS) as Paper[];
      const chosen = all.filter((kind) => kind === asked.query.what);
      const areDays = days.length === 2 && days.every((day) => day > '2000' && day < '2199' && isRealDate(day));
      const rounds = areDays ? await listRoundsOfDays(db, asked.actor, days, now()) : [];
      const isTooMany = rounds.length > MAX_PRINTED;
      if (!isTooMany && (await print(asked, res, rounds, chosen.length > 0 ? chosen : all))) return;
      flash(asked.req, isTooMany ? TOO_MANY : NOTHING, 'warning');
      res.redirect(303, '/rounds');
    }),
  ];
};
