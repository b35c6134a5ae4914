import { renderPage } from '../../../web/page';
import { defineFeature, get } from '../../../web/route';
import { guidePage, HELP_SHEETS, sheetPage } from './pages';

/** The guide (docs/user-guide.md), and two of its chapters on a sheet of paper each. */
const helpRoutes = () => [
  get('/help', 'help.read', (_, res) => renderPage(res, guidePage())),
  ...HELP_SHEETS.map(({ href, title }) =>
    get(href, 'help.read', (_, res) => renderPage(res, sheetPage(title), { layout: 'print' })),
  ),
];

export const helpFeature = defineFeature({ routes: helpRoutes });
