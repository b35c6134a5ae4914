// What is typed into the search box while measuring: every text as it grows, letter by letter.

/** Every prefix of a text from its n-th letter on, as the browser requests it. */
const typed = (text, from = 1) => {
  const letters = [...text];
  return letters
    .map((_, index) => letters.slice(0, index + 1).join(''))
    .slice(from - 1)
    .filter((beginning) => !beginning.endsWith(' '));
};

/** The same for every ward: common words first, which most names hold, and words that are no resident's name. */
const EVERYWHERE = [
  ...typed('nguyen thi v'),
  ...typed('tran van h'),
  ...typed('le quoc k'),
  ...typed('thi'),
  ...typed('van'),
  ...typed('nguyen t v', 7),
  ...typed('t h n'),
  ...typed('vi nguyen', 3),
  ...typed('thi nguyen', 4),
  ...typed('tran nguyen', 5),
  ...typed('le pham', 3),
  ...typed('nguyen nguyen', 8),
  ...typed('48 pham hong thai'),
  ...typed('ngo chau l'),
  ...typed('so 5 ngach 12/8 truc bach', 4),
  ...typed('p304 nha c2', 2),
  ...'hoang hoa tham|pham hong thai|ngo 12|ngach|khong co ai|xyz|nguyen xyz|zzzz thi|nguyen_|%nguyen|100%'.split('|'),
  ...[...'%_\\\'"🏠', "o'b", 'nguyen 🏠', '1', '12', '003148001234'],
];

/**
 * @returns the texts searched in a ward: those above, and names, phones, last digits and addresses of its own people,
 * as they are typed.
 */
export async function searchTexts(client) {
  const { rows } = await client.query(
    `
    SELECT r.full_name AS name, r.name_folded AS folded, r.phone, r.national_number_last4 AS last4, h.address_folded AS address
    FROM resident r JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL JOIN household h ON h.id = m.household_id
    WHERE r.ward_id = (SELECT id FROM ward WHERE is_demo) AND r.phone IS NOT NULL AND r.national_number_last4 IS NOT NULL ORDER BY md5(r.id::text) LIMIT 20`,
  );
  const own = rows.flatMap(({ name, folded, phone, last4, address }, index) => [
    ...(index % 5 === 4 ? typed(name.normalize('NFD')) : typed(folded)),
    ...(index % 4 === 0 ? typed(phone, 3) : []),
    ...(index % 4 === 1 ? typed(last4, 2) : []),
    ...(index % 4 === 2 ? typed(address) : []),
    ...(index % 4 === 3 ? typed(folded.split(' ').reverse().join(' '), 3) : []),
  ]);
  return [...EVERYWHERE, ...own];
}
