import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { pageList, type AskedList } from '../../../web/list-source';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { readBoardQuery } from './forms';
import { boardPage, groupsPage } from './pages';
import { tallyDoors, getWardOutline, listBoardDoors, MAX_BOARD_DOORS } from './queries';

const coverageRoutes = ({ db, now, accessLog }: AppContext): Route[] => {
  async function askedOfBoard({ actor, query }: AskedList) {
    const { wardId, role } = actor;
    const canSeeNeeds = isPermitted(role, 'residents.read');
    const outline = await getWardOutline(db, wardId);
    return {
      query: readBoardQuery(query, canSeeNeeds),
      outline,
      today: localDateOf(now()),
      canSeeNeeds,
      canOpen: isPermitted(role, 'households.read'),
    };
  }

  const doorsOf = async (wardId: string, asked: Awaited<ReturnType<typeof askedOfBoard>>) =>
    boardPage(
      asked,
      await listBoardDoors(db, wardId, asked.query, { today: asked.today, limit: MAX_BOARD_DOORS + 1 }),
      MAX_BOARD_DOORS,
    );

  return [
    {
      ...get('/coverage', 'coverage.read', async (given, res) => {
        const { actor } = given;
        const { wardId } = actor;
        const asked = await askedOfBoard(given);
        const { query, outline, today } = asked;
        await accessLog.opened(
          actor,
          'coverage.open',
          { type: 'ward', id: wardId },
          query.need ? { need: query.need } : {},
        );
        renderPage(
          res,
          query.group.kind === 'ward' && outline.doors > MAX_BOARD_DOORS
            ? groupsPage(asked, await tallyDoors(db, wardId, query.need, today))
            : await doorsOf(wardId, asked),
        );
      }),
      list: pageList({
        title: 'Bảng phủ',
        read: async (asked) => {
          const { lanes, nextHref, printLine } = (await doorsOf(asked.actor.wardId, await askedOfBoard(asked))).model;
          return {
            rows: lanes.flatMap(({ label, cells }) => cells.map((cell) => ({ lane: label, ...cell }))),
            nextHref,
            about: printLine,
          };
        },
        columns: {
          'Phố, ngõ': (row) => row.lane,
          'Số nhà': (row) => row.number,
          'Tình trạng': (row) => row.stateLabel,
          'Lần thăm cuối': (row) => row.visitedOn,
        },
      }),
    },
  ];
};

export const coverageFeature = defineFeature({
  routes: coverageRoutes,
  audit: {
    actions: { 'coverage.open': 'Mở bảng phủ' },
    groups: { coverage: 'Bảng phủ' },
  },
});
