/** Cards to cut apart that a printed A4 page holds (`cut-cards` in _papers.scss). */
export const CARDS_A_PAGE = 8;

/** The cards of each printed page; no page without a card. */
export const cardPages = <Card>(cards: readonly Card[]): Card[][] =>
  Array.from({ length: Math.ceil(cards.length / CARDS_A_PAGE) }, (_, page) =>
    cards.slice(page * CARDS_A_PAGE, (page + 1) * CARDS_A_PAGE),
  );
