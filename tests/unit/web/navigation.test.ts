import { navigationFor, type NavigationLink } from '../../../src/web/navigation';

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
    expect(navigationFor('staff', '/requests').pages).toEqual([]);
    expect(navigationFor('staff', '/password')).toMatchObject({ pages: [] });
    expect(current(navigationFor('staff', '/password').items)).toEqual([]);
  });

  it('shows a role only what it may open', () => {
    expect(labels(navigationFor('officer', '/households').pages)).not.toContain('Nhập danh sách');
    expect(labels(navigationFor('chairman', '/').items)).not.toContain('Hộ dân');
  });

  it('does not mistake one address for the start of another', () => {
    expect(current(navigationFor('admin', '/wardrobe').items)).toEqual([]);
  });
});
