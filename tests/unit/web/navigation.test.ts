import { UserRole } from '../../../src/generated/prisma/enums';
import { navigationFor, pagesFor, settingsFor, type NavigationLink } from '../../../src/web/navigation';

const labels = (links: NavigationLink[]) => links.map(({ label }) => label);
const current = (links: NavigationLink[]) => labels(links.filter(({ isCurrent }) => isCurrent));

describe('the menu', () => {
  it('marks the section a page belongs to, and the page within the section', () => {
    const { items, pages } = navigationFor('staff', '/residential-groups/0192/edit');
    expect(current(items)).toEqual(['Hộ dân']);
    expect(current(pages)).toEqual(['Tổ dân phố']);
  });

  it('keeps a resident under the search that finds them', () => {
    expect(current(navigationFor('officer', '/residents/0192').pages)).toEqual(['Tìm hộ, tìm người']);
  });

  it('has no second line if a section is one page, or no section is open', () => {
    expect(navigationFor('officer', '/requests').pages).toEqual([]);
    expect(navigationFor('staff', '/settings')).toMatchObject({ pages: [] });
    expect(current(navigationFor('staff', '/settings').items)).toEqual([]);
  });

  it('has at most six items for a role, with at most five pages each', () => {
    for (const role of Object.values(UserRole)) {
      const { items } = navigationFor(role, '/');
      const pages = items.map(({ href }) => navigationFor(role, href).pages.length);
      expect([role, items.length <= 6, Math.max(...pages) <= 5]).toEqual([role, true, true]);
    }
  });

  it('leads from what is set once in a while back to all of it', () => {
    const { items, pages } = navigationFor('admin', '/users/0192/edit');
    expect(current(items)).toEqual([]);
    expect(labels(pages)).toEqual(['Cài đặt', 'Tài khoản', 'Máy mang theo']);
    expect(current(pages)).toEqual(['Tài khoản']);
    expect(settingsFor('officer').flatMap(({ pages: own }) => own.map(({ href }) => href))).not.toContain('/users');
  });

  it('has at most nine subjects of settings for a role, with at most five pages each', () => {
    const sizes = Object.values(UserRole).map((role) => settingsFor(role).map(({ pages }) => pages.length));
    expect(sizes.map((subjects) => subjects.length)).toEqual([9, 6, 6, 5]);
    expect(Math.max(...sizes.flat())).toBe(5);
  });

  it('names every page of a role once', () => {
    for (const role of Object.values(UserRole)) {
      const hrefs = pagesFor(role).map(({ href }) => href);
      expect([role, hrefs]).toEqual([role, [...new Set(hrefs)]]);
    }
    expect(pagesFor('chairman').map(({ href }) => href)).toEqual(
      expect.arrayContaining(['/settings', '/reports', '/calendar']),
    );
    expect(pagesFor('chairman').map(({ href }) => href)).not.toContain('/audit');
  });

  it('says how many things wait behind an item', () => {
    const counts = { today: 3, requests: 0, following: 1250 };
    expect(navigationFor('staff', '/', counts).items.map(({ count }) => count)).toEqual(['3', '', '', '', '1.250', '']);
  });

  it('shows a role only what it may open', () => {
    expect(labels(navigationFor('officer', '/households').pages)).not.toContain('Nhập danh sách');
    expect(labels(navigationFor('chairman', '/').items)).not.toContain('Hộ dân');
  });

  it('does not mistake one address for the start of another', () => {
    expect(current(navigationFor('admin', '/wardrobe').items)).toEqual([]);
  });
});
